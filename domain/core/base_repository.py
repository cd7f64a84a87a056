"""The repository that every module's master data stands on: scoped to one organization, with no way around it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from psycopg import errors as postgres
from sqlalchemy import ColumnElement, Select, delete, func, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from domain.core.base import Base
from domain.core.db import UnitOfWork
from domain.core.errors import ConflictError, DomainError, InvalidError, NotFoundError, PreconditionError
from domain.core.ids import new_id
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest

Row = TypeVar("Row", bound=Base)


class UnknownReference(InvalidError):
    """What the field refers to is not in this organization."""

    code = "unknown_reference"


class BaseRepository(Generic[Row]):
    """Reads and writes the rows of one table that belong to one organization."""

    model: ClassVar[type[Any]]
    paths: ClassVar[Mapping[str, str]] = {}
    """The input's field that each constraint speaks of."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Work inside `uow`, on the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def column(self, name: str) -> ColumnElement[Any]:
        """Return one column of the table."""
        column: ColumnElement[Any] = inspect(self.model).columns[name]
        return column

    def order(self) -> KeyOrder:
        """Return the order of lists: newest first."""
        return KeyOrder((self.column("created_at"), self.column("id")))

    def scoped(self) -> Select[Any]:
        """Return the select of the organization's rows."""
        return select(self.model).where(self.column("org_id") == self.org_id)

    def find(self, row_id: UUID) -> Row | None:
        """Return one row, if it is there."""
        found: Row | None = self.session.scalars(self.scoped().where(self.column("id") == row_id)).one_or_none()
        return found

    def get(self, row_id: UUID) -> Row:
        """Return one row. **Raises** `NotFoundError`."""
        row = self.find(row_id)
        if row is None:
            raise NotFoundError
        return row

    def get_for_update(self, row_id: UUID, *, expected: int | None) -> Row:
        """Return one row, locked until the end of the transaction, if its version is the expected one.

        **Raises** `NotFoundError`, `PreconditionError`.
        """
        statement = self.scoped().where(self.column("id") == row_id).with_for_update()
        row: Any = self.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
        if row is None:
            raise NotFoundError
        if expected is not None and row.version != expected:
            raise PreconditionError
        found: Row = row
        return found

    def page(self, request: PageRequest, *where: ColumnElement[bool]) -> Slice[Row]:
        """Return one page of the rows for which all of `where` holds, newest first."""
        order = self.order()
        rows: Sequence[Row] = self.session.scalars(order.page_of(self.scoped().where(*where), request)).all()
        return order.cut(rows, request)

    def insert_once(self, values: Mapping[str, Any], *, same: Callable[[Row], bool] | None = None) -> tuple[Row, bool]:
        """Insert a row, and say whether it is new.

        A client that asks twice with an `id` of its own gets the row of the first time, where its content is still the
        same: `same` says so, else each value is compared. A savepoint keeps the transaction alive for that look.

        **Raises** `ConflictError` for an id or a unique field that is taken, `UnknownReference`.
        """
        given_id = values.get("id")
        row_values = {**values, "org_id": self.org_id, "id": given_id or new_id()}
        try:
            with self.session.begin_nested():
                row: Row = self.session.scalars(insert(self.model).values(row_values).returning(self.model)).one()
        except IntegrityError as error:
            existing = self.find(given_id) if given_id else None
            if existing is None:
                raise self.fault(error) from error
            if same(existing) if same else self._has(existing, values):
                return existing, False
            raise ConflictError.at("id", "This id is taken by another content.") from error
        return row, True

    def update(self, row: Row, changes: Mapping[str, Any]) -> tuple[Row, bool]:
        """Change a locked row and raise its version; a change that changes nothing leaves it. Say whether it changed.

        **Raises** `ConflictError`, `UnknownReference`.
        """
        changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
        return (self.touch(row, changed), True) if changed else (row, False)

    def touch(self, row: Row, changes: Mapping[str, Any]) -> Row:
        """Write `changes`, which may be none, and raise the version. **Raises** as `update`."""
        values = {**changes, "version": self.column("version") + 1, "updated_at": func.now()}
        statement = update(self.model).where(*self._is(row)).values(values).returning(self.model)
        try:
            changed: Row = self.session.scalars(
                statement, execution_options={"populate_existing": True, "synchronize_session": False}
            ).one()
        except IntegrityError as error:
            raise self.fault(error) from error
        return changed

    def remove(self, row: Row, *, used: bool) -> bool:
        """Delete a locked row that was never used, else deactivate it. Say whether it is gone."""
        if not used:
            try:
                with self.session.begin_nested():
                    self.session.execute(delete(self.model).where(*self._is(row)), execution_options=_ON_ITS_OWN)
            except IntegrityError:
                pass
            else:
                self.session.expunge(row)
                return True
        self.update(row, {"active": False})
        return False

    def fault(self, error: IntegrityError) -> DomainError:
        """Return what a violated constraint means for whoever sent the input."""
        original = error.orig
        name = original.diag.constraint_name if isinstance(original, postgres.IntegrityError) else None
        path = self.paths.get(name or "")
        if isinstance(original, postgres.UniqueViolation):
            return ConflictError.at(path or "id", "Already taken.")
        if isinstance(original, postgres.ForeignKeyViolation) and path:
            return UnknownReference.at(path)
        raise error

    def _is(self, row: Row) -> tuple[ColumnElement[bool], ...]:
        known: Any = row
        return (self.column("org_id") == self.org_id, self.column("id") == known.id)

    def _has(self, row: Row, values: Mapping[str, Any]) -> bool:
        return all(getattr(row, name) == value for name, value in values.items())


_ON_ITS_OWN = {"synchronize_session": False}
