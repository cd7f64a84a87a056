"""Items from files: made, changed, left alone, refused, under the rules of the API."""

import pytest

from domain.core.db import unit_of_work
from domain.core.paging import PageRequest
from domain.imports import service

FILE = """sku,name,price,cost,category,barcodes,tax_rate,stocked,reorder point
A1,Coffee,10.50,6.20,Drinks,4006381333931|123,,yes,12
A2,Tea,"1,234.50",,Drinks,,,no,
"""


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
