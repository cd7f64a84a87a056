from uuid import uuid4

from domain.posting.kinds import KINDS
from domain.reports.verification.documents import DOCUMENT_OF_KIND, LEAVES_NOTHING
from tests.books.inbox import Inbox
from tests.domain.reports.verification.broken_shop import Broken


def test_i5_a_posted_sale_that_is_gone(broken):
    broken.breaks("DELETE FROM pos.sales WHERE org_id = %(org_id)s AND id = %(second_sale)s")
    found = broken.found()
    assert {"I5", "I7", "I10"} <= set(found)
    assert [(difference.what, difference.where["operation_id"]) for difference in found["I5"]] == [
        ("a posted operation without its document", broken.ids["second_sale"])
    ]


def test_i5_a_journal_of_no_operation(broken):
    broken.breaks("DELETE FROM core.operations WHERE org_id = %(org_id)s AND id = %(journal)s")
    found = broken.found()
    assert set(found) == {"I5"}
    assert {(difference.what, difference.where["operation_id"]) for difference in found["I5"]} == {
        ("a document of no operation", broken.ids["journal"]),
        ("a journal of no operation", broken.ids["journal"]),
    }


def test_i5_an_operation_that_is_rejected_though_it_was_posted(broken):
    broken.breaks(
        """UPDATE core.operations SET status = 'rejected', error = '{"code": "no"}', result = NULL"""
        " WHERE org_id = %(org_id)s AND id = %(receipt)s"
    )
    found = broken.found()
    assert set(found) == {"I5"}
    assert {difference.what for difference in found["I5"]} == {
        "a document of an operation that is not posted",
        "a journal of an operation that is not posted",
    }
    assert {difference.where["operation_id"] for difference in found["I5"]} == {broken.ids["receipt"]}


def test_i5_a_second_journal_of_one_sale(broken):
    broken.breaks(
        "UPDATE acct.journals SET source_id = %(sale)s WHERE org_id = %(org_id)s AND source_id = %(second_sale)s"
    )
    found = broken.found()
    assert set(found) == {"I5", "I8"}
    assert {(difference.what, difference.where.get("operation_id")) for difference in found["I5"]} == {
        ("a posted operation with more than one journal", broken.ids["sale"]),
        ("a posted operation without its journal", broken.ids["second_sale"]),
        ("a document names another journal than its own", None),
    }


def test_i5_a_document_that_names_another_journal(broken):
    broken.breaks(
        "UPDATE inv.stock_documents SET journal_id = %(journal)s WHERE org_id = %(org_id)s AND id = %(receipt)s"
    )
    difference = broken.only("I5")
    assert difference.where == {"type": "receipt", "document_id": broken.ids["receipt"]}
    assert difference.found == {"journal_id": broken.ids["journal"]}
    assert difference.expected == {"journal_id": broken.results[0]["journal_id"]}


def test_i5_a_reversal_of_another_journal(broken):
    [reversed_too, reversal] = post_reversal(broken)
    broken.breaks(
        "UPDATE acct.journals SET reverses_id = %(other)s WHERE org_id = %(org_id)s AND id = %(reversal)s",
        other=broken.ids["journal"],
        reversal=reversal,
    )
    found = broken.found()
    assert list(found) == ["I5", "I8"]
    [difference] = found["I5"]
    assert difference.where["journal_id"] == reversal
    assert difference.found == {"reverses_id": broken.ids["journal"]}
    assert difference.expected == {"reverses_id": reversed_too}


def post_reversal(broken: Broken) -> list[str]:
    """Post a second journal, then its reversal; return their ids."""
    inbox = Inbox(broken.shop, digits=2)
    journal_id, reversal_id = str(uuid4()), str(uuid4())
    lines = [{"account": "6010", "debit": "5"}, {"account": "1030", "credit": "5"}]
    inbox.post([("journal.post", {"id": journal_id, "date": "2026-11-03", "lines": lines})])
    inbox.post([("journal.reverse", {"id": reversal_id, "journal_id": journal_id})])
    assert inbox.outcomes()[reversal_id]["status"] == "posted"
    assert broken.found() == {}
    return [journal_id, reversal_id]


def test_every_kind_of_operation_is_known_to_leave_a_document():
    assert set(DOCUMENT_OF_KIND) | LEAVES_NOTHING == set(KINDS)
