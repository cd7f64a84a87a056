"""Stock levels and movements, as read."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.dependencies import Paging, requires
from api.resources import LISTED
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page
from domain.inventory import service
from domain.inventory.stock_views import StockLevelView, StockMovementView

router = APIRouter(prefix="/api/inventory", tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_STOCK_READ))]


@router.get("/stock-levels", responses=LISTED)
def list_stock_levels(
    ctx: Reader,
    paging: Paging,
    *,
    item_id: UUID | None = None,
    location_id: UUID | None = None,
    as_of: Annotated[date | None, Query(description="End of this business date; now unless given.")] = None,
) -> Page[StockLevelView]:
    """List what lies where, by location and item."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_stock_levels(uow, ctx, paging=paging, item_id=item_id, location_id=location_id, as_of=as_of)


@router.get("/stock-movements", responses=LISTED)
def list_stock_movements(
    ctx: Reader,
    paging: Paging,
    *,
    item_id: UUID | None = None,
    location_id: UUID | None = None,
    kind: SearchText | None = None,
    source_type: SearchText | None = None,
    source_id: UUID | None = None,
    lot_id: UUID | None = None,
    from_date: Annotated[date | None, Query(alias="from", description="First business date.")] = None,
    to_date: Annotated[date | None, Query(alias="to", description="Last business date.")] = None,
) -> Page[StockMovementView]:
    """List the movements of stock, newest first."""
    wanted = service.MovementFilter(
        item_id=item_id,
        location_id=location_id,
        kind=kind,
        source_type=source_type,
        source_id=source_id,
        lot_id=lot_id,
        from_date=from_date,
        to_date=to_date,
    )
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_stock_movements(uow, ctx, paging=paging, wanted=wanted)
