"""Whoever reads a proof reads money as everywhere else: decimal strings, never minor units."""

import re

from domain.reports.verification import Difference
from domain.reports.verification.amounts import AMOUNTS
from domain.reports.verification.invariants import INVARIANTS

FIGURES = re.compile(r"jsonb_build_object\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)\s*\)?\s*AS (?:found|expected)")
NAMES = re.compile(r"'(\w+)', ")
# Counts, numbers, quantities (which are text already), ids, days and words.
NO_AMOUNTS = {
    *(
        "number",
        "lines",
        "documents",
        "last_number",
        "last_shift",
        "last_z",
        "receipt",
        "z_number",
        "shard",
        "ended_xid",
    ),
    *("quantity", "at_most", "returned", "received", "shipped", "lost"),
    *("account_id", "customer_id", "journal_id", "reconciliation_id", "reverses_id", "stored_value_id", "operation"),
    *("business_date", "closed_at", "ended_at", "posted_at", "currency", "status", "period_close"),
}


def test_every_figure_of_every_check_is_placed():
    texts = [check for invariant in INVARIANTS for check in invariant.checks if isinstance(check, str)]
    named = {name for text in texts for figures in FIGURES.findall(text) for name in NAMES.findall(figures)}
    assert {"debit", "value", "number", "returned_tax", "revalued"} <= named
    assert named - AMOUNTS == NO_AMOUNTS
    assert named >= AMOUNTS


def shown(where, found, *, digits):
    return Difference(None, "", where, found, {}, digits).as_dict()["found"]


def test_an_amount_has_its_currencys_digits_and_a_count_has_none():
    found = {"debit": 1234, "credit": -5, "number": 7, "quantity": "1.5000", "balance": None}
    told = {"number": 7, "quantity": "1.5000", "balance": None}
    assert shown({}, found, digits=2) == {"debit": "12.34", "credit": "-0.05", **told}
    assert shown({}, found, digits=0) == {"debit": "1234", "credit": "-5", **told}


def test_what_is_in_another_currency_has_the_digits_of_that_one():
    found = {"settled": 1234, "settled_base": 1234}
    assert shown({"currency": "JPY"}, found, digits=2) == {"settled": "1234", "settled_base": "12.34"}
    told = {"amount": 1234, "base": 1234, "currency": "KWD"}
    assert shown({}, told, digits=2) == {"amount": "1.234", "base": "12.34", "currency": "KWD"}
