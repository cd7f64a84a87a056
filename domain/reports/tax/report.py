"""Tax by rate and month, quarter or over all days that are asked for.

Taxable net and tax are those that were posted with each line, by the percentage of that day: a rate that has changed
stands there once for each. What loaded a gift card is not taxed and in no row.
"""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from types import MappingProxyType
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.ids import NIL
from domain.core.paging import PageRequest
from domain.reports.against import TAXES, Against, against_ledger
from domain.reports.against.documents import TAX
from domain.reports.asked import Asked, asked_for
from domain.reports.listing import Listing, shown
from domain.reports.ranked import Ranking
from domain.reports.tables import Column, Kind, Row, Table, heading_of
from domain.reports.tax.schemas import Taxed, TaxPeriod, TaxReport, TaxRow
from domain.summaries.facts import TAIL, TAX_DAYS

AMOUNTS = (
    Column("sold_net", "Sold, net", Kind.MONEY),
    Column("sold_tax", "Tax on it", Kind.MONEY),
    Column("returned_net", "Returned, net", Kind.MONEY),
    Column("returned_tax", "Tax on it", Kind.MONEY),
    Column("net", "Net", Kind.MONEY),
    Column("tax", "Tax", Kind.MONEY),
)
COLUMNS = (
    Column("period", "Period"),
    Column("tax_rate_id", "Tax rate"),
    Column("code", "Code"),
    Column("name", "Name"),
    Column("percent", "Percent", Kind.PERCENT),
    *AMOUNTS,
)
PERIODS = MappingProxyType(
    {
        TaxPeriod.MONTH: "to_char(d.business_date, 'YYYY-MM')",
        TaxPeriod.QUARTER: """to_char(d.business_date, 'YYYY-"Q"Q')""",
        TaxPeriod.TOTAL: "%(period)s::text",
    }
)


def tax_report(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
    group_by: TaxPeriod,
) -> TaxReport:
    """Return one page of the tax on sales, with the total of all pages and the ledger's tax accounts beside it.

    **Raises** `InvalidError` for the days, `NotFoundError` for the location, `CursorInvalid`.
    """
    asked = asked_for(uow, ctx, since=since, until=until, location_id=location_id)
    page = _listing(asked, group_by).page(uow, paging)
    compared = Against(asked.org_id, TAX, TAXES, asked.since, asked.until, asked.location_id, asked.digits)
    return TaxReport(
        since=asked.since,
        until=asked.until,
        location_id=location_id,
        group_by=group_by,
        rows=[TaxRow.model_validate(shown(row, COLUMNS, asked.digits)) for row in page.rows],
        total=Taxed.model_validate(shown(page.total, AMOUNTS, asked.digits)),
        ledger=against_ledger(uow, compared),
        next_cursor=page.next_cursor,
    )


def tax_table(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
    group_by: TaxPeriod,
) -> Table:
    """Return the whole of the tax on sales as a table. **Raises** as `tax_report`."""
    asked = asked_for(uow, ctx, since=since, until=until, location_id=location_id)
    total: list[Row] = []
    return Table(
        name=f"tax-by-{group_by}-{asked.since.isoformat()}-{asked.until.isoformat()}",
        heading=heading_of(uow, org_id=ctx.org_id, title="Tax", period=asked.period),
        columns=COLUMNS,
        rows=_listing(asked, group_by).table_rows(uow, total, label="Total"),
        totals=total,
    )


def _listing(asked: Asked, group_by: TaxPeriod) -> Listing:
    # First by day, so that what a day is called is made for few rows.
    sums = ", ".join(f"core.total(d.{measure}) AS {measure}" for measure in TAX_DAYS.measures)
    relations = f"""{TAIL}, taxed AS MATERIALIZED (
    SELECT {PERIODS[group_by]} AS period, d.tax_rate_id, d.percent, {sums}
    FROM (
        SELECT d.business_date, d.tax_rate_id, d.percent, {sums} FROM {TAX_DAYS.live()} d
        WHERE d.business_date BETWEEN %(since)s AND %(until)s{asked.here}
        GROUP BY 1, 2, 3
    ) d
    GROUP BY 1, 2, 3
)"""
    rows = f"""
    SELECT concat_ws('|', t.period, lpad(t.percent::text, 12, '0'), t.tax_rate_id) AS key, t.period,
        nullif(t.tax_rate_id, '{NIL}') AS tax_rate_id, r.code, r.name, t.percent,
        t.net - t.returned_net AS sold_net, t.tax - t.returned_tax AS sold_tax, t.returned_net, t.returned_tax,
        t.net, t.tax
    FROM taxed t
    LEFT JOIN (
        SELECT x.id, x.code, x.name FROM pos.tax_rates x WHERE x.org_id = %(org_id)s
    ) r ON r.id = t.tax_rate_id"""
    ranking = Ranking("key", Kind.TEXT, descending=False)
    return Listing(relations, rows, COLUMNS, ranking, asked.parameters | {"period": asked.period})
