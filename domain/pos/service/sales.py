"""Sales as read: alone in lists, in full with their lines, payments, movements and journal."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.accounting.service import get_journal
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory.service import movements_by_id
from domain.org.profile import profile_of
from domain.pos.models import Payment, Sale, SaleLine, SaleLinePart
from domain.pos.price_rules.explanation import shown
from domain.pos.repository import SaleFilter, SaleRepository
from domain.pos.schemas import (
    ExplanationView,
    PaymentKind,
    PaymentView,
    ReturnOf,
    SaleInFull,
    SaleKind,
    SaleLinePartView,
    SaleLineView,
    SaleStatus,
    SaleView,
)

_AMOUNTS = ("discount", "net", "tax", "tip", "rounding", "total", "change", "cost")
_AS_STORED = tuple(name for name in SaleView.model_fields if name not in {*_AMOUNTS, "kind", "status", "late"})


def get_sale(uow: UnitOfWork, ctx: OrgContext, *, sale_id: UUID) -> SaleInFull:
    """Return one sale with all that was posted with it. **Raises** `NotFoundError`."""
    sales = SaleRepository(uow, ctx.org_id)
    sale = sales.get(sale_id)
    lines, parts = sales.lines(sale_id), sales.parts(sale_id)
    moved = [line.movement_id for line in lines] + [part.movement_id for part in parts]
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return SaleInFull(
        **_fields(sale, digits),
        lines=[_line(line, [part for part in parts if part.line_no == line.line_no], digits) for line in lines],
        payments=[_payment(payment, digits) for payment in sales.payments(sale_id)],
        movements=movements_by_id(uow, ctx, ids=[movement_id for movement_id in moved if movement_id is not None]),
        journal=get_journal(uow, ctx, journal_id=sale.journal_id) if sale.journal_id else None,
    )


def list_sales(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: SaleFilter) -> Page[SaleView]:
    """Return one page of sales without their lines, newest first. **Raises** `CursorInvalid`."""
    found = SaleRepository(uow, ctx.org_id).page(paging, wanted)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return Page(items=[SaleView(**_fields(sale, digits)) for sale in found.rows], next_cursor=found.next_cursor)


def item_is_sold(uow: UnitOfWork, *, org_id: UUID, item_id: UUID) -> bool:
    """Say whether any sale has this item."""
    return SaleRepository(uow, org_id).names_item(item_id)


def location_has_sold(uow: UnitOfWork, *, org_id: UUID, location_id: UUID) -> bool:
    """Say whether anything was sold at this location."""
    return SaleRepository(uow, org_id).names_location(location_id)


def _fields(sale: Sale, digits: int) -> dict[str, Any]:
    return {
        **{name: getattr(sale, name) for name in _AS_STORED},
        **{name: text_of(getattr(sale, name), digits) for name in _AMOUNTS},
        "kind": SaleKind(sale.kind),
        "status": SaleStatus(sale.status),
        "late": sale.original_date is not None,
    }


def _line(line: SaleLine, parts: Sequence[SaleLinePart], digits: int) -> SaleLineView:
    return SaleLineView(
        line_no=line.line_no,
        item_id=line.item_id,
        sku=line.sku,
        name=line.name,
        quantity=plain_decimal(line.quantity),
        unit_price=plain_decimal(line.unit_price, least=digits),
        discount=text_of(line.discount, digits),
        net=text_of(line.net, digits),
        tax=text_of(line.tax, digits),
        total=text_of(line.total, digits),
        cost=text_of(line.cost, digits),
        tax_rate_id=line.tax_rate_id,
        tax_percent=plain_decimal(line.tax_percent),
        tax_inclusive=line.tax_inclusive,
        returned=plain_decimal(line.returned),
        return_of=_return_of(line),
        restocked=line.restocked,
        stored_value_id=line.stored_value_id,
        note=line.note,
        unit=line.unit,
        unit_quantity=None if line.unit_quantity is None else plain_decimal(line.unit_quantity),
        parts=[
            SaleLinePartView(
                item_id=part.item_id, quantity=plain_decimal(part.quantity), cost=text_of(part.cost, digits)
            )
            for part in parts
        ],
        explained=[ExplanationView(**one) for one in shown(line.explained, digits=digits)],
    )


def _return_of(line: SaleLine) -> ReturnOf | None:
    if line.return_of_sale_id is None or line.return_of_line_no is None:
        return None
    return ReturnOf(sale_id=line.return_of_sale_id, line_no=line.return_of_line_no)


def _payment(payment: Payment, digits: int) -> PaymentView:
    return PaymentView(
        method=payment.method,
        kind=PaymentKind(payment.kind),
        amount=text_of(payment.amount, digits),
        change=text_of(payment.change, digits),
        reference=payment.reference,
    )
