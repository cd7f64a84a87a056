"""Dead stock: what lies there and nobody has bought for some time."""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.reports.asked import Asked, asked_until
from domain.reports.listing import Listing, shown
from domain.reports.ranked import ranking_of
from domain.reports.stock_kept.schemas import DeadStock, DeadStockRow
from domain.reports.tables import Column, Kind, Row, Table, heading_of
from domain.summaries.facts import ALL_LOCATIONS, ITEM_DAYS, ITEM_MONTHS, TAIL
from domain.summaries.ranges import between

COLUMNS = (
    Column("sku", "SKU"),
    Column("name", "Name"),
    Column("item_id", "Item"),
    Column("quantity", "Quantity", Kind.QUANTITY),
    Column("value", "Value", Kind.MONEY),
)
LAST_SOLD = Column("last_sold_on", "Last sold on", Kind.DATE)
AT_ONCE = 500

_HERE = "(%(location_id)s::uuid IS NULL OR d.location_id = %(location_id)s::uuid)"
_KEPT = f"""kept AS MATERIALIZED (
    SELECT d.item_id, core.total(d.quantity) AS quantity, core.total(d.value) AS value FROM inv.stock_levels d
    WHERE d.org_id = %(org_id)s AND d.quantity > 0 AND {_HERE}
    GROUP BY d.item_id
)"""
ROWS = """
SELECT i.sku || '|' || k.item_id AS key, i.sku, i.name, k.item_id, k.quantity, k.value FROM kept k
LEFT JOIN sold s ON s.item_id = k.item_id
JOIN (SELECT x.id, x.sku, x.name FROM inv.items x WHERE x.org_id = %(org_id)s) i ON i.id = k.item_id
WHERE s.item_id IS NULL"""

# From the newest month backwards, one look-up by key for each; then the same with the days of that month. A day on
# which more came back than was sold is none on which it was sold.
LAST = f"""
WITH {TAIL},
wanted AS MATERIALIZED (SELECT unnest(%(items)s::uuid[]) AS item_id),
fresh AS MATERIALIZED (
    SELECT t.item_id, max(t.business_date) AS day FROM {ITEM_DAYS.derived} t JOIN wanted w ON w.item_id = t.item_id
    WHERE t.quantity >= 0 AND (%(location_id)s::uuid IS NULL OR t.location_id = %(location_id)s::uuid) GROUP BY 1
),
months AS MATERIALIZED (
    SELECT DISTINCT m.month FROM (
        SELECT generate_series(
            (SELECT min(x.business_date) FROM pos.tender_days x WHERE x.org_id = %(org_id)s),
            (SELECT max(x.business_date) FROM pos.tender_days x WHERE x.org_id = %(org_id)s) + 31, '1 month'
        )::date AS day
    ) d CROSS JOIN LATERAL (SELECT date_trunc('month', d.day)::date AS month) m
),
places AS MATERIALIZED (
    SELECT x.id FROM inv.locations x
    WHERE x.org_id = %(org_id)s AND (%(location_id)s::uuid IS NULL OR x.id = %(location_id)s::uuid)
)
SELECT w.item_id, greatest(f.day, s.day) FROM wanted w
LEFT JOIN fresh f ON f.item_id = w.item_id
LEFT JOIN LATERAL (
    SELECT y.day FROM (SELECT m.month FROM months m ORDER BY m.month DESC) m
    CROSS JOIN LATERAL (
        SELECT x.month FROM {ITEM_MONTHS.table} x
        WHERE x.org_id = %(org_id)s AND x.month = m.month AND x.location_id = %(place)s AND x.item_id = w.item_id
        OFFSET 0
    ) x
    CROSS JOIN LATERAL (
        SELECT max(d.business_date) AS day
        FROM generate_series(x.month, x.month + interval '1 month' - interval '1 day', '1 day') g (day)
        CROSS JOIN places p
        CROSS JOIN LATERAL (
            SELECT z.business_date FROM {ITEM_DAYS.table} z
            WHERE z.org_id = %(org_id)s AND z.business_date = g.day::date AND z.location_id = p.id
                AND z.item_id = w.item_id AND z.quantity >= 0
            OFFSET 0
        ) d
    ) y
    WHERE y.day IS NOT NULL
    LIMIT 1
) s ON true"""


def dead_stock(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, days: int, location_id: UUID | None, sort: str | None
) -> DeadStock:
    """Return one page of what lies there and was not sold for so many days, most valuable first.

    **Raises** `InvalidError` for the order, `NotFoundError` for the location, `CursorInvalid`.
    """
    asked, since, listing = _asked(uow, ctx, days, location_id, sort)
    page = listing.page(uow, paging)
    last = _last_sold(uow, asked, [row["item_id"] for row in page.rows])
    return DeadStock(
        not_sold_since=since,
        location_id=location_id,
        rows=[
            DeadStockRow.model_validate(shown(row, COLUMNS, asked.digits) | {"last_sold_on": last.get(row["item_id"])})
            for row in page.rows
        ],
        total_value=str(shown(page.total, COLUMNS, asked.digits)["value"]),
        next_cursor=page.next_cursor,
    )


def dead_stock_table(
    uow: UnitOfWork, ctx: OrgContext, *, days: int, location_id: UUID | None, sort: str | None
) -> Table:
    """Return all of it as a table. **Raises** as `dead_stock`."""
    asked, since, listing = _asked(uow, ctx, days, location_id, sort)
    total: list[Row] = []

    def rows() -> Iterator[Row]:
        every = listing.every(uow)
        while some := list(islice(every, AT_ONCE)):
            last = _last_sold(uow, asked, [row["item_id"] for row in some if row["place"] is not None])
            for row in some:
                cells = [row[column.name] for column in COLUMNS]
                if row["place"] is None:
                    total.append(["Total", *cells[1:], None])
                else:
                    yield [*cells, last.get(row["item_id"])]

    return Table(
        name=f"dead-stock-{asked.until.isoformat()}",
        heading=heading_of(uow, org_id=ctx.org_id, title="Dead stock", period=f"not sold since {since.isoformat()}"),
        columns=(*COLUMNS, LAST_SOLD),
        rows=rows(),
        totals=total,
    )


def _asked(
    uow: UnitOfWork, ctx: OrgContext, days: int, location_id: UUID | None, sort: str | None
) -> tuple[Asked, dt.date, Listing]:
    asked = asked_until(uow, ctx, until=None, location_id=location_id)
    since = asked.until - dt.timedelta(days=days)
    sold = between(ITEM_DAYS, since + dt.timedelta(days=1), asked.until, one_location=location_id is not None)
    relations = f"""{TAIL}, {_KEPT},
sold AS MATERIALIZED (
    SELECT d.item_id FROM {sold} d GROUP BY d.item_id HAVING core.total(d.lines) <> 0 AND core.total(d.quantity) >= 0
)"""
    ranking = ranking_of(sort, {column.name: column.kind for column in COLUMNS}, default="-value")
    return asked, since, Listing(relations, ROWS, COLUMNS, ranking, asked.parameters, frozenset({"quantity"}))


def _last_sold(uow: UnitOfWork, asked: Asked, items: list[Any]) -> dict[Any, dt.date | None]:
    """Return for each of these items the last day on which it was sold, at the place that was asked for."""
    if not items:
        return {}
    given = asked.parameters | {"items": items, "place": asked.location_id or ALL_LOCATIONS}
    return dict(uow.driver.execute(LAST, given).fetchall())
