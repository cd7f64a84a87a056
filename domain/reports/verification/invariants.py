"""The eleven invariants of the posting rules, each with the checks that prove it."""

from domain.reports.verification import (
    costing,
    documents,
    ledger,
    money,
    numbers,
    references,
    returned,
    sales,
    shifts,
    stock,
    transit,
)
from domain.reports.verification.chain import broken_links
from domain.reports.verification.finding import Invariant

INVARIANTS = (
    Invariant("I1", "every journal sums to zero", (ledger.UNBALANCED,)),
    Invariant(
        "I2",
        "balance(account, location, period) is the sum of its lines",
        (ledger.BALANCES, ledger.LINE_DATES, ledger.RECEIVABLES, money.STORED_VALUES, shifts.TOTALS),
    ),
    Invariant(
        "I3",
        "level quantity and value are the sum of its movements, its layers and its lots",
        (
            stock.LEVELS,
            stock.EMPTY_WORTH,
            costing.LAYERS,
            costing.STANDARD,
            costing.LOT_LEVELS,
            costing.LOT_MOVEMENTS,
        ),
    ),
    Invariant(
        "I4",
        "the value of stock is the balance of its inventory account, of what is under way that of stock in transit",
        (ledger.STOCK_AGAINST_LEDGER, transit.TRANSIT_AGAINST_LEDGER),
    ),
    Invariant(
        "I5",
        "a posted operation has exactly one document and one journal; any other has none",
        (documents.ONE_DOCUMENT, documents.ONE_JOURNAL, documents.LINKED_JOURNAL, documents.REVERSALS),
    ),
    Invariant(
        "I6",
        "payments less change are totals; lines, cost and tax agree with sale, stock and ledger",
        (
            sales.LINES,
            sales.LINE_TOTALS,
            sales.PAYMENTS,
            sales.COSTS,
            sales.KITS,
            sales.STOCK_LINES,
            transit.TRANSFER_LINES,
            sales.TAX,
            returned.RETURNED,
            returned.STATUS,
            returned.VOIDS,
            money.OWED,
            money.TENDERS,
            money.STORED_TENDERS,
            money.UNDOINGS,
            money.LAYAWAYS,
            shifts.CLOSES,
            shifts.GRAND_TOTALS,
        ),
    ),
    Invariant(
        "I7",
        "receipt and journal numbers run 1…n without gap or repeat",
        (
            numbers.RECEIPTS,
            numbers.LAST_RECEIPTS,
            numbers.JOURNALS,
            numbers.LAST_JOURNALS,
            numbers.SHIFTS,
            numbers.Z_REPORTS,
            numbers.LAST_SHIFTS,
        ),
    ),
    Invariant("I8", "every book's hash chain verifies", (broken_links,)),
    Invariant("I9", "no level is below zero where the policy forbids it", (stock.BELOW_ZERO,)),
    Invariant("I10", "no row refers to another organization's row", tuple(references.statements())),
    Invariant(
        "I11",
        "every accepted operation is pending, posted, rejected or failed; none is missing",
        (documents.STATUS, documents.NOBODY_COMES, documents.MISSING),
    ),
)
