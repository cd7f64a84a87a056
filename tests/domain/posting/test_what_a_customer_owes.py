"""What is left on account is owed until it is paid, by the customer and nobody else, and never more than that."""

from uuid import uuid4

import psycopg
import pytest

from domain.core.db import unit_of_work
from domain.reports.recalculation import recalculate
from domain.reports.verification import verify
from tests.api.nouns import CUSTOMERS, LOCATIONS, TERMINALS
from tests.domain.posting.till import refused


@pytest.fixture
def ana(counter):
    return CUSTOMERS.make(counter.shop, credit_limit="100.00")["id"]


@pytest.fixture
def item(counter):
    return counter.item(price="40.00", stocked=False)


def on_account(counter, item, customer_id, quantity="1", amount="40.00"):
    paid = {"on_account": amount}
    return counter.sale({"item_id": item, "quantity": quantity}, paid=paid, customer_id=customer_id)


def owed(counter, customer_id):
    return counter.shop.get(f"/api/pos/customers/{customer_id}").json()["receivable"]


def test_a_payment_lowers_what_is_owed_and_frees_credit(counter, ana, item):
    counter.post(on_account(counter, item, ana), on_account(counter, item, ana))
    assert refused(counter, on_account(counter, item, ana)) == ("pos.credit_limit", "payments")
    [paid] = counter.post(counter.money("customer.pay", {"cash": "50.00"}, about=ana, amount="45.50"))
    assert (paid.result["change"], paid.result["receivable"]) == ("4.50", "34.50")
    assert counter.journal(paid.result["journal_id"]) == {"cash": 4550, "receivable": -4550}
    assert owed(counter, ana) == "34.50"
    [more] = counter.post(on_account(counter, item, ana))
    assert more.status == "posted"
    counter.proven()


def test_no_more_is_paid_than_is_owed(counter, ana, item):
    counter.post(on_account(counter, item, ana))
    pay = counter.money("customer.pay", {"cash": "40.01"}, about=ana)
    assert refused(counter, pay) == ("pos.exceeds_debt", "payments")
    [paid] = counter.post(counter.money("customer.pay", {"cash": "40.00"}, about=ana))
    assert paid.result["receivable"] == "0.00"
    assert refused(counter, counter.money("customer.pay", {"cash": "0.01"}, about=ana))[0] == "pos.exceeds_debt"


def test_what_is_sold_for_cash_and_brought_back_in_the_same_batch_may_be_taken_off_the_debt(counter, ana, item):
    counter.post(on_account(counter, item, ana, quantity="2", amount="80.00"))
    sale = counter.sale({"item_id": item, "quantity": "1"}, paid="40.00", customer_id=ana)
    sold, back = counter.post(sale, counter.back(sale[1]["id"], (1, "1"), refunds={"on_account": "40.00"}))
    assert (sold.status, back.status) == ("posted", "posted"), (sold, back)
    assert owed(counter, ana) == "40.00"
    counter.proven()


def test_nobody_waits_for_a_customer_who_pays_at_once(counter, ana, item, database):
    """Somebody else is in the middle of changing what this customer owes."""
    counter.post(on_account(counter, item, ana))
    with psycopg.connect(database) as other:
        other.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{counter.shop.org_id}}}",))
        other.execute("SELECT FROM pos.customer_balances WHERE customer_id = %s FOR UPDATE", (ana,))
        [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}, paid="40.00", customer_id=ana))
    assert sold.status == "posted"
    assert owed(counter, ana) == "40.00"


def test_a_debt_is_paid_in_the_office_without_a_till(counter, ana, item):
    counter.post(on_account(counter, item, ana))
    there = LOCATIONS.make(counter.shop)["id"]
    [paid] = counter.post(counter.money("customer.pay", {"card": "40.00"}, about=ana, location_id=there))
    assert paid.result["location_id"] == there
    nowhere = counter.money("customer.pay", {"card": "1.00"}, about=ana, location_id=ana)
    assert refused(counter, nowhere) == ("inventory.unknown_location", "location_id")
    counter.proven()


def test_a_debt_is_paid_by_card_gift_card_credit_and_deposit_together(counter, ana, item):
    counter.post(on_account(counter, item, ana), counter.card("GIFT", "10.00"))
    [deposit] = counter.post(counter.money("deposit.take", {"cash": "5.00"}, customer_id=ana))
    tenders = [
        {"method": "gift_card", "amount": "10.00", "reference": "GIFT"},
        {"method": "deposit", "amount": "5.00", "reference": deposit.id},
        {"method": "card", "amount": "25.00"},
    ]
    [paid] = counter.post(counter.money("customer.pay", tenders, about=ana))
    assert counter.journal(paid.result["journal_id"]) == {
        "gift_card": 1000,
        "customer_deposits": 500,
        "card_clearing": 2500,
        "receivable": -4000,
    }
    [undone] = counter.post(counter.undo(paid.id))
    assert undone.result["receivable"] == "40.00"
    assert counter.shop.get("/api/pos/gift-cards/GIFT").json()["balance"] == "10.00"
    counter.proven()


def test_a_debt_is_not_paid_by_another_debt(counter, ana, item):
    counter.post(on_account(counter, item, ana))
    pay = counter.money("customer.pay", {"on_account": "40.00"}, about=ana)
    assert refused(counter, pay) == ("pos.tender_not_allowed", "payments.0.method")


def test_an_undone_payment_is_owed_again_once(counter, ana, item):
    counter.post(on_account(counter, item, ana))
    [paid] = counter.post(counter.money("customer.pay", {"cash": "40.00"}, about=ana))
    [undone] = counter.post(counter.undo(paid.id))
    assert counter.journal(undone.result["journal_id"]) == {"cash": -4000, "receivable": 4000}
    assert owed(counter, ana) == "40.00"
    assert refused(counter, counter.undo(paid.id)) == ("pos.already_undone", "document_id")
    assert refused(counter, counter.undo(undone.id)) == ("pos.not_undoable", "document_id")
    counter.proven()


def test_a_debt_is_rounded_where_cash_settles_it(counter, ana):
    counter.set(cash_rounding=5)
    odd = counter.item(price="10.03", stocked=False)
    counter.post(on_account(counter, odd, ana, amount="10.03"))
    [paid] = counter.post(counter.money("customer.pay", {"cash": "10.05"}, about=ana, amount="10.03"))
    assert counter.journal(paid.result["journal_id"]) == {"cash": 1005, "receivable": -1003, "rounding": -2}
    [undone] = counter.post(counter.undo(paid.id))
    assert counter.journal(undone.result["journal_id"]) == {"cash": -1005, "receivable": 1003, "rounding": 2}
    counter.proven()


def test_a_customer_who_buys_no_more_still_pays(counter, ana, item):
    counter.post(on_account(counter, item, ana))
    assert counter.shop.patch(f"/api/pos/customers/{ana}", json={"active": False}).status_code == 200
    [paid] = counter.post(counter.money("customer.pay", {"cash": "40.00"}, about=ana))
    assert paid.status == "posted"


def test_the_statement_shows_how_the_debt_came_and_went(counter, ana, item):
    shop = counter.shop
    [sale] = counter.post(on_account(counter, item, ana, quantity="2", amount="80.00"))
    [back] = counter.post(counter.back(sale.id, (1, "1"), refunds={"on_account": "40.00"}))
    [paid] = counter.post(counter.money("customer.pay", {"cash": "15.00"}, about=ana, reference="Slip 7"))
    [undone] = counter.post(counter.undo(paid.id))
    statement = shop.get(f"/api/pos/customers/{ana}/statement").json()
    assert statement["receivable"] == "40.00"
    assert [(one["id"], one["type"], one["amount"], one["balance"]) for one in statement["items"]] == [
        (undone.id, "money_void", "15.00", "40.00"),
        (paid.id, "customer_payment", "-15.00", "25.00"),
        (back.id, "return", "-40.00", "40.00"),
        (sale.id, "sale", "80.00", "80.00"),
    ]
    assert [one["receipt_number"] for one in statement["items"]] == [None, None, 2, 1]
    first = shop.get(f"/api/pos/customers/{ana}/statement", params={"limit": 3}).json()
    rest = shop.get(f"/api/pos/customers/{ana}/statement", params={"cursor": first["next_cursor"]}).json()
    assert first["items"] + rest["items"] == statement["items"]
    counter.proven()


def test_a_receivable_that_is_wrong_is_found_and_put_right(counter, ana, item):

    counter.post(on_account(counter, item, ana), counter.card("GIFT", "10.00"))
    counter.post(counter.money("customer.pay", {"cash": "15.00"}, about=ana))
    counter.change("UPDATE pos.customer_balances SET receivable = 1")
    counter.change("UPDATE pos.stored_values SET balance = balance + 5")
    wrong = {finding.number: finding.differences for finding in verify([counter.shop.org_id]).findings}
    assert wrong["I2"] == 2
    with unit_of_work(counter.shop.org_id) as uow:
        found = recalculate(uow, org_id=counter.shop.org_id, repair=True)
        uow.commit()
    assert sorted((one.found, one.expected) for one in found if "balance" in one.found) == [
        ({"balance": 1005}, {"balance": 1000})
    ]
    assert owed(counter, ana) == "25.00"
    counter.proven()


def test_money_taken_in_a_shift_is_in_its_drawer_and_in_its_report(counter, ana, item):
    counter.set(cash_rounding=5)
    opening = {"id": str(uuid4()), "terminal_id": counter.terminal_id, "float": "100.00"}
    [shift] = counter.post(("shift.open", opening))
    within = {"shift_id": shift.id}
    counter.post(on_account(counter, item, ana))
    taken, paid = counter.post(
        counter.money("deposit.take", {"cash": "10.05"}, amount="10.03", **within),
        counter.money("customer.pay", {"cash": "50.00"}, about=ana, amount="40.00", **within),
    )
    [refund] = counter.post(
        counter.money("deposit.refund", {"cash": "4.00"}, about=taken.id, reason="Too much", **within)
    )
    [undone] = counter.post(counter.undo(paid.id))
    assert {one.status for one in (taken, paid, refund, undone)} == {"posted"}
    report = counter.shop.get(f"/api/pos/shifts/{shift.id}").json()
    totals = dict(
        counter.query("SELECT measure, amount FROM pos.shift_totals WHERE shift_id = %s AND code = ''", (shift.id,))
    )
    assert {name: totals[name] for name in ("deposit", "deposit_refund", "customer_payment", "money_void")} == {
        "deposit": 1003,
        "deposit_refund": -400,
        "customer_payment": 4000,
        "money_void": -4000,
    }
    assert totals["rounding"] == 2
    cash = "SELECT number, amount FROM pos.shift_totals WHERE shift_id = %s AND measure = 'tender.cash'"
    assert counter.query(cash, (shift.id,)) == [(4, 605)]
    assert "106.05" in str(report)
    counter.proven()
    [closed] = counter.post(
        ("shift.close", {"id": str(uuid4()), "_about": shift.id, "counted": [{"method": "cash", "amount": "106.05"}]})
    )
    assert closed.status == "posted", closed
    counter.proven()
    [late] = counter.post(counter.money("deposit.take", {"cash": "1.00"}, **within))
    supplement = "SELECT supplement FROM pos.money_documents WHERE id = %s"
    assert counter.query(supplement, (late.id,)) == [(True,)]
    counter.proven()


def test_a_shift_of_another_till_takes_no_money(counter, ana):
    other = TERMINALS.make(counter.shop)["id"]
    [shift] = counter.post(("shift.open", {"id": str(uuid4()), "terminal_id": other, "float": "0.00"}))
    elsewhere = counter.money("deposit.take", {"cash": "10.00"}, shift_id=shift.id)
    assert refused(counter, elsewhere) == ("pos.shift_elsewhere", "shift_id")
