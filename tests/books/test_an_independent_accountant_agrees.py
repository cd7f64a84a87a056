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
DOCUMENTS = 900


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


def test_both_refuse_the_same_documents(history: History):
    ended = {key: outcome["status"] for key, outcome in history.outcomes.items()}
    expected = {body["id"]: "rejected" if body["id"] in history.refused else "posted" for _, body in history.posted}
    differing = {
        key: (ended[key], history.refused.get(key), history.outcomes[key]["error"])
        for key in expected
        if ended[key] != expected[key]
    }
    assert not differing
    assert len(history.refused) < len(expected) / 2
    assert set(history.kinds) == {"sale.post", "stock.receive", "stock.adjust", "journal.post", "journal.reverse"}


def test_every_line_of_every_sale_has_the_same_net_tax_and_cost(history: History):
    found: dict[str, list[tuple[int, int, int]]] = {}
    for sale_id, *figures in rows(
        history, "SELECT sale_id, net, tax, cost FROM pos.sale_lines ORDER BY sale_id, line_no"
    ):
        found.setdefault(sale_id, []).append(tuple(figures))
    for sale_id, sale in history.accountant.sales.items():
        assert found.pop(sale_id) == list(zip(sale["nets"], sale["taxes"], sale["costs"], strict=True)), sale_id
    assert not found


def test_every_sale_has_the_same_totals_receipt_number_and_date(history: History):
    found = rows(
        history,
        "SELECT id, receipt_number, total, tax, change, rounding, business_date, net, cost FROM pos.sales",
    )
    assert len(found) == len(history.accountant.sales)
    for sale_id, receipt_number, total, tax, change, rounding, day, net, cost in found:
        sale = history.accountant.sales[sale_id]
        assert (receipt_number, total, tax, change, rounding, str(day), net, cost) == (
            sale["receipt_number"],
            sale["total"],
            sale["tax"],
            sale["change"],
            sale["rounding"],
            sale["business_date"],
            sum(sale["nets"]),
            sum(sale["costs"]),
        ), sale_id


def test_the_client_is_told_the_same(history: History):
    digits = history.floor.digits
    for sale_id, sale in history.accountant.sales.items():
        told = history.outcomes[sale_id]["result"]
        assert told["receipt_number"] == sale["receipt_number"]
        assert told["business_date"] == sale["business_date"]
        for name in ("total", "tax", "change"):
            assert Fraction(told[name]) * 10**digits == sale[name], (sale_id, name)


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
    kept = {key: sides for key, sides in history.accountant.balances.items() if any(sides)}
    assert product_balances(history) == kept


def test_the_trial_balance_says_what_the_accountant_says(history: History):
    report = history.floor.shop.get("/api/reports/trial-balance", params={"as_of": now().date().isoformat()}).json()
    scale = 10**history.floor.digits
    said = {
        row["account"]: int((Fraction(row["debit"]) - Fraction(row["credit"])) * scale)
        for row in report["rows"]
        if Fraction(row["debit"]) != Fraction(row["credit"])
    }
    assert said == account_totals(history.accountant.balances)
    assert report["total_debit"] == report["total_credit"]


def test_books_hold_as_many_journals_as_were_entered(history: History):
    assert dict(rows(history, "SELECT code, last_number FROM acct.books WHERE last_number > 0")) == dict(
        history.accountant.books
    )


def test_customers_owe_the_same(history: History):
    found = {
        customer_id: owed
        for customer_id, owed in rows(history, "SELECT customer_id, receivable FROM pos.customer_balances")
        if owed
    }
    assert found == {customer_id: owed for customer_id, owed in history.accountant.owed.items() if customer_id and owed}


def test_the_proof_finds_nothing(history: History):
    verification = verify([history.floor.shop.org_id])
    assert [example for finding in verification.findings for example in finding.examples] == []
    assert verification.differences == 0
