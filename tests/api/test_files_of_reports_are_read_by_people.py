"""What stands in a report's file is named as people name it, and its total is where they look for it."""

import csv
import io
from datetime import date, timedelta

import pytest

from domain.core.clock import now
from tests.api.nouns import ITEMS
from tests.domain.posting.till import Counter

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.fixture
def sold(shop):
    """A shop that sold one item of a category and one of none; its milk goes off."""
    counter = Counter(shop)
    assert shop.post("/api/inventory/categories", json={"code": "FOOD", "name": "Food"}).status_code == 201
    of_food = ITEMS.make(shop, category="FOOD")["id"]
    milk = counter.item(tracking="lot_expiry", sku="MILK")
    soon = (now().date() + timedelta(days=3)).isoformat()
    lot = {"item_id": milk, "quantity": "9", "unit_cost": "1.00", "lot": "A", "expires_on": soon}
    lines = [{"item_id": item, "quantity": "1"} for item in (of_food, milk)]
    posted = [*counter.post(counter.receipt(lot)), *counter.post(counter.sale(*lines))]
    assert [one.status for one in posted] == ["posted", "posted"], posted
    return shop


def lines_of(shop, name, **params):
    answer = shop.get(f"/api/reports/{name}", params={"format": "csv"} | params)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def first(line):
    return next(iter(line.items()))


@pytest.mark.parametrize("group_by", ["day", "hour", "month", "kind", "item", "location", "terminal", "cashier"])
def test_the_first_column_is_headed_by_what_it_is_and_ends_with_the_total(sold, group_by):
    lines = lines_of(sold, "sales", group_by=group_by)
    assert {first(line)[0] for line in lines} == {group_by}
    assert first(lines[-1]) == (group_by, "Total")
    assert ("name" in lines[0]) == (group_by in {"item", "location", "terminal", "cashier"})


def test_a_weekday_has_its_name_beside_its_number(sold):
    row, _ = lines_of(sold, "sales", group_by="weekday")
    [shown] = sold.get("/api/reports/sales", params={"group_by": "weekday"}).json()["rows"]
    [day] = sold.get("/api/reports/sales", params={"group_by": "day"}).json()["rows"]
    name = WEEK[date.fromisoformat(day["key"]).weekday()]
    assert (row["weekday"], row["name"]) == (shown["key"], shown["name"]) == (str(WEEK.index(name) + 1), name)


@pytest.mark.parametrize("report", ["sales", "gross-margin"])
def test_what_has_no_category_is_said_to_have_none(sold, report):
    *rows, total = lines_of(sold, report, group_by="category")
    assert sorted((row["category"], row["name"]) for row in rows) == [("", "No category"), ("FOOD", "Food")]
    assert total["category"] == "Total"


def test_locations_are_named_by_their_code(sold):
    code = next(iter(lines_of(sold, "sales", group_by="location")))["code"]
    for name in ("tie-out", "expiring"):
        [row, total] = lines_of(sold, name)
        assert row["location"] == code, name
        assert "location_id" not in row
        assert first(total)[1] == "Total", name


def test_the_total_of_every_report_stands_in_the_first_column(sold):
    for name in ("trial-balance", "tax", "receivables", "stock-valuation", "dead-stock", "discounts"):
        assert first(lines_of(sold, name)[-1])[1] == "Total", name
