"""Rows of the receipts' templates, and what the ids on a receipt are called."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.core.db import UnitOfWork
from domain.core.errors import PreconditionError
from domain.pos.models import PaymentMethod, ReceiptTemplate, StoredValue, StoredValueMovement, TaxRate

FIRST_VERSION = 1


class ReceiptTemplateRepository:
    """The receipt's template of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read and write inside `uow`, the row of `org_id` alone."""
        self._session = uow.session
        self._org_id = org_id

    def find(self) -> ReceiptTemplate | None:
        """Return the organization's row; who never had a template of their own has none."""
        return self._session.scalars(self._scoped()).one_or_none()

    def get_for_update(self, *, expected: int | None) -> ReceiptTemplate:
        """Return the row, made if need be, locked until the end of the transaction. **Raises** `PreconditionError`."""
        made = insert(ReceiptTemplate).values(org_id=self._org_id, version=FIRST_VERSION)
        self._session.execute(made.on_conflict_do_nothing())
        row = self._session.scalars(self._scoped().with_for_update().execution_options(populate_existing=True)).one()
        if expected is not None and row.version != expected:
            raise PreconditionError
        return row

    def write(self, template: str | None) -> ReceiptTemplate:
        """Write the locked row and raise its version."""
        statement = (
            update(ReceiptTemplate)
            .where(ReceiptTemplate.org_id == self._org_id)
            .values(template=template, version=ReceiptTemplate.version + 1, updated_at=func.now())
            .returning(ReceiptTemplate)
        )
        options = {"populate_existing": True, "synchronize_session": False}
        return self._session.scalars(statement, execution_options=options).one()

    def _scoped(self) -> Select[ReceiptTemplate]:
        return select(ReceiptTemplate).where(ReceiptTemplate.org_id == self._org_id)


class ReceiptNames:
    """What the ids on a receipt of one organization are called."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self._session = uow.session
        self._org_id = org_id

    def rates(self, rate_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the names of tax rates."""
        statement = select(TaxRate.id, TaxRate.name).where(TaxRate.org_id == self._org_id, TaxRate.id.in_(rate_ids))
        return {row.id: row.name for row in self._session.execute(statement)}

    def methods(self, method_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the names of payment methods."""
        statement = select(PaymentMethod.id, PaymentMethod.name).where(
            PaymentMethod.org_id == self._org_id, PaymentMethod.id.in_(method_ids)
        )
        return {row.id: row.name for row in self._session.execute(statement)}

    def cards(self, stored_value_ids: Collection[UUID], *, at: datetime) -> dict[UUID, tuple[str, int]]:
        """Return code and balance (minor units) of stored values, as they were when what was posted `at` was."""
        moved = (
            select(StoredValueMovement.stored_value_id, func.sum(StoredValueMovement.amount).label("balance"))
            .where(
                StoredValueMovement.org_id == self._org_id,
                StoredValueMovement.stored_value_id.in_(stored_value_ids),
                StoredValueMovement.posted_at <= at,
            )
            .group_by(StoredValueMovement.stored_value_id)
            .subquery()
        )
        statement = (
            select(StoredValue.id, StoredValue.code, func.coalesce(moved.c.balance, 0).label("balance"))
            .outerjoin(moved, moved.c.stored_value_id == StoredValue.id)
            .where(StoredValue.org_id == self._org_id, StoredValue.id.in_(stored_value_ids))
        )
        return {row.id: (row.code, int(row.balance)) for row in self._session.execute(statement)}
