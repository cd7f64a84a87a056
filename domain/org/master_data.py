"""Master data: what every noun that people set up by hand shares, from its creation to the log of its changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.core.base import Base
from domain.core.base_repository import BaseRepository
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import Patch
from domain.core.paging import PageRequest
from domain.core.schemas import Input, Output, Page
from domain.org.changes import record_change

Row = TypeVar("Row", bound=Base)
View = TypeVar("View", bound=Output)
Values = dict[str, Any]


def as_given(_uow: UnitOfWork, _ctx: OrgContext, given: Values, _row: Any) -> Values:
    """Store the input's fields under their own names."""
    return given


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterData(Generic[Row, View]):
    """One noun of master data: made, read, changed, taken away, each write in the audit log.

    `values` turns the input's fields into the row's columns and refuses what must not be; it gets the row that is
    changed, or None for a new one. `is_used` says whether a row must stay, deactivated, when it is to be deleted.
    """

    name: str
    rows: Callable[[UnitOfWork, UUID], BaseRepository[Row]]
    views: Callable[[UnitOfWork, OrgContext, Sequence[Row]], list[View]]
    is_used: Callable[[UnitOfWork, OrgContext, Row], bool]
    values: Callable[[UnitOfWork, OrgContext, Values, Row | None], Values] = as_given

    def create(self, uow: UnitOfWork, ctx: OrgContext, *, given: Input) -> tuple[View, bool]:
        """Add one; say whether it is new.

        **Raises** `ConflictError` for an id or a code that is taken, `UnknownReference`, and what `values` raises.
        """
        row, created = self.rows(uow, ctx.org_id).insert_once(self.values(uow, ctx, given.model_dump(), None))
        view = self._view(uow, ctx, row)
        if created:
            record_change(uow, ctx, action=f"{self.name}.create", subject_id=_id(row), after=view)
        return view, created

    def get(self, uow: UnitOfWork, ctx: OrgContext, *, row_id: UUID) -> View:
        """Return one. **Raises** `NotFoundError`."""
        return self._view(uow, ctx, self.rows(uow, ctx.org_id).get(row_id))

    def page(self, uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, **equal: object) -> Page[View]:
        """Return one page, newest first, of those whose columns are `equal`; None asks nothing.

        **Raises** `CursorInvalid`.
        """
        rows = self.rows(uow, ctx.org_id)
        where = [rows.column(name) == value for name, value in equal.items() if value is not None]
        found = rows.page(paging, *where)
        return Page(items=self.views(uow, ctx, found.rows), next_cursor=found.next_cursor)

    def update(self, uow: UnitOfWork, ctx: OrgContext, *, row_id: UUID, patch: Patch, expected: int | None) -> View:
        """Change one; what was posted keeps what it was posted with.

        **Raises** `NotFoundError`, `PreconditionError`, `ConflictError`, `UnknownReference`, and what `values` raises.
        """
        rows = self.rows(uow, ctx.org_id)
        row = rows.get_for_update(row_id, expected=expected)
        before = self._view(uow, ctx, row)
        row, changed = rows.update(row, self.values(uow, ctx, patch.changes(), row))
        view = self._view(uow, ctx, row)
        if changed:
            record_change(uow, ctx, action=f"{self.name}.update", subject_id=row_id, before=before, after=view)
        return view

    def delete(self, uow: UnitOfWork, ctx: OrgContext, *, row_id: UUID, expected: int | None) -> None:
        """Delete one that was never used, else deactivate it. **Raises** `NotFoundError`, `PreconditionError`."""
        rows = self.rows(uow, ctx.org_id)
        row = rows.get_for_update(row_id, expected=expected)
        before = self._view(uow, ctx, row)
        if rows.remove(row, used=self.is_used(uow, ctx, row)):
            record_change(uow, ctx, action=f"{self.name}.delete", subject_id=row_id, before=before)
            return
        after = self._view(uow, ctx, rows.get(row_id))
        record_change(uow, ctx, action=f"{self.name}.deactivate", subject_id=row_id, before=before, after=after)

    def _view(self, uow: UnitOfWork, ctx: OrgContext, row: Row) -> View:
        return self.views(uow, ctx, [row])[0]


def _id(row: Any) -> UUID:
    row_id: UUID = row.id
    return row_id
