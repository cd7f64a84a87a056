from fractions import Fraction
from typing import Any

import pytest

from domain.core.clock import now
from domain.reports.verification import verify
from tests.books.history import History, account_totals, live, product_balances, rows
from tests.books.shop_floor import furnish
from tests.shops import open_shop

SHOPS: dict[str, dict[str, Any]] = {
    "exclusive tax by line": {"currency": "USD", "time_zone": "America/Chicago", "seed": 1},
    "inclusive tax by document, coins of five": {
        "currency": "CHF",
        "time_zone": "Europe/Zurich",
        "seed": 2,
        "tax_rounding": "document",
        "prices_include_tax": True,
        "cash_rounding": 5,
        "discounts_account": "4090",
    },
    "no stock below zero, no minor unit, a night's work": {
        "currency": "JPY",
        "time_zone": "Asia/Tokyo",
        "seed": 3,
        "negative_stock": "reject",
        "day_cutoff": "04:30",
        "cash_rounding": 10,
        "discounts_account": "4090",
    },
    "three digits, tax by document": {
        "currency": "KWD",
        "time_zone": "Asia/Kuwait",
        "seed": 4,
        "tax_rounding": "document",
    },
    "first in first out": {
        "currency": "EUR",
        "time_zone": "Europe/Madrid",
        "seed": 5,
        "costing_method": "fifo",
    },
    "first in first out, nothing below zero": {
        "currency": "MXN",
        "time_zone": "America/Mexico_City",
        "seed": 6,
        "costing_method": "fifo",
        "negative_stock": "reject",
    },
    "standard cost": {
        "currency": "GBP",
        "time_zone": "Europe/London",
        "seed": 7,
        "costing_method": "standard",
    },
}
DIGITS = {"USD": 2, "CHF": 2, "JPY": 0, "KWD": 3, "EUR": 2, "MXN": 2, "GBP": 2}
DOCUMENTS = 600


@pytest.fixture(scope="module", params=SHOPS, ids=lambda name: name.replace(" ", "-").replace(",", ""))
def history(request, client):
    """A shop's random past; its seed is printed where a test fails."""
    given = dict(SHOPS[request.param])
    seed, currency, time_zone = given.pop("seed"), given.pop("currency"), given.pop("time_zone")
    discounts = given.pop("discounts_account", None)
    print(f"seed {seed}: {request.param}")
    shop = open_shop(client, currency=currency, time_zone=time_zone)
    if discounts:
        answer = shop.client.put(
            "/api/accounting/account-roles/sales_discounts", json={"account": discounts}, headers=shop.headers
        )
        assert answer.status_code == 200, answer.text
    floor = furnish(shop, seed=seed, digits=DIGITS[currency], time_zone=time_zone, **given)
    return live(floor, seed=seed, count=DOCUMENTS)


def test_both_refuse_the_same_documents_for_the_same_reason(history: History):
    ended = {key: (outcome["status"], outcome["error"]) for key, outcome in history.outcomes.items()}
    assert set(ended) == {body["id"] for _, body in history.posted}
    differing = {}
    for kind, body in history.posted:
        status, error = ended[body["id"]]
        found = error["code"] if status == "rejected" else status
        expected = history.refused.get(body["id"], "posted")
        if found != expected:
            differing[body["id"]] = (kind, found, expected, error)
    assert not differing
    assert len(history.refused) < len(history.posted) / 2
    assert set(history.kinds) == set(history.accountant.desks)


def test_the_client_is_told_the_same(history: History):
    for key, told in history.told.items():
        result = history.outcomes[key]["result"]
        assert {name: result.get(name) for name in told} == told, key


def test_every_line_of_every_document_of_the_till_has_the_same_figures(history: History):
    found: dict[str, list[tuple[Any, ...]]] = {}
    for sale_id, quantity, *figures in rows(
        history, "SELECT sale_id, quantity, discount, net, tax, cost FROM pos.sale_lines ORDER BY sale_id, line_no"
    ):
        found.setdefault(sale_id, []).append((Fraction(quantity), *figures))
    kept = {
        document.id: [(line.quantity, line.discount, line.net, line.tax, line.cost) for line in document.lines]
        for document in history.accountant.till.documents.values()
    }
    assert found == kept


def test_every_document_of_the_till_has_the_same_totals(history: History):
    query = "SELECT id, kind, receipt_number, total, tip, change, rounding, business_date, cost FROM pos.sales"
    found = {row[0]: (*row[1:7], str(row[7]), row[8]) for row in rows(history, query)}
    kept = {
        document.id: (
            document.kind,
            document.receipt_number,
            document.total,
            document.tip,
            sum(tender.change for tender in document.tenders),
            document.rounding,
            document.day,
            sum(line.cost for line in document.lines),
        )
        for document in history.accountant.till.documents.values()
    }
    assert found == kept


def test_every_payment_is_the_same_to_the_minor_unit(history: History):
    query = "SELECT sale_id, method, amount, change FROM pos.payments ORDER BY sale_id, payment_no"
    found: dict[str, list[tuple[Any, ...]]] = {}
    for sale_id, *payment in rows(history, query):
        found.setdefault(sale_id, []).append(tuple(payment))
    kept = {
        document.id: [(tender.method, tender.amount, tender.change) for tender in document.tenders]
        for document in history.accountant.till.documents.values()
        if document.tenders
    }
    assert found == kept


def test_every_journal_has_the_same_lines(history: History):
    found: dict[str, dict[tuple[str, str | None], int]] = {}
    for source_id, code, location_id, amount in rows(
        history,
        "SELECT j.source_id, a.code, l.location_id, l.debit - l.credit FROM acct.journals j"
        " LEFT JOIN acct.journal_lines l ON l.org_id = j.org_id AND l.journal_id = j.id"
        " LEFT JOIN acct.chart_of_accounts a ON a.org_id = l.org_id AND a.id = l.account_id",
    ):
        lines = found.setdefault(source_id, {})
        if code is not None:
            assert (code, location_id) not in lines
            lines[code, location_id] = amount
    assert found == history.accountant.ledger.entered


def test_every_level_has_the_same_quantity_and_value(history: History):
    found = {
        (location_id, item_id): (Fraction(quantity), value)
        for location_id, item_id, quantity, value in rows(
            history, "SELECT location_id, item_id, quantity, value FROM inv.stock_levels"
        )
        if Fraction(quantity) or value
    }
    kept = {
        key: (level.quantity, level.value)
        for key, level in history.accountant.store.levels.items()
        if level.quantity or level.value
    }
    assert found == kept


def test_every_account_took_the_same_at_every_location_in_every_month(history: History):
    kept = {key: sides for key, sides in history.accountant.ledger.balances.items() if any(sides)}
    assert product_balances(history) == kept


def test_the_trial_balance_says_what_the_accountant_says(history: History):
    report = history.floor.shop.get("/api/reports/trial-balance", params={"as_of": now().date().isoformat()}).json()
    scale = 10**history.floor.digits
    said = {
        row["account"]: int((Fraction(row["debit"]) - Fraction(row["credit"])) * scale)
        for row in report["rows"]
        if Fraction(row["debit"]) != Fraction(row["credit"])
    }
    assert said == account_totals(history.accountant.ledger.balances)
    assert report["total_debit"] == report["total_credit"]


def test_books_hold_as_many_journals_as_were_entered(history: History):
    assert dict(rows(history, "SELECT code, last_number FROM acct.books WHERE last_number > 0")) == dict(
        history.accountant.ledger.books
    )


def test_customers_owe_the_same(history: History):
    found = dict(rows(history, "SELECT customer_id, receivable FROM pos.customer_balances WHERE receivable <> 0"))
    assert found == {customer_id: owed for customer_id, owed in history.accountant.cashier.owed.items() if owed}


def test_cards_credits_and_deposits_hold_the_same(history: History):
    found = {
        (kind, code): held for kind, code, held in rows(history, "SELECT kind, code, balance FROM pos.stored_values")
    }
    assert found == history.accountant.cashier.purses


def test_as_much_is_under_way_and_worth_the_same(history: History):
    found = {
        (transfer_id, line_no): (Fraction(left), value)
        for transfer_id, line_no, left, value in rows(
            history,
            "SELECT transfer_id, line_no, shipped - received - lost - returned,"
            " value - received_value - lost_value - returned_value FROM inv.transfer_lines",
        )
    }
    assert found == {
        (transfer.id, line_no): (line.under_way, line.left)
        for transfer in history.accountant.stockroom.transfers.values()
        for line_no, line in enumerate(transfer.lines, start=1)
    }


def test_every_shift_has_taken_the_same(history: History):
    for shift in history.accountant.drawers.shifts.values():
        report = history.floor.shop.get(f"/api/pos/shifts/{shift.id}").json()
        assert report["report"] == ("X" if shift.open else "Z")
        assert (report["number"], report["documents"]) == (shift.number, shift.documents)
        minor = history.accountant.ledger.minor
        assert minor(report["total"]) == shift.total
        assert minor(report["in_drawer"]) == shift.taken["cash"]
        assert {count["method"]: minor(count["expected"]) for count in report["counts"]} == {
            method: amount
            for method, amount in shift.taken.items()
            if method in {c["method"] for c in report["counts"]}
        }


def test_the_proof_finds_nothing(history: History):
    verification = verify([history.floor.shop.org_id])
    assert [example for finding in verification.findings for example in finding.examples] == []
    assert verification.differences == 0
