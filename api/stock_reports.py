"""Reports of stock."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.dependencies import Paging, org_context
from api.resources import FOUND
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.inventory.schemas import ValuedBy
from domain.reports import stock
from domain.reports.schemas import LowStockRow, StockCard, StockValuation

router = APIRouter(prefix="/api/reports", tags=["reports"])


def _reader(context: Annotated[OrgContext, Depends(org_context)]) -> OrgContext:
    """Whoever may read stock, or the books that it stands in."""
    if Permission.ACCOUNTING_REPORTS_READ not in context.permissions:
        context.require(Permission.INVENTORY_STOCK_READ)
    return context


Reader = Annotated[OrgContext, Depends(_reader)]


@router.get("/low-stock", responses=FOUND)
def list_low_stock(ctx: Reader, paging: Paging, location_id: UUID | None = None) -> Page[LowStockRow]:
    """List the items at or below their reorder point, by location."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return stock.low_stock(uow, ctx, paging=paging, location_id=location_id)


@router.get("/stock-card", responses=FOUND)
def read_stock_card(
    ctx: Reader,
    paging: Paging,
    item_id: UUID,
    *,
    location_id: UUID | None = None,
    from_date: Annotated[dt.date | None, Query(alias="from", description="First business date.")] = None,
    to_date: Annotated[dt.date | None, Query(alias="to", description="Last business date.")] = None,
) -> StockCard:
    """Show how one item moved: what there was, each movement, what there is."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return stock.stock_card(
            uow, ctx, paging=paging, item_id=item_id, location_id=location_id, since=from_date, until=to_date
        )


@router.get("/stock-valuation", responses=FOUND)
def read_stock_valuation(
    ctx: Reader,
    paging: Paging,
    *,
    as_of: Annotated[dt.date | None, Query(description="End of this business date; now unless given.")] = None,
    location_id: UUID | None = None,
    group_by: ValuedBy = ValuedBy.ITEM,
) -> StockValuation:
    """Show what stock is worth, by item, category or location."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return stock.stock_valuation(uow, ctx, paging=paging, group_by=group_by, location_id=location_id, as_of=as_of)
