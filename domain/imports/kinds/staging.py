"""Rows of a chunk in a temporary table of their transaction: row-level security forbids COPY into ours."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from domain.core.ids import new_id_text
from domain.imports.kinds.base import Batch

IDENTITIES = ("id", "audit_id")
SPECIAL = ("\\", "\t", "\n", "\r")
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def stage(driver: "psycopg.Connection[Any]", batch: Batch, *, table: str, ddl: str, columns: Sequence[str]) -> None:
    """Put a batch into the temporary table `table`, made by `ddl` where this session lacks it.

    Each row has its line, and two new identities: one for the row if it is new, one for its entry in the audit log. The
    table is empty again when the transaction ends. It is analyzed: the planner would take it for large or empty.
    """
    driver.execute(ddl)
    count = len(batch)
    parts: list[Sequence[str]] = [
        [str(line) for line in batch.lines],
        [new_id_text() for _ in range(count)],
        [new_id_text() for _ in range(count)],
        *(_as_copied(batch.column(name)) for name in columns),
    ]
    names = sql.SQL(", ").join(map(sql.Identifier, ("line", *IDENTITIES, *columns)))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier("pg_temp", table), names)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join("\t".join(row) + "\n" for row in zip(*parts, strict=True)))
    driver.execute(sql.SQL("ANALYZE {}").format(sql.Identifier("pg_temp", table)))


def _as_copied(values: Sequence[str | None]) -> list[str]:
    known = ["" if value is None else value for value in values]
    together = "".join(known)
    if any(special in together for special in SPECIAL):
        known = [value.translate(ESCAPED) for value in known]
    # No value is empty: an empty cell is None.
    return [value or "\\N" for value in known]
