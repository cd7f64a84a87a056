"""A bank account stands on one account of the ledger, in the organization's currency."""

import pytest

from domain.core.clock import now
from domain.core.db import unit_of_work
from domain.jobs.definitions import Turn
from domain.jobs.work.sums import roll_up
from tests.api.bank import BANK, Bank
from tests.domain.posting.till import Counter
from tests.shops import open_shop

ADDRESS = "/api/accounting/bank-accounts"


@pytest.fixture
def shop(client):
    return open_shop(client)


def refused(shop, **given):
    answer = shop.post(ADDRESS, json={"name": "Current", "account": BANK, **given})
    assert answer.status_code in {409, 422}, answer.text
    return answer.json()["code"], answer.json()["errors"][0]["path"]


def test_it_is_made_read_changed_and_listed(shop):
    bank = Bank.opened(shop, iban="de89 3704 0044 0532 0130 00", starts_on="2026-01-01")
    made = shop.get(bank.address).json()
    assert (made["account"], made["currency"], made["iban"]) == (BANK, "USD", "DE89370400440532013000")
    changed = shop.patch(bank.address, json={"name": "Savings"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["name"], changed.json()["version"]) == (200, "Savings", 2)
    assert shop.patch(bank.address, json={"name": "X"}, headers={"If-Match": '"1"'}).status_code == 412
    assert [one["id"] for one in shop.get(ADDRESS).json()["items"]] == [made["id"]]


def test_one_account_of_the_ledger_is_one_bank_account(shop):
    Bank.opened(shop)
    assert refused(shop) == ("conflict", "account")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"account": "4010"}, ("accounting.not_a_bank_account", "account")),
        ({"account": "1200"}, ("accounting.control_account", "account")),
        ({"account": "9999"}, ("accounting.unknown_account", "account")),
        ({"currency": "EUR"}, ("accounting.currency_of_the_organization", "currency")),
        ({"iban": "DE89370400440532013001"}, ("invalid", "iban")),
        ({"mapping": {"date": "Date"}}, ("invalid", "mapping")),
    ],
)
def test_what_is_no_bank_account_is_refused(shop, given, expected):
    assert refused(shop, **given) == expected


def test_a_liability_may_be_a_bank_account(shop):
    assert shop.get(Bank.opened(shop, account="2010").address).json()["account"] == "2010"


def test_its_account_stays_once_there_is_a_statement(shop):
    bank = Bank.opened(shop)
    assert shop.patch(bank.address, json={"account": "1020"}).status_code == 200
    bank.told(("2026-01-31", "Rent", "-5.00"))
    answer = shop.patch(bank.address, json={"account": BANK})
    assert (answer.status_code, answer.json()["code"]) == (422, "accounting.bank_account_fixed")
    assert shop.delete(bank.address).status_code == 204
    assert shop.get(bank.address).json()["active"] is False


def test_an_unused_one_is_deleted(shop):
    bank = Bank.opened(shop)
    assert shop.delete(bank.address).status_code == 204
    assert shop.get(bank.address).status_code == 404
    assert shop.get(Bank.opened(shop).address).json()["account"] == BANK


def test_what_the_ledger_had_before_is_known_and_follows_the_account(shop):
    first = Bank.opened(shop)
    first.posted("2026-01-10", "70.00")
    assert first.outstanding("2026-01-31")["ledger_balance"] == "70.00"
    shop.delete(first.address)
    second = Bank.opened(shop)
    assert second.outstanding("2026-01-31")["outstanding_ledger"] == "70.00"
    shop.patch(second.address, json={"account": "1020"})
    assert second.outstanding("2026-01-31")["ledger_balance"] == "0.00"


def test_what_was_posted_is_noted_when_summaries_are_rolled_up_and_read_before_that_too(shop):
    counter = Counter(shop)
    bank = Bank.opened(counter.shop)
    bank.posted("2026-01-10", "70.00")
    noted = "SELECT amount FROM acct.bank_entries"
    assert counter.query(noted) == []
    before = bank.outstanding("2026-01-31")
    for _ in range(2):
        with unit_of_work(counter.shop.org_id) as uow:
            roll_up(uow, Turn(shop.org_id, now(), {}))
            uow.commit()
    assert counter.query(noted) == [(7000,)]
    assert bank.outstanding("2026-01-31") == before
    counter.proven()
