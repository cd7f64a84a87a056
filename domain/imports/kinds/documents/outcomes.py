"""What an import had accepted and what posting made of it: brought home to the rows it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from domain.core.db import UnitOfWork
from domain.imports.repository import Imports

KEEP = """
INSERT INTO core.import_chunks (org_id, import_id, first_line, operation_ids, rows)
VALUES (%(org_id)s, %(import_id)s, %(first_line)s, %(operation_ids)s::uuid[], %(rows)b)
"""
# Each is one look-up by key, whatever a young table's statistics say.
SENT = """
core.import_chunks i CROSS JOIN LATERAL unnest(i.operation_ids) AS u (id) CROSS JOIN LATERAL (
    SELECT p.status, p.error, p.kind FROM core.operations p
    WHERE p.org_id = i.org_id AND p.id >= u.id AND p.id = u.id ORDER BY p.id LIMIT 1
) AS o
WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s
"""
WAITING = f"SELECT count(*) FROM {SENT} AND o.status = 'pending'"  # noqa: S608 - constants
LEFT = """
SELECT coalesce(sum(cardinality(i.operation_ids)), 0) FROM core.import_chunks i
WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s
"""
# A chunk is kept for those that still wait. What was posted needs nothing more than to be forgotten, so rows are only
# read of a chunk with others.
BRING_HOME = f"""
WITH chunks AS MATERIALIZED (
    SELECT i.first_line, array_agg(u.id) FILTER (WHERE o.status = 'pending') AS waiting,
        jsonb_agg(jsonb_build_array(u.id, o.kind, o.error)) FILTER (WHERE o.status NOT IN ('pending', 'posted'))
            AS refused
    FROM {SENT}
    GROUP BY i.first_line HAVING bool_or(o.status <> 'pending')
),
forgotten AS (
    DELETE FROM core.import_chunks i USING chunks c
    WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.first_line = c.first_line AND c.waiting IS NULL
),
kept AS (
    UPDATE core.import_chunks i SET operation_ids = c.waiting FROM chunks c
    WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.first_line = c.first_line
        AND c.waiting IS NOT NULL
)
SELECT c.refused, i.rows FROM chunks c
JOIN core.import_chunks i
    ON i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.first_line = c.first_line
WHERE c.refused IS NOT NULL
"""  # noqa: S608 - built from constants


@dataclass(frozen=True, slots=True)
class Refused:
    """An operation that was not posted: its kind, why, and line and cells of the rows that it was made of."""

    kind: str
    error: dict[str, Any]
    rows: list[tuple[int, list[str]]]


_decode = msgspec.json.Decoder(dict[str, list[tuple[int, list[str]]]]).decode


class Outcomes:
    """The operations of one import that are on their way."""

    def __init__(self, uow: UnitOfWork, org_id: UUID, import_id: UUID) -> None:
        """Work inside `uow`."""
        self._uow = uow
        self._org_id, self._import_id = org_id, import_id
        self._given = {"org_id": org_id, "import_id": import_id}

    def keep(self, first_line: int, sent: Mapping[str, Sequence[tuple[int, list[str]]]]) -> None:
        """Remember which rows the operations of a chunk were made of, by their ids; it begins on `first_line`."""
        if sent:
            chunk = {"operation_ids": "{" + ",".join(sent) + "}", "rows": msgspec.json.encode(sent)}
            self._uow.driver.execute(KEEP, {**self._given, "first_line": first_line, **chunk})

    def waiting(self) -> int:
        """Return how many wait to be posted."""
        row = self._uow.driver.execute(WAITING, self._given).fetchone()
        return int(row[0]) if row else 0

    def left(self) -> int:
        """Return how many have not come home."""
        row = self._uow.driver.execute(LEFT, self._given).fetchone()
        return int(row[0]) if row else 0

    def bring_home(self) -> list[Refused]:
        """Forget those that have ended; return those that were not posted."""
        found = []
        for refused, kept in self._uow.driver.execute(BRING_HOME, self._given).fetchall():
            rows = _decode(kept)
            found += [Refused(kind, error or {}, rows[operation_id]) for operation_id, kind, error in refused]
        return found

    def reject(self, cells: Mapping[int, list[str]], faults: Sequence[Any]) -> None:
        """Keep rows that posting did not take, as they stand in the file."""
        if faults:
            Imports(self._uow, self._org_id).reject(self._import_id, dict(cells), faults)
