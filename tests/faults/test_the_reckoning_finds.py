"""A reckoning that finds nothing is worth something only if it would have: each thing that can go wrong is told."""

from dataclasses import replace

from tests.faults.found import Document, Found, Operation
from tests.faults.ledger import Ledger, Sent, perhaps, rejected
from tests.faults.reckoning import Reckoning, compare

SALE = Sent("s", "sale.post", "sale", total=500, lines=1, moved=1, tenders={"cash": 500}, shift_id="h")
LOADED = Sent("g", "sale.post", "sale", total=900, lines=1, moved=0, tenders={"card": 900})
SHORT = Sent("r", "sale.post", "sale", rejected("pos.payment_short"))
CLOSE = Sent("c", "shift.close", "shift_close", total=10_500, subject="h")


def known() -> Ledger:
    ledger = Ledger()
    for sent in (SALE, replace(LOADED, stored={("gift_card", "G"): 900}, owed=("ana", 5)), SHORT, CLOSE):
        ledger.count(sent)
        ledger.accepted.add(sent.id)
    return ledger


def there() -> Found:
    return Found(
        operations={
            "s": Operation("sale.post", "posted", 1, "posted"),
            "g": Operation("sale.post", "posted", 1, "posted"),
            "r": Operation("sale.post", "rejected", 1, "pos.payment_short"),
            "c": Operation("shift.close", "posted", 1, "posted"),
        },
        documents={
            "s": [Document("s", "sale", 500, 1, 1, 1, 1)],
            "g": [Document("g", "sale", 900, 1, 1, 1, 0)],
            "c": [Document("c", "shift_close", 10_500, 0, 0, None, 0)],
        },
        journals={"s": 1, "g": 1, "c": 1},
        moved={"s"},
        totals={
            ("h", False, "sale", ""): (1, 500),
            ("h", False, "tender.cash", "cash"): (1, 500),
            ("h", False, "net", ""): (1, 460),
        },
        arrived={"c": (1, 500)},
        stored={("gift_card", "G"): 900},
        owed={"ana": 5},
        under_way=[],
    )


def reckoned(found: Found, ledger: Ledger | None = None) -> Reckoning:
    told = Reckoning()
    compare(told, known() if ledger is None else ledger, found)
    return told


def test_what_is_as_it_must_be_is_clean():
    assert reckoned(there()).clean


def test_an_accepted_operation_that_is_nowhere_is_lost():
    found = there()
    del found.operations["s"]
    assert any("s (sale.post) is nowhere" in text for text in reckoned(found).lost)


def test_what_never_ended_is_lost():
    found = there()
    found.operations["s"] = Operation("sale.post", "pending", 0, "pending")
    assert any("never ended" in text for text in reckoned(found).lost)


def test_a_posted_operation_without_document_or_journal_is_lost():
    found = there()
    del found.documents["s"]
    assert any("0 documents, 1 journals" in text for text in reckoned(found).lost)
    found = there()
    del found.journals["c"]
    assert any("1 documents, 0 journals" in text for text in reckoned(found).lost)


def test_whatever_is_there_twice_is_doubled():
    found = there()
    found.documents["s"] *= 2
    assert reckoned(found).doubled
    found = there()
    found.journals["g"] = 2
    assert reckoned(found).doubled
    (sale,) = there().documents["s"]
    for twice in (replace(sale, tenders=2), replace(sale, lines=2), replace(sale, movements=2)):
        found = there()
        found.documents["s"] = [twice]
        assert reckoned(found).doubled, twice


def test_what_nobody_sent_is_strange():
    for where, value in (
        ("operations", Operation("sale.post", "posted", 1, "posted")),
        ("documents", []),
        ("journals", 1),
    ):
        found = there()
        getattr(found, where)["x"] = value
        assert any("nobody sent" in text for text in reckoned(found).strange), where
    found = there()
    found.moved.add("x")
    assert any("nobody sent" in text for text in reckoned(found).strange)


def test_an_end_that_was_not_to_be_is_strange():
    found = there()
    found.operations["r"] = Operation("sale.post", "rejected", 1, "pos.unknown_terminal")
    assert any("instead of ['pos.payment_short']" in text for text in reckoned(found).strange)
    found = there()
    found.operations["s"] = Operation("sale.post", "rejected", 1, "pos.overpaid")
    assert any("left something behind" in text for text in reckoned(found).strange)


def test_what_failed_is_not_clean():
    found = there()
    found.operations["r"] = Operation("sale.post", "failed", 5, "failed")
    assert not reckoned(found).clean


def test_another_document_or_another_total_is_strange():
    (sale,) = there().documents["s"]
    for other in (replace(sale, kind="exchange"), replace(sale, total=499)):
        found = there()
        found.documents["s"] = [other]
        assert reckoned(found).strange, other


def test_a_transfer_that_is_still_under_way_is_lost():
    found = there()
    found.under_way.append(("t", "at_once", "in_transit", 3))
    assert any("transfer t" in text for text in reckoned(found).lost)


def test_what_can_happen_but_once_is_doubled_where_it_happened_twice():
    ledger, found = known(), there()
    for identity in ("one", "other"):
        ledger.count(Sent(identity, "sale.return", "return", perhaps("pos.return_exceeds_sale"), subject="s"))
        found.operations[identity] = Operation("sale.return", "posted", 1, "posted")
        found.documents[identity] = [Document(identity, "return", -500, 0, 0, 1, 1)]
        found.journals[identity] = 1
    assert reckoned(found, ledger).doubled == ["2 times return of s"]
    found.operations["other"] = Operation("sale.return", "rejected", 1, "pos.return_exceeds_sale")
    del found.documents["other"], found.journals["other"]
    assert reckoned(found, ledger).clean


def test_sums_that_are_not_what_the_documents_come_to_are_strange():
    wrong = (
        ("totals", ("h", False, "sale", ""), (2, 1000)),
        ("totals", ("h", True, "return", ""), (1, -500)),
        ("arrived", "c", (1, 499)),
        ("stored", ("gift_card", "G"), 0),
        ("stored", ("gift_card", "H"), -1),
        ("owed", "ana", 0),
    )
    for where, key, value in wrong:
        found = there()
        getattr(found, where)[key] = value
        assert reckoned(found).strange, (where, key)


def test_two_contents_of_one_identity_are_doubled():
    ledger = known()
    ledger.won["s"] = {"first", "other"}
    assert reckoned(there(), ledger).doubled


def test_an_answer_that_nobody_should_get_is_strange():
    ledger = known()
    ledger.refused.append("500")
    assert reckoned(there(), ledger).strange


def test_what_comes_after_the_close_is_a_supplement():
    ledger, found = known(), there()
    ledger.count(replace(SALE, id="late"))
    found.operations["late"] = Operation("sale.post", "posted", 1, "posted")
    found.documents["late"] = [Document("late", "sale", 500, 1, 1, 1, 1)]
    found.journals["late"] = 1
    found.moved.add("late")
    assert reckoned(found, ledger).strange
    found.totals["h", True, "sale", ""] = found.totals["h", True, "tender.cash", "cash"] = (1, 500)
    assert reckoned(found, ledger).clean
