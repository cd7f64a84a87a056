"""Every report of the ledger as CSV and as XLSX: the same figures, to the last digit, in cells of the right kind."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import load_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADING = 5


@pytest.fixture
def span(books):
    return {"from_": books.days[len(books.days) // 2], "to": books.days[-1]}


def as_csv(books, name, **asked):
    answer = books.ask(name, headers={"Accept": "text/csv"}, **asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def as_sheet(books, name, **asked):
    """Return the workbook's bytes, the heading, the titles and the rows."""
    answer = books.ask(name, format="xlsx", **asked)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, XLSX)
    rows = load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return answer.content, rows[:HEADING], rows[HEADING], rows[HEADING + 1 :]


ASKED = [
    ("trial-balance", {}),
    ("trial-balance", {"from_": True}),
    ("profit-and-loss", {"compare": "previous_year", "periods": 2}),
    ("balance-sheet", {"compare": "previous_period"}),
    ("cash-flow", {}),
    ("general-ledger", {}),
    ("general-ledger", {"account": "1010"}),
    ("journal", {}),
]


@pytest.mark.parametrize(("name", "asked"), ASKED, ids=str)
def test_a_sheet_has_the_cells_of_the_csv_as_numbers_and_dates(books, span, name, asked):
    days = {"as_of": span["to"]} if name in {"trial-balance", "balance-sheet"} else span
    asked = days | asked | ({"from_": span["from_"]} if "from_" in asked else {})
    table = as_csv(books, name, **asked)
    content, heading, titles, rows = as_sheet(books, name, **asked)
    assert [row[0] for row in heading[:4]][1:] == [heading[1][0], heading[2][0], "EUR"]
    assert heading[0][0] == name.replace("-", " ").capitalize()
    assert len(titles) == len(table[0])
    assert len(rows) == len(table)
    for cells, record in zip(rows, table, strict=True):
        for cell, text in zip(cells, record.values(), strict=True):
            if isinstance(cell, float):
                assert Decimal(str(cell)) == Decimal(text)
            elif isinstance(cell, date):
                assert cell.isoformat() == text
            else:
                assert cell == text.removeprefix("'")
    amounts = [cell for row in rows for cell in row if isinstance(cell, float)]
    assert amounts
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert f'<pane ySplit="{HEADING + 1}"' in sheet
    assert "<f>" not in sheet


def test_the_general_ledgers_file_has_every_line_and_each_accounts_opening_and_closing(books, span):
    page = books.report("general-ledger", account="1010", limit=500, **span)
    table = as_csv(books, "general-ledger", account="1010", **span)
    assert (table[0]["memo"], table[0]["balance"]) == ("Opening balance", page["opening"])
    assert (table[-1]["memo"], table[-1]["balance"]) == ("Closing balance", page["closing"])
    shown = [(line["journal_id"], line["debit"], line["credit"], line["balance"]) for line in page["lines"]]
    lines = [(row["journal_id"], row["debit"], row["credit"], row["balance"]) for row in table[1:-1]]
    assert lines[: len(shown)] == shown
    whole = as_csv(books, "general-ledger", **span)
    assert sum(bool(row["journal_id"]) for row in whole) == len(list(books.within(span["from_"], span["to"])))
    closings = {row["account"]: row["balance"] for row in whole if row["memo"] == "Closing balance"}
    sums = books.sums(None, span["to"])
    assert {code: Decimal(text) for code, text in closings.items()} == {
        code: debit - credit for code, (debit, credit) in sums.items()
    }


def test_the_journals_file_has_every_line(books, span):
    table = as_csv(books, "journal", **span)
    heads = {(row["date"], row["book"], int(row["number"])) for row in table}
    assert heads == {(str(day), *rest) for day, *rest in books.heads if span["from_"] <= day <= span["to"]}
    lines = [row for row in table if row["line_no"]]
    shown = sorted((row["journal_id"], int(row["line_no"]), row["account"], row["debit"]) for row in lines)
    assert shown == sorted(
        (line.journal_id, line.line_no, line.account, f"{books.money(line.debit):.2f}")
        for line in books.within(span["from_"], span["to"])
    )


@pytest.mark.parametrize("name", ["profit-and-loss", "balance-sheet", "cash-flow"])
def test_a_statements_file_has_its_rows_and_totals(books, span, name):
    asked = {"as_of": span["to"]} if name == "balance-sheet" else span
    report = books.report(name, **asked)
    table = as_csv(books, name, **asked)
    said = {(row["section"], row["account"], row["name"]): row["amount"] for row in table}
    for section, part in report.items():
        if isinstance(part, dict):
            for row in part["rows"]:
                assert said[section, row["account"] or "", row["name"]] == row["amount"]
            [total] = [row for row in table if row["section"] == section and re.match("Total ", row["name"])]
            assert total["amount"] == part["total"]


def test_the_parameter_goes_before_the_header(books):
    answer = books.ask("trial-balance", format="csv", headers={"Accept": XLSX})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.search(r'filename="trial-balance-[0-9-]+\.csv"', answer.headers["Content-Disposition"])


def test_what_cannot_be_answered_is_a_problem_and_no_file(books):
    answer = books.ask("profit-and-loss", format="xlsx", from_="2026-02-01", to="2026-01-01")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
