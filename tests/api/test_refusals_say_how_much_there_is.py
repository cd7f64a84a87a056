"""Who stands at a till must say something to the customer: a refusal names the amount that was missing."""

import pytest

from tests.api.nouns import CUSTOMERS
from tests.api.posted import Till


@pytest.fixture
def till(shop):
    return Till(shop)


def refused(till, body, path="/api/pos/sales"):
    """Return the one thing that was wrong: where, and what was said of it."""
    ended = till.send(path, body)
    assert ended["status"] == "rejected", ended
    [error] = ended["error"]["errors"]
    return error["path"], error["message"]


def load(till, code, amount):
    """Sell a gift card."""
    card = till.item(gift_card=True, price="0.00", tax_rate_id=None)
    line = {"item_id": card, "quantity": "1", "unit_price": amount, "gift_card": code}
    body = till.sale(line, paid=amount)
    assert till.send("/api/pos/sales", body)["status"] == "posted"
    return body["id"]


def test_a_gift_card_says_what_it_holds(till):
    load(till, "CARD-1", "20.00")
    line = {"item_id": till.item(price="30.00"), "quantity": "1"}
    payment = {"method": "gift_card", "amount": "30.00", "reference": "CARD-1"}
    said = refused(till, till.sale(line, payments=[payment]))
    assert said == ("payments.0.amount", "It holds 20.00, and 30.00 is asked of it.")


def test_the_sale_of_a_spent_gift_card_is_not_voided_and_says_why(till):
    sale = load(till, "CARD-1", "20.00")
    line = {"item_id": till.item(price="5.00"), "quantity": "1"}
    payment = {"method": "gift_card", "amount": "5.00", "reference": "CARD-1"}
    assert till.send("/api/pos/sales", till.sale(line, payments=[payment]))["status"] == "posted"
    body = {"id": "01930000-0000-7000-8000-0000000000aa", "reason": "Twice"}
    _, message = refused(till, body, f"/api/pos/sales/{sale}/void")
    assert message == "It holds 15.00, and 20.00 is asked of it."


def test_a_credit_limit_says_what_is_left_of_it(till):
    customer = CUSTOMERS.make(till.shop, credit_limit="25.00")["id"]
    line = {"item_id": till.item(price="10.00"), "quantity": "1"}

    def on_account(amount, count):
        payment = {"method": "on_account", "amount": amount}
        return till.sale(line | {"quantity": count}, customer_id=customer, payments=[payment])

    assert till.send("/api/pos/sales", on_account("10.00", "1"))["status"] == "posted"
    said = refused(till, on_account("20.00", "2"))
    assert said == ("payments", "15.00 of the limit is left, and 20.00 would go on account.")


def test_a_line_says_how_much_of_it_can_still_come_back_in_a_number_that_people_write(till):
    body = till.sale({"item_id": till.item(price="10.00"), "quantity": "2.5"}, paid="25.00")
    assert till.send("/api/pos/sales", body)["status"] == "posted"
    given = {
        "id": "01930000-0000-7000-8000-0000000000ab",
        "terminal_id": till.terminal_id,
        "lines": [{"line_no": 1, "quantity": "3"}],
    }
    said = refused(till, given, f"/api/pos/sales/{body['id']}/return")
    assert said == ("lines.0.quantity", "At most 2.5 of this line can still come back.")


def test_another_price_says_the_price_and_that_nobody_is_exempt_without_an_approval(till):
    till.shop.patch("/api/org/settings", json={"price_check": "reject_difference"})
    line = {"item_id": till.item(price="10.00"), "quantity": "1", "unit_price": "8.00"}
    said = refused(till, till.sale(line))
    assert said == ("lines.0.unit_price", "The price is 10.00; another needs an approval of pos.prices.override.")


def test_short_stock_says_how_much_there_is(till):
    till.shop.patch("/api/org/settings", json={"negative_stock": "reject"})
    body = till.sale({"item_id": till.item(price="10.00", stocked=True), "quantity": "3"}, paid="30.00")
    assert refused(till, body) == ("lines.0.quantity", "There is 0 in stock.")


def test_a_new_password_that_is_too_weak_is_named_as_the_field_it_came_in(shop):
    from tests.shops import PASSWORD

    body = {"current_password": PASSWORD, "new_password": "short"}
    answer = shop.client.post("/api/auth/password", json=body, headers=shop.owner.headers)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "new_password")
