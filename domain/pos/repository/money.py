"""Rows of stored values, deposits and customers' accounts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, case, func, null, select, union_all
from sqlalchemy.orm import aliased

from domain.core.base_repository import BaseRepository
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.pos.models import (
    Deposit,
    LayawayLine,
    MoneyDocument,
    MoneyTender,
    Payment,
    Sale,
    StoredValue,
    StoredValueMovement,
)

BY_SALES = ("sale", "exchange", "return", "void")
"""Documents of the till; what they take from a deposit is its use, all else is its payment."""

MAX_DOCUMENTS = 500


@dataclass(frozen=True, slots=True)
class DepositFilter:
    """Which deposits: all that is given must hold."""

    customer_id: UUID | None = None
    status: str | None = None
    due_until: date | None = None


class StoredValueRepository(BaseRepository[StoredValue]):
    """The gift cards, store credits and deposits of one organization."""

    model = StoredValue
    paths = {"uq_stored_values_org_id_kind_code": "code"}  # noqa: RUF012 - read only

    def by_code(self, kind: str, code: str) -> StoredValue:
        """Return one stored value. **Raises** `NotFoundError`."""
        statement = self.scoped().where(StoredValue.kind == kind, StoredValue.code == code)
        found: StoredValue | None = self.session.scalars(statement).one_or_none()
        if found is None:
            raise NotFoundError
        return found

    def movements(self, value_id: UUID, request: PageRequest) -> Slice[StoredValueMovement]:
        """Return one page of its movements, newest first."""
        order = KeyOrder((StoredValueMovement.__table__.c.id,))
        statement = select(StoredValueMovement).where(
            StoredValueMovement.org_id == self.org_id, StoredValueMovement.stored_value_id == value_id
        )
        return order.cut(self.session.scalars(order.page_of(statement, request)).all(), request)


class DepositRepository:
    """The deposits of one organization, read only: posting writes them."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def page(self, request: PageRequest, wanted: DepositFilter, *where: ColumnElement[bool]) -> Slice[dict[str, Any]]:
        """Return one page of deposits with `balance`, `paid` and `used` (minor units), newest first."""
        used = self._used()
        columns = Deposit.__table__.c
        order = KeyOrder((columns.taken_at, columns.id))
        statement = (
            select(*columns, StoredValue.balance, (StoredValue.balance + used).label("paid"), used.label("used"))
            .join(StoredValue, (StoredValue.org_id == self.org_id) & (StoredValue.id == Deposit.stored_value_id))
            .where(Deposit.org_id == self.org_id, *where)
        )
        if wanted.customer_id is not None:
            statement = statement.where(Deposit.customer_id == wanted.customer_id)
        if wanted.due_until is not None:
            statement = statement.where(Deposit.due_on <= wanted.due_until)
        if wanted.status == "open":
            statement = statement.where(StoredValue.balance > 0)
        elif wanted.status is not None:
            statement = statement.where(StoredValue.balance == 0, used > 0 if wanted.status == "settled" else used <= 0)
        rows = self.session.execute(order.page_of(statement, request)).all()
        found = order.cut(rows, request)
        return Slice([dict(row._mapping) for row in found.rows], found.next_cursor)  # noqa: SLF001 - SQLAlchemy's own name

    def get(self, deposit_id: UUID) -> dict[str, Any]:
        """Return one deposit. **Raises** `NotFoundError`."""
        found = self.page(PageRequest(1), DepositFilter(), Deposit.id == deposit_id).rows
        if not found:
            raise NotFoundError
        return found[0]

    def lines(self, deposit_id: UUID) -> list[LayawayLine]:
        """Return what is put aside, in its order."""
        statement = select(LayawayLine).where(LayawayLine.org_id == self.org_id, LayawayLine.deposit_id == deposit_id)
        return list(self.session.scalars(statement.order_by(LayawayLine.line_no)))

    def documents(self, stored_value_id: UUID) -> list[MoneyDocument]:
        """Return the documents of a deposit's money, oldest first."""
        statement = select(MoneyDocument).where(
            MoneyDocument.org_id == self.org_id, MoneyDocument.stored_value_id == stored_value_id
        )
        ordered = statement.order_by(MoneyDocument.posted_at, MoneyDocument.id).limit(MAX_DOCUMENTS)
        return list(self.session.scalars(ordered))

    def tenders(self, document_ids: Collection[UUID]) -> dict[UUID, list[MoneyTender]]:
        """Return the tenders of documents in their order, by document."""
        statement = select(MoneyTender).where(
            MoneyTender.org_id == self.org_id, MoneyTender.document_id.in_(document_ids)
        )
        found: dict[UUID, list[MoneyTender]] = {}
        for tender in self.session.scalars(statement.order_by(MoneyTender.document_id, MoneyTender.tender_no)):
            found.setdefault(tender.document_id, []).append(tender)
        return found

    def _used(self) -> ColumnElement[int]:
        taken = select(func.coalesce(-func.sum(StoredValueMovement.amount), 0).cast(BigInteger)).where(
            StoredValueMovement.org_id == self.org_id,
            StoredValueMovement.stored_value_id == Deposit.stored_value_id,
            StoredValueMovement.source_type.in_(BY_SALES),
        )
        return taken.scalar_subquery()


class AccountRepository:
    """The entries of a customer's account."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def page(self, customer_id: UUID, request: PageRequest) -> Slice[dict[str, Any]]:
        """Return one page of what a customer bought on account, gave back and paid, newest first.

        Each with `amount`, what it added to what is owed, and `balance`, what was owed after it; minor units.
        """
        entries = union_all(self._left_on_account(customer_id), self._paid(customer_id)).subquery()
        running = func.sum(entries.c.amount).over(order_by=(entries.c.posted_at, entries.c.id))
        listed = select(entries, running.cast(BigInteger).label("balance")).subquery()
        order = KeyOrder((listed.c.posted_at, listed.c.id))
        found = order.cut(self.session.execute(order.page_of(select(listed), request)).all(), request)
        return Slice([dict(row._mapping) for row in found.rows], found.next_cursor)  # noqa: SLF001 - SQLAlchemy's own name

    def _left_on_account(self, customer_id: UUID) -> Any:
        left = (
            select(Payment.sale_id, func.sum(Payment.amount - Payment.change).cast(BigInteger).label("amount"))
            .join(Sale, (Sale.org_id == self.org_id) & (Sale.id == Payment.sale_id))
            .where(Payment.org_id == self.org_id, Payment.kind == "on_account", Sale.customer_id == customer_id)
            .group_by(Payment.sale_id)
            .subquery()
        )
        return select(
            Sale.id,
            Sale.kind.label("type"),
            Sale.receipt_number,
            Sale.occurred_at,
            Sale.business_date,
            Sale.posted_at,
            Sale.reference,
            left.c.amount,
        ).join(left, (Sale.org_id == self.org_id) & (Sale.id == left.c.sale_id))

    def _paid(self, customer_id: UUID) -> Any:
        original = aliased(MoneyDocument)
        paid = MoneyDocument.kind == "customer_payment"
        undone = (MoneyDocument.kind == "money_void") & (original.kind == "customer_payment")
        return (
            select(
                MoneyDocument.id,
                MoneyDocument.kind.label("type"),
                null().cast(BigInteger).label("receipt_number"),
                MoneyDocument.occurred_at,
                MoneyDocument.business_date,
                MoneyDocument.posted_at,
                MoneyDocument.reference,
                case((paid, -MoneyDocument.amount), else_=MoneyDocument.amount).label("amount"),
            )
            .join(
                original,
                (original.org_id == self.org_id) & (original.id == MoneyDocument.original_id),
                isouter=True,
            )
            .where(MoneyDocument.org_id == self.org_id, MoneyDocument.customer_id == customer_id, paid | undone)
        )
