"""Closing a year moves its result to retained earnings; no report of it says anything else than before."""

from decimal import Decimal
from itertools import pairwise

import pytest

from tests.domain.posting.closes import close, noon, order
from tests.domain.posting.till import Counter
from tests.domain.reports.ledger.plain import books_of, roll_up

DAYS = ("2023-12-31", "2024-01-01", "2024-06-30", "2024-12-31", "2025-01-01", "2025-06-30", "2025-12-31", "2026-03-15")


@pytest.fixture(params=["rolled up", "not rolled up"])
def counter(request, shop):
    """Two years of a shop, in either of which it earned something, and a third that has begun."""
    counter = Counter(shop)
    item = counter.item(price="10.00")
    counter.post(
        counter.receipt({"item_id": item, "quantity": "100", "unit_cost": "4.00"}, occurred_at=noon("2024-01-05"))
    )
    for day, quantity in (
        ("2024-03-10", 3),
        ("2024-12-31", 2),
        ("2025-01-01", 5),
        ("2025-12-31", 1),
        ("2026-02-02", 4),
    ):
        line = {"item_id": item, "quantity": str(quantity)}
        counter.post(counter.sale(line, paid={"cash": f"{quantity}0.00"}, occurred_at=noon(day)))
        counter.post(counter.entry("6020", "1030", "3.00", date=day))
    if request.param == "rolled up":
        roll_up(shop, journals=None)
    return counter


def statements(books):
    """Return what all statements say of many days, spans and places."""
    place = str(books.shop.default_location_id)
    sheets = {day: books.report("balance-sheet", as_of=day, compare="previous_year") for day in DAYS}
    local = {day: books.report("balance-sheet", as_of=day, location_id=place) for day in DAYS}
    spans = [*pairwise(DAYS), (DAYS[0], DAYS[-1]), (DAYS[1], DAYS[3]), (DAYS[2], DAYS[5])]
    results = {}
    for first, last in spans:
        results[first, last] = books.report("profit-and-loss", from_=first, to=last, compare="previous_year")
    flows = {span: books.report("cash-flow", from_=span[0], to=span[1]) for span in spans}
    return sheets, local, results, flows


def close_years(counter):
    profits = {}
    for year in (2024, 2025):
        for month in range(1, 13):
            assert close(counter, f"{year}-{month:02}").status in {"posted", "rejected"}
        closed = order(counter, "year.close", fiscal_year=year)
        assert closed.status == "posted", closed
        profits[year] = closed.result["profit"]
    return profits


def test_every_statement_is_the_same_before_and_after_the_close_and_after_the_reopening(counter):
    books = books_of(counter.shop, digits=2)
    before = statements(books)
    profits = close_years(counter)
    assert statements(books) == before
    for year, profit in profits.items():
        report = books.report("profit-and-loss", from_=f"{year}-01-01", to=f"{year}-12-31")
        assert report["net_profit"] == profit != "0.00"
        sheet = books.report("balance-sheet", as_of=f"{year}-12-31")
        assert sheet["current_result"] == profit
        assert sheet["total_assets"] == sheet["total_liabilities_and_equity"]
    assert order(counter, "year.reopen", fiscal_year=2025).status == "posted"
    assert statements(books) == before
    counter.proven()


def test_the_trial_balance_shows_the_close_as_it_was_posted(counter):
    books = books_of(counter.shop, digits=2)
    profits = close_years(counter)
    rows = {row["account"]: row for row in books.report("trial-balance", as_of="2025-12-31")["rows"]}
    assert all(
        row["debit"] == row["credit"] == "0.00" for row in rows.values() if row["type"] in {"revenue", "expense"}
    )
    retained = rows[counter.code("retained_earnings")]
    assert Decimal(retained["credit"]) - Decimal(retained["debit"]) == sum(map(Decimal, profits.values()))
