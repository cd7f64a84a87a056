"""Whatever stands in a cell, an import comes to its end by itself, and says of the row what is wrong with it."""

import time
from typing import Any

import pytest

from domain.core.db import unit_of_work
from domain.imports.engine import Importer
from domain.imports.repository import Imports
from tests.api.nouns import ITEMS, TERMINALS
from tests.domain.imports.conftest import hand_in, look
from tests.draining import drain
from tests.shops import Shop

LIMIT_S = 60.0


def carried_on(shop: Shop, content: str | bytes, **wanted: Any):
    """Hand a file in, carry it on and post what it had accepted, without ever trying again."""
    import_id = hand_in(shop, content, **wanted)
    importer, began = Importer(lease_s=0.0), time.monotonic()
    while look(shop, import_id).status in {"received", "checking", "applying"}:
        importer.take_turn(shop.org_id, import_id, turn_s=5.0)
        drain(shop)
        with unit_of_work(shop.org_id, read_only=True) as uow:
            assert Imports(uow, shop.org_id).get(import_id).attempts <= 2, "a chunk was given up"
        assert time.monotonic() - began < LIMIT_S
    view = look(shop, import_id)
    with unit_of_work(shop.org_id, read_only=True) as uow:
        found = Imports(uow, shop.org_id).all_rejects(import_id)
        return view, {line: [error["code"] for error in errors] for line, _, errors in found}


HOSTILE = [
    "\\u0000", "\\ud800",
    "'; DROP TABLE inv.items; --", '{"a": 1}', "%s %(org_id)s %", "\\N", "\\.", "{NULL}", "a\tb",
    "x" * 400, "1e999999", "NaN", "-0", "\uff11\uff12", "-5", "+5", "=1+1", "@sum", "9" * 400,
    "0." + "0" * 300 + "1", "1e5",
    "Infinity", "0x10", "1_000", "1,2,3", "\u202e5.00", "5\u200f", "\ufeff5", "\x1e", "\x1f", "\x85", "\u2028", "\0",
    "0001-01-01", "9999-12-31", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00", "2026-02-30", "31/31/2026", "1/1/1", "24:00", "2026-W01-1", "20260101",
]  # fmt: skip
COLUMNS = {
    "items": "sku,name,barcodes,category,unit,price,cost,tax_rate,stocked,reorder_point,active",
    "customers": "reference,name,email,phone,tax_id,credit_limit,price_group,active",
    "suppliers": "code,name,email,phone,tax_id,payment_terms,active",
    "price_lists": "price_list,sku,min_quantity,price",
    "opening_stock": "location,sku,quantity,unit,unit_cost,lot,expires_on,date,expected",
    "journals": "reference,date,account,debit,credit,location,memo,line_memo,currency,rate",
    "sales": "terminal,receipt,sold_at,sku,quantity,unit,unit_price,discount,tax_rate,lot,line_total,customer,total,"
    "sale_discount,tip,tender,paid,tender_reference,note",
}
GOOD = {
    "items": {"sku": "A{n}", "name": "Ana", "price": "1"},
    "customers": {"reference": "A{n}", "name": "Ana"},
    "suppliers": {"code": "A{n}", "name": "Ana"},
    "price_lists": {"price_list": "TRADE", "sku": "COFFEE", "min_quantity": "{n}", "price": "1"},
    "opening_stock": {"location": "MAIN", "sku": "COFFEE", "quantity": "1", "lot": "L{n}"},
    "journals": {"reference": "J{n}", "date": "2026-01-01", "account": "1010", "debit": "1"},
    "sales": {"terminal": "T1", "receipt": "R{n}", "sold_at": "2026-01-01", "sku": "COFFEE", "quantity": "1",
              "unit_price": "1"},
}  # fmt: skip


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize("cell", ["7.50124E+12", "4,00638E+12", "4E+05"])
def test_a_number_that_a_spreadsheet_has_shortened_is_no_code(shop: Shop, cell: str) -> None:
    done, rejects = carried_on(
        shop, f'sku,name,price,barcode\nA,Ana,1,"{cell}"\n"{cell}",Bea,2,\n', on_error="skip_rows"
    )
    assert done.rows_new == 0
    assert rejects == {2: ["imports.shortened"], 3: ["imports.shortened"]}


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_each_hostile_cell_in_each_column_of_each_kind(shop: Shop, kind: str) -> None:
    ITEMS.make(shop, sku="COFFEE", price="10.00")
    till = str(TERMINALS.make(shop)["code"])
    place = shop.get("/api/inventory/locations").json()["items"][0]["code"]
    names = COLUMNS[kind].split(",")
    rows: list[str] = []
    for name in names:
        for cell in HOSTILE:
            good = {key: value.format(n=len(rows) + 1) for key, value in GOOD[kind].items()}
            row = {**good, **({"terminal": till} if kind == "sales" else {}), name: cell}
            row |= {"location": place} if kind == "opening_stock" and name != "location" else {}
            rows.append(",".join(quoted(row.get(key, "")) for key in names))
    # Two bytes a letter: a zero is a letter there, as any other.
    content = "\n".join([COLUMNS[kind], *rows, ""]).encode("utf-16")
    checked, _ = carried_on(shop, content, kind=kind, dry_run=True)
    assert checked.status == "checked", checked.error
    done, rejects = carried_on(shop, content, kind=kind, on_error="skip_rows")
    assert (done.status, done.rows_done) == ("done", len(rows)), done.error
    assert 0 < done.rows_rejected == len(rejects)
