"""A file whose wrong rows are skipped is checked while it is applied: the same comes of it as by two passes."""

import gzip

from domain.core.db import unit_of_work
from domain.imports import service
from domain.imports.engine import Importer
from domain.imports.repository import Imports
from tests.api.nouns import ITEMS, TERMINALS
from tests.domain.imports.conftest import finish, hand_in, look
from tests.domain.imports.test_past_sales_come_in_from_files import carry_on
from tests.shops import Shop, open_shop

ITEM_ROWS = (
    "sku,name,price,barcodes\n"
    "A,Ana,1,111\nB,,2,\nC,Cleo,x,\nA,Again,3,\nD,Dora,4,111\n"
    + "".join(f"S{n},Item,{n % 7},\n" for n in range(40))
    + "S3,Twice,1,\nE,Eva,5,222\n"
)
HEADING = "terminal,receipt,sold_at,sku,quantity,unit_price,tender,paid,total\n"
SALE_ROWS = (
    "{till},A-1,2025-03-01 10:00:00,COFFEE,2,9.50,card,,19.00\n{till},A-1,2025-03-01 10:00:00,TEA,1,0.00,,,\n"
    "{till},A-2,2025-03-01 11:30:00,TAE,3,4.00,cash,,\n{till},A-2,2025-03-01 11:30:00,TEA,3,4.00,cash,,\n"
    "{till},A-3,2025-03-01 12:00:00,TEA,1,4.00,cash,,99.00\n"
    + "".join(f"{{till}},B-{n},2025-03-02 10:00:00,TEA,1,4.00,card,,\n" for n in range(30))
    + "{till},B-2,2025-03-02 10:00:00,TEA,1,4.00,card,,\n{till},B-3,2025-03-02 10:00:00,TEA,2,4.00,card,,\n"
    "T404,C-1,2025-03-02 10:00:00,TEA,1,4.00,card,,\n{till},C-2,yesterday,TEA,1,4.00,card,,\n"
    "{till},C-3,2025-03-02 10:00:00,TEA,-1,4.00,cash,,\n"
)
NUMBERS = ("status", "rows_total", "rows_done", "rows_new", "rows_changed", "rows_unchanged", "rows_rejected")


def applied(shop: Shop, import_id):
    with unit_of_work(shop.org_id) as uow:
        service.apply_import(uow, shop.ctx, import_id=import_id, on_error="skip_rows")
        uow.commit()


def rejects(shop: Shop, import_id):
    with unit_of_work(shop.org_id, read_only=True) as uow:
        return list(Imports(uow, shop.org_id).all_rejects(import_id))


def told(shop: Shop, import_id):
    view = look(shop, import_id)
    return [getattr(view, name) for name in NUMBERS], rejects(shop, import_id)


def test_items_come_out_the_same(client) -> None:
    both, found = [open_shop(client), open_shop(client)], []
    for shop, dry_run in zip(both, (False, True), strict=True):
        import_id = hand_in(shop, ITEM_ROWS, on_error="skip_rows", dry_run=dry_run)
        finish(shop, import_id, chunk_rows=10)
        if dry_run:
            applied(shop, import_id)
            finish(shop, import_id, chunk_rows=10)
        items = shop.get("/api/inventory/items?limit=500").json()["items"]
        kept = sorted((item["sku"], item["name"], item["price"], item["barcodes"]) for item in items)
        found.append((told(shop, import_id), kept))
    assert found[0] == found[1]
    assert [line for line, _, _ in found[0][0][1]] == [3, 4, 5, 6, 47]


def test_sales_come_out_the_same(client) -> None:
    found = []
    for dry_run in (False, True):
        shop = open_shop(client)
        ITEMS.make(shop, sku="COFFEE", price="10.00")
        ITEMS.make(shop, sku="TEA", price="4.00")
        till = TERMINALS.make(shop, code="T7")["code"]
        import_id = hand_in(
            shop, HEADING + SALE_ROWS.format(till=till), kind="sales", on_error="skip_rows", dry_run=dry_run
        )
        carry_on(shop, import_id, chunk_rows=10)
        if dry_run:
            applied(shop, import_id)
            carry_on(shop, import_id, chunk_rows=10)
        sales = shop.get("/api/pos/sales?limit=200").json()["items"]
        posted = sorted((one["reference"] or "", one["kind"], one["occurred_at"], one["total"]) for one in sales)
        found.append((told(shop, import_id), posted))
    assert found[0] == found[1]
    assert [line for line, _, _ in found[0][0][1]] == [4, 5, 6, 37, 38, 39, 40]
    assert len(found[0][1]) == 32


def test_a_row_may_build_on_what_a_row_before_it_has_done(shop: Shop) -> None:
    """The barcode that the first row gives up is free for a row behind it."""
    first = finish(shop, hand_in(shop, "sku,name,price,barcodes\nA,Ana,1,111\n"))
    assert first.rows_new == 1
    rows = "sku,name,price,barcodes\nA,Ana,1,222\n" + "".join(f"S{n},Item,1,\n" for n in range(10)) + "B,Bo,2,111\n"
    done = finish(shop, hand_in(shop, rows, on_error="skip_rows"), chunk_rows=5)
    assert (done.rows_new, done.rows_changed, done.rows_rejected) == (11, 1, 0)


def test_a_file_that_breaks_off_behind_its_first_rows_is_not_begun(shop: Shop) -> None:
    rows = ("sku,name,price\n" + "".join(f"G{n},Good,1\n" for n in range(5000))).encode()
    view = finish(shop, hand_in(shop, gzip.compress(rows)[:-9], on_error="skip_rows"), chunk_rows=100)
    assert view.error is not None
    assert (view.status, view.error.code, view.rows_new) == ("failed", "imports.truncated", 0)
    assert shop.get("/api/inventory/items").json()["items"] == []


def test_what_was_named_before_a_stop_is_known_behind_it(shop: Shop) -> None:
    rows = "sku,name,price\n" + "".join(f"S{n},Item,1\n" for n in range(20)) + "S1,Twice,2\n"
    import_id = hand_in(shop, rows, on_error="skip_rows")
    importer = Importer(chunk_rows=10)
    while look(shop, import_id).status != "applying" or look(shop, import_id).rows_done < 10:
        importer.take_turn(shop.org_id, import_id, turn_s=0.0)
    with unit_of_work(shop.org_id) as uow:
        service.cancel_import(uow, shop.ctx, import_id=import_id)
        uow.commit()
    assert finish(shop, import_id, lease_s=0.0).status == "cancelled"
    with unit_of_work(shop.org_id) as uow:
        service.resume_import(uow, shop.ctx, import_id=import_id)
        uow.commit()
    done = finish(shop, import_id)
    assert (done.status, done.rows_new, done.rows_changed, done.rows_rejected) == ("done", 20, 0, 1)
