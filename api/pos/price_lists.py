"""PriceLists."""

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
from domain.pos.rule_schemas import (
    EntriesPut,
    EntriesView,
    EntryPut,
    EntryView,
    PriceListCreate,
    PriceListPatch,
    PriceListView,
)

UNDER = "/api/pos/price-lists"
router = APIRouter(prefix=UNDER, tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.POS_PRICES_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_price_list(ctx: Writer, body: PriceListCreate, response: Response) -> PriceListView:
    """Add a price list."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.PRICE_LISTS.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_price_lists(
    ctx: Reader, paging: Paging, *, code: SearchText | None = None, active: bool | None = None
) -> Page[PriceListView]:
    """List the price lists, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.PRICE_LISTS.page(uow, ctx, paging=paging, code=code, active=active)


@router.get("/{price_list_id}", responses=FOUND)
def read_price_list(ctx: Reader, price_list_id: UUID, response: Response) -> PriceListView:
    """Show one price list."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.PRICE_LISTS.get(uow, ctx, row_id=price_list_id))


@router.patch("/{price_list_id}", responses=CHANGED)
def change_price_list(
    ctx: Writer, price_list_id: UUID, body: PriceListPatch, if_match: IfMatch, response: Response
) -> PriceListView:
    """Change a price list; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.PRICE_LISTS.update(uow, ctx, row_id=price_list_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{price_list_id}", status_code=204, responses=DELETED)
def delete_price_list(ctx: Writer, price_list_id: UUID, if_match: IfMatch) -> Response:
    """Delete a price list; sales keep what it did on their lines."""
    with unit_of_work(ctx.org_id) as uow:
        service.PRICE_LISTS.delete(uow, ctx, row_id=price_list_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)


@router.get("/{price_list_id}/entries", responses=FOUND)
def list_entries(ctx: Reader, price_list_id: UUID, paging: Paging, *, item_id: UUID | None = None) -> Page[EntryView]:
    """List the items in a price list with their prices, by item."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_entries(uow, ctx, price_list_id=price_list_id, paging=paging, item_id=item_id)


@router.put("/{price_list_id}/entries", responses=CHANGED)
def put_entries(ctx: Writer, price_list_id: UUID, body: EntriesPut, if_match: IfMatch) -> EntriesView:
    """Give many items their prices in a list; items that are not named keep theirs."""
    with unit_of_work(ctx.org_id) as uow:
        written = service.put_entries(uow, ctx, price_list_id=price_list_id, given=body, expected=if_match)
        uow.commit()
    return written


@router.put("/{price_list_id}/entries/{item_id}", responses=CHANGED)
def put_entry(ctx: Writer, price_list_id: UUID, item_id: UUID, body: EntryPut, if_match: IfMatch) -> EntryView:
    """Give one item its prices in a list, in place of those that it had there."""
    with unit_of_work(ctx.org_id) as uow:
        written = service.put_entry(
            uow, ctx, price_list_id=price_list_id, item_id=item_id, given=body, expected=if_match
        )
        uow.commit()
    return written


@router.delete("/{price_list_id}/entries/{item_id}", status_code=204, responses=DELETED)
def delete_entry(ctx: Writer, price_list_id: UUID, item_id: UUID, if_match: IfMatch) -> Response:
    """Take an item off a price list."""
    with unit_of_work(ctx.org_id) as uow:
        service.delete_entry(uow, ctx, price_list_id=price_list_id, item_id=item_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
