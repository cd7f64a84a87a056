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
    assert "line 3: name:" in done.stderr
    rejected.write_text(rejected.read_text().replace("B;;", "B;Bo;"))
    again = run("items", rejected, "--org", shop.org_id)
    assert again.returncode == 0, again.stderr
    assert [item["price"] for item in shop.get("/api/inventory/items").json()["items"]] == ["2.00", "1.50"]


def test_what_cannot_be_imported_is_one_clear_line(shop, tmp_path):
    file = tmp_path / "paper.csv"
    file.write_bytes(b"%PDF-1.7")
    failed = run("items", file, "--org", shop.org_id)
    assert failed.returncode == 1
    assert "This is a PDF" in failed.stderr
    unknown = run("dragons", file, "--org", shop.org_id)
    assert (unknown.returncode, unknown.stderr.count("\n")) == (1, 1)
    assert run("items", tmp_path / "nothing", "--org", shop.org_id).returncode == 2
