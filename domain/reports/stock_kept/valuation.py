"""What stock is worth at the end of any business date.

All locations together are summed from the beginning: by years, months and days. One location, or one after the other,
is what lies there now less what has moved since, because years are kept of all locations together only.
"""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from types import MappingProxyType
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.inventory.schemas import ValuedBy
from domain.reports.asked import LAST_YEAR, Asked, asked_until
from domain.reports.listing import Listing, shown
from domain.reports.ranked import Ranking
from domain.reports.schemas import StockValuation, StockValuationRow
from domain.reports.tables import Column, Kind, Row, Table, heading_of
from domain.summaries.facts import ALL_LOCATIONS, STOCK_DAYS, STOCK_MONTHS, TAIL
from domain.summaries.ranges import Unit, between, spans

COLUMNS = (
    Column("code", "Code"),
    Column("name", "Name"),
    Column("quantity", "Quantity", Kind.QUANTITY),
    Column("value", "Value", Kind.MONEY),
)
# Stock may have moved on any day that a journal can bear, also on one to come.
END = dt.date(LAST_YEAR, 12, 31)

# A FULL JOIN is hashed, however few items the planner expects.
_OF_ITEMS = """of_items AS (
    SELECT k.*, i.sku, i.name, i.category FROM kept k
    FULL JOIN (
        SELECT x.id, x.sku, x.name, x.category FROM inv.items x WHERE x.org_id = %(org_id)s
    ) i ON i.id = k.item_id
    OFFSET 0
)"""
_ROWS = MappingProxyType(
    {
        ValuedBy.ITEM: """
    SELECT k.sku AS key, k.sku AS code, k.name, k.quantity, k.value FROM of_items k WHERE k.item_id IS NOT NULL""",
        ValuedBy.CATEGORY: """
    SELECT coalesce(k.category, '') AS key, k.category AS code, coalesce(max(c.name), '') AS name,
        NULL::numeric AS quantity, core.total(k.value) AS value
    FROM of_items k
    LEFT JOIN (SELECT x.code, x.name FROM inv.categories x WHERE x.org_id = %(org_id)s) c ON c.code = k.category
    WHERE k.item_id IS NOT NULL GROUP BY k.category""",
        ValuedBy.LOCATION: """
    SELECT l.code AS key, l.code, l.name, NULL::numeric AS quantity, k.value FROM kept k
    JOIN (SELECT x.id, x.code, x.name FROM inv.locations x WHERE x.org_id = %(org_id)s) l ON l.id = k.location_id""",
    }
)


def stock_valuation(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    group_by: ValuedBy,
    location_id: UUID | None,
    as_of: dt.date | None,
) -> StockValuation:
    """Return one page of what stock is worth as of the end of a business date, by code; of now unless given.

    **Raises** `InvalidError` for the day, `NotFoundError` for the location, `CursorInvalid`.
    """
    asked = asked_until(uow, ctx, until=as_of, location_id=location_id)
    page = _listing(asked, group_by, now=as_of is None).page(uow, paging)
    return StockValuation(
        as_of=asked.until,
        location_id=location_id,
        group_by=group_by,
        rows=[StockValuationRow.model_validate(shown(row, COLUMNS, asked.digits)) for row in page.rows],
        total_value=str(shown(page.total, COLUMNS[3:], asked.digits)["value"]),
        next_cursor=page.next_cursor,
    )


def stock_valuation_table(
    uow: UnitOfWork, ctx: OrgContext, *, group_by: ValuedBy, location_id: UUID | None, as_of: dt.date | None
) -> Table:
    """Return what all stock is worth as a table. **Raises** as `stock_valuation`."""
    asked = asked_until(uow, ctx, until=as_of, location_id=location_id)
    total: list[Row] = []
    day = asked.until.isoformat()
    return Table(
        name=f"stock-valuation-by-{group_by}-{day}",
        heading=heading_of(uow, org_id=ctx.org_id, title=f"Stock valuation by {group_by}", period=day),
        columns=COLUMNS,
        rows=_listing(asked, group_by, now=as_of is None).table_rows(uow, total, label="Total"),
        totals=total,
    )


def _listing(asked: Asked, group_by: ValuedBy, *, now: bool) -> Listing:
    given: dict[str, Any] = dict(asked.parameters)
    not_summed = frozenset({"quantity"})
    kept = _kept(asked, group_by, now=now)
    by_code = Ranking("key", Kind.TEXT, descending=False)
    relations = f"{TAIL}, kept AS MATERIALIZED ({kept})"
    if group_by != ValuedBy.LOCATION:
        relations += f", {_OF_ITEMS}"
    return Listing(relations, _ROWS[group_by], COLUMNS, by_code, given, not_summed)


def _kept(asked: Asked, group_by: ValuedBy, *, now: bool) -> str:
    """Return quantity and value by item, or by location, of whatever lies there or is worth something."""
    by_location = group_by == ValuedBy.LOCATION
    if asked.location_id is None and not by_location:
        moved = between(STOCK_DAYS, None, END if now else asked.until, one_location=False)
        return _summed("item_id", f"{moved} d")
    key = "location_id" if by_location else "item_id"
    where = "" if asked.location_id is None else " AND d.location_id = %(location_id)s"
    parts = [f"SELECT d.{key}, d.quantity, d.value FROM inv.stock_levels d WHERE d.org_id = %(org_id)s{where}"]
    if not now and asked.until < END:
        for span in spans(asked.until + dt.timedelta(days=1), END, by_year=False):
            assert span.since is not None
            fact = STOCK_MONTHS if span.unit == Unit.MONTH else STOCK_DAYS
            one_location = where or (" AND d.location_id <> %(together)s" if span.unit == Unit.MONTH else "")
            sign = "-" if span.sign > 0 else ""
            parts.append(
                f"SELECT d.{key}, {sign}d.quantity, {sign}d.value FROM {fact.live()} d"
                f" WHERE d.{span.unit} >= '{span.since.isoformat()}' AND d.{span.unit} < '{span.until.isoformat()}'"
                + one_location.replace("%(together)s", f"'{ALL_LOCATIONS}'")
            )
    return _summed(key, f"({' UNION ALL '.join(parts)}) AS d ({key}, quantity, value)")


def _summed(key: str, relation: str) -> str:
    return f"""
    SELECT d.{key}, core.total(d.quantity) AS quantity, core.total(d.value) AS value FROM {relation}
    GROUP BY d.{key} HAVING core.total(d.quantity) <> 0 OR core.total(d.value) <> 0"""
