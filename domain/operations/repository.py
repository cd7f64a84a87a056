"""Operations of one organization, read and changed outside the hot path."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, tuple_, update

from domain.core.db import UnitOfWork
from domain.operations.models import Operation
from domain.operations.view import COLUMNS

Row = dict[str, Any]
_VIEW = tuple(getattr(Operation, column) for column in COLUMNS)


MAX_NUMBERS = 1000
NUMBERS = """
WITH waiting AS (
    SELECT p.id, p.status, coalesce(p.mended, p.payload) AS content
    FROM generate_series(0, :shards - 1) AS s (shard)
    JOIN core.operations p ON p.shard = s.shard AND p.org_id = :org_id
    WHERE p.status = 'pending'
    UNION ALL
    SELECT p.id, p.status, coalesce(p.mended, p.payload)
    FROM core.operations p WHERE p.org_id = :org_id AND p.status IN ('rejected', 'failed')
),
numbers AS (
    SELECT CAST(w.content ->> 'terminal_seq' AS bigint) AS terminal_seq, w.id AS operation_id, w.status
    FROM waiting w WHERE w.content ->> 'terminal_id' = :terminal_id AND w.content ? 'terminal_seq'
)
{wanted}
"""
KNOWN = """
SELECT o.* FROM unnest(CAST(:ids AS uuid[])) AS w (id) CROSS JOIN LATERAL (
    SELECT p.id, p.status, p.dismissed_at, p.payload, p.mended FROM core.operations p
    WHERE p.org_id = :org_id AND p.id = w.id LIMIT 1
) AS o
"""
ALL_NUMBERS = """
SELECT CAST(coalesce(range_agg(int8range(n.terminal_seq, n.terminal_seq, '[]')), '{}'::int8multirange) AS text)
FROM numbers n
"""
FIRST_NUMBERS = "SELECT n.* FROM numbers n ORDER BY n.terminal_seq, n.operation_id LIMIT :limit"


class OperationRepository:
    """The inbox as one organization sees it."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Bind to one transaction and one organization."""
        self._session = uow.session
        self._org_id = org_id

    def get(self, operation_id: UUID) -> Row | None:
        """Return one operation's row, if it is there."""
        query = select(*_VIEW, Operation.payload, Operation.mended, Operation.shard).where(
            Operation.org_id == self._org_id, Operation.id == operation_id
        )
        row = self._session.execute(query).mappings().one_or_none()
        return None if row is None else dict(row)

    def by_ids(self, ids: Sequence[UUID]) -> list[Row]:
        """Return those of these operations that are there, each with what was accepted."""
        if not ids:
            return []
        query = select(*_VIEW, Operation.payload).where(Operation.org_id == self._org_id, Operation.id.in_(ids))
        return [dict(row) for row in self._session.execute(query).mappings()]

    def known(self, ids: Sequence[UUID]) -> list[Row]:
        """Return what those of many operations said that are there; each is one look-up by its key."""
        found = self._session.execute(text(KNOWN), {"org_id": self._org_id, "ids": list(ids)})
        return [dict(row) for row in found.mappings()]

    def actor_of(self, operation_id: UUID) -> tuple[str, UUID] | None:
        """Return the type and the id of who asked for an operation, if it is there."""
        query = select(Operation.actor_type, Operation.actor_id).where(
            Operation.org_id == self._org_id, Operation.id == operation_id
        )
        row = self._session.execute(query).one_or_none()
        return None if row is None else (row.actor_type, row.actor_id)

    def lane_of(self, operation_id: UUID) -> UUID | None:
        """Return the lane of an operation, if it is there."""
        lane: UUID | None = self._session.scalar(
            select(Operation.lane).where(Operation.org_id == self._org_id, Operation.id == operation_id)
        )
        return lane

    def terminal_of(self, operation_id: UUID) -> UUID | None:
        """Return the terminal that an operation's content names, if it is there and names one."""
        content = func.coalesce(Operation.mended, Operation.payload)
        found = self._session.scalar(
            select(content["terminal_id"].astext).where(Operation.org_id == self._org_id, Operation.id == operation_id)
        )
        return None if found is None else UUID(found)

    def numbers_set_aside(self, terminal_id: UUID, *, shards: int) -> tuple[str, list[Row], bool]:
        """Return the numbers of a till whose operations are not posted, as a multirange's text, and the first ones.

        Each half has an index of its own, of nothing but such operations.
        """
        given = {"org_id": self._org_id, "terminal_id": str(terminal_id), "shards": shards}
        came = self._session.scalar(text(NUMBERS.format(wanted=ALL_NUMBERS)), given)
        rows = self._session.execute(text(NUMBERS.format(wanted=FIRST_NUMBERS)), given | {"limit": MAX_NUMBERS + 1})
        found = [dict(row) for row in rows.mappings()]
        return str(came), found[:MAX_NUMBERS], len(found) > MAX_NUMBERS

    def get_for_update(self, operation_id: UUID) -> Row | None:
        """Return and lock one operation's row, if it is there."""
        query = (
            select(*_VIEW, Operation.payload, Operation.mended, Operation.shard, Operation.grants)
            .where(Operation.org_id == self._org_id, Operation.id == operation_id)
            .with_for_update()
        )
        row = self._session.execute(query).mappings().one_or_none()
        return None if row is None else dict(row)

    def page(
        self,
        *,
        limit: int,
        before: tuple[datetime, int] | None,
        status: str | None,
        kind: str | None,
        lane: UUID | None,
        since: datetime | None,
    ) -> list[Row]:
        """Return operations, newest first, before a place: when one was submitted, and its position."""
        query = select(*_VIEW, Operation.position).where(Operation.org_id == self._org_id)
        if before is not None:
            query = query.where(tuple_(Operation.submitted_at, Operation.position) < before)
        if status is not None:
            query = query.where(Operation.status == status)
        if kind is not None:
            query = query.where(Operation.kind == kind)
        if lane is not None:
            query = query.where(Operation.lane == lane)
        if since is not None:
            query = query.where(Operation.submitted_at >= since)
        return [
            dict(row)
            for row in self._session.execute(
                query.order_by(Operation.submitted_at.desc(), Operation.position.desc()).limit(limit)
            ).mappings()
        ]

    def change(self, operation_id: UUID, **values: Any) -> None:
        """Change columns of one operation."""
        self._session.execute(
            update(Operation).where(Operation.org_id == self._org_id, Operation.id == operation_id).values(**values)
        )

    def backlog(self) -> list[Row]:
        """Return, per lane, how much waits and since when."""
        query = (
            select(Operation.lane, func.count().label("waiting"), func.min(Operation.submitted_at).label("oldest_at"))
            .where(Operation.org_id == self._org_id, Operation.status == "pending")
            .group_by(Operation.lane)
            .order_by(func.min(Operation.submitted_at))
        )
        return [dict(row) for row in self._session.execute(query).mappings()]
