"""The bound that B1 is measured against: the rows of a drain written by raw binary COPY, without any logic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from cli.bench.drainers import Crew

# What a sale leaves, table by table, in the order in which the drain writes; how a row is found to belong to a batch.
BY_SALE = {
    "pos.sales": "t.id = b.sale_id",
    "pos.payments": "t.sale_id = b.sale_id",
    "inv.stock_movements": "t.source_id = b.sale_id",
    "pos.sale_lines": "t.sale_id = b.sale_id",
    "acct.journals": "t.id = b.journal_id",
    "acct.journal_lines": "t.journal_id = b.journal_id",
}
# These hold one row per key however many sales there were: each is written once, in its last state.
BY_KEY = ("inv.stock_levels", "acct.balances")
TABLES = (*BY_SALE, *BY_KEY)
BATCHES = """
CREATE TEMP TABLE b AS
SELECT s.id AS sale_id, s.journal_id, greatest(0, (s.n - %(warm)s + %(size)s - 1) / %(size)s) AS batch
FROM (SELECT id, journal_id, row_number() OVER (ORDER BY ctid) AS n FROM pos.sales) AS s
"""
OF_BATCH = "SELECT t.* FROM {table} t JOIN b ON {key} WHERE b.batch = {at} ORDER BY t.ctid"
OF_TILE = """
SELECT t.* FROM {table} t
JOIN (SELECT x.ctid AS place, ntile({count}) OVER (ORDER BY x.ctid) AS tile FROM {table} x) AS n ON n.place = t.ctid
WHERE n.tile = {at} ORDER BY t.ctid
"""
COUNT_MEASURED = "SELECT count(*) FROM {table} t JOIN b ON {key} WHERE b.batch > 0"
COUNT = "SELECT count(*) FROM {table}"

Batch = Sequence[tuple[str, bytes]]
"""The tables of one transaction, each with its rows as COPY takes them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows ready to be copied: those of the sales that warmed the drain up, then the measured ones in batches."""

    warm: Batch
    batches: Sequence[Batch]
    counted: dict[str, int]


def rows_of_drain(connection: psycopg.Connection[Any], *, warm: int, batch_size: int) -> Rows:
    """Return the rows that a drain produced, in the order in which they lie, encoded by Postgres itself.

    `connection`: a superuser's, to the drained database. `warm`: how many of its sales, the first ones, are not
    measured. The inbox is no part of it, nor are receipt numbers and the ends of books.
    """
    connection.execute(BATCHES.replace("%(warm)s", str(warm)).replace("%(size)s", str(batch_size)))
    connection.execute("CREATE INDEX ON b (batch)")
    connection.execute("ANALYZE b")
    row = connection.execute("SELECT max(batch) FROM b").fetchone()
    assert row is not None
    count = int(row[0])
    batches = [_batch(connection, at, count) for at in range(count + 1)]
    counted = {table: _count(connection, COUNT_MEASURED.format(table=table, key=key)) for table, key in BY_SALE.items()}
    counted |= {table: _count(connection, COUNT.format(table=table)) for table in BY_KEY}
    return Rows(batches[0], batches[1:], counted)


def _batch(connection: psycopg.Connection[Any], at: int, count: int) -> Batch:
    blobs = [
        (table, _copied(connection, OF_BATCH.format(table=table, key=key, at=at))) for table, key in BY_SALE.items()
    ]
    if at:
        # Spread over the batches, as the drain touches some in each.
        blobs += [(table, _copied(connection, OF_TILE.format(table=table, at=at, count=count))) for table in BY_KEY]
    return blobs


def _copied(connection: psycopg.Connection[Any], query: str) -> bytes:
    with connection.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
        return b"".join(bytes(part) for part in copy)


def _count(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def make_room(connection: psycopg.Connection[Any]) -> None:
    """Empty the tables with one row per key, so that their last state can be copied in."""
    for table in BY_KEY:
        connection.execute(f"TRUNCATE {table}")


def open_copiers(crew: Crew, url: str, rows: Rows) -> None:
    """Give each process its share of the rows; its first turn writes the warm ones, its second the measured ones.

    `url` is the superuser's: COPY FROM is refused under row-level security.
    """
    shares = [
        ([rows.warm] if at == 0 else [], [batch for n, batch in enumerate(rows.batches) if n % crew.size == at])
        for at in range(crew.size)
    ]
    crew.open(url, _open_copier, shares)


@dataclass(slots=True)
class _Copier:
    connection: psycopg.Connection[Any]
    rounds: list[Sequence[Batch]]


def _open_copier(url: str, given: tuple[Sequence[Batch], Sequence[Batch]]) -> _Copier:
    return _Copier(psycopg.connect(url, autocommit=True), list(given))


def copy_turn(copier: _Copier) -> dict[str, int]:
    """Write one turn's batches, a transaction each."""
    for batch in copier.rounds.pop(0):
        with copier.connection.transaction():
            for table, blob in batch:
                with copier.connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.write(blob)
    return {}


def check_copied(connection: psycopg.Connection[Any], rows: Rows, *, warm: int) -> None:
    """Raise `RuntimeError` unless the copy holds as many sales and keyed rows as the drain produced."""
    expected = {"pos.sales": rows.counted["pos.sales"] + warm} | {table: rows.counted[table] for table in BY_KEY}
    found = {table: _count(connection, COUNT.format(table=table)) for table in expected}
    if found != expected:
        message = f"the copy holds {found}, the drain produced {expected}"
        raise RuntimeError(message)
