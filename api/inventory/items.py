"""The catalogue."""

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
from domain.inventory.schemas import ItemCreate, ItemPatch, ItemView
from domain.pos import service as pos

UNDER = "/api/inventory/items"
router = APIRouter(prefix=UNDER, tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_ITEMS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_ITEMS_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_item(ctx: Writer, body: ItemCreate, response: Response) -> ItemView:
    """Add an item."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.create_item(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_items(
    ctx: Reader,
    paging: Paging,
    *,
    q: SearchText | None = None,
    sku: SearchText | None = None,
    barcode: SearchText | None = None,
    category: SearchText | None = None,
    active: bool | None = None,
    stocked: bool | None = None,
) -> Page[ItemView]:
    """List the items, newest first."""
    wanted = service.ItemFilter(q=q, sku=sku, barcode=barcode, category=category, active=active, stocked=stocked)
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_items(uow, ctx, paging=paging, wanted=wanted)


@router.get("/{item_id}", responses=FOUND)
def read_item(ctx: Reader, item_id: UUID, response: Response) -> ItemView:
    """Show one item."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.get_item(uow, ctx, item_id=item_id))


@router.patch("/{item_id}", responses=CHANGED)
def change_item(ctx: Writer, item_id: UUID, body: ItemPatch, if_match: IfMatch, response: Response) -> ItemView:
    """Change an item; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.update_item(uow, ctx, item_id=item_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{item_id}", status_code=204, responses=DELETED)
def delete_item(ctx: Writer, item_id: UUID, if_match: IfMatch) -> Response:
    """Delete an item that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        used = pos.item_is_sold(uow, org_id=ctx.org_id, item_id=item_id)
        service.delete_item(uow, ctx, item_id=item_id, expected=if_match, used_elsewhere=used)
        uow.commit()
    return Response(status_code=204)
