"""Levels that fell to their reorder point."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from api.dependencies import Paging, requires
from api.resources import LISTED
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.inventory import service
from domain.inventory.document_views import LowStockEventView

router = APIRouter(prefix="/api/inventory/low-stock-events", tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_STOCK_READ))]


@router.get("", responses=LISTED)
def list_low_stock_events(ctx: Reader, paging: Paging, location_id: UUID | None = None) -> Page[LowStockEventView]:
    """List when levels fell from above their reorder point to it or below, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_low_stock_events(uow, ctx, paging=paging, location_id=location_id)
