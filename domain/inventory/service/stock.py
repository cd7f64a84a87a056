"""Stock as read: what lies where, now or at the end of a day, and how it came to be."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.auth.permissions import knows_costs
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import PRICE_DIGITS, PRICE_ONE, QUANTITY_DIGITS, QUANTITY_ONE, divide_half_up, text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory.models import StockMovement
from domain.inventory.repository import LevelRow, MovedLot, MovementFilter, StockRepository
from domain.inventory.stock_views import MovedLotView, MovementSource, StockLevelView, StockMovementView
from domain.org.profile import profile_of


def list_stock_levels(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    item_id: UUID | None = None,
    location_id: UUID | None = None,
    as_of: date | None = None,
) -> Page[StockLevelView]:
    """Return one page of levels, by location and item; those of now, or of the end of a business date.

    A past level is today's less what moved since. The unit cost is the value by the quantity; where that says nothing,
    the last one known. What it is worth is told to whoever knows costs alone.

    **Raises** `CursorInvalid`.
    """
    stock = StockRepository(uow, ctx.org_id)
    found = stock.levels(paging, item_id=item_id, location_id=location_id)
    keys = [(row.location_id, row.item_id) for row in found.rows]
    later = {} if as_of is None else stock.moved_after(as_of, keys)
    digits, costs = profile_of(uow, org_id=ctx.org_id).digits, knows_costs(ctx.permissions)
    views = []
    for row in found.rows:
        moved = later.get((row.location_id, row.item_id))
        quantity, value = row.quantity, row.value
        if moved is not None:
            quantity, value = quantity - moved.quantity, value - moved.value
        views.append(_level(row, quantity, value, digits, costs=costs))
    return Page(items=views, next_cursor=found.next_cursor)


def list_stock_movements(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: MovementFilter
) -> Page[StockMovementView]:
    """Return one page of movements, newest first. **Raises** `CursorInvalid`."""
    found = StockRepository(uow, ctx.org_id).movements(paging, wanted)
    return Page(items=_movements(uow, ctx, found.rows), next_cursor=found.next_cursor)


def movements_by_id(uow: UnitOfWork, ctx: OrgContext, *, ids: Collection[UUID]) -> list[StockMovementView]:
    """Return the movements with these ids, oldest first: those of one document."""
    if not ids:
        return []
    return _movements(uow, ctx, StockRepository(uow, ctx.org_id).movements_by_id(ids))


def _movements(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[StockMovement]) -> list[StockMovementView]:
    digits, costs = profile_of(uow, org_id=ctx.org_id).digits, knows_costs(ctx.permissions)
    lots = StockRepository(uow, ctx.org_id).lots_of([row.id for row in rows])
    return [_movement(row, lots.get(row.id, ()), digits, costs=costs) for row in rows]


def stock_has_moved(uow: UnitOfWork, *, org_id: UUID) -> bool:
    """Say whether any stock of the organization ever moved."""
    return StockRepository(uow, org_id).has_moved()


def _level(row: LevelRow, quantity: Decimal, value: int, digits: int, *, costs: bool) -> StockLevelView:
    unit_cost = row.unit_cost
    counted = int(quantity.scaleb(QUANTITY_DIGITS))
    if counted > 0 and value >= 0:
        millionths = divide_half_up(value * QUANTITY_ONE * PRICE_ONE, counted * 10**digits)
        unit_cost = Decimal(millionths).scaleb(-PRICE_DIGITS)
    return StockLevelView(
        item_id=row.item_id,
        sku=row.sku,
        name=row.name,
        location_id=row.location_id,
        quantity=plain_decimal(quantity),
        value=text_of(value, digits) if costs else None,
        unit_cost=plain_decimal(unit_cost, least=digits) if costs else None,
    )


def _movement(row: StockMovement, lots: Iterable[MovedLot], digits: int, *, costs: bool) -> StockMovementView:
    return StockMovementView(
        id=row.id,
        item_id=row.item_id,
        location_id=row.location_id,
        quantity=plain_decimal(row.quantity),
        value=text_of(row.value, digits) if costs else None,
        unit_cost=plain_decimal(row.unit_cost, least=digits) if costs else None,
        kind=row.kind,
        source=MovementSource(type=row.source_type, id=row.source_id),
        occurred_at=row.occurred_at,
        business_date=row.business_date,
        posted_at=row.posted_at,
        lots=[
            MovedLotView(lot_id=lot.id, lot=lot.code, expires_on=lot.expires_on, quantity=plain_decimal(lot.quantity))
            for lot in lots
        ],
    )
