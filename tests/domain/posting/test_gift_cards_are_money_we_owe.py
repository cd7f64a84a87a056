"""A gift card is a debt of ours: loaded without revenue, taken from while it holds, never below nothing."""

import pytest

from domain.core.db import unit_of_work
from tests.domain.posting.till import refused


@pytest.fixture
def tea(counter):
    return counter.item(price="30.00", stocked=False)


def by_card(counter, item, amount, code="GIFT", **given):
    paid = [{"method": "gift_card", "amount": amount, "reference": code}]
    return counter.sale({"item_id": item, "quantity": "1"}, paid=paid, **given)


def balance(counter, code="GIFT"):
    return counter.shop.get(f"/api/pos/gift-cards/{code}").json()["balance"]


def test_a_card_is_loaded_without_revenue_or_tax_and_pays_until_it_is_empty(counter, tea):
    [loaded] = counter.post(counter.card("GIFT", "50.00"))
    assert counter.journal(loaded.result["journal_id"]) == {"cash": 5000, "gift_card": -5000}
    assert loaded.result["tax"] == "0.00"
    first, second = counter.post(by_card(counter, tea, "30.00"), by_card(counter, tea, "30.00"))
    assert counter.journal(first.result["journal_id"]) == {"gift_card": 3000, "sales": -3000}
    assert second.refusal == ("pos.stored_value_short", "payments.0.amount")
    rest = [{"method": "gift_card", "amount": "20.00", "reference": "GIFT"}, {"method": "card", "amount": "10.00"}]
    [mixed] = counter.post(counter.sale({"item_id": tea, "quantity": "1"}, paid=rest))
    assert mixed.status == "posted"
    shown = counter.shop.get("/api/pos/gift-cards/GIFT").json()
    assert shown["balance"] == "0.00"
    assert [(one["amount"], one["source"]["id"]) for one in shown["movements"]] == [
        ("-20.00", mixed.id),
        ("-30.00", first.id),
        ("50.00", loaded.id),
    ]
    counter.proven()


def test_a_card_is_loaded_again(counter, tea):
    counter.post(counter.card("GIFT", "10.00"), counter.card("GIFT", "25.00"))
    assert balance(counter) == "35.00"
    [sold] = counter.post(by_card(counter, tea, "30.00"))
    assert sold.status == "posted"


def test_two_payments_of_one_sale_do_not_overdraw_a_card_together(counter, tea):
    counter.post(counter.card("GIFT", "25.00"))
    paid = [{"method": "gift_card", "amount": "15.00", "reference": "GIFT"}] * 2
    sale = counter.sale({"item_id": tea, "quantity": "1"}, paid=paid)
    assert refused(counter, sale) == ("pos.stored_value_short", "payments.1.amount")


def test_a_card_that_nobody_loaded_pays_nothing(counter, tea):
    assert refused(counter, by_card(counter, tea, "30.00")) == ("pos.unknown_stored_value", "payments.0.reference")
    card = counter.sale({"item_id": tea, "quantity": "1"}, paid={"gift_card": "30.00"})
    assert refused(counter, card) == ("pos.reference_missing", "payments.0.reference")


def test_a_card_cannot_pay_with_what_the_same_sale_loads(counter):
    item = counter.item(price="10.00", stocked=False)
    line = {"item_id": item, "quantity": "1", "gift_card": "GIFT"}
    paid = [{"method": "gift_card", "amount": "10.00", "reference": "GIFT"}]
    assert refused(counter, counter.sale(line, paid=paid))[0] == "pos.unknown_stored_value"


@pytest.mark.parametrize("change", [{"quantity": "2"}, {"discount": "1.00"}])
def test_a_card_is_sold_by_itself(counter, change):
    item = counter.item(price="10.00", stocked=False)
    line = {"item_id": item, "quantity": "1", "gift_card": "GIFT", **change}
    assert refused(counter, counter.sale(line)) == ("pos.gift_card_line", "lines.0")


def test_a_void_takes_back_what_was_loaded_unless_it_is_spent(counter, tea):
    [loaded] = counter.post(counter.card("GIFT", "50.00"))
    [sold] = counter.post(by_card(counter, tea, "30.00"))
    assert refused(counter, counter.void(loaded.id))[0] == "pos.stored_value_short"
    counter.post(counter.void(sold.id))
    assert balance(counter) == "50.00"
    [void] = counter.post(counter.void(loaded.id))
    assert (void.status, balance(counter)) == ("posted", "0.00")
    counter.proven()


def test_a_refund_goes_back_to_the_card(counter, tea):
    counter.post(counter.card("GIFT", "50.00"))
    [sold] = counter.post(by_card(counter, tea, "30.00"))
    [back] = counter.post(counter.back(sold.id, (1, "0.5")))
    assert counter.journal(back.result["journal_id"]) == {"sales": 1500, "gift_card": -1500}
    assert balance(counter) == "35.00"
    counter.proven()


def test_a_gift_card_is_not_returned(counter):
    [loaded] = counter.post(counter.card("GIFT", "50.00"))
    assert refused(counter, counter.back(loaded.id, (1, "1"))) == ("pos.not_returnable", "lines.0")


def test_a_card_is_registered_with_a_code_that_nobody_guesses(counter, tea):
    shop = counter.shop
    made = [shop.post("/api/pos/gift-cards", json={}) for _ in range(20)]
    codes = {answer.json()["code"] for answer in made}
    assert ({answer.status_code for answer in made}, len(codes)) == ({201}, 20)
    assert all(luhn(code) and len(code) == 19 for code in codes)
    code = codes.pop()
    assert refused(counter, by_card(counter, tea, "30.00", code))[0] == "pos.stored_value_short"
    counter.post(counter.card(code, "30.00"))
    [sold] = counter.post(by_card(counter, tea, "30.00", code))
    assert sold.status == "posted"
    counter.proven()


def luhn(code):
    """Return whether a code passes the Luhn check, worked out from the left."""
    odd = len(code) % 2
    doubled = [int(digit) * (2 if at % 2 == odd else 1) for at, digit in enumerate(code)]
    return sum(sum(map(int, str(value))) for value in doubled) % 10 == 0


def test_a_blocked_card_neither_pays_nor_is_loaded(counter, tea):
    shop = counter.shop
    counter.post(counter.card("GIFT", "50.00"))
    blocked = shop.patch("/api/pos/gift-cards/GIFT", json={"blocked": True})
    assert (blocked.status_code, blocked.json()["blocked"]) == (200, True)
    assert refused(counter, by_card(counter, tea, "30.00")) == ("pos.stored_value_blocked", "payments.0.reference")
    item = counter.item(stocked=False)
    load = counter.sale({"item_id": item, "quantity": "1", "unit_price": "10.00", "gift_card": "GIFT"})
    assert refused(counter, load) == ("pos.stored_value_blocked", "lines.0.gift_card")
    shop.patch("/api/pos/gift-cards/GIFT", json={"blocked": False})
    assert counter.post(by_card(counter, tea, "30.00"))[0].status == "posted"


def test_a_card_pays_until_its_last_day(counter, tea):
    counter.post(counter.card("GIFT", "50.00"))
    with unit_of_work(counter.shop.org_id, read_only=True):
        [day] = counter.query("SELECT max(business_date) FROM pos.sales")[0]
    counter.shop.patch("/api/pos/gift-cards/GIFT", json={"expires_on": str(day)})
    assert counter.post(by_card(counter, tea, "30.00"))[0].status == "posted"
    counter.shop.patch("/api/pos/gift-cards/GIFT", json={"expires_on": "2026-01-01"})
    assert refused(counter, by_card(counter, tea, "20.00"))[0] in {"pos.stored_value_expired", "pos.payment_short"}
    sale = counter.sale(
        {"item_id": tea, "quantity": "1"},
        paid=[{"method": "gift_card", "amount": "20.00", "reference": "GIFT"}, {"method": "cash", "amount": "10.00"}],
    )
    assert refused(counter, sale) == ("pos.stored_value_expired", "payments.0.reference")


def test_cards_with_an_account_of_their_own_are_owed_there(counter, tea):
    shop = counter.shop
    shop.post("/api/accounting/accounts", json={"code": "2205", "name": "Cards", "type": "liability"})
    method = next(one for one in shop.get("/api/pos/payment-methods").json()["items"] if one["code"] == "gift_card")
    assert shop.patch(f"/api/pos/payment-methods/{method['id']}", json={"account": "2205"}).status_code == 200
    [loaded] = counter.post(counter.card("GIFT", "50.00"))
    assert counter.journal(loaded.result["journal_id"]) == {"cash": 5000, "2205": -5000}
    [sold] = counter.post(by_card(counter, tea, "30.00"))
    assert counter.journal(sold.result["journal_id"])["2205"] == 3000
    counter.proven()


def test_what_an_accountant_writes_off_by_hand_is_no_fault_of_the_cards(counter):
    sold, written_off = counter.post(
        counter.card("GIFT", "50.00"), counter.entry(counter.code("gift_card"), "4900", "50.00")
    )
    assert (sold.status, written_off.status) == ("posted", "posted")
    counter.proven()
