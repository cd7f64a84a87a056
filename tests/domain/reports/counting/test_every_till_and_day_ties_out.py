"""Sales, payments, ledger and stock of every till and day: equal, or each document that differs is named."""

import csv
import io
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from domain.core.paging import cursor_of
from domain.reports.verification import verify
from tests.domain.posting.till import Counter
from tests.domain.reports.counting.documents import a_past, ask, every_page, journals, read, roll_up

TIE_OUT, LINES = "/api/reports/tie-out", "/api/reports/tie-out/lines"
SHOPS: dict[str, dict[str, Any]] = {
    "average": {},
    "standard": {"costing_method": "standard"},
    "first in first out, coins": {"costing_method": "fifo", "cash_rounding": 5, "prices_include_tax": True},
}


@pytest.fixture(scope="module", params=SHOPS, ids=lambda name: name.replace(" ", "-"))
def books(request, client):
    """A random past, half of it rolled up."""
    history = a_past(client, seed=31, count=240, **SHOPS[request.param])
    shop = history.floor.shop
    roll_up(shop, limit=journals(shop) // 2)
    return read(history)


def whole(books):
    return {"from": books.days[0].isoformat(), "to": books.days[-1].isoformat()}


def named(books, row):
    """Return the documents that a row's drill-down names."""
    params = {"business_date": row["business_date"], "terminal_id": row["terminal_id"]}
    return every_page(books.shop, LINES, "rows", **(params | {"limit": 3}))


def test_after_a_random_past_every_row_is_zero_or_explained_document_by_document(books):
    rows = every_page(books.shop, TIE_OUT, "rows", **whole(books), limit=20)
    assert len(rows) == len({(sale["business_date"], sale["terminal_id"]) for sale in books.sales})
    explained = 0
    for row in rows:
        sales = [
            sale
            for sale in books.sales
            if (sale["business_date"].isoformat(), str(sale["terminal_id"]))
            == (row["business_date"], row["terminal_id"])
        ]
        assert row["sales"] == row["payments"] == books.money(sum(sale["total"] for sale in sales))
        assert row["line_cost"] == row["ledger_cost"] == books.money(sum(sale["cost"] for sale in sales))
        assert (row["unexplained"], row["stock_value"]) == ("0.00", row["ledger_stock"])
        assert row["stock_difference"] == row["explained"]
        lines = named(books, row)
        explained += len(lines)
        for name in ("explained", "written_off", "revalued", "stock_difference"):
            assert Decimal(row[name]) == sum((Decimal(line[name]) for line in lines), Decimal(0))
        assert {reason for line in lines for reason in line["reasons"]} <= {"not_restocked", "revalued"}
        not_restocked = {
            str(sale["id"]) for sale in sales for line in books.lines[sale["id"]] if line["restocked"] is False
        }
        assert {line["document_id"] for line in lines if "not_restocked" in line["reasons"]} <= not_restocked
    assert explained
    # What documents of a day take from each other and give back is named there, and nothing at the end of the day.
    differing = every_page(books.shop, TIE_OUT, "rows", **whole(books), differing=True, limit=100)
    names = ("written_off", "revalued", "stock_difference", "unexplained")
    assert differing == [row for row in rows if any(Decimal(row[name]) for name in names)]


def test_the_day_ties_wherever_it_is_asked(books):
    rows = every_page(books.shop, TIE_OUT, "rows", **whole(books))
    assert every_page(books.shop, TIE_OUT, "rows", **whole(books), limit=1) == rows
    nowhere = books.shop.get(TIE_OUT, params=whole(books) | {"cursor": cursor_of("never", "never")})
    assert (nowhere.status_code, nowhere.json()["errors"][0]["path"]) == (422, "cursor")
    here = rows[0]["location_id"]
    assert every_page(books.shop, TIE_OUT, "rows", **whole(books), location_id=here) == [
        row for row in rows if row["location_id"] == here
    ]
    told = list(csv.DictReader(io.StringIO(books.shop.get(TIE_OUT, params=whole(books) | {"format": "csv"}).text)))
    codes = {str(row["id"]): row["code"] for row in ask(books.shop, "SELECT id, code FROM inv.locations")}
    rows = [row | {"location": codes[row["location_id"]]} for row in rows]
    assert [{name: str(row[name] or "") for name in told[0]} for row in rows] == told[:-1]
    total = books.shop.get(TIE_OUT, params=whole(books)).json()["total"]
    assert {name: told[-1][name] for name in total} == total


PLANTED = {
    "payments_differ": "UPDATE pos.payments SET amount = amount + 1 WHERE sale_id = %s",
    "ledger_money_differs": """
        UPDATE acct.journal_lines l SET debit = debit + 1 FROM pos.sales s
        WHERE s.id = %s AND l.journal_id = s.journal_id AND l.debit > 0 AND l.account_id IN (
            SELECT r.account_id FROM acct.account_roles r WHERE r.role = 'cash' AND r.org_id = s.org_id)""",
    "ledger_cost_differs": """
        UPDATE acct.journal_lines l SET debit = debit + 1 FROM pos.sales s
        WHERE s.id = %s AND l.journal_id = s.journal_id AND l.account_id IN (
            SELECT r.account_id FROM acct.account_roles r WHERE r.role = 'cogs' AND r.org_id = s.org_id)""",
    "ledger_stock_differs": """
        UPDATE acct.journal_lines l SET credit = credit + 1 FROM pos.sales s
        WHERE s.id = %s AND l.journal_id = s.journal_id AND l.account_id IN (
            SELECT r.account_id FROM acct.account_roles r WHERE r.role = 'inventory' AND r.org_id = s.org_id)""",
    "movements_differ": "UPDATE inv.stock_movements SET value = value - 1 WHERE source_id = %s",
}


@pytest.mark.parametrize("reason", PLANTED)
def test_what_is_planted_by_hand_shows_and_its_document_is_named(shop, postgres, reason):
    counter = Counter(shop)
    item = counter.item(price="10.00")
    line = {"item_id": item, "quantity": "1"}
    _, good, bad = counter.post(
        counter.receipt({"item_id": item, "quantity": "10", "unit_cost": "4.00"}),
        counter.sale(line),
        counter.sale(line),
    )
    [row] = shop.get(TIE_OUT).json()["rows"]
    assert (row["unexplained"], row["stock_difference"]) == ("0.00", "0.00")
    with psycopg.connect(postgres.superuser_url) as superuser:
        # Past every trigger and policy.
        superuser.execute("SET session_replication_role = replica")
        assert superuser.execute(PLANTED[reason], (bad.id,)).rowcount == 1
    [row] = shop.get(TIE_OUT).json()["rows"]
    assert row["unexplained"] != "0.00"
    params = {"business_date": row["business_date"], "terminal_id": row["terminal_id"]}
    [named_one] = shop.get(LINES, params=params).json()["rows"]
    assert named_one["document_id"] == bad.id != good.id
    assert reason in named_one["reasons"]
    assert verify([shop.org_id]).differences


def test_another_organizations_till_is_not_found(shop, other_shop):
    terminal = other_shop.post(
        "/api/pos/terminals", json={"code": "X", "name": "X", "location_id": str(other_shop.default_location_id)}
    ).json()["id"]
    params = {"business_date": "2026-01-01", "terminal_id": terminal}
    assert shop.get(LINES, params=params).status_code == 404
    assert shop.get(TIE_OUT, params={"location_id": str(other_shop.default_location_id)}).status_code == 404
    cashier = shop.seen_by(shop.hire("cashier"))
    assert shop.client.get(TIE_OUT, headers=cashier).status_code == 403
    assert not ask(shop, "SELECT 1 FROM pos.sales")
