"""Writing: one set-based statement per table, its rows in one JSON parameter.

Arrays of arrays measured best of the ways to hand 1,000 rows to Postgres: 0.6 ms of client CPU and 6.4 ms of server
CPU, against 17 and 8.3 for arrays adapted by the driver (PostgreSQL 18, psycopg 3.3, ten columns).
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import psycopg

from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, text_of
from domain.posting.effects import Effects, Row
from domain.posting.facts import OrgFacts

Connection = psycopg.Connection[Any]


class LostClaimError(Exception):
    """Another worker ended an operation of this batch first; the batch must be rolled back."""


def _insert(table: str, columns: Sequence[tuple[str, str]]) -> str:
    """Return the statement that inserts an array of rows; `columns` are names with their types."""
    names = ", ".join(name for name, _ in columns)
    values = ", ".join(
        f"decode(r ->> {at}, 'hex')" if kind == "bytea" else f"(r ->> {at})::{kind}"
        for at, (_, kind) in enumerate(columns)
    )
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM jsonb_array_elements(%s::jsonb) AS r"  # noqa: S608


SALES = _insert(
    "pos.sales",
    (
        ("org_id", "uuid"),
        ("id", "uuid"),
        ("location_id", "uuid"),
        ("terminal_id", "uuid"),
        ("terminal_seq", "bigint"),
        ("shift_id", "uuid"),
        ("customer_id", "uuid"),
        ("receipt_number", "bigint"),
        ("occurred_at", "timestamptz"),
        ("business_date", "date"),
        ("original_date", "date"),
        ("tax_rounding", "text"),
        ("discount", "bigint"),
        ("net", "bigint"),
        ("tax", "bigint"),
        ("tip", "bigint"),
        ("rounding", "bigint"),
        ("total", "bigint"),
        ("change", "bigint"),
        ("cost", "bigint"),
        ("journal_id", "uuid"),
    ),
)
SALE_LINES = _insert(
    "pos.sale_lines",
    (
        ("org_id", "uuid"),
        ("sale_id", "uuid"),
        ("line_no", "smallint"),
        ("item_id", "uuid"),
        ("movement_id", "uuid"),
        ("sku", "text"),
        ("name", "text"),
        ("quantity", "numeric"),
        ("unit_price", "numeric"),
        ("discount", "bigint"),
        ("net", "bigint"),
        ("tax", "bigint"),
        ("total", "bigint"),
        ("cost", "bigint"),
        ("tax_rate_id", "uuid"),
        ("tax_percent", "numeric"),
        ("tax_inclusive", "boolean"),
    ),
)
PAYMENTS = _insert(
    "pos.payments",
    (
        ("org_id", "uuid"),
        ("sale_id", "uuid"),
        ("payment_no", "smallint"),
        ("method_id", "uuid"),
        ("method", "text"),
        ("kind", "text"),
        ("amount", "bigint"),
        ("change", "bigint"),
        ("reference", "text"),
    ),
)
STOCK_DOCUMENTS = _insert(
    "inv.stock_documents",
    (
        ("org_id", "uuid"),
        ("id", "uuid"),
        ("kind", "text"),
        ("location_id", "uuid"),
        ("occurred_at", "timestamptz"),
        ("business_date", "date"),
        ("supplier", "text"),
        ("reason", "text"),
        ("journal_id", "uuid"),
    ),
)
STOCK_DOCUMENT_LINES = _insert(
    "inv.stock_document_lines",
    (
        ("org_id", "uuid"),
        ("document_id", "uuid"),
        ("line_no", "smallint"),
        ("item_id", "uuid"),
        ("movement_id", "uuid"),
        ("quantity", "numeric"),
        ("unit_cost", "numeric"),
        ("value", "bigint"),
    ),
)
MOVEMENTS = _insert(
    "inv.stock_movements",
    (
        ("org_id", "uuid"),
        ("id", "uuid"),
        ("location_id", "uuid"),
        ("item_id", "uuid"),
        ("quantity", "numeric"),
        ("value", "bigint"),
        ("unit_cost", "numeric"),
        ("kind", "text"),
        ("source_type", "text"),
        ("source_id", "uuid"),
        ("occurred_at", "timestamptz"),
        ("business_date", "date"),
    ),
)
JOURNALS = _insert(
    "acct.journals",
    (
        ("org_id", "uuid"),
        ("id", "uuid"),
        ("book", "text"),
        ("number", "bigint"),
        ("business_date", "date"),
        ("original_date", "date"),
        ("occurred_at", "timestamptz"),
        ("memo", "text"),
        ("source_type", "text"),
        ("source_id", "uuid"),
        ("reverses_id", "uuid"),
        ("previous_hash", "bytea"),
        ("hash", "bytea"),
    ),
)
JOURNAL_LINES = _insert(
    "acct.journal_lines",
    (
        ("org_id", "uuid"),
        ("journal_id", "uuid"),
        ("line_no", "smallint"),
        ("account_id", "uuid"),
        ("location_id", "uuid"),
        ("business_date", "date"),
        ("debit", "bigint"),
        ("credit", "bigint"),
        ("memo", "text"),
    ),
)


def _update(table: str, assignments: str, key: tuple[str, ...], *types: str, only: str = "true") -> str:
    """Return the statement that updates from an array of rows `r (c0, c1, …)`, of which the first columns are the key.

    Each row is found by its key through the index, then changed where it lies: the planner has no other way to go.
    """
    columns = ", ".join(_column(at, kind) for at, kind in enumerate(types))
    found = " AND ".join(f"y.{name} = r.c{at}" for at, name in enumerate(key))
    return f"""
WITH r AS MATERIALIZED (SELECT {columns} FROM jsonb_array_elements(%s::jsonb) AS e)
UPDATE {table} x SET {assignments}
FROM r CROSS JOIN LATERAL (SELECT y.ctid AS place FROM {table} y WHERE {found} LIMIT 1) AS y
WHERE x.ctid = y.place AND {only}
"""  # noqa: S608 - built from constants


def _column(at: int, kind: str) -> str:
    if kind == "jsonb":
        return f"e -> {at} AS c{at}"
    if kind == "bytea":
        return f"decode(e ->> {at}, 'hex') AS c{at}"
    return f"(e ->> {at})::{kind} AS c{at}"


LEVELS = _update(
    "inv.stock_levels",
    "quantity = r.c3, value = r.c4, unit_cost = r.c5",
    ("org_id", "location_id", "item_id"),
    *("uuid", "uuid", "uuid", "numeric", "bigint", "numeric"),
)
RECEIVABLES = _update(
    "pos.customer_balances", "receivable = r.c2", ("org_id", "customer_id"), *("uuid", "uuid", "bigint")
)
RECEIPTS = _update(
    "pos.receipt_sequences", "last_number = r.c2", ("org_id", "terminal_id"), *("uuid", "uuid", "bigint")
)
BOOKS = _update(
    "acct.books", "last_number = r.c2, last_hash = r.c3", ("org_id", "code"), *("uuid", "text", "bigint", "bytea")
)
OUTCOMES = _update(
    "core.operations",
    """
status = r.c2, result = nullif(r.c3, 'null'), error = nullif(r.c4, 'null'), attempts = x.attempts + 1,
ended_at = clock_timestamp(), ended_xid = pg_current_xact_id()::text::bigint
""",
    ("org_id", "id"),
    *("uuid", "uuid", "text", "jsonb", "jsonb"),
    only="x.ended_at IS NULL",
)
BALANCES = """
INSERT INTO acct.balances AS b (org_id, period, account_id, location_id, debit, credit)
SELECT (r ->> 0)::uuid, (r ->> 1)::date, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::bigint, (r ->> 5)::bigint
FROM jsonb_array_elements(%s::jsonb) AS r
ON CONFLICT (org_id, period, account_id, location_id)
DO UPDATE SET debit = b.debit + excluded.debit, credit = b.credit + excluded.credit
"""


def write(connection: Connection, orgs: Iterable[OrgFacts], effects: Effects) -> None:
    """Write a decided batch into the open transaction: facts first, hot rows and balances last.

    Raises `LostClaimError` when an operation was no longer pending, and whatever Postgres refuses.
    """
    orgs = list(orgs)
    with connection.pipeline():
        for statement, rows in (
            (SALES, effects.sales),
            (SALE_LINES, effects.sale_lines),
            (PAYMENTS, effects.payments),
            (STOCK_DOCUMENTS, effects.stock_documents),
            (STOCK_DOCUMENT_LINES, effects.stock_document_lines),
            (MOVEMENTS, effects.movements),
            (JOURNALS, effects.journals),
            (JOURNAL_LINES, effects.journal_lines),
            (LEVELS, _levels(orgs)),
            (RECEIVABLES, _receivables(orgs)),
            (RECEIPTS, [(org.id, key, last) for org in orgs for key, last in sorted(org.receipts.items())]),
            (BOOKS, [(org.id, key, book.number, book.hash.hex()) for org in orgs for key, book in org.books.items()]),
            (BALANCES, [(*key, *sides) for key, sides in sorted(effects.balances.items())]),
        ):
            if rows:
                connection.execute(statement, (_json(rows),))
        ended = connection.execute(OUTCOMES, (_json(effects.outcomes),))
    if ended.rowcount != len(effects.outcomes):
        message = f"{len(effects.outcomes) - ended.rowcount} of {len(effects.outcomes)} operations had already ended"
        raise LostClaimError(message)


def _levels(orgs: Iterable[OrgFacts]) -> list[Row]:
    return [
        (
            org.id,
            *key,
            text_of(org.levels[key].quantity, QUANTITY_DIGITS),
            org.levels[key].value,
            text_of(org.levels[key].unit_cost, PRICE_DIGITS),
        )
        for org in orgs
        for key in sorted(org.touched_levels)
    ]


def _receivables(orgs: Iterable[OrgFacts]) -> list[Row]:
    return [
        (org.id, customer.id, customer.receivable)
        for org in orgs
        for customer in org.customers.values()
        if customer.changed
    ]


def _json(rows: Iterable[Row]) -> str:
    return msgspec.json.encode(list(rows)).decode()
