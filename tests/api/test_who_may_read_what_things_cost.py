"""Cost, margin and value are not for whoever sells: only for who keeps the books, or the stock."""

import pytest

from tests.api.nouns import ITEMS
from tests.postings import post_all, receipt

OF_THE_BOOKS = ("/api/reports/sales", "/api/reports/gross-margin", "/api/reports/discounts")
OF_VALUE = (
    "/api/reports/stock-valuation",
    "/api/reports/dead-stock",
    "/api/reports/expiring",
    "/api/reports/stock-card",
)
ANSWERS = {
    "accountant": (200, 200, 200),
    "viewer": (200, 200, 200),
    "manager": (200, 200, 200),
    "stock_clerk": (403, 200, 200),
    "cashier": (403, 403, 200),
}


@pytest.mark.parametrize("role", ANSWERS)
def test_reports_of_cost_and_value_are_for_the_books_and_those_of_stock_for_the_store_too(shop, role):
    headers = shop.seen_by(shop.hire(role))
    item = ITEMS.make(shop)["id"]
    of_the_books, of_value, low_stock = ANSWERS[role]

    def status(path, **params):
        return shop.client.get(path, params=params, headers=headers).status_code

    assert {path: status(path) for path in OF_THE_BOOKS} == dict.fromkeys(OF_THE_BOOKS, of_the_books)
    assert {path: status(path, item_id=item) for path in OF_VALUE} == dict.fromkeys(OF_VALUE, of_value)
    assert {path: status(path, item_id=item, format="csv") for path in OF_VALUE} == dict.fromkeys(OF_VALUE, of_value)
    assert status("/api/reports/low-stock") == low_stock


@pytest.mark.parametrize("role", ANSWERS)
def test_how_many_there_are_is_for_everybody_what_they_are_worth_is_not(shop, role):
    item = ITEMS.make(shop)["id"]
    [received] = post_all(shop, [receipt(shop, item, quantity="2", unit_cost="3.50")])
    headers = shop.seen_by(shop.hire(role))
    of_one = ("7.00", "3.50") if ANSWERS[role][1] == 200 else (None, None)

    def found(path, name):
        answer = shop.client.get(f"/api/inventory/{path}", params={"item_id": item}, headers=headers)
        assert answer.status_code == 200, answer.text
        [row] = answer.json()[name]
        return row["quantity"], row["value"], row["unit_cost"]

    assert found("stock-levels", "items") == ("2", *of_one)
    assert found("stock-movements", "items") == ("2", *of_one)
    assert found(f"receipts/{received['document_id']}", "movements") == ("2", *of_one)
