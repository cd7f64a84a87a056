"""Items from files: made, changed, left alone, refused, under the rules of the API."""

import time
from contextlib import contextmanager

import psycopg
import pytest

from domain.core.db import unit_of_work
from domain.core.paging import PageRequest
from domain.imports import service
from tests.domain.imports.conftest import finish, hand_in
from tests.draining import drain

FILE = """sku,name,price,cost,category,barcodes,tax_rate,stocked,reorder point
A1,Coffee,10.50,6.20,Drinks,4006381333931|123,,yes,12
A2,Tea,"1,234.50",,Drinks,,,no,
"""

ENOUGH = 100
READ = """
SELECT sum(pg_stat_get_tuples_fetched(i.indexrelid) + pg_stat_get_tuples_returned(i.indexrelid))::bigint
FROM pg_index i WHERE i.indrelid IN ('inv.items'::regclass, 'inv.item_barcodes'::regclass)
"""


def entries_read():
    """How many entries of the indexes of items were read; the counters come with a short delay."""
    time.sleep(1.2)
    with unit_of_work() as uow:
        [(count,)] = uow.driver.execute(READ).fetchall()
    return count


@contextmanager
def nothing(*_):
    """Leave the statistics as they are."""
    yield


def faults(shop, import_id):
    with unit_of_work(shop.org_id, read_only=True) as uow:
        rows = service.list_rejects(uow, shop.ctx, import_id=import_id, paging=PageRequest(limit=100)).items
    return {row.line: [(error["column"], error["code"]) for error in row.errors] for row in rows}


def items(shop):
    return {item["sku"]: item for item in shop.get("/api/inventory/items?limit=500").json()["items"]}


def test_new_items_are_made_with_all_that_is_theirs(shop, imported):
    done = imported(FILE)
    assert (done.status, done.rows_new, done.rows_rejected, done.error) == ("done", 2, 0, None)
    found = items(shop)
    coffee = found["A1"]
    assert coffee["barcodes"] == ["123", "4006381333931"]
    assert (coffee["price"], coffee["cost"], coffee["category"]) == ("10.50", "6.20", "Drinks")
    assert (coffee["stocked"], coffee["reorder_point"]) == (True, "12")
    assert (found["A2"]["price"], found["A2"]["stocked"], found["A2"]["cost"]) == ("1234.50", False, None)


def test_the_same_file_again_changes_nothing(shop, imported):
    imported(FILE)
    before = items(shop)
    again = imported(FILE)
    assert (again.rows_new, again.rows_changed, again.rows_unchanged) == (0, 0, 2)
    assert again.same_file_as is not None
    assert items(shop) == before


def test_the_audit_log_says_of_an_import_what_it_says_of_a_request(shop, imported):
    body = {"sku": "H1", "name": "Milk", "price": "2.5", "cost": "1.25", "barcodes": ["77"], "reorder_point": "3.50"}
    made = shop.post("/api/inventory/items", json=body).json()
    shop.patch(f"/api/inventory/items/{made['id']}", json={"price": "3.123", "barcodes": ["78"]})
    imported("sku,name,price,cost,barcodes,reorder_point\nI1,Milk,2.5,1.25,87,3.50\n")
    imported("sku,price,barcodes\nI1,3.123,88\n")
    log = shop.get("/api/org/audit?limit=50").json()["items"]
    with unit_of_work(shop.org_id, read_only=True) as uow:
        from sqlalchemy import text

        rows = uow.session.execute(
            text(
                "SELECT action, before, after FROM core.audit_log WHERE org_id = :org_id AND subject_type = 'item'"
                " ORDER BY id"
            ),
            {"org_id": shop.org_id},
        ).all()
    assert log

    def told(view):
        own = ("id", "sku", "created_at", "updated_at", "barcodes")
        return view and {name: value for name, value in view.items() if name not in own}

    by_http, by_file = rows[:2], rows[2:]
    assert [(r.action, told(r.before), told(r.after)) for r in by_file] == [
        (r.action, told(r.before), told(r.after)) for r in by_http
    ]
    assert set(by_file[0].after) == set(by_http[0].after)
    assert by_file[1].before["barcodes"] == ["87"]
    assert by_file[1].after["barcodes"] == ["88"]


@pytest.mark.parametrize("apply", [False, True])
def test_each_fault_is_told_with_line_column_and_code(shop, imported, apply):
    shop.post("/api/inventory/items", json={"sku": "OLD", "name": "Old", "price": "1", "barcodes": ["555"]})
    done = imported(
        "sku,name,price,barcodes,tax_rate,stocked\n"
        "B1,,5,,,\n"
        "B2,Two,x,,,maybe\n"
        "B3,Three,5,555,,\n"
        "B4,Four,5,9|9,,\n"
        "B5,Five,5,,nowhere,\n"
        "B6,Six,5,1001,,\n"
        "B6,Six again,5,,,\n"
        "B7,Seven,5,1001,,\n"
        ",Eight,5,,,\n"
        "B9,Nine,-5,,,\n"
        "B10,Ten,5.1234567,,,\n",
        dry_run=not apply,
        on_error="skip_rows",
    )
    assert done.status == ("done" if apply else "checked"), done.error
    assert faults(shop, done.id) == {
        2: [("name", "imports.missing")],
        3: [("price", "imports.not_a_number"), ("stocked", "imports.not_yes_or_no")],
        4: [("barcodes", "inventory.barcode_taken")],
        5: [("barcodes", "imports.twice_in_cell")],
        6: [("tax_rate", "unknown_reference")],
        8: [("sku", "imports.twice_in_file")],
        9: [("barcodes", "imports.twice_in_file")],
        10: [("sku", "imports.missing")],
        11: [("price", "imports.out_of_range")],
        12: [("price", "imports.too_many_digits")],
    }
    assert (done.rows_new, done.rows_rejected) == (1, 10)
    assert set(items(shop)) == ({"OLD", "B6"} if apply else {"OLD"})


STRANGE = 'He said "no" \\ ü → 😀'


def test_whatever_a_name_is_made_of_comes_in_as_it_is(shop, imported):
    """Quotation marks and backslashes pass through CSV, COPY, an array and JSON."""
    sku, name, barcode = 'A"\\1', STRANGE, 'x"\\y'
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in (sku, name, barcode)]
    done = imported("sku,name,barcodes,category,price\n" + ",".join(quoted) + ',"Say ""hi"" \\ once",007.50\n')
    assert (done.status, done.rows_new, done.error) == ("done", 1, None)
    item = items(shop)[sku]
    assert (item["name"], item["barcodes"], item["category"]) == (name, [barcode], 'Say "hi" \\ once')
    assert item["price"] == "7.50"
    with unit_of_work(shop.org_id, read_only=True) as uow:
        from sqlalchemy import text

        after = uow.session.scalar(text("SELECT after FROM core.audit_log WHERE action = 'item.create'"))
    assert after == item
    again = imported("sku,name,barcodes\n" + ",".join(quoted) + "\n")
    assert (again.rows_unchanged, again.rows_changed) == (1, 0)


def test_new_items_and_others_stand_in_one_file(shop, imported):
    imported("sku,name,price,barcodes\nA,Coffee,5,1\nB,Tea,4,2\nC,Milk,3,3\n")
    done = imported(
        "sku,name,price,barcodes\nN1,New,1,9\nA,Coffee,5,1\nB,Tea,4.50,22\nN2,Other,,8\nC,Milk,3,4|9\nN3,Third,1,2\n"
    )
    assert (done.status, done.error and done.error.code) == ("failed", "imports.rows_rejected")
    assert faults(shop, done.id) == {
        5: [("price", "imports.missing")],
        6: [("barcodes", "imports.twice_in_file")],
        7: [("barcodes", "inventory.barcode_taken")],
    }
    done = imported("sku,name,price,barcodes\nN1,New,1,9\nA,Coffee,5,1\nB,Tea,4.50,22\nC,Milk,3,4\n")
    assert (done.rows_new, done.rows_changed, done.rows_unchanged) == (1, 2, 1)
    assert {sku: item["barcodes"] for sku, item in items(shop).items()} == {
        "A": ["1"],
        "B": ["22"],
        "C": ["4"],
        "N1": ["9"],
    }


@pytest.mark.parametrize(
    ("policy", "rejected"), [("create_only", {2: "imports.already_there"}), ("update_only", {3: "imports.not_there"})]
)
def test_a_policy_rejects_what_is_there_or_what_is_not(shop, imported, policy, rejected):
    imported("sku,name,price\nA,Coffee,5\n")
    done = imported("sku,name,price\nA,Coffee,5\nB,Tea,4\n", policy=policy, on_error="skip_rows")
    assert faults(shop, done.id) == {line: [("sku", code)] for line, code in rejected.items()}
    assert (done.rows_new, done.rows_unchanged) == ((1, 0) if policy == "create_only" else (0, 1))


@contextmanager
def of_others(postgres, other_shop):
    """Leave statistics that know all organizations but this one."""
    with psycopg.connect(postgres.superuser_url, autocommit=True) as other:
        other.execute(
            "INSERT INTO inv.items (org_id, id, sku, name, price)"
            " SELECT %s, gen_random_uuid(), 'other-' || n, 'Other', 1 FROM generate_series(1, 5000) AS n",
            (other_shop.org_id,),
        )
        other.execute(
            "INSERT INTO inv.item_barcodes (org_id, barcode, item_id)"
            " SELECT i.org_id, i.sku, i.id FROM inv.items i WHERE i.org_id = %s",
            (other_shop.org_id,),
        )
        for table in ("inv.items", "inv.item_barcodes"):
            other.execute(f"ANALYZE {table}")
    yield


@pytest.mark.parametrize("statistics", [nothing, of_others])
def test_the_work_for_a_row_does_not_grow_with_the_items_there_are(shop, other_shop, postgres, statistics):
    """Each row finds its item by its key, not by reading all of them, whatever the statistics are."""
    file = "sku,name,price,barcodes\n" + "".join(f"S{n},Item {n},1.00,{n}\n" for n in range(6_000))
    with statistics(postgres, other_shop):
        before = entries_read()
        finish(shop, hand_in(shop, file))
        assert (entries_read() - before) / 6_000 < ENOUGH
        part = file.splitlines(keepends=True)
        before = entries_read()
        done = finish(shop, hand_in(shop, part[0] + "".join(part[-1_000:]).replace("1.00", "2.00")))
    assert (done.status, done.rows_changed) == ("done", 1_000)
    assert (entries_read() - before) / 1_000 < ENOUGH


def account(shop, code, kind):
    return shop.post("/api/accounting/accounts", json={"code": code, "name": code, "type": kind}).json()


def test_items_have_an_account_for_sales_and_say_what_is_told_apart_in_their_stock(shop, imported):
    account(shop, "4801", "revenue")
    account(shop, "6801", "expense")
    done = imported("sku,name,price,sales_account,tracking\nA,Milk,5,4801,Lot_Expiry\nB,Tea,4,,\n")
    assert (done.status, done.rows_new, done.error) == ("done", 2, None)
    found = items(shop)
    assert (found["A"]["sales_account"], found["A"]["tracking"]) == ("4801", "lot_expiry")
    assert (found["B"]["sales_account"], found["B"]["tracking"]) == (None, "none")
    done = imported("sku,sales_account,tracking\nA,4801,lot_expiry\nB,4801,lots\n")
    assert (done.rows_changed, done.rows_unchanged) == (1, 1)
    found = items(shop)
    assert (found["B"]["sales_account"], found["B"]["tracking"]) == ("4801", "lot")
    with unit_of_work(shop.org_id, read_only=True) as uow:
        from sqlalchemy import text

        written = uow.session.execute(
            text("SELECT after FROM core.audit_log WHERE subject_type = 'item' AND action = 'item.create' ORDER BY id")
        ).scalars()
        assert [(one["sales_account"], one["tracking"]) for one in written] == [("4801", "lot_expiry"), (None, "none")]
    done = imported("sku,name,price,sales_account,tracking\nC,C,1,6801,\nD,D,1,0000,\nE,E,1,,maybe\nA,,,6801,\n")
    assert faults(shop, done.id) == {
        2: [("sales_account", "accounting.wrong_account_type")],
        3: [("sales_account", "accounting.unknown_account")],
        4: [("tracking", "imports.not_one_of_them")],
        5: [("sales_account", "accounting.wrong_account_type")],
    }


def test_what_has_moved_keeps_what_is_told_apart_in_its_stock(shop, imported):
    imported("sku,name,price\nA,Milk,5\nB,Tea,4\n")
    done = finish(shop, hand_in(shop, "location,sku,quantity,unit_cost\nMAIN,A,5,1.00\n", kind="opening_stock"))
    assert done.error is None
    drain(shop)
    done = imported("sku,tracking\nA,lot\nB,lot\n", on_error="skip_rows")
    assert faults(shop, done.id) == {2: [("tracking", "inventory.item_moved")]}
    assert {sku: item["tracking"] for sku, item in items(shop).items()} == {"A": "none", "B": "lot"}
