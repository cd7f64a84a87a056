"""Manual journals and their reversal."""

import pytest

from tests.api.nouns import ACCOUNTS, LOCATIONS
from tests.domain.posting.till import refused


@pytest.fixture
def codes(counter):
    return counter.code("cash"), counter.code("sales")


def test_a_journal_is_posted_to_the_general_book(counter, codes):
    [outcome] = counter.post(counter.entry(*codes, "12.34", memo="Opening"))
    assert (outcome.result["book"], outcome.result["number"]) == ("GEN", 1)
    assert counter.journal(outcome.result["journal_id"]) == {"cash": 1234, "sales": -1234}


def test_lines_of_one_account_and_location_are_summed(counter, codes):
    cash, sales = codes
    location = LOCATIONS.make(counter.shop)["id"]
    _, body = counter.entry(cash, sales, "1.00")
    body["lines"] = [
        {"account": cash, "debit": "3.00"},
        {"account": cash, "debit": "4.00"},
        {"account": cash, "debit": "5.00", "location_id": location},
        {"account": sales, "credit": "12.00"},
    ]
    [outcome] = counter.post(("journal.post", body))
    lines = counter.query(
        "SELECT debit, credit, location_id FROM acct.journal_lines WHERE journal_id = %s ORDER BY line_no",
        (outcome.result["journal_id"],),
    )
    assert lines == [(700, 0, None), (500, 0, location), (0, 1200, None)]


def test_the_stock_account_is_kept_by_stock_documents(counter, codes):
    entry = counter.entry(counter.code("inventory"), codes[1], "1.00")
    assert refused(counter, entry) == ("accounting.control_account", "lines.0.account")


def test_an_account_must_exist_and_be_active(counter, codes):
    assert refused(counter, counter.entry("9999", codes[1], "1")) == ("accounting.unknown_account", "lines.0.account")
    account = ACCOUNTS.make(counter.shop, code="1777")
    counter.change("UPDATE acct.chart_of_accounts SET active = false WHERE id = %s", (account["id"],))
    assert refused(counter, counter.entry(codes[0], "1777", "1")) == ("accounting.unknown_account", "lines.1.account")


def test_a_location_must_be_the_organizations_own(counter, codes, other_shop):
    _, body = counter.entry(*codes, "1.00")
    body["lines"][1]["location_id"] = str(other_shop.default_location_id)
    assert refused(counter, ("journal.post", body)) == ("inventory.unknown_location", "lines.1.location_id")


def test_a_reversal_is_the_mirror_and_names_its_original(counter, codes):
    [original] = counter.post(counter.entry(*codes, "12.34"))
    [outcome] = counter.post(counter.reversal(original.id))
    assert outcome.result["reverses_id"] == original.id
    assert counter.journal(outcome.result["journal_id"]) == {"cash": -1234, "sales": 1234}


def test_a_journal_is_reversed_once_also_within_a_batch(counter, codes):
    [original] = counter.post(counter.entry(*codes, "12.34"))
    first, second = counter.post(counter.reversal(original.id), counter.reversal(original.id))
    assert first.status == "posted"
    assert second.refusal == ("accounting.already_reversed", None)
    assert refused(counter, counter.reversal(original.id))[0] == "accounting.already_reversed"


def test_a_reversal_is_not_reversed(counter, codes):
    [original] = counter.post(counter.entry(*codes, "12.34"))
    [reversal] = counter.post(counter.reversal(original.id))
    assert refused(counter, counter.reversal(reversal.result["journal_id"]))[0] == "accounting.not_reversible"


def test_a_documents_journal_is_reversed_by_its_document(counter):
    item = counter.item(stocked=False)
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}))
    assert refused(counter, counter.reversal(sold.result["journal_id"]))[0] == "accounting.not_reversible"


def test_what_does_not_exist_is_not_reversed(counter, other_shop):
    assert refused(counter, counter.reversal(str(other_shop.org_id)))[0] == "accounting.unknown_journal"


def test_a_journal_and_its_reversal_may_arrive_together(counter, codes):
    entry = counter.entry(*codes, "12.34")
    original, reversal = counter.post(entry, counter.reversal(entry[1]["id"]))
    assert (original.status, reversal.status) == ("posted", "posted")


def test_an_identity_that_a_documents_journal_has_is_rejected(counter, codes):
    item = counter.item(stocked=False)
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}))
    assert refused(counter, counter.entry(*codes, "1.00", id=sold.result["journal_id"]))[0]
