"""Sales, gross margin and discounts as JSON shows them, a page at a time, and as tables."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.reports.asked import asked_for
from domain.reports.sales.figures import Figures, SalesQuery, sales_query
from domain.reports.sales.measures import Report, SalesView
from domain.reports.sales.previous import previous_figures
from domain.reports.sales.schemas import Compare, GroupBy, SalesReport
from domain.reports.tables import Row, Table, heading_of, shown_cell


def sales_report(
    uow: UnitOfWork,
    ctx: OrgContext,
    view: SalesView[Report],
    *,
    paging: PageRequest,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
    group_by: GroupBy,
    sort: str | None,
    compare: Compare | None = None,
) -> Report:
    """Return one page of a report of sales, with the total of all pages.

    **Raises** `InvalidError` for the days, the grouping or the order, `NotFoundError` for the location,
    `CursorInvalid`.
    """
    asked = asked_for(uow, ctx, since=since, until=until, location_id=location_id)
    query = sales_query(view, asked, group_by=group_by, sort=sort)
    page = query.page(uow, paging)
    rows = [_shown(row, view, asked.digits) for row in page.rows]
    total = _shown(page.total, view, asked.digits)
    if view.report is SalesReport:
        before = {} if compare is None else previous_figures(uow, query, compare, [row["key"] for row in page.rows])
        for row in (*rows, total):
            found = before.get(row["key"])
            row["previous"] = None if found is None else _shown(found, view, asked.digits)
    return view.report.model_validate(
        {
            "since": asked.since,
            "until": asked.until,
            "location_id": location_id,
            "group_by": group_by,
            "rows": rows,
            "total": total,
            "next_cursor": page.next_cursor,
        }
    )


def sales_table(
    uow: UnitOfWork,
    ctx: OrgContext,
    view: SalesView[Any],
    *,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
    group_by: GroupBy,
    sort: str | None,
) -> Table:
    """Return the whole of a report of sales as a table. **Raises** as `sales_report`."""
    asked = asked_for(uow, ctx, since=since, until=until, location_id=location_id)
    query = sales_query(view, asked, group_by=group_by, sort=sort)
    total: list[Row] = []
    return Table(
        name=f"{view.name}-by-{group_by}-{asked.since.isoformat()}-{asked.until.isoformat()}",
        heading=heading_of(uow, org_id=ctx.org_id, title=f"{view.title} by {group_by}", period=asked.period),
        columns=(*query.naming, *view.columns),
        rows=_rows(uow, query, total),
        totals=total,
    )


def _rows(uow: UnitOfWork, query: SalesQuery, total: list[Row]) -> Iterator[Row]:
    """Yield the rows and keep what comes behind them as the total."""
    for row in query.every(uow):
        names = [row["key"], row["code"], row["name"]][: len(query.naming)]
        figures = [row[name] for name in query.view.shown]
        if row["place"] is None:
            total.append(["Total", *names[1:], *figures])
        else:
            yield [*names, *figures]


def _shown(row: Figures, view: SalesView[Any], digits: int) -> dict[str, Any]:
    shown = {column.name: shown_cell(row[column.name], column.kind, digits) for column in view.columns}
    return {"key": row["key"], "code": row["code"], "name": row["name"], **shown}
