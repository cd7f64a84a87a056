"""Customers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page
from domain.pos import service
from domain.pos.schemas import CustomerCreate, CustomerPatch, CustomerView

UNDER = "/api/pos/customers"
router = APIRouter(prefix=UNDER, tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_CUSTOMERS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.POS_CUSTOMERS_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_customer(ctx: Writer, body: CustomerCreate, response: Response) -> CustomerView:
    """Add a customer."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.create_customer(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_customers(
    ctx: Reader,
    paging: Paging,
    *,
    q: SearchText | None = None,
    email: SearchText | None = None,
    active: bool | None = None,
) -> Page[CustomerView]:
    """List the customers, newest first."""
    wanted = service.CustomerFilter(q=q, email=email, active=active)
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_customers(uow, ctx, paging=paging, wanted=wanted)


@router.get("/{customer_id}", responses=FOUND)
def read_customer(ctx: Reader, customer_id: UUID, response: Response) -> CustomerView:
    """Show one customer."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.get_customer(uow, ctx, customer_id=customer_id))


@router.patch("/{customer_id}", responses=CHANGED)
def change_customer(
    ctx: Writer, customer_id: UUID, body: CustomerPatch, if_match: IfMatch, response: Response
) -> CustomerView:
    """Change a customer; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.update_customer(uow, ctx, customer_id=customer_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{customer_id}", status_code=204, responses=DELETED)
def delete_customer(ctx: Writer, customer_id: UUID, if_match: IfMatch) -> Response:
    """Delete a customer that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.delete_customer(uow, ctx, customer_id=customer_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
