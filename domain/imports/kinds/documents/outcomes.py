"""What an import had accepted and what posting made of it: brought home to the rows it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.core.db import UnitOfWork
from domain.imports.json_text import as_json
from domain.imports.repository import Imports

KEEP = """
INSERT INTO core.import_operations (org_id, import_id, operation_id, rows)
SELECT %(org_id)s, %(import_id)s, (e ->> 0)::uuid, e -> 1 FROM jsonb_array_elements(%(rows)s::jsonb) AS e
ON CONFLICT (org_id, import_id, operation_id) DO UPDATE SET rows = excluded.rows
"""
# Each is one look-up by key, whatever a young table's statistics say.
STATUS = """
CROSS JOIN LATERAL (
    SELECT p.status, p.error, p.kind FROM core.operations p
    WHERE p.org_id = i.org_id AND p.id >= i.operation_id AND p.id = i.operation_id ORDER BY p.id LIMIT 1
) AS o
WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s
"""
WAITING = f"SELECT count(*) FROM core.import_operations i {STATUS} AND o.status = 'pending'"  # noqa: S608 - constants
# What was posted needs nothing more than to be forgotten, so its rows are not read.
BRING_HOME = f"""
WITH ended AS MATERIALIZED (
    SELECT i.operation_id, o.status, o.error, o.kind FROM core.import_operations i {STATUS} AND o.status <> 'pending'
)
DELETE FROM core.import_operations i USING ended e
WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.operation_id = e.operation_id
RETURNING e.kind, e.error, CASE WHEN e.status = 'posted' THEN NULL ELSE i.rows END
"""  # noqa: S608 - built from constants


@dataclass(frozen=True, slots=True)
class Refused:
    """An operation that was not posted: its kind, why, and line and cells of the rows that it was made of."""

    kind: str
    error: dict[str, Any]
    rows: list[tuple[int, list[str]]]


class Outcomes:
    """The operations of one import that are on their way."""

    def __init__(self, uow: UnitOfWork, org_id: UUID, import_id: UUID) -> None:
        """Work inside `uow`."""
        self._uow = uow
        self._org_id, self._import_id = org_id, import_id
        self._given = {"org_id": org_id, "import_id": import_id}

    def keep(self, sent: Mapping[UUID, Sequence[tuple[int, list[str]]]]) -> None:
        """Remember which rows operations were made of."""
        if sent:
            rows = as_json([(str(one), rows) for one, rows in sent.items()])
            self._uow.driver.execute(KEEP, {**self._given, "rows": rows})

    def waiting(self) -> int:
        """Return how many wait to be posted."""
        return self._count(WAITING)

    def bring_home(self) -> list[Refused]:
        """Forget those that have ended; return those that were not posted."""
        found = self._uow.driver.execute(BRING_HOME, self._given).fetchall()
        return [
            Refused(kind, error or {}, [(line, cells) for line, cells in rows])
            for kind, error, rows in found
            if rows is not None
        ]

    def reject(self, cells: Mapping[int, list[str]], faults: Sequence[Any]) -> None:
        """Keep rows that posting did not take, as they stand in the file."""
        if faults:
            Imports(self._uow, self._org_id).reject(self._import_id, dict(cells), faults)

    def _count(self, statement: str) -> int:
        row = self._uow.driver.execute(statement, self._given).fetchone()
        return int(row[0]) if row else 0
