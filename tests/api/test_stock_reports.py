"""What is low, how an item moved, and what stock is worth on any day."""

import csv
import io

import pytest

from domain.reports.verification.service import verify
from tests.api.nouns import ITEMS, LOCATIONS, TERMINALS
from tests.postings import days_ago, post_all, receipt, sale

CARD, LOW, WORTH = "/api/reports/stock-card", "/api/reports/low-stock", "/api/reports/stock-valuation"


def day(ago):
    return days_ago(ago).date().isoformat()


def every_page(shop, path, field, **params):
    rows, cursor = [], None
    while True:
        answer = shop.get(path, params=params | {"limit": 2} | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        rows += answer.json()[field]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return rows


@pytest.fixture
def utc_shop(client):
    from tests.shops import open_shop

    return open_shop(client, time_zone="UTC")


def test_what_is_at_or_below_its_reorder_point_is_listed_by_location(utc_shop):
    shop = utc_shop
    second = LOCATIONS.make(shop)["id"]
    plenty = ITEMS.make(shop, reorder_point="4")["id"]
    at_point = ITEMS.make(shop, reorder_point="5")["id"]
    never_here = ITEMS.make(shop, reorder_point="5")["id"]
    elsewhere = ITEMS.make(shop, reorder_points=[{"location_id": second, "quantity": "1"}])["id"]
    gone = ITEMS.make(shop, reorder_point="9")
    post_all(
        shop,
        [receipt(shop, item, quantity="5", unit_cost="1.00") for item in (plenty, at_point, elsewhere, gone["id"])],
    )
    shop.patch(ITEMS.at(gone), json={"active": False})
    found = {
        (row["item_id"], row["location_id"]): (row["quantity"], row["reorder_point"])
        for row in every_page(shop, LOW, "items")
    }
    assert found == {
        (at_point, str(shop.default_location_id)): ("5", "5"),
        (elsewhere, second): ("0", "1"),
    }
    assert never_here not in {item for item, _ in found}
    only = every_page(shop, LOW, "items", location_id=second)
    assert [row["item_id"] for row in only] == [elsewhere]


def test_a_level_costs_its_value_by_its_quantity_however_stock_is_valued(utc_shop):
    shop = utc_shop
    shop.patch("/api/org/settings", json={"costing_method": "fifo"})
    item = ITEMS.make(shop)["id"]
    post_all(shop, [receipt(shop, item, quantity="3", unit_cost=cost) for cost in ("4.00", "6.00")])
    [level] = shop.get("/api/inventory/stock-levels", params={"item_id": item}).json()["items"]
    assert (level["quantity"], level["value"], level["unit_cost"]) == ("6", "30.00", "5.00")


def test_a_stock_card_runs_from_its_opening_to_its_closing(utc_shop):
    shop = utc_shop
    item, till = ITEMS.make(shop)["id"], TERMINALS.make(shop)["id"]
    post_all(
        shop,
        [
            receipt(shop, item, quantity="10", unit_cost="1.00", at=days_ago(9)),
            sale(till, [item], paid="20.00", at=days_ago(2)),
            receipt(shop, item, quantity="1", unit_cost="3.00", at=days_ago(4)),
            sale(till, [item], paid="20.00", at=days_ago(3)),
            sale(till, [item], paid="20.00", at=days_ago(1)),
        ],
    )
    card = shop.get(CARD, params={"item_id": item, "from": day(4), "to": day(2)}).json()
    assert (card["opening"], card["closing"]["quantity"]) == ({"quantity": "10", "value": "10.00"}, "9")
    lines = every_page(shop, CARD, "lines", item_id=item, **{"from": day(4), "to": day(2)})
    assert lines == card["lines"]
    assert [(line["business_date"], line["kind"], line["running_quantity"]) for line in lines] == [
        (day(4), "receipt", "11"),
        (day(3), "sale", "10"),
        (day(2), "sale", "9"),
    ]
    assert lines[-1]["running_value"] == card["closing"]["value"]
    whole = shop.get(CARD, params={"item_id": item, "location_id": str(shop.default_location_id)}).json()
    level = shop.get("/api/inventory/stock-levels", params={"item_id": item}).json()["items"][0]
    assert whole["opening"] == {"quantity": "0", "value": "0.00"}
    assert whole["closing"] == {"quantity": level["quantity"], "value": level["value"]}
    assert len(whole["lines"]) == 5
    empty = shop.get(CARD, params={"item_id": item, "from": day(8), "to": day(5)}).json()
    assert (empty["lines"], empty["opening"]) == ([], empty["closing"])


def test_files_name_locations_by_their_code(utc_shop):
    shop = utc_shop
    item = ITEMS.make(shop, reorder_point="20")["id"]
    post_all(shop, [receipt(shop, item, quantity="10", unit_cost="1.00", at=days_ago(9))])
    code = shop.get(f"/api/inventory/locations/{shop.default_location_id}").json()["code"]
    for path, given in ((CARD, {"item_id": item}), (LOW, {})):
        rows = list(csv.DictReader(io.StringIO(shop.get(path, params=given | {"format": "csv"}).text)))
        assert {row["location"] for row in rows} - {""} == {code}


def test_a_stock_card_of_what_is_not_here_is_refused(shop, other_shop):
    item, foreign = ITEMS.make(shop)["id"], ITEMS.make(other_shop)["id"]
    assert shop.get(CARD, params={"item_id": foreign}).status_code == 404
    location = str(other_shop.default_location_id)
    assert shop.get(CARD, params={"item_id": item, "location_id": location}).status_code == 404
    assert shop.get(WORTH, params={"location_id": location}).status_code == 404
    wrong = shop.get(CARD, params={"item_id": item, "from": day(1), "to": day(2)})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "from")
    assert shop.get(CARD).status_code == 422


def test_stock_is_valued_on_any_day_by_item_category_and_location(utc_shop):
    shop = utc_shop
    second = LOCATIONS.make(shop, code="SECOND")["id"]
    hot = ITEMS.make(shop, sku="A", category="Hot")["id"]
    cold = ITEMS.make(shop, sku="B", category="Cold")["id"]
    loose = ITEMS.make(shop, sku="C")["id"]
    till = TERMINALS.make(shop)["id"]
    post_all(
        shop,
        [
            receipt(shop, hot, quantity="10", unit_cost="1.00", at=days_ago(9)),
            receipt(shop, cold, quantity="4", unit_cost="2.50", at=days_ago(5), location_id=second),
            receipt(shop, loose, quantity="1", unit_cost="7.00", at=days_ago(5)),
            sale(till, [hot], paid="20.00", at=days_ago(1)),
            sale(till, [loose], paid="20.00", at=days_ago(1)),
        ],
    )

    def worth(**params):
        return {row["code"]: row["value"] for row in every_page(shop, WORTH, "rows", **params)}

    assert worth() == {"A": "9.00", "B": "10.00"}
    assert worth(as_of=day(1)) == worth()
    assert worth(as_of=day(2)) == {"A": "10.00", "B": "10.00", "C": "7.00"}
    assert worth(as_of=day(6)) == {"A": "10.00"}
    assert worth(as_of=day(10)) == {}
    assert worth(group_by="category", as_of=day(2)) == {"Hot": "10.00", "Cold": "10.00", None: "7.00"}
    assert worth(group_by="location", as_of=day(2)) == {"MAIN": "17.00", "SECOND": "10.00"}
    assert worth(location_id=second) == {"B": "10.00"}
    report = shop.get(WORTH, params={"as_of": day(2), "limit": 1}).json()
    assert (report["as_of"], report["total_value"], len(report["rows"])) == (day(2), "27.00", 1)
    assert report["rows"][0]["quantity"] == "10"
    balance = shop.get("/api/reports/trial-balance", params={"as_of": day(2)}).json()
    inventory = next(row for row in balance["rows"] if row["account"] == "1200")
    assert inventory["debit"] == report["total_value"]
    assert verify([shop.org_id]).differences == 0


def test_who_moves_stock_or_reads_the_books_may_read_what_stock_is_worth(shop):
    item = ITEMS.make(shop)["id"]
    for role in ("viewer", "stock_clerk", "accountant"):
        headers = shop.seen_by(shop.hire(role))
        for path, params in ((CARD, {"item_id": item}), (LOW, {}), (WORTH, {})):
            assert shop.client.get(path, params=params, headers=headers).status_code == 200
