"""Operations of one organization, read and changed outside the hot path."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_, update

from domain.core.db import UnitOfWork
from domain.operations.models import Operation
from domain.operations.view import COLUMNS

Row = dict[str, Any]
_VIEW = tuple(getattr(Operation, column) for column in COLUMNS)


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

    def get_for_update(self, operation_id: UUID) -> Row | None:
        """Return and lock one operation's row, if it is there."""
        query = (
            select(*_VIEW, Operation.payload, Operation.mended, Operation.shard)
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
