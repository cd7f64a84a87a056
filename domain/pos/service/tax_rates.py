"""Tax rates: made, read, changed, taken away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.accounting.service import account_codes, account_ids
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.changes import record_change
from domain.pos.models import TaxRate
from domain.pos.repository import SaleRepository, TaxRateRepository
from domain.pos.schemas import TaxRateCreate, TaxRatePatch, TaxRateView


def create_tax_rate(uow: UnitOfWork, ctx: OrgContext, *, given: TaxRateCreate) -> tuple[TaxRateView, bool]:
    """Add a tax rate; say whether it is new.

    **Raises** `ConflictError` for a code or an id that is taken, `UnknownAccount`, `ControlAccount`.
    """
    values = _with_account_id(uow, ctx, given.model_dump())
    row, created = TaxRateRepository(uow, ctx.org_id).insert_once(values)
    view = _views(uow, ctx, [row])[0]
    if created:
        record_change(uow, ctx, action="tax_rate.create", subject_id=row.id, after=view)
    return view, created


def get_tax_rate(uow: UnitOfWork, ctx: OrgContext, *, tax_rate_id: UUID) -> TaxRateView:
    """Return one tax rate. **Raises** `NotFoundError`."""
    return _views(uow, ctx, [TaxRateRepository(uow, ctx.org_id).get(tax_rate_id)])[0]


def list_tax_rates(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, code: str | None = None, active: bool | None = None
) -> Page[TaxRateView]:
    """Return one page of the tax rates, newest first. **Raises** `CursorInvalid`."""
    where = []
    if code is not None:
        where.append(TaxRate.code == code)
    if active is not None:
        where.append(TaxRate.active == active)
    found = TaxRateRepository(uow, ctx.org_id).page(paging, *where)
    return Page(items=_views(uow, ctx, found.rows), next_cursor=found.next_cursor)


def update_tax_rate(
    uow: UnitOfWork, ctx: OrgContext, *, tax_rate_id: UUID, patch: TaxRatePatch, expected: int | None
) -> TaxRateView:
    """Change a tax rate; sales keep the percentage they were posted with.

    **Raises** `NotFoundError`, `PreconditionError`, `ConflictError`, `UnknownAccount`.
    """
    rates = TaxRateRepository(uow, ctx.org_id)
    row = rates.get_for_update(tax_rate_id, expected=expected)
    before = _views(uow, ctx, [row])[0]
    row, changed = rates.update(row, _with_account_id(uow, ctx, patch.changes()))
    view = _views(uow, ctx, [row])[0]
    if changed:
        record_change(uow, ctx, action="tax_rate.update", subject_id=tax_rate_id, before=before, after=view)
    return view


def delete_tax_rate(uow: UnitOfWork, ctx: OrgContext, *, tax_rate_id: UUID, expected: int | None) -> None:
    """Delete a tax rate that taxed nothing and that no item has, else deactivate it.

    **Raises** `NotFoundError`, `PreconditionError`.
    """
    rates = TaxRateRepository(uow, ctx.org_id)
    row = rates.get_for_update(tax_rate_id, expected=expected)
    before = _views(uow, ctx, [row])[0]
    if rates.remove(row, used=SaleRepository(uow, ctx.org_id).names_tax_rate(tax_rate_id)):
        record_change(uow, ctx, action="tax_rate.delete", subject_id=tax_rate_id, before=before)
        return
    after = _views(uow, ctx, [rates.get(tax_rate_id)])[0]
    record_change(uow, ctx, action="tax_rate.deactivate", subject_id=tax_rate_id, before=before, after=after)


def _with_account_id(uow: UnitOfWork, ctx: OrgContext, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the account's id in place of its code, where one is named. **Raises** `UnknownAccount`."""
    if "account" not in values:
        return values
    code = values.pop("account")
    named = {} if code is None else account_ids(uow, org_id=ctx.org_id, codes={"account": code})
    return values | {"account_id": named.get("account")}


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[TaxRate]) -> list[TaxRateView]:
    codes = account_codes(uow, org_id=ctx.org_id, ids={row.account_id for row in rows if row.account_id})
    return [
        TaxRateView(
            id=row.id,
            code=row.code,
            name=row.name,
            percent=plain_decimal(row.percent),
            inclusive=row.inclusive,
            account=codes[row.account_id] if row.account_id else None,
            active=row.active,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
