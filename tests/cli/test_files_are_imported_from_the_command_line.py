"""`arcoiris import` where no worker is at work: the command carries its file on itself."""

import json
import os
import subprocess
import sys

MIXED = "Artikelnummer;Bezeichnung;Preis\nA;Ana;1,50\nB;;2\n"


def run(*arguments):
    command = [sys.executable, "-P", "-m", "cli.main", "import", *map(str, arguments)]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)


def test_a_file_is_checked_then_applied_and_its_bad_rows_are_written_to_mend(shop, tmp_path):
    file, rejected = tmp_path / "items.csv", tmp_path / "rejected.csv"
    file.write_text(MIXED, encoding="utf-8")
    checked = run("items", file, "--org", shop.org_id, "--dry-run", "--json")
    assert checked.returncode == 1, checked.stderr
    view = json.loads(checked.stdout)
    assert (view["status"], view["rows_new"], view["rows_rejected"]) == ("checked", 1, 1)
    assert shop.get("/api/inventory/items").json()["items"] == []
    done = run("items", file, "--org", shop.org_id, "--on-error", "skip_rows", "--rejected", rejected)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("done: 2 rows, 1 new, 0 changed, 0 unchanged, 1 rejected")
    assert "line 3: Bezeichnung:" in done.stderr
    rejected.write_text(rejected.read_text().replace("B;;", "B;Bo;"))
    again = run("items", rejected, "--org", shop.org_id)
    assert again.returncode == 0, again.stderr
    assert [item["price"] for item in shop.get("/api/inventory/items").json()["items"]] == ["2.00", "1.50"]


def test_whatever_can_be_said_over_http_can_be_said_here(shop, tmp_path):
    file = tmp_path / "items.txt"
    file.write_bytes("Nr|Título|Preis|Bestand\nA|Año|1,50|x\n".encode("cp1252"))
    said = (
        *("--mapping", "sku=Nr", "--mapping", "name=Título", "--mapping", "price=Preis", "--format", "csv"),
        *("--encoding", "cp1252", "--delimiter", "|", "--decimal-comma", "--date-format", "dmy"),
    )
    done = run("items", file, "--org", shop.org_id, *said, "--policy", "create_only", "--json")
    assert done.returncode == 0, done.stderr
    view = json.loads(done.stdout)
    assert (view["status"], view["policy"], view["shape"]["encoding"]) == ("done", "create_only", "cp1252")
    assert [item["name"] for item in shop.get("/api/inventory/items").json()["items"]] == ["Año"]
    again = run("items", file, "--org", shop.org_id, *said, "--policy", "create_only")
    assert (again.returncode, "there already" in again.stderr) == (1, True)


def test_what_a_kind_takes_beside_is_given_as_an_option(shop, tmp_path):
    file = tmp_path / "opening.csv"
    file.write_text("reference,date,account,debit\nOPEN,2025-01-01,1010,100.00\n", encoding="utf-8")
    one_side = run("journals", file, "--org", shop.org_id, "--dry-run")
    assert one_side.returncode == 1, one_side.stderr
    balanced = run("journals", file, "--org", shop.org_id, "--dry-run", "--option", "balance_with=3100")
    assert balanced.returncode == 0, balanced.stderr


def test_a_wish_that_cannot_be_met_is_told_before_the_file_is_kept(shop, tmp_path):
    file = tmp_path / "items.csv"
    file.write_text(MIXED, encoding="utf-8")
    for wrong, told in {
        ("--option", "tender"): "--option tender",
        ("--mapping", "=x"): "--mapping =x",
        ("--option", "a=1", "--option", "a=2"): "a is given twice",
        ("--option", "colour=red"): "options.colour",
        ("--delimiter", "too long"): "delimiter",
    }.items():
        failed = run("items", file, "--org", shop.org_id, *wrong)
        assert (failed.returncode, failed.stderr.count("\n")) in {(1, 1), (2, 1)}, failed.stderr
        assert told in failed.stderr
    assert run("items", file, "--org", shop.org_id, "--format", "pdf").returncode == 2
    assert shop.get("/api/imports").json()["items"] == []


def test_what_cannot_be_imported_is_one_clear_line(shop, tmp_path):
    file = tmp_path / "paper.csv"
    file.write_bytes(b"%PDF-1.7")
    failed = run("items", file, "--org", shop.org_id)
    assert failed.returncode == 1
    assert "This is a PDF" in failed.stderr
    unknown = run("dragons", file, "--org", shop.org_id)
    assert (unknown.returncode, unknown.stderr.count("\n")) == (1, 1)
    assert run("items", tmp_path / "nothing", "--org", shop.org_id).returncode == 2
