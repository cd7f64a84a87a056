"""One customer's account: what was bought on account, given back and paid, and what of each charge is still open."""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.core.paging import CursorInvalid, PageRequest, cursor_of
from domain.pos import service as pos
from domain.reports.asked import Asked, asked_for
from domain.reports.receivables.schemas import Statement, StatementEntry
from domain.reports.tables import Column, Kind, Row, Table, heading_of

COLUMNS = (
    Column("business_date", "Date", Kind.DATE),
    Column("type", "Document"),
    Column("document_id", "Id"),
    Column("receipt_number", "Receipt", Kind.INTEGER),
    Column("reference", "Reference"),
    Column("charged", "Charged", Kind.MONEY),
    Column("credited", "Credited", Kind.MONEY),
    Column("balance", "Balance", Kind.MONEY),
    Column("open", "Open", Kind.MONEY),
)

# Of charges, in the order of their days, all that the credits reach is paid. A payment that was taken back is no
# charge: it makes the credits less, and what it had paid is open again and as old as it was.
ENTRIES = """
WITH documents AS MATERIALIZED (
    SELECT s.id AS document_id, s.kind AS type, s.receipt_number, s.reference, s.business_date, s.posted_at,
        p.charged, p.credited
    FROM pos.sales s
    CROSS JOIN LATERAL (
        SELECT sum(greatest(x.amount - x.change, 0))::bigint AS charged,
            sum(greatest(x.change - x.amount, 0))::bigint AS credited
        FROM pos.payments x WHERE x.org_id = %(org_id)s AND x.sale_id = s.id AND x.kind = 'on_account'
    ) p
    WHERE s.org_id = %(org_id)s AND s.customer_id = %(customer_id)s AND s.business_date <= %(until)s
        AND p.charged IS NOT NULL AND (%(location_id)s::uuid IS NULL OR s.location_id = %(location_id)s::uuid)
    UNION ALL
    SELECT d.id, d.kind, NULL, d.reference, d.business_date, d.posted_at, 0,
        CASE d.kind WHEN 'customer_payment' THEN d.amount ELSE -d.amount END
    FROM pos.money_documents d
    LEFT JOIN pos.money_documents o ON o.org_id = %(org_id)s AND o.id = d.original_id
    WHERE d.org_id = %(org_id)s AND d.customer_id = %(customer_id)s AND d.business_date <= %(until)s
        AND (d.kind = 'customer_payment' OR d.kind = 'money_void' AND o.kind = 'customer_payment')
        AND (%(location_id)s::uuid IS NULL OR d.location_id = %(location_id)s::uuid)
),
entries AS MATERIALIZED (
    SELECT d.*, row_number() OVER turn AS place, (sum(d.charged - d.credited) OVER turn)::bigint AS balance,
        greatest(0, least(d.charged, sum(d.charged) OVER turn - (SELECT sum(c.credited) FROM documents c)))::bigint
            AS open
    FROM documents d
    WINDOW turn AS (ORDER BY d.business_date, d.posted_at, d.document_id)
)"""
_PAGE = f"""{ENTRIES}
SELECT * FROM entries e WHERE e.business_date >= %(since)s AND e.place > %(after)s ORDER BY e.place LIMIT %(limit)s"""
_SUMS = f"""{ENTRIES}
SELECT coalesce(sum(d.charged - d.credited) FILTER (WHERE d.business_date < %(since)s), 0)::bigint,
    coalesce(sum(d.charged - d.credited), 0)::bigint
FROM documents d"""


def statement_report(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    customer_id: UUID,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
) -> Statement:
    """Return one page of how a customer's account moved between two business dates, both included.

    **Raises** `NotFoundError` for the customer or the location, `InvalidError` for the days, `CursorInvalid`.
    """
    customer, asked, given = _asked(
        uow, ctx, customer_id=customer_id, since=since, until=until, location_id=location_id
    )
    place = paging.key()
    if place is not None and not (place[0].isascii() and place[0].isdigit() and len(place[0]) < MAX_PLACE_DIGITS):
        raise CursorInvalid.at("cursor")
    opening, closing = _sums(uow, given)
    with uow.driver.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            _PAGE, given | {"after": int(place[0]) if place else 0, "limit": paging.limit + 1}
        ).fetchall()
    kept = rows[: paging.limit]
    return Statement(
        customer_id=customer_id,
        name=customer,
        since=asked.since,
        until=asked.until,
        location_id=location_id,
        opening=text_of(opening, asked.digits),
        rows=[_entry(row, asked.digits) for row in kept],
        closing=text_of(closing, asked.digits),
        next_cursor=cursor_of(kept[-1]["place"]) if len(rows) > len(kept) else None,
    )


MAX_PLACE_DIGITS = 16


def statement_table(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    customer_id: UUID,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
) -> Table:
    """Return the whole of a customer's statement as a table. **Raises** as `statement_report`."""
    customer, asked, given = _asked(
        uow, ctx, customer_id=customer_id, since=since, until=until, location_id=location_id
    )
    opening, closing = _sums(uow, given)

    def rows() -> Iterator[Row]:
        yield [asked.since, "Opening", None, None, None, None, None, opening, None]
        with uow.driver.cursor("report", row_factory=dict_row) as cursor:
            cursor.execute(_PAGE, given | {"after": 0, "limit": None})
            for row in cursor:
                yield [row[column.name] for column in COLUMNS]

    return Table(
        name=f"statement-{customer_id}-{asked.until.isoformat()}",
        heading=heading_of(uow, org_id=ctx.org_id, title=f"Statement of {customer}", period=asked.period),
        columns=COLUMNS,
        rows=rows(),
        totals=[[asked.until, "Closing", None, None, None, None, None, closing, None]],
    )


def _asked(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    customer_id: UUID,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
) -> tuple[str, Asked, dict[str, Any]]:
    customer = pos.get_customer(uow, ctx, customer_id=customer_id)
    asked = asked_for(uow, ctx, since=since, until=until, location_id=location_id)
    return customer.name, asked, asked.parameters | {"customer_id": customer_id}


def _sums(uow: UnitOfWork, given: dict[str, Any]) -> tuple[int, int]:
    row = uow.driver.execute(_SUMS, given).fetchone()
    assert row is not None
    return row[0], row[1]


def _entry(row: dict[str, Any], digits: int) -> StatementEntry:
    money = {name: text_of(row[name], digits) for name in ("charged", "credited", "balance", "open")}
    return StatementEntry.model_validate({**row, **money})
