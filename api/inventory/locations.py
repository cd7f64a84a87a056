"""Locations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.accounting import service as accounting
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page
from domain.inventory import service
from domain.inventory.schemas import LocationCreate, LocationPatch, LocationView
from domain.pos import service as pos

UNDER = "/api/inventory/locations"
router = APIRouter(prefix=UNDER, tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_ITEMS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_LOCATIONS_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_location(ctx: Writer, body: LocationCreate, response: Response) -> LocationView:
    """Add a location."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.create_location(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_locations(
    ctx: Reader,
    paging: Paging,
    *,
    code: SearchText | None = None,
    active: bool | None = None,
) -> Page[LocationView]:
    """List the locations, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_locations(uow, ctx, paging=paging, code=code, active=active)


@router.get("/{location_id}", responses=FOUND)
def read_location(ctx: Reader, location_id: UUID, response: Response) -> LocationView:
    """Show one location."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.get_location(uow, ctx, location_id=location_id))


@router.patch("/{location_id}", responses=CHANGED)
def change_location(
    ctx: Writer, location_id: UUID, body: LocationPatch, if_match: IfMatch, response: Response
) -> LocationView:
    """Change a location; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.update_location(uow, ctx, location_id=location_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{location_id}", status_code=204, responses=DELETED)
def delete_location(ctx: Writer, location_id: UUID, if_match: IfMatch) -> Response:
    """Delete a location that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        known = {"org_id": ctx.org_id, "location_id": location_id}
        used = accounting.location_is_posted_to(uow, **known) or pos.location_has_sold(uow, **known)
        service.delete_location(uow, ctx, location_id=location_id, expected=if_match, used_elsewhere=used)
        uow.commit()
    return Response(status_code=204)
