"""Suppliers."""

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
from domain.inventory import service
from domain.inventory.schemas import SupplierCreate, SupplierPatch, SupplierView

UNDER = "/api/inventory/suppliers"
router = APIRouter(prefix=UNDER, tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_SUPPLIERS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_SUPPLIERS_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_supplier(ctx: Writer, body: SupplierCreate, response: Response) -> SupplierView:
    """Add a supplier."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.SUPPLIERS.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_suppliers(
    ctx: Reader, paging: Paging, *, code: SearchText | None = None, active: bool | None = None
) -> Page[SupplierView]:
    """List the suppliers, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.SUPPLIERS.page(uow, ctx, paging=paging, code=code, active=active)


@router.get("/{supplier_id}", responses=FOUND)
def read_supplier(ctx: Reader, supplier_id: UUID, response: Response) -> SupplierView:
    """Show one supplier."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.SUPPLIERS.get(uow, ctx, row_id=supplier_id))


@router.patch("/{supplier_id}", responses=CHANGED)
def change_supplier(
    ctx: Writer, supplier_id: UUID, body: SupplierPatch, if_match: IfMatch, response: Response
) -> SupplierView:
    """Change a supplier; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.SUPPLIERS.update(uow, ctx, row_id=supplier_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{supplier_id}", status_code=204, responses=DELETED)
def delete_supplier(ctx: Writer, supplier_id: UUID, if_match: IfMatch) -> Response:
    """Delete a supplier that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.SUPPLIERS.delete(uow, ctx, row_id=supplier_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
