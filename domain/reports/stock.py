"""Reports of stock: what is low, how an item moved."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory import service as inventory
from domain.inventory.stock_views import MovementSource
from domain.org.profile import profile_of
from domain.reports.schemas import LowStockRow, StockCard, StockCardLine, StockOnHand
from domain.reports.stock_kept.on_hand import opening_and_closing


def low_stock(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, location_id: UUID | None) -> Page[LowStockRow]:
    """Return one page of the items at or below their reorder point, by location.

    **Raises** `CursorInvalid`, `NotFoundError` for a location that is not there.
    """
    if location_id is not None:
        inventory.get_location(uow, ctx, location_id=location_id)
    found = inventory.low_stock(uow, org_id=ctx.org_id, paging=paging, location_id=location_id)
    rows = [
        LowStockRow(
            item_id=row.item_id,
            sku=row.sku,
            name=row.name,
            location_id=row.location_id,
            quantity=plain_decimal(row.quantity),
            reorder_point=plain_decimal(row.reorder_point),
        )
        for row in found.rows
    ]
    return Page(items=rows, next_cursor=found.next_cursor)


def stock_card(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    item_id: UUID,
    location_id: UUID | None,
    since: dt.date | None,
    until: dt.date | None,
) -> StockCard:
    """Return one page of how an item moved between two business dates, both included.

    **Raises** `NotFoundError`, `InvalidError`, `CursorInvalid`.
    """
    moved = inventory.movements_of(
        uow, org_id=ctx.org_id, item_id=item_id, location_id=location_id, since=since, until=until
    )
    opening, closing = opening_and_closing(uow, moved)
    page = moved.page(paging)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return StockCard(
        item_id=item_id,
        sku=moved.sku,
        name=moved.name,
        location_id=location_id,
        opening=_on_hand(*opening, digits),
        lines=[
            StockCardLine(
                movement_id=row.id,
                location_id=row.location_id,
                business_date=row.business_date,
                occurred_at=row.occurred_at,
                posted_at=row.posted_at,
                kind=row.kind,
                source=MovementSource(type=row.source_type, id=row.source_id),
                quantity=plain_decimal(row.quantity),
                value=text_of(row.value, digits),
                running_quantity=plain_decimal(opening[0] + row.running_quantity),
                running_value=text_of(opening[1] + row.running_value, digits),
            )
            for row in page.rows
        ],
        closing=_on_hand(*closing, digits),
        next_cursor=page.next_cursor,
    )


def _on_hand(quantity: Decimal, value: int, digits: int) -> StockOnHand:
    return StockOnHand(quantity=plain_decimal(quantity), value=text_of(value, digits))
