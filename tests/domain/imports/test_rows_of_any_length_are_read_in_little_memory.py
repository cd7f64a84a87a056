"""What is in memory at once is bounded by what rows have in them, and the way back to a checkpoint keeps the import."""

import json

from domain.core.db import unit_of_work
from domain.imports.engine import Importer
from domain.imports.reader import Reader
from domain.imports.reading import Shape
from domain.imports.repository import Imports
from domain.imports.store import store_file
from tests.domain.imports.conftest import finish, hand_in, look
from tests.domain.imports.test_what_was_checked_is_what_is_applied import rejected
from tests.shops import Shop

MIB = 1 << 20


def test_a_chunk_of_long_rows_has_fewer_of_them(shop: Shop) -> None:
    row = b"A," + b",".join([b"x" * 30_000] * 30) + b"\n"
    file = store_file(shop.org_id, [b"sku,name\n", *([row] * 40)])
    reader = Reader(shop.org_id, file.import_id, given=Shape())
    sizes = []
    while rows := reader.take(2_000, together=[0]):
        sizes.append(sum(len(cell) for _, cells in rows for cell in cells))
    # A document of one and the same reference may be as long again as a chunk.
    assert len(sizes) >= 2
    assert max(sizes) < 18 * MIB
    assert reader.next_row == 40


def test_who_is_on_the_way_to_a_checkpoint_keeps_the_import(shop: Shop) -> None:
    import_id = hand_in(shop, "sku,name,price\n" + "".join(f"S{n},Item,1\n" for n in range(3_000)))
    first = Importer(chunk_rows=500, lease_s=0.0)
    while not (look(shop, import_id).status == "applying" and look(shop, import_id).rows_done >= 2_000):
        first.take_turn(shop.org_id, import_id, turn_s=0.0)
    slow, other = Importer(lease_s=0.5), Importer(lease_s=0.5)
    seen = []
    read_on = Reader.pass_over

    def slowly(reader: Reader, count: int, *, within_s: float) -> int:
        # A few rows a look, as of a file so long that the way takes longer than the lease.
        seen.append(other._claim(shop.org_id, import_id))
        return read_on(reader, min(count, 50), within_s=within_s)

    Reader.pass_over = slowly  # type: ignore[method-assign,assignment]
    try:
        while not slow.take_turn(shop.org_id, import_id, turn_s=0.0):
            pass
    finally:
        Reader.pass_over = read_on  # type: ignore[method-assign]
    assert len(seen) > 40
    assert not any(seen)
    with unit_of_work(shop.org_id, read_only=True) as uow:
        assert Imports(uow, shop.org_id).get(import_id).attempts == 0
    assert finish(shop, import_id, lease_s=0.0).rows_new == 3_000


def test_who_lost_the_import_on_the_way_leaves_it(shop: Shop) -> None:
    import_id = hand_in(shop, "sku,name,price\n" + "".join(f"S{n},Item,1\n" for n in range(3_000)))
    first = Importer(chunk_rows=500, lease_s=0.0)
    while look(shop, import_id).rows_done < 1_000:
        first.take_turn(shop.org_id, import_id, turn_s=0.0)
    late, quick = Importer(lease_s=0.0), Importer(lease_s=0.0)
    assert late._claim(shop.org_id, import_id)
    assert quick._claim(shop.org_id, import_id)
    assert not late._still_ours(shop.org_id, import_id)
    assert quick._still_ours(shop.org_id, import_id)


def test_names_that_come_up_later_in_json_lines_are_columns_too(shop: Shop) -> None:
    lines = [{"sku": "A", "name": "Ana", "price": 1}, {"sku": "B", "name": "Bea", "price": 2, "cost": 1.5, "colour": 7}]
    content = "".join(json.dumps(line) + "\n" for line in [*lines, {"sku": "C", "cost": "dear"}])
    done = finish(shop, hand_in(shop, content, on_error="skip_rows"))
    assert (done.status, done.rows_new, done.rows_rejected) == ("done", 2, 1), done.error
    assert done.mapping == {"sku": "sku", "name": "name", "price": "price", "cost": "cost"}
    assert done.unmapped == ["colour"]
    costs = {item["sku"]: item["cost"] for item in shop.get("/api/inventory/items").json()["items"]}
    assert costs == {"A": None, "B": "1.50"}
    _, file = rejected(shop, done)
    assert json.loads(file)["cost"] == "dear"


def test_a_name_that_comes_up_too_late_is_told_of_its_row(shop: Shop, monkeypatch) -> None:
    monkeypatch.setattr("domain.imports.names.LOOKED_AT", 1)
    monkeypatch.setattr("domain.imports.names.AT_ONCE", 1)
    content = '{"sku": "A", "name": "Ana", "price": 1}\n{"sku": "B", "name": "Bea", "price": 2, "cost": 1.5}\n'
    done = finish(shop, hand_in(shop, content, on_error="skip_rows"))
    assert (done.rows_new, done.rows_rejected) == (1, 1)
    idle = '{"sku": "C", "name": "Ana", "price": 1}\n{"sku": "D", "name": "Bea", "price": 2, "colour": "red"}\n'
    assert finish(shop, hand_in(shop, idle, on_error="skip_rows")).rows_new == 2
