"""Sales told apart by anything, over any days and at any place: what plain Python sums up from the documents."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.domain.reports.counting.documents import (
    a_past,
    every_page,
    grouped,
    journals,
    percent,
    quantity,
    read,
    roll_up,
)

SALES, MARGIN, DISCOUNTS = "/api/reports/sales", "/api/reports/gross-margin", "/api/reports/discounts"
BY_DOCUMENT = {
    "day": lambda books, sale: sale["business_date"].isoformat(),
    "hour": lambda books, sale: f"{sale['occurred_at'].astimezone(books.zone).hour:02d}",
    "weekday": lambda books, sale: str(sale["business_date"].isoweekday()),
    "month": lambda books, sale: f"{sale['business_date']:%Y-%m}",
    "location": lambda books, sale: str(sale["location_id"]),
    "terminal": lambda books, sale: str(sale["terminal_id"]),
    "cashier": lambda books, sale: str(books.actors[sale["id"]]),
    "kind": lambda books, sale: sale["kind"],
}
BY_LINE = {
    "item": lambda books, line: str(line["item_id"]),
    "category": lambda books, line: books.items[line["item_id"]]["category"] or "",
}
FIGURES = [
    "documents",
    "quantity",
    "gross",
    "discount",
    "net",
    "gift_cards",
    "tax",
    "tips",
    "rounding",
    "total",
    "cost",
    "margin",
    "margin_percent",
]


@pytest.fixture(scope="module", params=[0, 0.5, 1], ids=["nothing rolled up", "half rolled up", "all rolled up"])
def books(request, client):
    """A random past of which so much was rolled up; its seed is printed where a test fails."""
    history = a_past(client, seed=11, count=500)
    roll_up(history.floor.shop, limit=max(1, int(journals(history.floor.shop) * request.param)))
    return read(history)


def figures(books, sales, lines):
    """Return what a row shows; `sales` is None where lines cannot be told apart by document."""
    loaded = sum(line["net"] for line in lines if line["stored_value_id"])
    net = sum(line["net"] for line in lines) - loaded
    cost, discount = sum(line["cost"] for line in lines), sum(line["discount"] for line in lines)
    tax = sum(line["tax"] for line in lines)
    of_documents = (
        (None, None, None, net + loaded + tax)
        if sales is None
        else (len(sales), *(sum(sale[name] for sale in sales) for name in ("tip", "rounding", "total")))
    )
    documents, tips, rounding, total = of_documents
    money = (net + discount, discount, net, loaded, tax, tips, rounding, total, cost, net - cost)
    shown = [documents, quantity(lines), *map(books.money, money), percent(net - cost, net)]
    return dict(zip(FIGURES, shown, strict=True))


def counted(books, group_by, first, last, location_id):
    """Return by key what each row must show, and what all must."""
    sales = [
        sale
        for sale in books.sales
        if first <= sale["business_date"] <= last and location_id in {None, str(sale["location_id"])}
    ]
    lines = [line for sale in sales for line in books.lines[sale["id"]]]
    if group_by in BY_LINE:
        by_key = grouped(lines, lambda line: BY_LINE[group_by](books, line))
        return {key: figures(books, None, rows) for key, rows in by_key.items()}, figures(books, None, lines)
    by_key = grouped(sales, lambda sale: BY_DOCUMENT[group_by](books, sale))
    of = {key: [line for sale in rows for line in books.lines[sale["id"]]] for key, rows in by_key.items()}
    return {key: figures(books, rows, of[key]) for key, rows in by_key.items()}, figures(books, sales, lines)


def ranges(books):
    days = books.days
    middle = days[len(days) // 2]
    return [(days[0], days[-1]), (middle, days[-1]), (days[0], middle), (middle, middle)]


@pytest.mark.parametrize("group_by", [*BY_DOCUMENT, *BY_LINE])
@pytest.mark.parametrize("here", [False, True], ids=["everywhere", "at one location"])
def test_every_figure_of_every_row_is_that_of_its_documents(books, group_by, here):
    location_id = str(books.sales[0]["location_id"]) if here else None
    for first, last in ranges(books):
        params = {"group_by": group_by, "from": first.isoformat(), "to": last.isoformat()}
        params |= {"location_id": location_id} if here else {}
        found = every_page(books.shop, SALES, "rows", **params)
        expected, total = counted(books, group_by, first, last, location_id)
        assert {row["key"]: {name: row[name] for name in FIGURES} for row in found} == expected
        assert len(found) == len(expected)
        if expected:
            shown = books.shop.get(SALES, params=params).json()["total"]
            assert {name: shown[name] for name in FIGURES} == total


def test_tenders_come_to_what_was_paid(books):
    first, last = ranges(books)[0]
    params = {"group_by": "tender", "from": first.isoformat(), "to": last.isoformat()}
    found = {row["key"]: (row["documents"], row["total"]) for row in every_page(books.shop, SALES, "rows", **params)}
    paid = grouped([one for many in books.payments.values() for one in many], lambda one: one["method"])
    assert found == {
        method: (len(ones), books.money(sum(one["amount"] - one["change"] for one in ones)))
        for method, ones in paid.items()
    }


@pytest.mark.parametrize("sort", ["-net", "net", "key", "-quantity", "margin_percent", "name", "-code", "tips"])
@pytest.mark.parametrize("group_by", ["item", "terminal"])
def test_any_order_is_kept_from_page_to_page(books, sort, group_by):
    first, last = ranges(books)[0]
    params = {"group_by": group_by, "from": first.isoformat(), "to": last.isoformat(), "sort": sort}
    found = every_page(books.shop, SALES, "rows", **params)
    keys = [row["key"] for row in found]
    assert len(set(keys)) == len(keys)
    name = sort.removeprefix("-")
    if name in {"key", "name", "code"}:
        values = [(row[name] or "") for row in every_page(books.shop, SALES, "rows", **(params | {"limit": 500}))]
        assert [row[name] or "" for row in found] == values
    else:
        values = [Decimal(row[name] or 0) for row in found]
        assert values == sorted(values, reverse=sort.startswith("-"))


def test_gross_margin_and_discounts_are_the_same_figures(books):
    first, last = ranges(books)[0]
    days = {"from": first.isoformat(), "to": last.isoformat()}
    sold = {row["key"]: row for row in every_page(books.shop, SALES, "rows", group_by="item", **days)}
    margins = every_page(books.shop, MARGIN, "rows", **days)
    assert {row["key"]: row for row in margins} == {
        key: {name: row[name] for name in margins[0]} for key, row in sold.items()
    }
    lowest = [Decimal(row["margin_percent"] or 0) for row in margins]
    assert lowest == sorted(lowest)
    for group_by in ("day", "item", "terminal", "cashier"):
        sold = {row["key"]: row for row in every_page(books.shop, SALES, "rows", group_by=group_by, **days)}
        off = every_page(books.shop, DISCOUNTS, "rows", group_by=group_by, **days)
        for row in off:
            share = row.pop("discount_percent")
            gross = Decimal(row["gross"])
            assert share is None if not gross else abs(Decimal(share) - Decimal(row["discount"]) * 100 / gross) < 1
            assert row == {name: sold[row["key"]][name] for name in row}
        assert len(off) == len(sold)


def test_a_row_stands_beside_what_it_was_before(books):
    days = books.days
    last, length = days[-1], timedelta(days=3)
    params = {"from": (last - length).isoformat(), "to": last.isoformat(), "compare": "previous_period"}
    before = (last - 2 * length - timedelta(days=1), last - length - timedelta(days=1))
    for group_by in ("item", "hour", "day"):
        answer = books.shop.get(SALES, params=params | {"group_by": group_by, "limit": 100}).json()
        expected, total = counted(books, group_by, *before, None)
        for row in answer["rows"]:
            key = row["key"]
            if group_by == "day":
                key = (date.fromisoformat(key) - length - timedelta(days=1)).isoformat()
            assert row["previous"] == expected.get(key)
        if expected:
            assert answer["total"]["previous"] == total


def test_a_file_says_what_json_says(books):
    first, last = ranges(books)[0]
    for path, group_by in ((SALES, "item"), (SALES, "day"), (MARGIN, "category"), (DISCOUNTS, "cashier")):
        params = {"group_by": group_by, "from": first.isoformat(), "to": last.isoformat()}
        rows = every_page(books.shop, path, "rows", **params)
        answer = books.shop.get(path, params=params | {"format": "csv"})
        assert answer.status_code == 200, answer.text
        [*lines, total] = csv.DictReader(io.StringIO(answer.text))
        rows = [row | {group_by: row["key"]} for row in rows]
        assert [
            {name: "" if row[name] is None else str(row[name]) for name in line}
            for row, line in zip(rows, lines, strict=True)
        ] == lines
        whole = books.shop.get(path, params=params).json()["total"]
        assert {name: "" if value is None else str(value) for name, value in whole.items() if name in total} == {
            name: value for name, value in total.items() if name in whole
        }
