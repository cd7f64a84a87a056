"""Receipts: a sale as it is shown and printed, by the organization's template or the built-in one."""

from functools import cache
from pathlib import Path
from uuid import UUID

import structlog

from domain.auth.service import get_member
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.inventory.service import get_location
from domain.operations.service import actor_of
from domain.org.changes import record_change
from domain.org.letterhead import letterhead_of
from domain.org.profile import profile_of
from domain.pos import receipts
from domain.pos.errors import ReceiptTemplateInvalid
from domain.pos.models import Payment, ReceiptTemplate, Sale, SaleLine
from domain.pos.receipts.context import Context, Names, sale_context
from domain.pos.receipts.rendering import Medium, Receipt, lay_out, render
from domain.pos.receipts.sample import samples
from domain.pos.repository import (
    FIRST_VERSION,
    CustomerRepository,
    ReceiptNames,
    ReceiptTemplateRepository,
    SaleRepository,
    TerminalRepository,
)
from domain.pos.schemas import ReceiptTemplateView

log = structlog.get_logger("receipts")


def get_receipt(uow: UnitOfWork, ctx: OrgContext, *, sale_id: UUID, copy: bool) -> Receipt:
    """Return what a sale, return, exchange or void shows on paper; `render_receipt` puts it there.

    They are two steps so that nothing is rendered while a transaction waits. **Raises** `NotFoundError`.
    """
    sales = SaleRepository(uow, ctx.org_id)
    sale = sales.get(sale_id)
    lines, payments = sales.lines(sale_id), sales.payments(sale_id)
    names = _names(uow, ctx, sale, lines, payments)
    return Receipt(
        context=sale_context(sale, lines=lines, payments=payments, names=names, copy=copy),
        template=get_receipt_template(uow, ctx).template,
    )


def render_receipt(receipt: Receipt, *, medium: Medium, width: int) -> bytes:
    """Return a receipt in one medium, `width` characters wide.

    A customer never waits for a template to be mended: where the organization's own fails on this sale, which the
    samples did not show when it was put, the receipt is the built-in one, and the log says so.
    """
    try:
        return render(receipt, medium=medium, width=width)
    except ReceiptTemplateInvalid as error:
        log.warning("receipt_template_failed", sale_id=receipt.context["sale"]["id"], error=error.detail)
        return render(Receipt(receipt.context, built_in_template()), medium=medium, width=width)


def get_receipt_template(uow: UnitOfWork, ctx: OrgContext) -> ReceiptTemplateView:
    """Return the organization's template, the built-in one where it has none of its own."""
    return _view(ReceiptTemplateRepository(uow, ctx.org_id).find())


def put_receipt_template(
    uow: UnitOfWork, ctx: OrgContext, *, template: str, expected: int | None
) -> ReceiptTemplateView:
    """Make this the organization's template, once it has rendered the samples.

    **Raises** `ReceiptTemplateInvalid`, `PreconditionError`.
    """
    for context in _samples(uow, ctx):
        lay_out(template, context)
    return _change(uow, ctx, template=template, expected=expected)


def reset_receipt_template(uow: UnitOfWork, ctx: OrgContext, *, expected: int | None) -> ReceiptTemplateView:
    """Return to the built-in template. **Raises** `PreconditionError`."""
    return _change(uow, ctx, template=None, expected=expected)


def preview_receipt(uow: UnitOfWork, ctx: OrgContext, *, template: str) -> Receipt:
    """Return the sample sale with a template that is only tried; `render_preview` shows it."""
    return Receipt(context=_samples(uow, ctx)[0], template=template)


def render_preview(receipt: Receipt, *, medium: Medium, width: int) -> bytes:
    """Return a preview in one medium. **Raises** `ReceiptTemplateInvalid`: here the template is what is asked about."""
    return render(receipt, medium=medium, width=width)


@cache
def built_in_template() -> str:
    """Return the template of who has none of their own."""
    return (Path(receipts.__file__).with_name("standard.liquid")).read_text(encoding="utf-8")


def _change(uow: UnitOfWork, ctx: OrgContext, *, template: str | None, expected: int | None) -> ReceiptTemplateView:
    templates = ReceiptTemplateRepository(uow, ctx.org_id)
    row = templates.get_for_update(expected=expected)
    before = _view(row)
    if row.template == template:
        return before
    after = _view(templates.write(template))
    action = "receipt_template.reset" if template is None else "receipt_template.put"
    record_change(uow, ctx, action=action, subject_id=ctx.org_id, before=before, after=after)
    return after


def _view(row: ReceiptTemplate | None) -> ReceiptTemplateView:
    own = row.template if row else None
    return ReceiptTemplateView(
        template=built_in_template() if own is None else own,
        built_in=own is None,
        version=row.version if row else FIRST_VERSION,
        updated_at=row.updated_at if row else None,
    )


def _samples(uow: UnitOfWork, ctx: OrgContext) -> tuple[Context, ...]:
    head, profile = letterhead_of(uow, org_id=ctx.org_id), profile_of(uow, org_id=ctx.org_id)
    return samples(
        organization=head.name,
        country=head.country,
        currency=head.currency,
        digits=profile.digits,
        time_zone=profile.time_zone,
    )


def _names(uow: UnitOfWork, ctx: OrgContext, sale: Sale, lines: list[SaleLine], payments: list[Payment]) -> Names:
    head, profile = letterhead_of(uow, org_id=ctx.org_id), profile_of(uow, org_id=ctx.org_id)
    location = get_location(uow, ctx, location_id=sale.location_id)
    terminal = TerminalRepository(uow, ctx.org_id).get(sale.terminal_id)
    customer = CustomerRepository(uow, ctx.org_id).find(sale.customer_id) if sale.customer_id else None
    found = ReceiptNames(uow, ctx.org_id)
    cards = {line.stored_value_id for line in lines} | {payment.stored_value_id for payment in payments}
    return Names(
        organization=head.name,
        country=head.country,
        currency=head.currency,
        digits=profile.digits,
        time_zone=profile.time_zone,
        location=(location.code, location.name),
        terminal=(terminal.code, terminal.name),
        cashier=_cashier(uow, ctx, sale),
        customer=customer.name if customer else None,
        original=_original(uow, ctx, sale),
        rates=found.rates({line.tax_rate_id for line in lines if line.tax_rate_id}),
        methods=found.methods({payment.method_id for payment in payments}),
        cards=found.cards({card for card in cards if card}, at=sale.posted_at),
    )


def _cashier(uow: UnitOfWork, ctx: OrgContext, sale: Sale) -> str | None:
    """Return who posted the sale, where that was a person who still belongs to the organization, not a device."""
    actor = actor_of(uow, org_id=ctx.org_id, operation_id=sale.id)
    if actor is None or actor[0] != "user":
        return None
    try:
        return get_member(uow, ctx, user_id=actor[1]).name
    except NotFoundError:
        return None


def _original(uow: UnitOfWork, ctx: OrgContext, sale: Sale) -> str | None:
    """Return the receipt that a return or a void is about, as it is printed: the terminal's code and the number."""
    if sale.original_sale_id is None:
        return None
    original = SaleRepository(uow, ctx.org_id).get(sale.original_sale_id)
    terminal = TerminalRepository(uow, ctx.org_id).get(original.terminal_id)
    return f"{terminal.code}-{original.receipt_number}"
