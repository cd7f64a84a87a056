"""Customers: made, read, changed, taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import or_

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import InexactError, amount_from, text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.changes import record_change
from domain.org.profile import profile_of
from domain.pos.errors import WrongDigits
from domain.pos.models import Customer
from domain.pos.repository import CustomerRepository, SaleRepository
from domain.pos.schemas import CustomerCreate, CustomerPatch, CustomerView


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers: all that is given must hold; `q` is looked for in name, e-mail, phone, tax id and reference."""

    q: str | None = None
    email: str | None = None
    active: bool | None = None


def create_customer(uow: UnitOfWork, ctx: OrgContext, *, given: CustomerCreate) -> tuple[CustomerView, bool]:
    """Add a customer; say whether it is new.

    **Raises** `ConflictError` for an id or a reference that is taken, `WrongDigits`.
    """
    values = _with_minor_limit(uow, ctx, given.model_dump())
    row, created = CustomerRepository(uow, ctx.org_id).insert_once(values)
    view = _views(uow, ctx, [row])[0]
    if created:
        record_change(uow, ctx, action="customer.create", subject_id=row.id, after=view)
    return view, created


def get_customer(uow: UnitOfWork, ctx: OrgContext, *, customer_id: UUID) -> CustomerView:
    """Return one customer. **Raises** `NotFoundError`."""
    return _views(uow, ctx, [CustomerRepository(uow, ctx.org_id).get(customer_id)])[0]


def list_customers(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: CustomerFilter
) -> Page[CustomerView]:
    """Return one page of the customers, newest first. **Raises** `CursorInvalid`."""
    where = []
    if wanted.q:
        fields = (Customer.name, Customer.email, Customer.phone, Customer.tax_id, Customer.reference)
        where.append(or_(*(field.icontains(wanted.q, autoescape=True) for field in fields)))
    if wanted.email is not None:
        where.append(Customer.email == wanted.email)
    if wanted.active is not None:
        where.append(Customer.active == wanted.active)
    found = CustomerRepository(uow, ctx.org_id).page(paging, *where)
    return Page(items=_views(uow, ctx, found.rows), next_cursor=found.next_cursor)


def update_customer(
    uow: UnitOfWork, ctx: OrgContext, *, customer_id: UUID, patch: CustomerPatch, expected: int | None
) -> CustomerView:
    """Change a customer. **Raises** `NotFoundError`, `PreconditionError`, `WrongDigits`."""
    customers = CustomerRepository(uow, ctx.org_id)
    row = customers.get_for_update(customer_id, expected=expected)
    before = _views(uow, ctx, [row])[0]
    row, changed = customers.update(row, _with_minor_limit(uow, ctx, patch.changes()))
    view = _views(uow, ctx, [row])[0]
    if changed:
        record_change(uow, ctx, action="customer.update", subject_id=customer_id, before=before, after=view)
    return view


def delete_customer(uow: UnitOfWork, ctx: OrgContext, *, customer_id: UUID, expected: int | None) -> None:
    """Delete a customer who never bought anything, else deactivate. **Raises** `NotFoundError`, `PreconditionError`."""
    customers = CustomerRepository(uow, ctx.org_id)
    row = customers.get_for_update(customer_id, expected=expected)
    before = _views(uow, ctx, [row])[0]
    owes = bool(customers.receivables([customer_id]))
    if customers.remove(row, used=owes or SaleRepository(uow, ctx.org_id).names_customer(customer_id)):
        record_change(uow, ctx, action="customer.delete", subject_id=customer_id, before=before)
        return
    after = _views(uow, ctx, [customers.get(customer_id)])[0]
    record_change(uow, ctx, action="customer.deactivate", subject_id=customer_id, before=before, after=after)


def _with_minor_limit(uow: UnitOfWork, ctx: OrgContext, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the credit limit in minor units, where one is given. **Raises** `WrongDigits`."""
    limit: Decimal | None = values.get("credit_limit")
    if limit is None:
        return values
    try:
        return values | {"credit_limit": amount_from(limit, digits=profile_of(uow, org_id=ctx.org_id).digits)}
    except InexactError as error:
        raise WrongDigits.at("credit_limit", f"{error}.") from error


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[Customer]) -> list[CustomerView]:
    owed = CustomerRepository(uow, ctx.org_id).receivables([row.id for row in rows])
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return [
        CustomerView(
            id=row.id,
            name=row.name,
            email=row.email,
            phone=row.phone,
            tax_id=row.tax_id,
            credit_limit=None if row.credit_limit is None else text_of(row.credit_limit, digits),
            price_group=row.price_group,
            reference=row.reference,
            receivable=text_of(owed.get(row.id, 0), digits),
            active=row.active,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
