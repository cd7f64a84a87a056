"""Check, then apply: the same rows, the same faults; nothing of a file with faults unless that was asked for."""

import gzip
import io
import json

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from domain.core.db import unit_of_work
from domain.core.errors import ForbiddenError
from domain.imports import service
from domain.imports.engine import Importer
from domain.imports.errors import EmptyFileError, RowsRejectedError, UnknownImportError, WrongStageError
from domain.imports.rejected import rejected_file
from domain.imports.store import store_file
from tests.domain.imports.conftest import finish, hand_in, look
from tests.shops import open_shop

MIXED = "sku,name,price\nA,Ana,1\nB,,2\nC,Cleo,x\nD,Dora,4\n"
NUMBERS = ("rows_new", "rows_changed", "rows_unchanged", "rows_rejected")


def numbers(view):
    return tuple(getattr(view, name) for name in NUMBERS)


def skus(shop):
    return {item["sku"] for item in shop.get("/api/inventory/items?limit=500").json()["items"]}


def apply(shop, import_id, on_error=None):
    with unit_of_work(shop.org_id) as uow:
        service.apply_import(uow, shop.ctx, import_id=import_id, on_error=on_error)
        uow.commit()
    return finish(shop, import_id)


def rejected(shop, view):
    with unit_of_work(shop.org_id, read_only=True) as uow:
        rows = service.rejected_rows(uow, shop.ctx, import_id=view.id)
        name, _, pieces = rejected_file(view, rows)
        return name, b"".join(pieces)


def test_a_check_applies_nothing_and_its_numbers_are_those_of_the_application(shop, imported):
    checked = imported(MIXED, dry_run=True)
    assert (checked.status, numbers(checked), skus(shop)) == ("checked", (2, 0, 0, 2), set())
    done = apply(shop, checked.id, on_error="skip_rows")
    assert (done.status, numbers(done), skus(shop)) == ("done", (2, 0, 0, 2), {"A", "D"})


def test_reasons_call_columns_as_the_file_does(shop, imported):
    view = imported("Artikelnummer;Bezeichnung;Preis\nA;Ana;x\n;Bea;1\n", on_error="skip_rows")
    reasons = [line.rsplit(";", 1)[1] for line in rejected(shop, view)[1].decode().splitlines()[1:]]
    assert reasons == ["Preis: “x” is no number.", "Artikelnummer: There must be a value here."]


def test_a_file_with_one_bad_row_is_refused_whole_unless_its_rows_may_be_skipped(shop, imported):
    refused = imported(MIXED)
    assert (refused.status, refused.error.code, skus(shop)) == ("failed", "imports.rows_rejected", set())
    with pytest.raises(RowsRejectedError):
        apply(shop, refused.id)
    assert apply(shop, refused.id, on_error="skip_rows").status == "done"
    assert skus(shop) == {"A", "D"}


def test_rejected_rows_come_back_with_the_reason_and_are_taken_once_they_are_mended(shop, imported):
    done = imported(MIXED.replace(",", ";"), on_error="skip_rows")
    name, file = rejected(shop, done)
    assert name == "rejected-items.csv"
    lines = file.decode().splitlines()
    assert lines[0] == "sku;name;price;reason"
    assert lines[1].startswith("B;;2;name: ")
    mended = file.decode().replace("B;;", "B;Bo;").replace("C;Cleo;x;", "C;Cleo;3;")
    again = imported(mended)
    assert (again.status, numbers(again), again.unmapped) == ("done", (2, 0, 0, 0), ["reason"])
    assert skus(shop) == {"A", "B", "C", "D"}


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
def test_a_rejected_file_that_is_sent_back_as_it_is_gets_its_reasons_anew_and_no_second_column(shop, imported, form):
    rows = [["sku", "name", "price"], ["A", "", "1"], ["B", "Bo", "x"]]
    first = {
        "csv": "\n".join(map(",".join, rows)),
        "jsonl": "\n".join(json.dumps(dict(zip(rows[0], row, strict=True))) for row in rows[1:]),
        "xlsx": workbook(rows),
    }[form]
    _, given_back = rejected(shop, imported(first, on_error="skip_rows"))
    assert b"reason" in given_back or form == "xlsx"
    _, again = rejected(shop, imported(given_back, on_error="skip_rows"))
    _, once_more = rejected(shop, imported(again, on_error="skip_rows"))
    if form == "xlsx":
        sheets = [CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0) for file in (again, once_more)]
        again, once_more = (sheet.to_python() for sheet in sheets)
        assert again[0] == ["sku", "name", "price", "reason"]
    assert once_more == again


def test_a_reason_in_the_middle_of_a_file_gives_way_to_the_new_one(shop, imported):
    done = imported("sku,Reason,name,price\nA,old,,1\nB,old,Bo,2\n", on_error="skip_rows")
    _, file = rejected(shop, done)
    assert file.decode().splitlines() == ["sku,name,price,reason", "A,,1,name: There must be a value here."]


def test_a_decimal_comma_that_was_said_of_a_csv_file_is_not_believed_of_a_workbook(shop, imported):
    assert imported("sku;name;price\nA;Ana;1,50\n", decimal_comma=True).status == "done"
    done = imported(workbook([["sku", "name", "price"], ["W", "Wes", 1.25], ["V", "Vic", "1.75"]]))
    assert (done.status, done.shape.decimal_comma) == ("done", False), done.error
    prices = {item["sku"]: item["price"] for item in shop.get("/api/inventory/items").json()["items"]}
    assert prices == {"A": "1.50", "W": "1.25", "V": "1.75"}


def test_a_cell_too_many_is_not_lost_and_is_told_until_it_is_mended(shop, imported):
    _, file = rejected(shop, imported("sku,name,price\nA,Ana, Perez,1\n", on_error="skip_rows"))
    assert file.decode().splitlines()[1].startswith("A,Ana, Perez,")
    assert file.decode().splitlines()[1].endswith(",1")
    _, again = rejected(shop, imported(file, on_error="skip_rows"))
    assert again == file


def test_what_a_spreadsheet_would_run_comes_back_quoted_and_goes_in_as_it_was(shop, imported):
    done = imported("sku,name,price\n=1+1,@SUM(A1),-5\n", on_error="skip_rows")
    _, file = rejected(shop, done)
    assert file.decode().splitlines()[1].startswith("'=1+1,'@SUM(A1),-5,")
    imported(file.decode().replace("-5", "5"))
    assert skus(shop) == {"=1+1"}


def test_rejected_rows_of_json_lines_and_of_a_workbook_come_back_as_such(shop, imported):
    lines = b'{"sku": "J1", "name": "J", "price": 1.50}\n{"sku": "J2", "price": 1}\n'
    name, file = rejected(shop, imported(lines, on_error="skip_rows"))
    assert name == "rejected-items.jsonl"
    assert json.loads(file)["sku"] == "J2"
    assert set(json.loads(file)) == {"sku", "price", "reason"}
    name, file = rejected(shop, imported(workbook([["sku", "name", "price"], ["W1", "W", 2.5], ["W2", "", 1]]),
                                         on_error="skip_rows"))  # fmt: skip
    assert name == "rejected-items.xlsx"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["sku", "name", "price", "reason"]
    assert sheet[1][0] == "W2"
    assert skus(shop) == {"J1", "W1"}


def test_every_form_of_a_file_gives_the_same_items(client, imported, shop):
    csv = "sku;name;price\nX;Año;1.234,50\n"
    forms = {
        "latin": csv.encode("cp1252"),
        "utf-16": csv.encode("utf-16"),
        "packed": gzip.compress(csv.encode()),
        "workbook": workbook([["sku", "name", "price"], ["X", "Año", 1234.5]]),
        "lines": '{"sku": "X", "name": "Año", "price": 1234.50}\n'.encode(),
    }
    for content in forms.values():
        own = open_shop(client)
        view = finish(own, hand_in(own, content))
        [item] = own.get("/api/inventory/items").json()["items"]
        assert (view.status, item["name"], item["price"]) == ("done", "Año", "1234.50")


def test_a_mapping_is_kept_for_files_with_the_same_heading(shop, imported):
    file = "Zeug,Wort,Betrag\nA,Ana,1\n"
    lost = imported(file)
    assert (lost.status, lost.error.code) == ("failed", "imports.heading")
    imported(file, mapping={"sku": "Zeug", "name": "Wort", "price": "Betrag"})
    again = imported("Betrag,Zeug,Wort\n2,B,Bo\n")
    assert (again.status, again.rows_new, skus(shop)) == ("done", 1, {"A", "B"})


def test_rejected_rows_that_are_mended_are_read_by_the_mapping_of_their_file(shop, imported):
    file = "Zeug,Wort,Betrag\nA,Ana,1\nB,Bo,x\n"
    view = imported(file, mapping={"sku": "Zeug", "name": "Wort", "price": "Betrag"}, on_error="skip_rows")
    _, back = rejected(shop, view)
    mended = imported(back.decode().replace("B,Bo,x", "B,Bo,2"))
    assert (mended.status, mended.rows_new, skus(shop)) == ("done", 1, {"A", "B"})


def test_what_is_said_of_columns_goes_over_what_is_suggested(shop, imported):
    file = "code,name,price,cost\nA,Ana,1,5\n"
    done = imported(file, mapping={"price": "cost", "cost": ""})
    assert done.mapping == {"sku": "code", "name": "name", "price": "cost"}
    [item] = shop.get("/api/inventory/items").json()["items"]
    assert (item["price"], item["cost"]) == ("5.00", None)


def test_who_only_makes_changes_nothing_and_who_only_changes_makes_nothing(shop, imported):
    imported("sku,name,price\nA,Ana,1\n")
    made = imported("sku,name,price\nA,Other,9\nB,Bo,2\n", policy="create_only", on_error="skip_rows")
    assert numbers(made) == (1, 0, 0, 1)
    changed = imported("sku,price\nA,3\nC,4\n", policy="update_only", on_error="skip_rows")
    assert numbers(changed) == (0, 1, 0, 1)
    found = {item["sku"]: item for item in shop.get("/api/inventory/items").json()["items"]}
    assert (found["A"]["name"], found["A"]["price"], set(found)) == ("Ana", "3.00", {"A", "B"})


def test_a_cancelled_import_stops_between_chunks_and_goes_on_from_there(shop):
    rows = "".join(f"S{n},Item,1\n" for n in range(100))
    import_id = hand_in(shop, "sku,name,price\n" + rows)
    importer = Importer(chunk_rows=10)
    while look(shop, import_id).status != "applying" or look(shop, import_id).rows_done < 30:
        importer.take_turn(shop.org_id, import_id, turn_s=0.0)
    with unit_of_work(shop.org_id) as uow:
        service.cancel_import(uow, shop.ctx, import_id=import_id)
        uow.commit()
    stopped = finish(shop, import_id, lease_s=0.0)
    assert (stopped.status, stopped.rows_done, len(skus(shop))) == ("cancelled", 30, 30)
    with unit_of_work(shop.org_id) as uow:
        with pytest.raises(WrongStageError):
            service.cancel_import(uow, shop.ctx, import_id=import_id)
        service.resume_import(uow, shop.ctx, import_id=import_id)
        uow.commit()
    done = finish(shop, import_id)
    assert (done.status, numbers(done), len(skus(shop))) == ("done", (100, 0, 0, 0), 100)


def test_a_dry_run_that_was_cancelled_is_not_resumed_as_if_it_had_been_applied(shop, imported):
    checked = imported(MIXED, dry_run=True)
    with unit_of_work(shop.org_id) as uow:
        service.cancel_import(uow, shop.ctx, import_id=checked.id)
        with pytest.raises(WrongStageError):
            service.resume_import(uow, shop.ctx, import_id=checked.id)


def test_files_are_forgotten_some_time_after_their_end_and_what_was_given_up_too(shop, imported):
    view = imported(MIXED, dry_run=True)
    waiting = hand_in(shop, MIXED)
    store_file(shop.org_id, [b"half a file"])

    def pieces():
        with unit_of_work(shop.org_id) as uow:
            forgotten = service.forget_ended(uow, org_id=shop.org_id)
            uow.commit()
        return forgotten

    def back(statement):
        with unit_of_work(shop.org_id) as uow:
            uow.session.execute(text(statement), {"org_id": shop.org_id, "id": view.id})
            uow.commit()

    assert pieces() == 0
    back("UPDATE core.imports SET ended_at = now() - interval '31 days' WHERE org_id = :org_id AND id = :id")
    assert pieces() == 1
    back("UPDATE core.import_files SET created_at = now() - interval '2 days' WHERE org_id = :org_id")
    assert pieces() == 1
    with unit_of_work(shop.org_id) as uow, pytest.raises(WrongStageError, match="not kept"):
        service.apply_import(uow, shop.ctx, import_id=view.id, on_error="skip_rows")
    assert finish(shop, waiting).rows_rejected == 2


def test_another_organization_sees_nothing_of_an_import(shop, other_shop, imported):
    view = imported(MIXED, on_error="skip_rows")
    with unit_of_work(other_shop.org_id) as uow:
        with pytest.raises(UnknownImportError):
            service.get_import(uow, other_shop.ctx, import_id=view.id)
        with pytest.raises(UnknownImportError):
            list(service.rejected_rows(uow, other_shop.ctx, import_id=view.id))
    again = finish(other_shop, hand_in(other_shop, MIXED, on_error="skip_rows"))
    assert (again.same_file_as, numbers(again)) == (None, (2, 0, 0, 2))


def test_who_may_not_change_items_may_not_import_them(shop, imported):
    from dataclasses import replace

    view = imported(MIXED)
    cashier = replace(shop.ctx, permissions=frozenset())
    with unit_of_work(shop.org_id) as uow, pytest.raises(ForbiddenError):
        service.get_import(uow, cashier, import_id=view.id)


def test_imports_of_organizations_take_turns(client, shop):
    rows = "".join(f"S{n},Item,1\n" for n in range(12_000))
    long_one = hand_in(shop, "sku,name,price\n" + rows)
    neighbour = open_shop(client)
    short_one = hand_in(neighbour, "sku,name,price\nA,Ana,1\n")
    importer = Importer(chunk_rows=50)
    while look(neighbour, short_one).status != "done":
        importer.work(budget_s=0.5)
    assert look(shop, long_one).status != "done"
    while look(shop, long_one).status != "done":
        importer.work(budget_s=5.0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", None),
        (b"sku,name,price\n", "imports.empty"),
        (b"%PDF-1.7 nothing", "imports.not_a_table"),
        (b"PK\x03\x04 nothing", "imports.truncated"),
        (b'sku,name,price\nA,"Ana,1\n', "imports.truncated"),
        (gzip.compress(b"sku,name,price\nA,Ana,1\n")[:-6], "imports.truncated"),
        (b",".join(b"c" for _ in range(10_000)) + b"\n1\n", "imports.too_many_columns"),
        ("sku,name,price\n" + "".join(f"G{n},Good,1\n" for n in range(5000)) + 'X,"cut', "imports.truncated"),
        (b"sku,name,price\n" + b"A,Ana,1\n" * 9000 + b"\xff\xfe", "imports.encoding"),
    ],
    ids=[
        "empty",
        "heading-alone",
        "pdf",
        "no-workbook",
        "open-quote",
        "cut-gzip",
        "wide",
        "cut-late",
        "wrong-bytes-late",
    ],
)
def test_a_hostile_file_gets_a_clear_error_and_nothing_of_it_is_applied(shop, imported, content, code):
    if code is None:
        with pytest.raises(EmptyFileError):
            imported(content)
        return
    view = imported(content, on_error="skip_rows")
    assert (view.status, view.error.code, skus(shop)) == ("failed", code, set())


def workbook(rows):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return buffer.getvalue()
