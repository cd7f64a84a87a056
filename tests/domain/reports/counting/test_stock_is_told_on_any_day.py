"""What stock is worth on any day, what nobody buys and what goes off: as the movements themselves say."""

import csv
import io
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.core.clock import now
from domain.core.fields import plain_decimal
from tests.domain.posting.till import Counter
from tests.domain.reports.counting.documents import a_past, ask, every_page, journals, read, roll_up

WORTH, DEAD, EXPIRING = (f"/api/reports/{name}" for name in ("stock-valuation", "dead-stock", "expiring"))
CARD, LOW = "/api/reports/stock-card", "/api/reports/low-stock"


@pytest.fixture(scope="module", params=[0, 0.5, 1], ids=["nothing rolled up", "half rolled up", "all rolled up"])
def books(request, client):
    history = a_past(client, seed=41, count=300)
    shop = history.floor.shop
    roll_up(shop, limit=max(1, int(journals(shop) * request.param)))
    return read(history)


def lines_of(shop, path, **params):
    answer = shop.get(path, params=params | {"format": "csv"})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def left_of(movements, as_of, location_id):
    left = [
        moved
        for moved in movements
        if (as_of is None or moved["business_date"] <= as_of) and location_id in {None, str(moved["location_id"])}
    ]
    return sum((moved["quantity"] for moved in left), Decimal(0)), sum(moved["value"] for moved in left)


def worth(books, as_of, location_id, key):
    movements: Any = defaultdict(list)
    for moved in ask(books.shop, "SELECT * FROM inv.stock_movements"):
        movements[key(moved)].append(moved)
    sums = {name: left_of(some, as_of, location_id) for name, some in movements.items()}
    return {
        name: (plain_decimal(quantity), books.money(value))
        for name, (quantity, value) in sums.items()
        if quantity or value
    }


@pytest.mark.parametrize("here", [False, True], ids=["everywhere", "at one location"])
def test_stock_is_worth_what_its_movements_left_on_any_day(books, here):
    location_id = str(books.sales[0]["location_id"]) if here else None
    where = {"location_id": location_id} if here else {}
    days = books.days
    codes = {row["id"]: row["code"] for row in ask(books.shop, "SELECT id, code FROM inv.locations")}
    for as_of in (None, days[0], days[len(days) // 2], days[-1] + timedelta(days=1), days[0] - timedelta(days=400)):
        params = where | ({} if as_of is None else {"as_of": as_of.isoformat()})
        items = every_page(books.shop, WORTH, "rows", **params)
        expected = worth(books, as_of, location_id, lambda moved: books.items[moved["item_id"]]["sku"])
        assert {row["code"]: (row["quantity"], row["value"]) for row in items} == expected
        assert [row["code"] for row in items] == [line["code"] for line in lines_of(books.shop, WORTH, **params)[:-1]]
        by_category = every_page(books.shop, WORTH, "rows", **params, group_by="category")
        told = worth(books, as_of, location_id, lambda moved: books.items[moved["item_id"]]["category"])
        assert {row["code"]: row["value"] for row in by_category} == {key: value for key, (_, value) in told.items()}
        by_place = every_page(books.shop, WORTH, "rows", **params, group_by="location")
        told = worth(books, as_of, location_id, lambda moved: codes[moved["location_id"]])
        assert {row["code"]: row["value"] for row in by_place if row["value"] != "0.00"} == {
            key: value for key, (_, value) in told.items() if value != "0.00"
        }
        total = books.shop.get(WORTH, params=params).json()["total_value"]
        assert Decimal(total) == sum((Decimal(value) for _, value in expected.values()), Decimal(0))
        assert lines_of(books.shop, WORTH, **params)[-1]["value"] == total


@pytest.mark.parametrize("here", [False, True], ids=["everywhere", "at one location"])
def test_what_nobody_buys_is_what_has_stock_and_no_sale(books, here):
    location_id = str(books.sales[0]["location_id"]) if here else None
    where = {"location_id": location_id} if here else {}
    last: Any = {}
    sold: Any = defaultdict(lambda: defaultdict(Decimal))
    for sale in books.sales:
        if location_id in {None, str(sale["location_id"])}:
            for line in books.lines[sale["id"]]:
                sold[line["item_id"]][sale["business_date"], sale["location_id"]] += line["quantity"]
    for item, by_day in sold.items():
        last[item] = max((day for (day, _), quantity in by_day.items() if quantity >= 0), default=None)
    today = ask(books.shop, "SELECT (now() AT TIME ZONE 'Europe/Zurich')::date AS day")[0]["day"]
    for days in (1, 3, 10):
        lying: Any = defaultdict(lambda: [Decimal(0), 0])
        for level in ask(books.shop, "SELECT * FROM inv.stock_levels WHERE quantity > 0"):
            if location_id in {None, str(level["location_id"])}:
                lying[level["item_id"]][0] += level["quantity"]
                lying[level["item_id"]][1] += level["value"]
        since = today - timedelta(days=days)
        dead = {}
        for item, (quantity, value) in lying.items():
            lately = {key: amount for key, amount in sold[item].items() if since < key[0] <= today}
            if not lately or sum(lately.values()) < 0:
                told = last.get(item)
                dead[str(item)] = (plain_decimal(quantity), books.money(value), told and told.isoformat())
        rows = every_page(books.shop, DEAD, "rows", **where, days=days)
        assert {row["item_id"]: (row["quantity"], row["value"], row["last_sold_on"]) for row in rows} == dead
        values = [Decimal(row["value"]) for row in rows]
        assert values == sorted(values, reverse=True)
        lines = lines_of(books.shop, DEAD, **where, days=days)
        assert [(line["item_id"], line["last_sold_on"]) for line in lines[:-1]] == [
            (row["item_id"], row["last_sold_on"] or "") for row in rows
        ]


@pytest.mark.parametrize("here", [False, True], ids=["everywhere", "at one location"])
def test_a_stock_card_opens_and_closes_with_what_movements_left_on_any_day(books, here):
    location_id = str(books.sales[0]["location_id"]) if here else None
    where = {"location_id": location_id} if here else {}
    days = books.days
    ends = [days[0], days[0].replace(day=1), days[len(days) // 2], days[-1], days[-1] + timedelta(days=40)]
    movements = ask(books.shop, "SELECT * FROM inv.stock_movements")
    for item in sorted({moved["item_id"] for moved in movements})[:3]:
        mine = [moved for moved in movements if moved["item_id"] == item]

        def left(until, mine=mine):
            found = left_of(mine, until, location_id)
            return {"quantity": plain_decimal(found[0]), "value": books.money(found[1])}

        for since, until in zip(ends, [*ends[1:], None], strict=True):
            if until is not None and since > until:
                continue
            params = where | {"item_id": str(item), "from": since.isoformat()}
            params |= {} if until is None else {"to": until.isoformat()}
            card = books.shop.get(CARD, params=params).json()
            assert (card["opening"], card["closing"]) == (left(since - timedelta(days=1)), left(until))
            lines = every_page(books.shop, CARD, "lines", **params)
            assert not lines or lines[-1]["running_value"] == card["closing"]["value"]


def test_a_stock_card_as_a_file_is_all_of_its_pages(books):
    moved = ask(books.shop, "SELECT item_id FROM inv.stock_movements LIMIT 1")[0]["item_id"]
    params = {"item_id": str(moved)}
    pages = every_page(books.shop, CARD, "lines", **params)
    opening, *lines, closing = lines_of(books.shop, CARD, **params)
    assert [(line["source_id"], line["running_value"]) for line in lines] == [
        (line["source"]["id"], line["running_value"]) for line in pages
    ]
    card = books.shop.get(CARD, params=params).json()
    for line, told in ((opening, card["opening"]), (closing, card["closing"])):
        assert (line["running_quantity"], line["running_value"]) == (told["quantity"], told["value"])


def test_low_stock_as_a_file_is_the_list(shop):
    counter = Counter(shop)
    for at in range(3):
        item = counter.item(reorder_point="5", sku=f"LOW{at}")
        counter.post(counter.receipt({"item_id": item, "quantity": "4", "unit_cost": "1.00"}))
    listed = every_page(shop, LOW, "items", limit=2)
    code = shop.get(f"/api/inventory/locations/{shop.default_location_id}").json()["code"]
    listed = [row | {"location": code} for row in listed]
    assert lines_of(shop, LOW) == [{name: str(row[name]) for name in lines_of(shop, LOW)[0]} for row in listed]
    assert len(listed) == 3


def test_lots_that_go_off_come_first_and_bear_their_share_of_the_value(shop):
    counter = Counter(shop)
    milk = counter.item(tracking="lot_expiry", sku="MILK")
    today = now().date()

    def lot(code, quantity, days, cost):
        expires_on = (today + timedelta(days=days)).isoformat()
        return counter.receipt(
            {"item_id": milk, "quantity": quantity, "unit_cost": cost, "lot": code, "expires_on": expires_on}
        )

    made = counter.post(lot("B", "3", 10, "1.00"), lot("A", "1", -2, "3.00"), lot("C", "4", 90, "1.00"))
    assert {one.status for one in made} == {"posted"}
    found = every_page(shop, EXPIRING, "rows", limit=1)
    assert [(row["lot"], row["quantity"], row["value"]) for row in found] == [("A", "1", "1.25"), ("B", "3", "3.75")]
    assert found[1]["days_left"] - found[0]["days_left"] == 12
    assert [row["lot"] for row in every_page(shop, EXPIRING, "rows", days=120)] == ["A", "B", "C"]
    assert every_page(shop, EXPIRING, "rows", days=0)[0]["lot"] == "A"
    assert [line["value"] for line in lines_of(shop, EXPIRING)] == ["1.25", "3.75", "5.00"]


def test_another_organizations_location_is_not_found(shop, other_shop):
    location = {"location_id": str(other_shop.default_location_id)}
    for path in (WORTH, DEAD, EXPIRING):
        assert shop.get(path, params=location).status_code == 404
    clerk = shop.seen_by(shop.hire("stock_clerk"))
    assert {shop.client.get(path, headers=clerk).status_code for path in (WORTH, DEAD, EXPIRING, LOW)} == {200}
