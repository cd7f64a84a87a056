"""Exchanges settle the net either way; a void mirrors a whole sale, as if it had not been."""

import pytest

from tests.api.nouns import CUSTOMERS, TAX_RATES
from tests.domain.posting.till import refused


@pytest.fixture
def coffee(counter):
    """Ten at 4.00, sold for 10.00."""
    item = counter.item(price="10.00")
    counter.post(counter.receipt({"item_id": item, "quantity": "10", "unit_cost": "4.00"}))
    return item


def sold(counter, item, quantity="1", **given):
    [outcome] = counter.post(counter.sale({"item_id": item, "quantity": quantity}, **given))
    assert outcome.status == "posted", outcome
    return outcome


def status(counter, sale_id):
    return counter.query("SELECT status FROM pos.sales WHERE id = %s", (sale_id,))[0][0]


def test_a_sale_and_its_void_may_come_in_one_batch(counter, coffee):
    sale = counter.sale({"item_id": coffee, "quantity": "2"})
    outcomes = counter.post(
        sale, counter.void(sale[1]["id"]), counter.void(sale[1]["id"]), counter.back(sale[1]["id"], (1, "1"))
    )
    assert [outcome.status for outcome in outcomes] == ["posted", "posted", "rejected", "rejected"]
    assert outcomes[2].refusal[0] == outcomes[3].refusal[0] == "pos.sale_voided"
    assert counter.level(coffee)[:2] == ("10.0000", 4000)
    counter.proven()


@pytest.mark.parametrize(
    ("bought", "paid", "given"), [("3", {"cash": "20.00"}, None), ("1", None, {"cash": "10.00"}), ("2", None, None)]
)
def test_an_exchange_settles_the_net_either_way(counter, coffee, bought, paid, given):
    sale = sold(counter, coffee, "2")
    tea = counter.item(price="10.00", stocked=False)
    lines = ({"return_of": {"sale_id": sale.id, "line_no": 1}, "quantity": "2"}, {"item_id": tea, "quantity": bought})
    more = {} if given is None else {"refunds": [{"method": "cash", "amount": given["cash"]}]}
    [made] = counter.post(counter.sale(*lines, paid=paid or [], **more))
    assert made.status == "posted", made
    assert made.result["total"] == f"{(int(bought) - 2) * 10}.00"
    assert made.result["change"] == ("10.00" if paid else "0.00")
    assert counter.query("SELECT kind FROM pos.sales WHERE id = %s", (made.id,)) == [("exchange",)]
    assert status(counter, sale.id) == "returned"
    assert counter.level(coffee)[:2] == ("10.0000", 4000)
    counter.proven()


@pytest.mark.parametrize(
    ("price", "paid", "total"), [("10.03", "0.05", "0.05"), ("9.97", None, "-0.05"), ("10.01", None, "0.00")]
)
def test_an_exchange_is_rounded_where_cash_settles_it(counter, coffee, price, paid, total):
    counter.set(cash_rounding=5)
    sale = sold(counter, coffee)
    tea = counter.item(price=price, stocked=False)
    lines = ({"return_of": {"sale_id": sale.id, "line_no": 1}, "quantity": "1"}, {"item_id": tea, "quantity": "1"})
    settled = (
        {"paid": [{"method": "cash", "amount": paid or "0.05"}]}
        if not total.startswith("-")
        else {"paid": [], "refunds": [{"method": "cash", "amount": "0.05"}]}
    )
    [made] = counter.post(counter.sale(*lines, **settled))
    assert (made.status, made.result.get("total")) == ("posted", total)
    counter.proven()


def test_the_same_line_comes_back_once_in_a_document(counter, coffee):
    sale = sold(counter, coffee, "2")
    line = {"return_of": {"sale_id": sale.id, "line_no": 1}, "quantity": "2"}
    refunds = [{"method": "cash", "amount": "40.00"}]
    assert refused(counter, counter.sale(line, line, paid=[], refunds=refunds)) == (
        "pos.line_twice",
        "lines.1.return_of",
    )


def test_what_an_exchange_brought_can_come_back_and_what_it_took_back_cannot(counter, coffee):
    sale = sold(counter, coffee)
    line = {"return_of": {"sale_id": sale.id, "line_no": 1}, "quantity": "1"}
    [made] = counter.post(counter.sale(line, {"item_id": coffee, "quantity": "1"}, paid=[]))
    assert refused(counter, counter.back(made.id, (1, "1")))[0] == "pos.not_returnable"
    [back] = counter.post(counter.back(made.id, (2, "1"), refunds={"cash": "10.00"}))
    assert (back.status, status(counter, made.id)) == ("posted", "returned")
    counter.proven()


def test_a_void_mirrors_journal_stock_stored_value_and_what_is_owed(counter, coffee):
    rate = TAX_RATES.make(counter.shop, percent="16")["id"]
    service = counter.item(price="10.00", stocked=False, tax_rate_id=rate)
    ana = CUSTOMERS.make(counter.shop)["id"]
    counter.post(counter.card("GIFT", "20.00"))
    before = counter.counts()
    paid = [
        {"method": "gift_card", "amount": "5.00", "reference": "GIFT"},
        {"method": "on_account", "amount": "10.00"},
        {"method": "cash", "amount": "40.00"},
    ]
    lines = ({"item_id": coffee, "quantity": "3"}, {"item_id": service, "quantity": "1", "discount": "1.00"})
    [sale] = counter.post(counter.sale(*lines, paid=paid, tip="2.00", customer_id=ana))
    assert sale.status == "posted", sale
    [void] = counter.post(counter.void(sale.id))
    mirror = {role: -amount for role, amount in counter.journal(sale.result["journal_id"]).items()}
    assert counter.journal(void.result["journal_id"]) == mirror
    assert void.result["total"] == f"-{sale.result['total']}"
    after = counter.counts()
    assert {name: after[name] for name in ("owed", "held", "stock")} == {
        name: before[name] for name in ("owed", "held", "stock")
    }
    assert status(counter, sale.id) == "voided"
    assert refused(counter, counter.void(sale.id)) == ("pos.sale_voided", "sale_id")
    assert refused(counter, counter.back(sale.id, (1, "1"))) == ("pos.sale_voided", "sale_id")
    assert refused(counter, counter.void(void.id)) == ("pos.unknown_sale", "sale_id")
    counter.proven()


def test_a_sale_of_which_something_has_come_back_is_not_voided(counter, coffee):
    sale = sold(counter, coffee, "2")
    [back] = counter.post(counter.back(sale.id, (1, "1")))
    assert refused(counter, counter.void(sale.id)) == ("pos.not_voidable", "sale_id")
    assert refused(counter, counter.void(back.id)) == ("pos.not_voidable", "sale_id")


def test_a_void_after_the_accounts_were_moved_still_mirrors(counter, coffee):
    sale = sold(counter, coffee, paid={"card": "10.00"})
    account = counter.shop.post("/api/accounting/accounts", json={"code": "1045", "name": "Cards", "type": "asset"})
    assert account.status_code == 201, account.text
    moved = counter.shop.client.put(
        "/api/accounting/account-roles/card_clearing", json={"account": "1045"}, headers=counter.shop.headers
    )
    assert moved.status_code == 200, moved.text
    [void] = counter.post(counter.void(sale.id))
    codes = counter.query(
        "SELECT a.code FROM acct.journal_lines l JOIN acct.chart_of_accounts a ON a.id = l.account_id"
        " WHERE l.journal_id = %s AND l.credit = 1000",
        (void.result["journal_id"],),
    )
    assert codes == [("1040",)]
    counter.proven()
