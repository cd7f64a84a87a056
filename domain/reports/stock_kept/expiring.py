"""Lots that go off: what lies there of each, until when it is good, and its share of what the level is worth."""

import datetime as dt
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.reports.asked import Asked, asked_until
from domain.reports.listing import Listing, shown
from domain.reports.ranked import Ranking
from domain.reports.stock_kept.schemas import Expiring, ExpiringRow
from domain.reports.tables import Column, Kind, Row, Table, heading_of

COLUMNS = (
    Column("expires_on", "Expires on", Kind.DATE),
    Column("days_left", "Days left", Kind.INTEGER),
    Column("lot", "Lot"),
    Column("sku", "SKU"),
    Column("name", "Name"),
    Column("location_id", "Location"),
    Column("item_id", "Item"),
    Column("lot_id", "Lot id"),
    Column("quantity", "Quantity", Kind.QUANTITY),
    Column("value", "Value", Kind.MONEY),
)
# A file is read by people, who know a location by its code.
FILE_COLUMNS = tuple(Column("location", "Location") if one.name == "location_id" else one for one in COLUMNS)
# Lots by the index on their last day; of each, its levels by the place and item that they lie at.
LOTS = """
lots AS MATERIALIZED (
    SELECT l.id, l.item_id, l.code, l.expires_on FROM inv.lots l
    WHERE l.org_id = %(org_id)s AND l.expires_on <= %(until)s
)"""
ROWS = """
SELECT concat_ws('|', l.expires_on, l.code, l.id, v.location_id) AS key, l.expires_on,
    l.expires_on - %(today)s AS days_left, l.code AS lot, i.sku, i.name, v.location_id, p.code AS location, l.item_id,
    l.id AS lot_id, v.quantity,
    CASE WHEN s.quantity > 0 THEN round(s.value * v.quantity / s.quantity)::bigint ELSE 0 END AS value
FROM lots l
JOIN inv.lot_levels v ON v.org_id = %(org_id)s AND v.lot_id = l.id AND v.item_id = l.item_id AND v.quantity <> 0
    AND (%(location_id)s::uuid IS NULL OR v.location_id = %(location_id)s::uuid)
JOIN inv.stock_levels s ON s.org_id = %(org_id)s AND s.location_id = v.location_id AND s.item_id = v.item_id
JOIN inv.items i ON i.org_id = %(org_id)s AND i.id = l.item_id
JOIN inv.locations p ON p.org_id = %(org_id)s AND p.id = v.location_id"""


def expiring(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, days: int, location_id: UUID | None) -> Expiring:
    """Return one page of the lots in stock that expire within so many days, or have expired, the first ones first.

    **Raises** `NotFoundError` for the location, `CursorInvalid`.
    """
    asked, until, listing = _asked(uow, ctx, days, location_id, COLUMNS)
    page = listing.page(uow, paging)
    return Expiring(
        until=until,
        location_id=location_id,
        rows=[ExpiringRow.model_validate(shown(row, COLUMNS, asked.digits)) for row in page.rows],
        total_value=str(shown(page.total, COLUMNS, asked.digits)["value"]),
        next_cursor=page.next_cursor,
    )


def expiring_table(uow: UnitOfWork, ctx: OrgContext, *, days: int, location_id: UUID | None) -> Table:
    """Return all of them as a table. **Raises** as `expiring`."""
    _, until, listing = _asked(uow, ctx, days, location_id, FILE_COLUMNS)
    total: list[Row] = []
    return Table(
        name=f"expiring-{until.isoformat()}",
        heading=heading_of(uow, org_id=ctx.org_id, title="Expiring lots", period=f"until {until.isoformat()}"),
        columns=FILE_COLUMNS,
        rows=listing.table_rows(uow, total, label="Total"),
        totals=total,
    )


def _asked(
    uow: UnitOfWork, ctx: OrgContext, days: int, location_id: UUID | None, columns: tuple[Column, ...]
) -> tuple[Asked, dt.date, Listing]:
    asked = asked_until(uow, ctx, until=None, location_id=location_id)
    until = asked.until + dt.timedelta(days=days)
    given = {**asked.parameters, "until": until, "today": asked.until}
    first_expired_first = Ranking("key", Kind.TEXT, descending=False)
    listing = Listing(LOTS, ROWS, columns, first_expired_first, given, frozenset({"days_left", "quantity"}))
    return asked, until, listing
