"""A sku or a barcode that stands twice in a file is told with the line that had it first, whoever read that."""

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work
from domain.imports.engine import Importer
from domain.imports.named import FIRST_SLOTS, Hashes
from tests.domain.imports.conftest import finish, hand_in, look
from tests.domain.imports.test_items_come_in_from_files import faults

HEADING = "sku,name,price,barcodes\n"
TWICE = "imports.twice_in_file"


def rows(*named):
    return HEADING + "".join(f"{sku},Item,1.00,{barcode}\n" for sku, barcode in named)


def messages(shop, import_id):
    from domain.core.paging import PageRequest
    from domain.imports import service

    with unit_of_work(shop.org_id, read_only=True) as uow:
        found = service.list_rejects(uow, shop.ctx, import_id=import_id, paging=PageRequest(limit=100)).items
    return {row.line: [error["message"] for error in row.errors] for row in found}


@pytest.mark.parametrize("chunk_rows", [1, 3, 100])
def test_the_first_line_keeps_it(shop, chunk_rows):
    file = rows(("A", "1"), ("B", "2"), ("A", "3"), ("C", "2"), ("D", "4|1"), ("A", "5"), ("E", "6"))
    done = finish(shop, hand_in(shop, file, dry_run=True), chunk_rows=chunk_rows)
    assert faults(shop, done.id) == {
        4: [("sku", TWICE)], 5: [("barcodes", TWICE)], 6: [("barcodes", TWICE)], 7: [("sku", TWICE)],
    }  # fmt: skip
    first = {4: 2, 5: 3, 6: 2, 7: 2}
    assert messages(shop, done.id) == {
        line: [f"The same stands on line {before} of this file."] for line, before in first.items()
    }


def test_workers_that_take_turns_know_what_the_others_have_read(shop):
    named = [(f"S{n}", str(n)) for n in range(40)]
    import_id = hand_in(shop, rows(*named, *named[:5], *named[20:25]), dry_run=True)
    workers = [Importer(chunk_rows=chunk_rows, lease_s=0.0) for chunk_rows in (3, 4, 7)]
    turn = 0
    while look(shop, import_id).status in {"received", "checking"}:
        workers[turn % 3].take_turn(shop.org_id, import_id, turn_s=0.0)
        turn += 1
    assert set(faults(shop, import_id)) == set(range(42, 52))
    assert messages(shop, import_id)[42] == ["The same stands on line 2 of this file."] * 2


def test_nothing_of_it_is_left_when_the_file_is_through(shop):
    done = finish(shop, hand_in(shop, rows(("A", "1"), ("B", "2"))))
    assert done.status == "done"
    with unit_of_work(shop.org_id, read_only=True) as uow:
        assert uow.session.scalar(text("SELECT count(*) FROM core.import_named")) == 0


def test_hashes_know_all_that_was_added_and_nothing_else():
    hashes = Hashes()
    for part in range(10):
        hashes.add([f"{part}-{n}" for n in range(FIRST_SLOTS // 4)])
        hashes.add([f"{part}-{n}" for n in range(5)])
    keys = [f"{part}-{n}" for part in range(10) for n in range(FIRST_SLOTS // 4)]
    assert hashes.among(keys) == keys
    assert hashes.among(f"other-{n}" for n in range(10_000)) == []
