"""Every report of sales, taxes, debts, stock and the tie-out: as a workbook the same cells as in CSV."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import load_workbook

from tests.domain.reports.counting.documents import a_past, ask, every_page, journals, roll_up

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def shop(client):
    """A shop with a random past, half of it rolled up."""
    past = a_past(client, seed=53, count=200)
    roll_up(past.floor.shop, limit=journals(past.floor.shop) // 2)
    return past.floor.shop


def paths(shop) -> dict[str, dict[str, Any]]:
    """Return every report with what it must be asked for."""
    day = ask(shop, "SELECT min(business_date) AS day FROM pos.sales")[0]["day"].isoformat()
    till = ask(shop, "SELECT terminal_id FROM pos.sales LIMIT 1")[0]["terminal_id"]
    moved = ask(shop, "SELECT item_id FROM inv.stock_movements LIMIT 1")[0]["item_id"]
    debtor = ask(shop, "SELECT customer_id FROM pos.customer_balances LIMIT 1")[0]["customer_id"]
    days = {"from": day}
    return {
        "sales": days | {"group_by": "item"},
        "gross-margin": days,
        "discounts": days,
        "tax": days,
        "receivables": {},
        f"receivables/{debtor}": days,
        "stock-valuation": {"as_of": day},
        "stock-card": {"item_id": str(moved)},
        "low-stock": {},
        "dead-stock": {"days": 1},
        "expiring": {},
        "tie-out": days,
        "tie-out/lines": {"business_date": day, "terminal_id": str(till)},
    }


def plain(cell: Any) -> str:
    """Return a cell in one spelling, whichever file it comes from."""
    text = "" if cell is None else str(cell)
    try:
        return str(Decimal(text).normalize() + 0) if text and text[0] in "-0123456789" else text
    except ArithmeticError:
        return text


def test_all_of_them_have_the_same_cells_in_both_files(shop):
    told = 0
    for name, params in paths(shop).items():
        path = f"/api/reports/{name}"
        text = shop.get(path, params=params | {"format": "csv"})
        book = shop.get(path, params=params, headers={"Accept": XLSX})
        assert (text.status_code, book.status_code) == (200, 200), (name, text.text, book.text)
        assert book.headers["content-type"] == XLSX
        heads, *lines = csv.reader(io.StringIO(text.text))
        sheet = load_workbook(io.BytesIO(book.content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        cells: list[list[Any]] = [row[: len(heads)] for row in sheet[-len(lines) :]] if lines else []
        # A spreadsheet keeps 16 % as 0.16.
        share = [at for at, head in enumerate(heads) if head.endswith("percent")]
        for row in cells:
            for at in share:
                row[at] = row[at] if row[at] in {"", None} else Decimal(str(row[at])) * 100
        assert [[plain(cell) for cell in row] for row in cells] == [[plain(cell) for cell in row] for row in lines], (
            name
        )
        told += len(lines)
    assert told > 50


def test_pages_of_every_list_have_no_row_twice(shop):
    for name, params in paths(shop).items():
        if name in {"low-stock", "stock-card"}:
            continue
        small = every_page(shop, f"/api/reports/{name}", "rows", **params, limit=5)
        large = every_page(shop, f"/api/reports/{name}", "rows", **params, limit=500)
        assert small == large, name
