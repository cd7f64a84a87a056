"""Lots, as read."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.dependencies import Paging, requires
from api.resources import LISTED
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.inventory import service
from domain.inventory.lot_views import LotView

router = APIRouter(prefix="/api/inventory", tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_STOCK_READ))]


@router.get("/lots", responses=LISTED)
def list_lots(
    ctx: Reader,
    paging: Paging,
    *,
    item_id: UUID | None = None,
    location_id: UUID | None = None,
    expiring_before: Annotated[date | None, Query(description="Only what expires before this day.")] = None,
) -> Page[LotView]:
    """List what lies where by lot, the first to expire first."""
    wanted = service.LotFilter(item_id=item_id, location_id=location_id, expiring_before=expiring_before)
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_lots(uow, ctx, paging=paging, wanted=wanted)
