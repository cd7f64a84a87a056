"""Reports of stock, in the media type that is asked for."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Paging, org_context
from api.problems import problem_responses
from api.report_files import AS_FILES, Wanted, answer
from domain.auth.permissions import Permission, knows_costs
from domain.core.context import OrgContext
from domain.core.schemas import Page
from domain.inventory.schemas import ValuedBy
from domain.reports import stock, stock_kept
from domain.reports.schemas import LowStockRow, StockCard, StockValuation
from domain.reports.stock_kept.schemas import DeadStock, Expiring

router = APIRouter(prefix="/api/reports", tags=["reports"])


def _reader(context: Annotated[OrgContext, Depends(org_context)]) -> OrgContext:
    """Whoever may read stock, or the books that it stands in."""
    if Permission.ACCOUNTING_REPORTS_READ not in context.permissions:
        context.require(Permission.INVENTORY_STOCK_READ)
    return context


def _valuer(context: Annotated[OrgContext, Depends(org_context)]) -> OrgContext:
    """Whoever keeps the stock or reads the books."""
    if not knows_costs(context.permissions):
        context.require(Permission.INVENTORY_STOCK_MOVE)
    return context


Reader = Annotated[OrgContext, Depends(_reader)]
Valuer = Annotated[OrgContext, Depends(_valuer)]
GIVEN = AS_FILES | problem_responses(401, 403, 404, 406, 422, 429)
MAX_DAYS = 3_660


@router.get("/low-stock", response_model=Page[LowStockRow], responses=GIVEN)
def list_low_stock(
    ctx: Reader, wanted: Wanted, paging: Paging, location_id: UUID | None = None
) -> Page[LowStockRow] | Response:
    """List the items at or below their reorder point, by location."""
    return answer(
        ctx,
        wanted,
        view=lambda uow: stock.low_stock(uow, ctx, paging=paging, location_id=location_id),
        table=lambda uow: stock_kept.low_stock_table(uow, ctx, location_id=location_id),
    )


@router.get("/stock-card", response_model=StockCard, responses=GIVEN)
def read_stock_card(
    ctx: Valuer,
    wanted: Wanted,
    paging: Paging,
    item_id: UUID,
    *,
    location_id: UUID | None = None,
    from_date: Annotated[dt.date | None, Query(alias="from", description="First business date.")] = None,
    to_date: Annotated[dt.date | None, Query(alias="to", description="Last business date.")] = None,
) -> StockCard | Response:
    """Show how one item moved: what there was, each movement, what there is."""
    given: dict[str, Any] = {"item_id": item_id, "location_id": location_id, "since": from_date, "until": to_date}
    return answer(
        ctx,
        wanted,
        view=lambda uow: stock.stock_card(uow, ctx, paging=paging, **given),
        table=lambda uow: stock_kept.stock_card_table(uow, ctx, **given),
    )


@router.get("/stock-valuation", response_model=StockValuation, responses=GIVEN)
def read_stock_valuation(
    ctx: Valuer,
    wanted: Wanted,
    paging: Paging,
    *,
    as_of: Annotated[dt.date | None, Query(description="End of this business date; now unless given.")] = None,
    location_id: UUID | None = None,
    group_by: ValuedBy = ValuedBy.ITEM,
) -> StockValuation | Response:
    """Show what stock is worth, by item, category or location, at the end of any business date."""
    given: dict[str, Any] = {"group_by": group_by, "location_id": location_id, "as_of": as_of}
    return answer(
        ctx,
        wanted,
        view=lambda uow: stock_kept.stock_valuation(uow, ctx, paging=paging, **given),
        table=lambda uow: stock_kept.stock_valuation_table(uow, ctx, **given),
    )


@router.get("/dead-stock", response_model=DeadStock, responses=GIVEN)
def read_dead_stock(
    ctx: Valuer,
    wanted: Wanted,
    paging: Paging,
    *,
    days: Annotated[int, Query(ge=1, le=MAX_DAYS, description="Not sold for so many days, today included.")] = 90,
    location_id: UUID | None = None,
    sort: Annotated[
        str | None, Query(max_length=40, description="A column's name, with `-` before it the greatest first.")
    ] = None,
) -> DeadStock | Response:
    """List what lies there and nobody buys, with its value and the last day on which it was sold."""
    given: dict[str, Any] = {"days": days, "location_id": location_id, "sort": sort}
    return answer(
        ctx,
        wanted,
        view=lambda uow: stock_kept.dead_stock(uow, ctx, paging=paging, **given),
        table=lambda uow: stock_kept.dead_stock_table(uow, ctx, **given),
    )


@router.get("/expiring", response_model=Expiring, responses=GIVEN)
def read_expiring(
    ctx: Valuer,
    wanted: Wanted,
    paging: Paging,
    *,
    days: Annotated[int, Query(ge=0, le=MAX_DAYS, description="That expire within so many days.")] = 30,
    location_id: UUID | None = None,
) -> Expiring | Response:
    """List the lots in stock that expire soon or have expired, the first ones first."""
    given: dict[str, Any] = {"days": days, "location_id": location_id}
    return answer(
        ctx,
        wanted,
        view=lambda uow: stock_kept.expiring(uow, ctx, paging=paging, **given),
        table=lambda uow: stock_kept.expiring_table(uow, ctx, **given),
    )
