"""Payment methods: made, read, changed, taken away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.accounting.service import account_codes, account_ids
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.changes import record_change
from domain.pos.models import PaymentMethod
from domain.pos.repository import PaymentMethodRepository, SaleRepository
from domain.pos.schemas import PaymentKind, PaymentMethodCreate, PaymentMethodPatch, PaymentMethodView


def create_payment_method(
    uow: UnitOfWork, ctx: OrgContext, *, given: PaymentMethodCreate
) -> tuple[PaymentMethodView, bool]:
    """Add a payment method; say whether it is new.

    **Raises** `ConflictError` for a code or an id that is taken, `UnknownAccount`, `ControlAccount`.
    """
    values = _with_account_id(uow, ctx, given.model_dump())
    row, created = PaymentMethodRepository(uow, ctx.org_id).insert_once(values)
    view = _views(uow, ctx, [row])[0]
    if created:
        record_change(uow, ctx, action="payment_method.create", subject_id=row.id, after=view)
    return view, created


def get_payment_method(uow: UnitOfWork, ctx: OrgContext, *, payment_method_id: UUID) -> PaymentMethodView:
    """Return one payment method. **Raises** `NotFoundError`."""
    return _views(uow, ctx, [PaymentMethodRepository(uow, ctx.org_id).get(payment_method_id)])[0]


def list_payment_methods(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    code: str | None = None,
    kind: PaymentKind | None = None,
    active: bool | None = None,
) -> Page[PaymentMethodView]:
    """Return one page of the payment methods, newest first. **Raises** `CursorInvalid`."""
    where = []
    if code is not None:
        where.append(PaymentMethod.code == code)
    if kind is not None:
        where.append(PaymentMethod.kind == kind.value)
    if active is not None:
        where.append(PaymentMethod.active == active)
    found = PaymentMethodRepository(uow, ctx.org_id).page(paging, *where)
    return Page(items=_views(uow, ctx, found.rows), next_cursor=found.next_cursor)


def update_payment_method(
    uow: UnitOfWork, ctx: OrgContext, *, payment_method_id: UUID, patch: PaymentMethodPatch, expected: int | None
) -> PaymentMethodView:
    """Change a payment method; payments keep the kind they were posted with.

    **Raises** `NotFoundError`, `PreconditionError`, `ConflictError`, `UnknownAccount`.
    """
    methods = PaymentMethodRepository(uow, ctx.org_id)
    row = methods.get_for_update(payment_method_id, expected=expected)
    before = _views(uow, ctx, [row])[0]
    row, changed = methods.update(row, _with_account_id(uow, ctx, patch.changes()))
    view = _views(uow, ctx, [row])[0]
    if changed:
        record_change(uow, ctx, action="payment_method.update", subject_id=payment_method_id, before=before, after=view)
    return view


def delete_payment_method(uow: UnitOfWork, ctx: OrgContext, *, payment_method_id: UUID, expected: int | None) -> None:
    """Delete a payment method that paid nothing, else deactivate it.

    **Raises** `NotFoundError`, `PreconditionError`.
    """
    methods = PaymentMethodRepository(uow, ctx.org_id)
    row = methods.get_for_update(payment_method_id, expected=expected)
    before = _views(uow, ctx, [row])[0]
    if methods.remove(row, used=SaleRepository(uow, ctx.org_id).names_payment_method(payment_method_id)):
        record_change(uow, ctx, action="payment_method.delete", subject_id=payment_method_id, before=before)
        return
    after = _views(uow, ctx, [methods.get(payment_method_id)])[0]
    record_change(
        uow, ctx, action="payment_method.deactivate", subject_id=payment_method_id, before=before, after=after
    )


def _with_account_id(uow: UnitOfWork, ctx: OrgContext, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the account's id in place of its code, where one is named. **Raises** `UnknownAccount`."""
    if "account" not in values:
        return values
    code = values.pop("account")
    named = {} if code is None else account_ids(uow, org_id=ctx.org_id, codes={"account": code})
    return values | {"account_id": named.get("account")}


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[PaymentMethod]) -> list[PaymentMethodView]:
    codes = account_codes(uow, org_id=ctx.org_id, ids={row.account_id for row in rows if row.account_id})
    return [
        PaymentMethodView(
            id=row.id,
            code=row.code,
            name=row.name,
            kind=PaymentKind(row.kind),
            account=codes[row.account_id] if row.account_id else None,
            active=row.active,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
