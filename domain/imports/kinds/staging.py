"""Rows of a chunk in temporary tables of their transaction: row-level security forbids COPY into ours."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from domain.core.ids import new_id_text
from domain.imports.kinds.base import Batch

IDENTITIES = ("id", "audit_id")
SPECIAL = ("\\", "\t", "\n", "\r")
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
ROWS_AT_ONCE = 500
"""So many are sent together: Postgres takes them in while the next ones are written."""


def stage(
    driver: "psycopg.Connection[Any]",
    batch: Batch,
    *,
    table: str,
    ddl: str,
    columns: Sequence[str],
    identities: Sequence[str] = IDENTITIES,
) -> None:
    """Put a batch into the temporary table `table`, made by `ddl` where this session lacks it.

    Each row has its line, and new identities: one for the row if it is new, one for its entry in the audit log. The
    table is empty again when the transaction ends.
    """
    driver.execute(ddl)
    parts: list[Sequence[str]] = [
        [str(line) for line in batch.lines],
        *([new_id_text() for _ in range(len(batch))] for _ in identities),
        *(as_copied(batch.column(name)) for name in columns),
    ]
    copy_into(driver, table, ("line", *identities, *columns), parts)


def copy_into(
    driver: "psycopg.Connection[Any]", table: str, columns: Sequence[str], parts: Sequence[Sequence[str]]
) -> None:
    """Copy columns of equal length, written as COPY reads them, into a temporary table."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier("pg_temp", table), names)
    rows = ["\t".join(row) for row in zip(*parts, strict=True)]
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for at in range(0, len(rows), ROWS_AT_ONCE):
            copy.write("\n".join(rows[at : at + ROWS_AT_ONCE]) + "\n")


def as_copied(values: Sequence[str | None]) -> list[str]:
    """Return values as COPY reads them; no value is empty, an empty cell is None."""
    if len(set(values)) <= 1:
        return _copied(values[:1]) * len(values)
    return _copied(values)


def _copied(values: Sequence[str | None]) -> list[str]:
    known = [value or "" for value in values]
    together = "".join(known)
    if any(special in together for special in SPECIAL):
        known = [value.translate(ESCAPED) for value in known]
    return [value or "\\N" for value in known]
