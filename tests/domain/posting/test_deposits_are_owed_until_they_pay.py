"""A deposit is money that we owe until a sale uses it; what is put aside for it keeps its agreed price."""

import pytest

from tests.api.nouns import CUSTOMERS, TAX_RATES
from tests.domain.posting.till import refused


@pytest.fixture
def grinder(counter):
    return counter.item(price="180.00")


def deposit_sale(counter, item, deposit_id, amount, **given):
    paid = [{"method": "deposit", "amount": amount, "reference": deposit_id}]
    return counter.sale({"item_id": item, "quantity": "1"}, paid=paid, **given)


def test_a_deposit_is_owed_and_gives_change(counter):
    [taken] = counter.post(counter.money("deposit.take", {"cash": "50.00"}, amount="40.00"))
    assert taken.result["change"] == "10.00"
    assert taken.result["deposit_id"] == taken.id
    assert counter.journal(taken.result["journal_id"]) == {"cash": 4000, "customer_deposits": -4000}
    counter.proven()


def test_instalments_gather_and_the_sale_pays_with_them(counter, grinder):
    [taken] = counter.post(
        counter.money("deposit.take", {"cash": "20.00"}, lines=[{"item_id": grinder, "quantity": "1"}])
    )
    assert taken.result["total"] == "180.00"
    [added] = counter.post(counter.money("deposit.add", {"card": "160.00"}, about=taken.id))
    assert added.result["balance"] == "180.00"
    [sold] = counter.post(deposit_sale(counter, grinder, taken.id.upper(), "180.00"))
    assert counter.journal(sold.result["journal_id"]) == {"customer_deposits": 18000, "sales": -18000}
    shown = counter.shop.get(f"/api/pos/deposits/{taken.id}").json()
    assert (shown["status"], shown["paid"], shown["used"], shown["outstanding"]) == (
        "settled",
        "180.00",
        "180.00",
        "0.00",
    )
    assert [(line["quantity"], line["total"]) for line in shown["lines"]] == [("1", "180.00")]
    assert [document["amount"] for document in shown["documents"]] == ["20.00", "160.00"]
    counter.proven()


def test_goods_put_aside_keep_the_price_and_the_tax_that_were_agreed(counter):
    rate = TAX_RATES.make(counter.shop, percent="16")["id"]
    item = counter.item(price="100.00", tax_rate_id=rate)
    line = {"item_id": item, "quantity": "2", "discount": "10.00"}
    [taken] = counter.post(counter.money("deposit.take", {"cash": "20.00"}, lines=[line]))
    counter.shop.patch(f"/api/inventory/items/{item}", json={"price": "300.00"})
    shown = counter.shop.get(f"/api/pos/deposits/{taken.id}").json()
    assert (shown["total"], shown["outstanding"]) == ("220.40", "200.40")
    assert shown["lines"][0]["tax"] == "30.40"


def test_no_more_is_taken_than_what_is_put_aside_comes_to(counter, grinder):
    [taken] = counter.post(
        counter.money("deposit.take", {"cash": "20.00"}, lines=[{"item_id": grinder, "quantity": "1"}])
    )
    more = counter.money("deposit.add", {"cash": "160.01"}, about=taken.id)
    assert refused(counter, more) == ("pos.exceeds_layaway", "payments")


def test_a_deposit_pays_no_more_than_it_holds(counter, grinder):
    [taken] = counter.post(counter.money("deposit.take", {"cash": "100.00"}))
    assert refused(counter, deposit_sale(counter, grinder, taken.id, "180.00")) == (
        "pos.stored_value_short",
        "payments.0.amount",
    )


def test_a_refund_gives_back_what_is_left(counter, grinder):
    ana = CUSTOMERS.make(counter.shop)["id"]
    [taken] = counter.post(counter.money("deposit.take", {"cash": "100.00"}, customer_id=ana))
    too_much = counter.money("deposit.refund", {"cash": "100.01"}, about=taken.id, reason="Moved away")
    assert refused(counter, too_much)[0] == "pos.stored_value_short"
    back = {"cash": "60.00", "store_credit": "40.00"}
    [given] = counter.post(counter.money("deposit.refund", back, about=taken.id, reason="Moved away"))
    assert counter.journal(given.result["journal_id"]) == {
        "cash": -6000,
        "customer_deposits": 10000,
        "store_credit": -4000,
    }
    assert counter.shop.get(f"/api/pos/deposits/{taken.id}").json()["status"] == "refunded"
    held = counter.shop.get("/api/pos/stored-values", params={"kind": "store_credit", "customer_id": ana}).json()
    assert [one["balance"] for one in held["items"]] == ["40.00"]
    counter.proven()


def test_a_voided_deposit_is_as_if_it_had_not_been(counter):
    [taken] = counter.post(counter.money("deposit.take", {"cash": "100.00"}))
    [undone] = counter.post(counter.undo(taken.id))
    assert counter.journal(undone.result["journal_id"]) == {"cash": -10000, "customer_deposits": 10000}
    assert undone.result["balance"] == "0.00"
    assert refused(counter, counter.undo(taken.id)) == ("pos.already_undone", "document_id")
    counter.proven()


def test_a_deposit_that_has_paid_is_not_voided(counter):
    item = counter.item(price="60.00")
    [taken] = counter.post(counter.money("deposit.take", {"cash": "100.00"}))
    counter.post(deposit_sale(counter, item, taken.id, "60.00"))
    assert refused(counter, counter.undo(taken.id))[0] == "pos.stored_value_short"


def test_a_voided_refund_holds_the_money_again(counter):
    [taken] = counter.post(counter.money("deposit.take", {"cash": "100.00"}))
    [given] = counter.post(counter.money("deposit.refund", {"cash": "100.00"}, about=taken.id, reason="No"))
    [undone] = counter.post(counter.undo(given.id))
    assert undone.result["balance"] == "100.00"
    counter.proven()


def test_deposit_instalment_and_undoing_may_come_in_one_batch(counter):
    take = counter.money("deposit.take", {"cash": "100.00"})
    add = counter.money("deposit.add", {"cash": "50.00"}, about=take[1]["id"])
    outcomes = counter.post(take, add, counter.undo(add[1]["id"]), counter.undo(add[1]["id"]))
    assert [outcome.status for outcome in outcomes] == ["posted", "posted", "posted", "rejected"]
    assert outcomes[2].result["balance"] == "100.00"
    counter.proven()


def test_the_void_of_the_sale_gives_the_deposit_its_money_back(counter, grinder):
    [taken] = counter.post(counter.money("deposit.take", {"cash": "180.00"}))
    [sold] = counter.post(deposit_sale(counter, grinder, taken.id, "180.00"))
    counter.post(counter.void(sold.id))
    assert counter.shop.get(f"/api/pos/deposits/{taken.id}").json()["status"] == "open"
    counter.proven()


@pytest.mark.parametrize("method", ["on_account", "deposit"])
def test_nobody_leaves_a_deposit_on_account(counter, method):
    ana = CUSTOMERS.make(counter.shop)["id"]
    tenders = [{"method": method, "amount": "10.00", "reference": "x"}]
    assert refused(counter, counter.money("deposit.take", tenders, customer_id=ana)) == (
        "pos.tender_not_allowed",
        "payments.0.method",
    )


def test_what_is_not_there_is_not_paid_refunded_or_undone(counter):
    nowhere = "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c11"
    assert refused(counter, counter.money("deposit.add", {"cash": "1.00"}, about=nowhere))[0] == "pos.unknown_deposit"
    refund = counter.money("deposit.refund", {"cash": "1.00"}, about=nowhere, reason="No")
    assert refused(counter, refund)[0] == "pos.unknown_deposit"
    assert refused(counter, counter.undo(nowhere))[0] == "pos.unknown_money_document"


def test_goods_that_come_back_never_make_a_deposit(counter, grinder):
    [sold] = counter.post(counter.sale({"item_id": grinder, "quantity": "1"}))
    refunds = [{"method": "deposit", "amount": "180.00", "reference": "a new one"}]
    assert refused(counter, counter.back(sold.id, (1, "1"), refunds=refunds))[0] == "pos.unknown_stored_value"


def test_deposits_are_listed_by_what_became_of_them(counter, grinder):
    shop = counter.shop
    ana = CUSTOMERS.make(shop)["id"]
    due = {"due_on": "2026-12-24"}
    [opened] = counter.post(counter.money("deposit.take", {"cash": "10.00"}, customer_id=ana, **due))
    [used] = counter.post(counter.money("deposit.take", {"cash": "180.00"}))
    counter.post(deposit_sale(counter, grinder, used.id, "180.00"))
    [gone] = counter.post(counter.money("deposit.take", {"cash": "10.00"}))
    counter.post(counter.undo(gone.id))

    def listed(**asked):
        return [one["id"] for one in shop.get("/api/pos/deposits", params=asked).json()["items"]]

    assert listed() == [gone.id, used.id, opened.id]
    assert (listed(status="open"), listed(status="settled"), listed(status="refunded")) == (
        [opened.id],
        [used.id],
        [gone.id],
    )
    assert listed(customer_id=ana) == listed(due_until="2026-12-24") == [opened.id]
    assert listed(due_until="2026-12-23") == []
    first = shop.get("/api/pos/deposits", params={"limit": 2}).json()
    assert listed(limit=2, cursor=first["next_cursor"]) == [opened.id]


def test_cash_is_rounded_where_the_amount_is_said(counter):
    counter.set(cash_rounding=5)
    [taken] = counter.post(counter.money("deposit.take", {"cash": "20.00"}, amount="10.03"))
    assert (taken.result["rounding"], taken.result["change"]) == ("0.02", "9.95")
    assert counter.journal(taken.result["journal_id"]) == {"cash": 1005, "customer_deposits": -1003, "rounding": -2}
    counter.proven()
