"""Receivables by age: what each customer owes as of a day, oldest debt paid first.

Which debts are still open needs no document: credits pay the oldest charges first, so what is owed is the newest
charges that come to it. The sums of charges by age tell the rest.
"""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.reports.against import RECEIVABLES, Against, against_ledger
from domain.reports.against.documents import RECEIVABLE
from domain.reports.against.schemas import LedgerTie
from domain.reports.asked import Asked, asked_until
from domain.reports.listing import Listing, shown
from domain.reports.ranked import ranking_of
from domain.reports.receivables.schemas import Aged, ReceivableRow, ReceivablesReport
from domain.reports.tables import Column, Kind, Row, Table, heading_of
from domain.summaries.facts import RECEIVABLE_DAYS, TAIL

AGES = (
    Column("days_0_30", "0–30 days", Kind.MONEY),
    Column("days_31_60", "31–60 days", Kind.MONEY),
    Column("days_61_90", "61–90 days", Kind.MONEY),
    Column("days_over_90", "Over 90 days", Kind.MONEY),
    Column("credit", "Credit", Kind.MONEY),
    Column("balance", "Balance", Kind.MONEY),
)
COLUMNS = (Column("customer_id", "Customer"), Column("name", "Name"), *AGES)

OWED = f"""{TAIL},
charged AS MATERIALIZED (
    SELECT d.customer_id, sum(d.charged - d.credited)::bigint AS balance,
        coalesce(sum(d.charged) FILTER (WHERE %(until)s - d.business_date <= 30), 0)::bigint AS newest,
        coalesce(sum(d.charged) FILTER (WHERE %(until)s - d.business_date BETWEEN 31 AND 60), 0)::bigint AS newer,
        coalesce(sum(d.charged) FILTER (WHERE %(until)s - d.business_date BETWEEN 61 AND 90), 0)::bigint AS older
    FROM {RECEIVABLE_DAYS.live()} d
    WHERE d.business_date <= %(until)s
        AND (%(location_id)s::uuid IS NULL OR d.location_id = %(location_id)s::uuid)
    GROUP BY d.customer_id
),
first AS (
    SELECT c.*, greatest(c.balance, 0) AS owed, least(greatest(c.balance, 0), c.newest) AS days_0_30 FROM charged c
    WHERE c.balance <> 0
),
second AS (SELECT f.*, least(f.owed - f.days_0_30, f.newer) AS days_31_60 FROM first f),
third AS (SELECT s.*, least(s.owed - s.days_0_30 - s.days_31_60, s.older) AS days_61_90 FROM second s)"""
ROWS = """
SELECT t.customer_id::text AS key, t.customer_id, c.name, t.days_0_30, t.days_31_60, t.days_61_90,
    t.owed - t.days_0_30 - t.days_31_60 - t.days_61_90 AS days_over_90, greatest(-t.balance, 0) AS credit, t.balance
FROM third t
LEFT JOIN (SELECT x.id, x.name FROM pos.customers x WHERE x.org_id = %(org_id)s) c ON c.id = t.customer_id"""


def receivables_report(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    as_of: dt.date | None,
    location_id: UUID | None,
    sort: str | None,
) -> ReceivablesReport:
    """Return one page of what customers owe as of the end of a day, with all pages' total and the ledger beside it.

    **Raises** `InvalidError` for the day or the order, `NotFoundError` for the location, `CursorInvalid`.
    """
    asked = asked_until(uow, ctx, until=as_of, location_id=location_id)
    page = _listing(asked, sort).page(uow, paging)
    return ReceivablesReport(
        as_of=asked.until,
        location_id=location_id,
        rows=[ReceivableRow.model_validate(shown(row, COLUMNS, asked.digits)) for row in page.rows],
        total=Aged.model_validate(shown(page.total, AGES, asked.digits)),
        ledger=_ledger(uow, asked),
        next_cursor=page.next_cursor,
    )


def receivables_table(
    uow: UnitOfWork, ctx: OrgContext, *, as_of: dt.date | None, location_id: UUID | None, sort: str | None
) -> Table:
    """Return what all customers owe as a table. **Raises** as `receivables_report`."""
    asked = asked_until(uow, ctx, until=as_of, location_id=location_id)
    total: list[Row] = []
    day = asked.until.isoformat()
    return Table(
        name=f"receivables-{day}",
        heading=heading_of(uow, org_id=ctx.org_id, title="Receivables", period=day),
        columns=COLUMNS,
        rows=_listing(asked, sort).table_rows(uow, total, label="Total"),
        totals=total,
    )


def _listing(asked: Asked, sort: str | None) -> Listing:
    columns = {column.name: column.kind for column in COLUMNS[1:]}
    return Listing(OWED, ROWS, COLUMNS, ranking_of(sort, columns, default="-balance"), asked.parameters)


def _ledger(uow: UnitOfWork, asked: Asked) -> LedgerTie:
    return against_ledger(
        uow,
        Against(asked.org_id, RECEIVABLE, RECEIVABLES, None, asked.until, asked.location_id, asked.digits),
    )
