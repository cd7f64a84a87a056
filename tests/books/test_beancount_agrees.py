"""An independent accountant's program reads our books, finds no error in them, and comes to the same balances."""

import csv
import io
import re
from collections import defaultdict
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core import data

from domain.core.clock import now
from domain.reports.export import ExportFormat, export_journals
from domain.reports.export.account_names import account_names
from domain.reports.export.ledger import Account
from domain.reports.snapshot import snapshot
from tests.books.history import live
from tests.books.shop_floor import furnish
from tests.shops import open_shop


@pytest.fixture(scope="module", params=["EUR", "JPY"])
def history(request, client):
    """A shop's random past."""
    print("seed 11")
    digits = {"EUR": 2, "JPY": 0}[request.param]
    shop = open_shop(client, currency=request.param, time_zone="Europe/Berlin", name='The "Señor"\\ & Sons')
    floor = furnish(shop, seed=11, digits=digits, time_zone="Europe/Berlin", tax_rounding="document")
    return live(floor, seed=11, count=400)


def exported(history, export_format, **days):
    org_id = history.floor.shop.org_id
    with snapshot(org_id) as uow:
        return "".join(export_journals(uow, org_id=org_id, export_format=export_format, **days))


def trial_balance(history):
    """Return each account's balance by its code, debits positive."""
    answer = history.floor.shop.get("/api/reports/trial-balance", params={"as_of": now().date().isoformat()}).json()
    balances = {row["account"]: Decimal(row["debit"]) - Decimal(row["credit"]) for row in answer["rows"]}
    return {code: balance for code, balance in balances.items() if balance}


def summed(sides):
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for account, amount in sides:
        totals[account] += amount
    return {account: total for account, total in totals.items() if total}


def test_beancount_reads_the_books_without_an_error_and_agrees_with_the_trial_balance(history):
    entries, errors, options = loader.load_string(exported(history, ExportFormat.BEANCOUNT))
    assert errors == []
    assert options["title"] == 'The "Señor"\\ & Sons'
    codes = {entry.account: entry.meta["code"] for entry in entries if isinstance(entry, data.Open)}
    transactions = [entry for entry in entries if isinstance(entry, data.Transaction)]
    sides = [
        (codes[posting.account], posting.units.number)  # type: ignore[union-attr]
        for transaction in transactions
        for posting in transaction.postings
    ]
    assert summed(sides) == trial_balance(history)
    assert len(transactions) == sum(history.accountant.ledger.books.values())
    memos = {transaction.narration for transaction in transactions}
    assert 'Say "Señor"\n and go' in memos


def test_beancount_sees_a_journal_that_was_forged(history):
    """The check can fail: a minor unit too much on one line is an error."""
    text = exported(history, ExportFormat.BEANCOUNT)
    line = re.search(r"^  Assets:\S+  (\d+(?:\.\d+)?) ", text, re.MULTILINE)
    assert line is not None
    step = Decimal(1).scaleb(-history.floor.digits)
    forged = text[: line.start(1)] + str(Decimal(line[1]) + step) + text[line.end(1) :]
    _, errors, _ = loader.load_string(forged)
    assert len(errors) == 1


def test_every_journal_carries_its_place_in_its_book(history):
    entries, _, _ = loader.load_string(exported(history, ExportFormat.BEANCOUNT))
    numbers: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry, data.Transaction):
            numbers[entry.meta["book"]].append(int(entry.meta["number"]))
            assert re.fullmatch("[0-9a-f]{64}", entry.meta["hash"])
    assert {book: sorted(found) for book, found in numbers.items()} == {
        book: list(range(1, last + 1)) for book, last in history.accountant.ledger.books.items()
    }


def test_the_hledger_journal_comes_to_the_same_balances(history):
    text = exported(history, ExportFormat.HLEDGER)
    names = dict(re.findall(r"^account (\S+)  ; type:[ALERX], code:(.*)$", text, re.MULTILINE))
    postings = re.findall(r"^    (\S+)  (-?\d+(?:\.\d+)?) [A-Z]{3}(?:  ; .*)?$", text, re.MULTILINE)
    assert summed((names[name], Decimal(amount)) for name, amount in postings) == trial_balance(history)
    body = text.split("\n\n", 2)[2]
    for transaction in body.strip().split("\n\n"):
        head, *rest = transaction.split("\n")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \* \(\S+\)( \S.*)?", head)
        assert all(line.startswith("    ") for line in rest)
        assert sum(Decimal(line.split()[1]) for line in rest if not line.startswith("    ;")) == 0


def test_the_table_comes_to_the_same_balances_and_runs_no_formula(history):
    rows = list(csv.DictReader(io.StringIO(exported(history, ExportFormat.CSV))))
    sides = ((row["account"], Decimal(row["debit"]) - Decimal(row["credit"])) for row in rows)
    assert summed(sides) == trial_balance(history)
    assert "'=cmd|'/c calc'!A1" in {row["memo"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_only_the_days_that_are_asked_for_are_exported(history):
    rows = list(csv.DictReader(io.StringIO(exported(history, ExportFormat.CSV))))
    days = sorted({row["business_date"] for row in rows})
    first, last = days[10], days[20]
    some = list(csv.DictReader(io.StringIO(exported(history, ExportFormat.CSV, first=first, last=last))))
    assert some == [row for row in rows if first <= row["business_date"] <= last]
    assert exported(history, ExportFormat.CSV, first="2199-01-01").count("\r\n") == 1


def test_account_names_are_valid_and_each_is_used_once():
    chart = [("10.10", "Cash"), ("10-10", "Cash"), ("ca", "café  (petty)"), ("9", "²³ ™"), ("x", "现金"), ("é", "*")]
    accounts = [Account(str(at), code, name, "asset") for at, (code, name) in enumerate(chart)]
    names = account_names(accounts)
    assert len(set(names.values())) == len(chart)
    text = "".join(f"2026-01-01 open {name} USD\n" for name in names.values())
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    assert len(entries) == len(chart)
