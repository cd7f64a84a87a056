"""Prices come into price lists a tier a row; what a file does not name keeps its price."""

from decimal import Decimal

import pytest

from tests.api.nouns import ITEMS
from tests.domain.imports.test_past_sales_come_in_from_files import rejects
from tests.shops import Shop

FILE = "price_list,sku,min_quantity,price\nTRADE,COFFEE,,9.50\nTRADE,COFFEE,10,8.75\nTRADE,TEA,,3.50\n"


@pytest.fixture
def trade(shop: Shop) -> str:
    for sku in ("COFFEE", "TEA"):
        ITEMS.make(shop, sku=sku, price="10.00")
    answer = shop.post("/api/pos/price-lists", json={"code": "TRADE", "name": "Trade"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def prices(shop: Shop, trade: str) -> dict[str, list[tuple[Decimal, Decimal]]]:
    skus = {item["id"]: item["sku"] for item in shop.get("/api/inventory/items").json()["items"]}
    entries = shop.get(f"/api/pos/price-lists/{trade}/entries").json()["items"]
    return {
        skus[one["item_id"]]: [(Decimal(tier["min_quantity"]), Decimal(tier["price"])) for tier in one["prices"]]
        for one in entries
    }


def test_each_row_is_a_price_from_a_quantity_on_and_the_change_is_in_the_log(shop, trade, imported) -> None:
    done = imported(FILE, kind="price_lists")
    assert (done.status, done.rows_new) == ("done", 3), rejects(shop, done.id)
    assert prices(shop, trade) == {
        "COFFEE": [(Decimal(0), Decimal("9.5")), (Decimal(10), Decimal("8.75"))],
        "TEA": [(Decimal(0), Decimal("3.5"))],
    }
    log = shop.get("/api/org/audit?action=price_list.entries").json()["items"]
    assert len(log) == 1


def test_the_same_file_again_changes_nothing_and_another_price_changes_that_one_alone(shop, trade, imported) -> None:
    imported(FILE, kind="price_lists")
    again = imported(FILE, kind="price_lists")
    assert (again.rows_unchanged, again.rows_new, again.rows_changed) == (3, 0, 0)
    one = imported("price_list,sku,min_quantity,price\nTRADE,COFFEE,10,8.00\n", kind="price_lists")
    assert (one.rows_changed, one.rows_new) == (1, 0)
    assert prices(shop, trade)["COFFEE"] == [(Decimal(0), Decimal("9.5")), (Decimal(10), Decimal(8))]


def test_what_is_not_there_and_what_stands_twice_is_told_and_the_policy_is_kept(shop, trade, imported) -> None:
    wrong = "TRADE,CACAO,,1\nNONE,TEA,,1\nTRADE,TEA,0,1\n"
    done = imported(FILE + wrong, kind="price_lists", on_error="skip_rows")
    assert rejects(shop, done.id) == [
        (5, [("sku", "inventory.unknown_item")]),
        (6, [("price_list", "unknown_reference")]),
        (7, [("sku", "imports.twice_in_file")]),
    ]
    made = imported(FILE, kind="price_lists", policy="create_only", on_error="skip_rows")
    assert {code for _, [(_, code)] in rejects(shop, made.id)} == {"imports.already_there"}
