"""Writing a decided batch: one set-based statement per table, facts first, hot rows last."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg

from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, text_of
from domain.posting.effects import Effects, Row
from domain.posting.facts import OrgFacts, TillNumbers
from domain.posting.write import (
    bank,
    foreign,
    layers,
    ledger,
    lots,
    low_stock,
    operations,
    periods,
    sales,
    shifts,
    stock,
    tills,
    transfers,
)
from domain.posting.write.statements import rows_json

Connection = psycopg.Connection[Any]
__all__ = ["LostClaimError", "MadeMeanwhileError", "write"]


class LostClaimError(Exception):
    """Another worker ended an operation of this batch first; the batch must be rolled back."""


class MadeMeanwhileError(Exception):
    """Another transaction made a level that was not there when this batch was decided; it must be decided anew."""


def write(connection: Connection, orgs: Iterable[OrgFacts], effects: Effects) -> None:
    """Write a decided batch into the open transaction: facts first, hot rows and balances last.

    Raises `LostClaimError` when an operation was no longer pending, `MadeMeanwhileError`, and what Postgres refuses.
    """
    orgs = list(orgs)
    try:
        ended, deferred = _send(connection, orgs, effects)
    except psycopg.errors.UniqueViolation as error:
        if error.diag.table_name == stock.LEVELS_TABLE:
            raise MadeMeanwhileError from error
        raise
    if ended.rowcount != len(effects.outcomes):
        message = f"{len(effects.outcomes) - ended.rowcount} of {len(effects.outcomes)} operations had already ended"
        raise LostClaimError(message)
    if deferred is not None and deferred.rowcount != len(effects.deferrals):
        message = f"{len(effects.deferrals) - deferred.rowcount} deferred operations were in other hands"
        raise LostClaimError(message)


def _send(
    connection: Connection, orgs: Sequence[OrgFacts], effects: Effects
) -> tuple[psycopg.Cursor[Any], psycopg.Cursor[Any] | None]:
    """Send everything; return what was told of outcomes, and of deferrals where there are any."""
    with connection.pipeline():
        for statement, rows in _statements(orgs, effects):
            if rows:
                connection.execute(statement, (rows_json(rows),))
        ended = connection.execute(operations.OUTCOMES, (rows_json(effects.outcomes),))
        deferrals = (rows_json(effects.deferrals),)
        deferred = connection.execute(operations.DEFERRALS, deferrals) if effects.deferrals else None
    return ended, deferred


def _statements(orgs: Sequence[OrgFacts], effects: Effects) -> Iterator[tuple[str, list[Row]]]:
    """Yield each statement with its rows, in the order in which they are sent; those without rows are not sent."""
    yield sales.SALES, effects.sales
    yield sales.PARTS, effects.sale_parts
    yield sales.CAME_BACK, _came_back(orgs)
    yield sales.BECAME, _became(orgs)
    yield stock.STOCK_DOCUMENTS, effects.stock_documents
    yield stock.MOVEMENTS, effects.movements
    yield from transfers.statements(orgs)
    yield tills.MONEY_DOCUMENTS, effects.money_documents
    yield tills.DEPOSITS, effects.deposits
    yield from shifts.statements(effects)
    yield ledger.JOURNALS, effects.journals
    yield from periods.statements(effects.closing)
    if effects.foreign_lines:
        yield from foreign.statements(orgs, effects)
    if effects.bank_reconciliations:
        yield from bank.statements(orgs, effects)
    yield stock.LEVELS, _levels(orgs, stored=True)
    yield stock.NEW_LEVELS, _levels(orgs, stored=False)
    yield transfers.STANDARDS, transfers.standards(orgs)
    yield stock.LOW_STOCK, low_stock.events(orgs)
    if any(org.fifo for org in orgs):
        yield stock.LAYERS, layers.changed_layers(orgs)
        yield stock.NEW_LAYERS, layers.new_layers(orgs)
    if any(org.lots for org in orgs):
        yield lots.LOTS, lots.new_lots(orgs)
        yield lots.LOT_LEVELS, lots.lot_changes(orgs)
        yield lots.LOT_MOVEMENTS, effects.lot_movements
    yield tills.RECEIVABLES, _receivables(orgs)
    if effects.stored_changes:
        yield from _stored_values(effects)
    yield tills.STORED_MOVEMENTS, effects.stored_movements
    yield tills.SHIFT_TOTALS, [(*key, *total) for key, total in sorted(effects.shift_totals.items())]
    yield tills.RECEIPTS, _numbers(orgs)
    yield ledger.BOOKS, [(org.id, key, book.number, book.hash.hex()) for org in orgs for key, book in org.books.items()]
    yield ledger.BALANCES, [(*key, *sides) for key, sides in sorted(effects.balances.items())]
    yield operations.AUDIT, effects.audited
    yield operations.FOLLOW_UPS, effects.follow_ups


def _levels(orgs: Iterable[OrgFacts], *, stored: bool) -> list[Row]:
    """Return the levels that this batch changed, of those that were there before or of the others, by key."""
    return [
        (
            org.id,
            *key,
            text_of(org.levels[key].quantity, QUANTITY_DIGITS),
            org.levels[key].value,
            text_of(org.levels[key].unit_cost, PRICE_DIGITS),
        )
        for org in orgs
        for key in sorted(org.touched_levels & org.stored_levels if stored else org.touched_levels - org.stored_levels)
    ]


def _receivables(orgs: Iterable[OrgFacts]) -> list[Row]:
    changed = [(org, customer) for org in orgs for customer in org.customers.values() if customer.changed]
    assert all(customer.owing for _, customer in changed), "a balance is changed that was not loaded"
    return [(org.id, customer.id, customer.receivable) for org, customer in changed]


def _stored_values(effects: Effects) -> Iterator[tuple[str, list[Row]]]:
    """Yield by how much stored values change, in the order of their keys; new ones begin at nothing."""
    changes = sorted(
        effects.stored_changes.items(), key=lambda change: (change[0][0], change[1][0].kind, change[1][0].code)
    )
    yield tills.STORED_VALUES, [(*key, amount) for key, (value, amount) in changes if value.stored]
    yield (
        tills.NEW_STORED_VALUES,
        [
            (*key, value.kind, value.code, value.customer_id, amount, value.expires_on)
            for key, (value, amount) in changes
            if not value.stored
        ],
    )


def _numbers(orgs: Iterable[OrgFacts]) -> list[Row]:
    return [
        (org.id, key, numbers.last, numbers.last_shift, numbers.last_z, numbers.grand_total, _ranges(numbers))
        for org in orgs
        for key, numbers in sorted(org.receipts.items())
    ]


def _ranges(numbers: TillNumbers) -> str:
    """Return the numbers that a till counted itself as a multirange, neighbours joined."""
    if not numbers.seen:
        return "{}"
    seen = sorted(numbers.seen)
    ranges, first, last = [], seen[0], seen[0]
    for number in seen[1:]:
        if number > last + 1:
            ranges.append(f"[{first},{last}]")
            first = number
        last = number
    ranges.append(f"[{first},{last}]")
    return "{" + ",".join(ranges) + "}"


def _came_back(orgs: Iterable[OrgFacts]) -> list[Row]:
    return [
        (org.id, original.id, line.line_no, text_of(line.returned, QUANTITY_DIGITS))
        for org in orgs
        for _, original in sorted(org.originals.items())
        for line in original.lines.values()
        if line.changed
    ]


def _became(orgs: Iterable[OrgFacts]) -> list[Row]:
    return [
        (org.id, original.id, original.status)
        for org in orgs
        for _, original in sorted(org.originals.items())
        if original.changed
    ]
