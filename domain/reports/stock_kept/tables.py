"""Low stock and stock cards as tables."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.keyset import Slice
from domain.core.paging import PageRequest
from domain.core.settings import settings
from domain.inventory import service as inventory
from domain.reports.places import location_codes
from domain.reports.stock_kept.on_hand import opening_and_closing
from domain.reports.tables import Column, Kind, Row, Table, heading_of

LOW = (
    Column("sku", "SKU"),
    Column("name", "Name"),
    Column("item_id", "Item"),
    Column("location", "Location"),
    Column("quantity", "Quantity", Kind.QUANTITY),
    Column("reorder_point", "Reorder point", Kind.QUANTITY),
)
CARD = (
    Column("business_date", "Date", Kind.DATE),
    Column("kind", "Kind"),
    Column("source_type", "Document"),
    Column("source_id", "Document's id"),
    Column("location", "Location"),
    Column("quantity", "Quantity", Kind.QUANTITY),
    Column("value", "Value", Kind.MONEY),
    Column("running_quantity", "Quantity after it", Kind.QUANTITY),
    Column("running_value", "Value after it", Kind.MONEY),
)


Found = TypeVar("Found")


def low_stock_table(uow: UnitOfWork, ctx: OrgContext, *, location_id: UUID | None) -> Table:
    """Return all that is at its reorder point or below as a table. **Raises** `NotFoundError` for the location."""
    if location_id is not None:
        inventory.get_location(uow, ctx, location_id=location_id)

    codes = location_codes(uow, org_id=ctx.org_id)

    def page(paging: PageRequest) -> Slice[Any]:
        return inventory.low_stock(uow, org_id=ctx.org_id, paging=paging, location_id=location_id)

    return Table(
        name="low-stock",
        heading=heading_of(uow, org_id=ctx.org_id, title="Low stock", period="now"),
        columns=LOW,
        rows=(
            [row.sku, row.name, row.item_id, codes[row.location_id], row.quantity, row.reorder_point]
            for row in _every(page)
        ),
    )


def stock_card_table(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    item_id: UUID,
    location_id: UUID | None,
    since: dt.date | None,
    until: dt.date | None,
) -> Table:
    """Return how an item moved as a table, with what there was before and after.

    **Raises** `NotFoundError`, `InvalidError`.
    """
    moved = inventory.movements_of(
        uow, org_id=ctx.org_id, item_id=item_id, location_id=location_id, since=since, until=until
    )
    opening, closing = opening_and_closing(uow, moved)
    codes = location_codes(uow, org_id=ctx.org_id)

    def rows() -> Iterator[Row]:
        quantity, value = opening
        yield [since, "opening", *[None] * 5, quantity, value]
        for row in moved.every():
            quantity, value = quantity + row.quantity, value + row.value
            told = [row.business_date, row.kind, row.source_type, row.source_id, codes[row.location_id]]
            yield [*told, row.quantity, row.value, quantity, value]

    return Table(
        name=f"stock-card-{item_id}",
        heading=heading_of(
            uow,
            org_id=ctx.org_id,
            title=f"Stock card of {moved.sku} {moved.name}",
            period=_period(since, until),
        ),
        columns=CARD,
        rows=rows(),
        totals=[[until, "closing", *[None] * 5, *closing]],
    )


def _period(since: dt.date | None, until: dt.date | None) -> str:
    """Return the days in the words of a heading; without both of them it is all days."""
    said = (f"from {since.isoformat()}" if since else "", f"until {until.isoformat()}" if until else "")
    return f"{since.isoformat()} – {until.isoformat()}" if since and until else "".join(said) or "all days"


def _every(page: Callable[[PageRequest], Slice[Found]]) -> Iterator[Found]:
    """Yield the rows of one page after the other."""
    cursor: str | None = None
    while True:
        found = page(PageRequest(limit=settings().max_page, cursor=cursor))
        yield from found.rows
        cursor = found.next_cursor
        if cursor is None:
            return
