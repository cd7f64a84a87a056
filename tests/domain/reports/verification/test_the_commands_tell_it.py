import json
import os
import subprocess
import sys
from uuid import uuid4

import psycopg
import pytest
from beancount import loader
from typer.testing import CliRunner

from cli.main import app


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_line_per_invariant_and_nothing_wrong(broken):
    answer = run("verify", "--org", broken.shop.org_id)
    assert answer.exit_code == 0, answer.output
    lines = answer.stdout.splitlines()
    assert [line.split()[1:3] for line in lines[:11]] == [[f"I{number}", "0"] for number in range(1, 12)]
    assert lines[11].startswith("no differences, 1 organization in ")
    assert len(lines) == 12


def test_a_difference_is_told_and_ends_with_one(broken):
    broken.breaks("UPDATE inv.stock_levels SET quantity = 99 WHERE org_id = %(org_id)s AND item_id = %(bread)s")
    answer = run("verify", "--org", broken.shop.org_id)
    assert answer.exit_code == 1
    assert "✗ I3        1" in answer.stdout
    assert (
        f"I3: a level is not the sum of its movements in organization {broken.shop.org_id}: item BREAD, location MAIN\n"
        "      found    value 32.00, quantity 99.0000\n      expected value 32.00, quantity 8.0000\n"
    ) in answer.stdout


@pytest.fixture
def in_a_database_of_two(postgres):
    """Run commands where two organizations are: those of other tests would take minutes to prove."""
    postgres.create_database("two")
    places = {
        "ARCOIRIS_DATABASE_URL": postgres.url_for("two"),
        "ARCOIRIS_OWNER_DATABASE_URL": postgres.url_for("two", role="owner"),
    }

    def told(*arguments, given=None):
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            env={**os.environ, **places}, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    told("migrate")
    told("user", "create", "ana@example.com", "--name", "Ana", "--password-stdin", given="long enough for anybody\n")
    for name in ("Sol", "Luna"):
        told("org", "create", name, "--owner", "ana@example.com", "--currency=USD", "--country=US", "--time-zone=UTC")
    yield told
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE two WITH (FORCE)")


def test_every_organization_is_proven_when_none_is_named(in_a_database_of_two):
    found = json.loads(in_a_database_of_two("verify", "--json"))
    assert (found["organizations"], found["differences"]) == (2, 0)
    assert [invariant["number"] for invariant in found["invariants"]] == [f"I{number}" for number in range(1, 12)]


def test_differences_as_json(broken):
    broken.breaks("UPDATE acct.books SET last_number = 7 WHERE org_id = %(org_id)s AND code = 'GEN'")
    answer = run("verify", "--org", broken.shop.org_id, "--json")
    assert answer.exit_code == 1
    found = json.loads(answer.stdout)
    assert found["differences"] == 1
    [seventh] = [invariant for invariant in found["invariants"] if invariant["differences"]]
    assert seventh["examples"] == [
        {
            "org_id": str(broken.shop.org_id),
            "what": "the last number of a book is not the number of its journals",
            "where": {"book": "GEN"},
            "found": {"last_number": 7},
            "expected": {"last_number": 1},
        }
    ]


@pytest.mark.parametrize("command", ["verify", "recalculate", "export"])
def test_an_organization_that_does_not_exist(database, command):
    unknown = uuid4()
    answer = run(command, "--org", unknown)
    assert answer.exit_code == 1
    assert answer.stderr == f"arcoiris: there is no organization {unknown}\n"


@pytest.mark.parametrize(
    "arguments", [("verify", "--org", "x"), ("recalculate",), ("export", "--org", uuid4(), "--format", "pdf")]
)
def test_bad_usage_ends_with_two(database, arguments):
    assert run(*arguments).exit_code == 2


def test_recalculation_looks_then_repairs(broken):
    broken.breaks("UPDATE inv.stock_levels SET quantity = 99 WHERE org_id = %(org_id)s AND item_id = %(bread)s")
    looked = run("recalculate", "--org", broken.shop.org_id)
    assert looked.exit_code == 1
    assert looked.stdout.endswith("1 difference\n")
    repaired = run("recalculate", "--org", broken.shop.org_id, "--repair")
    assert repaired.exit_code == 0
    assert repaired.stdout.endswith("expected value 32.00, quantity 8.0000\n1 difference, put right\n")
    again = run("recalculate", "--org", broken.shop.org_id, "--repair", "--from", "2026-01-01", "--json")
    assert json.loads(again.stdout) == {"differences": 0, "repaired": True, "rows": []}
    assert broken.found() == {}


def test_an_export_to_a_file_is_there_when_it_is_whole(broken, tmp_path):
    path = tmp_path / "books.beancount"
    answer = run("export", "--org", broken.shop.org_id, "--output", path)
    assert answer.exit_code == 0, answer.output
    assert answer.stdout == ""
    _, errors, _ = loader.load_file(str(path))
    assert errors == []
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_an_export_to_standard_output(broken):
    answer = run("export", "--org", broken.shop.org_id, "--format", "csv", "--from", "2026-11-01", "--to", "2026-11-01")
    assert answer.exit_code == 0
    assert answer.stdout.count("\n") == 3
    assert "Sale" not in answer.stdout


def test_an_export_to_where_nothing_can_be_written(broken, tmp_path):
    answer = run("export", "--org", broken.shop.org_id, "--output", tmp_path / "no" / "where")
    assert answer.exit_code == 1
    assert answer.stderr.startswith("arcoiris: ")
    assert answer.stderr.count("\n") == 1
