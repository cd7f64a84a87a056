"""Sales, as read; mounted twice, because tills know the shorter address."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.dependencies import Paging, requires
from api.resources import FOUND, LISTED
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.pos import service
from domain.pos.schemas import SaleInFull, SaleKind, SaleStatus, SaleView

sales = APIRouter(tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SALES_READ))]


@sales.get("", responses=LISTED)
def list_sales(
    ctx: Reader,
    paging: Paging,
    *,
    from_date: Annotated[date | None, Query(alias="from", description="First business date.")] = None,
    to_date: Annotated[date | None, Query(alias="to", description="Last business date.")] = None,
    location_id: UUID | None = None,
    terminal_id: UUID | None = None,
    customer_id: UUID | None = None,
    status: SaleStatus | None = None,
    kind: SaleKind | None = None,
) -> Page[SaleView]:
    """List posted sales without their lines, newest first."""
    wanted = service.SaleFilter(
        from_date=from_date,
        to_date=to_date,
        location_id=location_id,
        terminal_id=terminal_id,
        customer_id=customer_id,
        status=status,
        kind=None if kind is None else kind.value,
    )
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_sales(uow, ctx, paging=paging, wanted=wanted)


@sales.get("/{sale_id}", responses=FOUND)
def read_sale(ctx: Reader, sale_id: UUID) -> SaleInFull:
    """Show one sale with its lines, payments, stock movements and journal."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_sale(uow, ctx, sale_id=sale_id)


router = APIRouter()
router.include_router(sales, prefix="/api/pos/sales")
router.include_router(sales, prefix="/api/sales")
