"""Deposits with what is put aside, and customers' accounts, as read: posting writes them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.profile import profile_of
from domain.pos.models import LayawayLine, MoneyDocument, MoneyTender
from domain.pos.money_schemas import (
    DepositInFull,
    DepositStatus,
    DepositView,
    LayawayLineView,
    MoneyDocumentView,
    MoneyTenderView,
    Statement,
    StatementEntry,
)
from domain.pos.repository import AccountRepository, CustomerRepository, DepositFilter, DepositRepository

_OF_DEPOSIT = ("id", "customer_id", "due_on", "reference", "note", "taken_at")
_OF_LINE = ("line_no", "item_id", "sku", "name", "note")
_OF_DOCUMENT = tuple(name for name in MoneyDocumentView.model_fields if name not in {"amount", "rounding", "tenders"})
_OF_ENTRY = tuple(name for name in StatementEntry.model_fields if name not in {"amount", "balance"})


def get_deposit(uow: UnitOfWork, ctx: OrgContext, *, deposit_id: UUID) -> DepositInFull:
    """Return one deposit in full. **Raises** `NotFoundError`."""
    deposits = DepositRepository(uow, ctx.org_id)
    row = deposits.get(deposit_id)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    documents = deposits.documents(row["stored_value_id"])
    tenders = deposits.tenders([document.id for document in documents])
    return DepositInFull(
        **_deposit(row, digits).model_dump(),
        lines=[_line(line, digits) for line in deposits.lines(deposit_id)],
        documents=[_document(document, tenders.get(document.id, []), digits) for document in documents],
    )


def list_deposits(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: DepositFilter) -> Page[DepositView]:
    """Return one page of deposits, newest first. **Raises** `CursorInvalid`."""
    found = DepositRepository(uow, ctx.org_id).page(paging, wanted)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return Page(items=[_deposit(row, digits) for row in found.rows], next_cursor=found.next_cursor)


def get_statement(uow: UnitOfWork, ctx: OrgContext, *, customer_id: UUID, paging: PageRequest) -> Statement:
    """Return a page of a customer's account, newest first, with what was owed after each entry.

    **Raises** `NotFoundError`, `CursorInvalid`.
    """
    customers = CustomerRepository(uow, ctx.org_id)
    customers.get(customer_id)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    found = AccountRepository(uow, ctx.org_id).page(customer_id, paging)
    return Statement(
        customer_id=customer_id,
        receivable=text_of(customers.receivables([customer_id]).get(customer_id, 0), digits),
        items=[
            StatementEntry(
                **{name: row[name] for name in _OF_ENTRY},
                amount=text_of(row["amount"], digits),
                balance=text_of(row["balance"], digits),
            )
            for row in found.rows
        ],
        next_cursor=found.next_cursor,
    )


def _deposit(row: Mapping[str, Any], digits: int) -> DepositView:
    total = row["total"]
    return DepositView(
        **{name: row[name] for name in _OF_DEPOSIT},
        status=_status(row),
        paid=text_of(row["paid"], digits),
        used=text_of(row["used"], digits),
        balance=text_of(row["balance"], digits),
        total=None if total is None else text_of(total, digits),
        outstanding=None if total is None else text_of(_outstanding(row), digits),
    )


def _outstanding(row: Mapping[str, Any]) -> int:
    """Return what is still to be paid: nothing, once the sale was posted or the money given back."""
    unpaid: int = row["total"] - row["paid"]
    return max(unpaid, 0) if _status(row) is DepositStatus.OPEN else 0


def _status(row: Mapping[str, Any]) -> DepositStatus:
    if row["balance"]:
        return DepositStatus.OPEN
    return DepositStatus.SETTLED if row["used"] > 0 else DepositStatus.REFUNDED


def _line(line: LayawayLine, digits: int) -> LayawayLineView:
    return LayawayLineView(
        **{name: getattr(line, name) for name in _OF_LINE},
        quantity=plain_decimal(line.quantity),
        unit_price=plain_decimal(line.unit_price, least=digits),
        discount=text_of(line.discount, digits),
        net=text_of(line.net, digits),
        tax=text_of(line.tax, digits),
        total=text_of(line.total, digits),
    )


def _document(document: MoneyDocument, tenders: Sequence[MoneyTender], digits: int) -> MoneyDocumentView:
    return MoneyDocumentView(
        **{name: getattr(document, name) for name in _OF_DOCUMENT},
        amount=text_of(document.amount, digits),
        rounding=text_of(document.rounding, digits),
        tenders=[
            MoneyTenderView(
                method=tender.method,
                kind=tender.kind,
                amount=text_of(tender.amount, digits),
                change=text_of(tender.change, digits),
                reference=tender.reference,
            )
            for tender in tenders
        ],
    )
