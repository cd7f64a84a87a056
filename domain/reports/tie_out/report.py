"""The tie-out of every till and business date, from the sums of what each source says by itself."""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import CursorInvalid, PageRequest
from domain.reports.asked import Asked, asked_for
from domain.reports.listing import Listing, shown
from domain.reports.ranked import Ranking
from domain.reports.tables import Column, Kind, Row, Table, heading_of
from domain.reports.tie_out.accounts import sides_of
from domain.reports.tie_out.measures import DIFFERS, FIGURES, figures
from domain.reports.tie_out.schemas import Tied, TieOutReport, TieOutRow
from domain.summaries.facts import TAIL, TIE_OUT_ACCOUNTS, TIE_OUTS

COLUMNS = (
    Column("business_date", "Date", Kind.DATE),
    Column("location_id", "Location"),
    Column("terminal_id", "Terminal id"),
    Column("terminal", "Terminal"),
    *FIGURES,
)
# A file is read by people, who know a location by its code.
FILE_COLUMNS = tuple(Column("location", "Location") if one.name == "location_id" else one for one in COLUMNS)
_WHERE = "d.business_date BETWEEN %(since)s AND %(until)s{here}"

# Each side has columns of its own, so that both are added up in one go, without a join.
RELATIONS = f"""{TAIL},
measures AS (
    SELECT d.business_date, d.location_id, d.terminal_id, core.total(d.sales) AS sales,
        core.total(d.payments) AS payments, core.total(d.loaded) AS gift_cards,
        core.total(d.ledger_money) AS ledger_money, core.total(d.line_cost) AS line_cost,
        core.total(d.ledger_cost) AS ledger_cost, core.total(d.stock_value) AS stock_value,
        core.total(d.ledger_stock) AS ledger_stock, core.total(d.written_off) AS written_off,
        core.total(d.revalued) AS revalued
    FROM (
        SELECT d.business_date, d.location_id, d.terminal_id, d.sales, d.payments, d.loaded, 0 AS ledger_money,
            d.line_cost, 0 AS ledger_cost, d.stock_value, 0 AS ledger_stock, d.written_off, d.revalued
        FROM {TIE_OUTS.live()} d WHERE {_WHERE}
        UNION ALL
        SELECT d.business_date, d.location_id, d.terminal_id, 0, 0, 0,
            CASE WHEN d.account_id = ANY (%(tenders)s) THEN d.debit - d.credit ELSE 0 END, 0,
            CASE WHEN d.account_id = ANY (%(cost)s) THEN d.debit - d.credit ELSE 0 END, 0,
            CASE WHEN d.account_id = ANY (%(stock)s) THEN d.credit - d.debit ELSE 0 END, 0, 0
        FROM {TIE_OUT_ACCOUNTS.live()} d WHERE {_WHERE}
            AND (d.account_id = ANY (%(tenders)s) OR d.account_id = ANY (%(cost)s) OR d.account_id = ANY (%(stock)s))
    ) d
    GROUP BY d.business_date, d.location_id, d.terminal_id
),
listed AS MATERIALIZED (SELECT f.* FROM ({figures("measures")}) f WHERE NOT %(differing)s OR {DIFFERS})"""
ROWS = """
SELECT concat_ws('|', f.business_date, t.code, f.terminal_id) AS key, f.*, t.code AS terminal,
    p.code AS location
FROM listed f
LEFT JOIN (SELECT x.id, x.code FROM inv.locations x WHERE x.org_id = %(org_id)s) p ON p.id = f.location_id
LEFT JOIN (SELECT x.id, x.code FROM pos.terminals x WHERE x.org_id = %(org_id)s) t ON t.id = f.terminal_id
WHERE true{near}"""
# A page is of few days, the newest ones from where the last page ended: the others need no names and no order.
NEAR = """ AND (%(upto)s::date IS NULL OR f.business_date <= %(upto)s) AND f.business_date >= coalesce((
    SELECT min(x.business_date) FROM (
        SELECT g.business_date FROM listed g WHERE %(upto)s::date IS NULL OR g.business_date < %(upto)s
        ORDER BY g.business_date DESC LIMIT %(most)s
    ) x
), %(upto)s, '-infinity')"""


def tie_out_report(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
    differing: bool,
) -> TieOutReport:
    """Return one page of the tie-out, the newest day first, and what all rows come to; only what differs, if asked.

    **Raises** `InvalidError` for the days, `NotFoundError` for the location, `CursorInvalid`.
    """
    asked = asked_for(uow, ctx, since=since, until=until, location_id=location_id)
    near = {"upto": _last_day(paging), "most": paging.limit + 1}
    page = _listing(uow, asked, COLUMNS, near, differing=differing).page(uow, paging)
    return TieOutReport(
        since=asked.since,
        until=asked.until,
        location_id=location_id,
        rows=[TieOutRow.model_validate(shown(row, COLUMNS, asked.digits)) for row in page.rows],
        total=Tied.model_validate(shown(page.total, FIGURES, asked.digits)),
        next_cursor=page.next_cursor,
    )


def tie_out_table(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
    differing: bool,
) -> Table:
    """Return the whole tie-out as a table. **Raises** as `tie_out_report`."""
    asked = asked_for(uow, ctx, since=since, until=until, location_id=location_id)
    total: list[Row] = []
    return Table(
        name=f"tie-out-{asked.since.isoformat()}-{asked.until.isoformat()}",
        heading=heading_of(uow, org_id=ctx.org_id, title="Tie-out", period=asked.period),
        columns=FILE_COLUMNS,
        rows=_listing(uow, asked, FILE_COLUMNS, {}, differing=differing).table_rows(uow, total, label="Total"),
        totals=total,
    )


def _listing(
    uow: UnitOfWork, asked: Asked, columns: tuple[Column, ...], near: dict[str, Any], *, differing: bool
) -> Listing:
    given = asked.parameters | sides_of(uow, org_id=asked.org_id) | near | {"differing": differing}
    newest_first = Ranking("key", Kind.TEXT, descending=True)
    relations = RELATIONS.replace("{here}", asked.here)
    return Listing(relations, ROWS, columns, newest_first, given, near=NEAR, totals_of="listed")


def _last_day(paging: PageRequest) -> dt.date | None:
    """Return the day on which the page before has ended, which its key begins with. **Raises** `CursorInvalid`."""
    place = paging.key(parts=2)
    try:
        return None if place is None else dt.date.fromisoformat(place[1].partition("|")[0])
    except ValueError as error:
        raise CursorInvalid.at("cursor") from error
