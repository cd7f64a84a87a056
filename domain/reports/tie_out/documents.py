"""The documents of one till and day that make a difference, from their own rows and not from any sum kept of them.

Movements have no index on their document. Those of a sale are found by its items: what moves is an item of one of its
lines or of a kit's parts, and their ids were made in the moment in which the journal's was: `domain.summaries.sources`.
"""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.org.profile import profile_of
from domain.pos.service import TERMINALS
from domain.reports.listing import Figures, Listing, shown
from domain.reports.ranked import Ranking
from domain.reports.tables import Column, Kind, Row, Table, heading_of
from domain.reports.tie_out.accounts import sides_of
from domain.reports.tie_out.measures import DIFFERS, FIGURES, REASONS, figures
from domain.reports.tie_out.schemas import Tied, TieOutLine, TieOutLines
from domain.summaries.sources import SLACK_MS

COLUMNS = (
    Column("receipt_number", "Receipt", Kind.INTEGER),
    Column("type", "Document"),
    Column("document_id", "Id"),
    Column("journal_id", "Journal"),
    Column("reasons", "Reasons"),
    *FIGURES,
)
_REASONS = ", ".join(f"CASE WHEN {differs} THEN '{reason}' END" for reason, differs in REASONS.items())
_MADE_MS = "('x' || translate(left(s.made::text, 13), '-', ''))::bit(48)::bigint"

RELATIONS = f"""
sold AS MATERIALIZED (
    SELECT x.id, x.kind, x.receipt_number, x.journal_id, x.location_id, x.total, x.posted_at,
        coalesce(x.journal_id, x.id) AS made
    FROM pos.sales x
    WHERE x.org_id = %(org_id)s AND x.terminal_id = %(terminal_id)s AND x.business_date = %(business_date)s
),
bounds AS MATERIALIZED (
    SELECT s.*, (lpad(to_hex(greatest({_MADE_MS} - {SLACK_MS}, 0)), 12, '0') || repeat('0', 20))::uuid AS first_id,
        (lpad(to_hex({_MADE_MS} + {SLACK_MS}), 12, '0') || repeat('f', 20))::uuid AS last_id
    FROM sold s
),
measures AS MATERIALIZED (
    SELECT b.id AS document_id, b.kind AS type, b.receipt_number, b.journal_id, b.total AS sales,
        coalesce(p.paid, 0)::bigint AS payments, coalesce(l.loaded, 0)::bigint AS gift_cards,
        coalesce(j.tenders, 0)::bigint AS ledger_money, coalesce(l.cost, 0)::bigint AS line_cost,
        coalesce(j.cost, 0)::bigint AS ledger_cost, coalesce(m.value, 0)::bigint AS stock_value,
        coalesce(j.stock, 0)::bigint AS ledger_stock, coalesce(l.written_off, 0)::bigint AS written_off,
        coalesce(m.revalued, 0)::bigint AS revalued
    FROM bounds b
    CROSS JOIN LATERAL (
        SELECT sum(x.amount - x.change) AS paid FROM pos.payments x WHERE x.org_id = %(org_id)s AND x.sale_id = b.id
    ) p
    CROSS JOIN LATERAL (
        SELECT sum(x.net) FILTER (WHERE x.stored_value_id IS NOT NULL) AS loaded, sum(x.cost) AS cost,
            sum(x.cost) FILTER (WHERE x.restocked IS FALSE) AS written_off
        FROM pos.sale_lines x WHERE x.org_id = %(org_id)s AND x.sale_id = b.id
    ) l
    CROSS JOIN LATERAL (
        SELECT sum(x.debit - x.credit) FILTER (WHERE x.account_id = ANY (%(tenders)s)) AS tenders,
            sum(x.debit - x.credit) FILTER (WHERE x.account_id = ANY (%(cost)s)) AS cost,
            sum(x.credit - x.debit) FILTER (WHERE x.account_id = ANY (%(stock)s)) AS stock
        FROM acct.journal_lines x WHERE x.org_id = %(org_id)s AND x.journal_id = b.journal_id
    ) j
    CROSS JOIN LATERAL (
        SELECT -sum(y.value) AS value, -sum(y.value) FILTER (WHERE y.kind = 'revaluation') AS revalued
        FROM (
            SELECT x.item_id FROM pos.sale_lines x WHERE x.org_id = %(org_id)s AND x.sale_id = b.id
            UNION
            SELECT x.item_id FROM pos.sale_line_parts x WHERE x.org_id = %(org_id)s AND x.sale_id = b.id
        ) i
        CROSS JOIN LATERAL (
            SELECT x.value, x.kind FROM inv.stock_movements x
            WHERE x.org_id = %(org_id)s AND x.item_id = i.item_id AND x.location_id = b.location_id
                AND x.id >= b.first_id AND x.id <= b.last_id AND x.source_id = b.id
        ) y
    ) m
),
figures AS MATERIALIZED ({figures("measures")})"""
ROWS = f"""
SELECT lpad(f.receipt_number::text, 19, '0') AS key, f.*, concat_ws(', ', {_REASONS}) AS reasons FROM figures f
WHERE {DIFFERS}"""


def tie_out_lines(
    uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, business_date: dt.date, terminal_id: UUID
) -> TieOutLines:
    """Return one page of the documents of a till and day that make a difference, each with the reasons.

    **Raises** `NotFoundError` for the terminal, `CursorInvalid`.
    """
    listing, digits, _ = _listing(uow, ctx, business_date, terminal_id)
    page = listing.page(uow, paging)
    return TieOutLines(
        business_date=business_date,
        terminal_id=terminal_id,
        rows=[_line(row, digits) for row in page.rows],
        total=Tied.model_validate(shown(page.total, FIGURES, digits)),
        next_cursor=page.next_cursor,
    )


def tie_out_lines_table(uow: UnitOfWork, ctx: OrgContext, *, business_date: dt.date, terminal_id: UUID) -> Table:
    """Return all documents of a till and day that make a difference as a table. **Raises** as `tie_out_lines`."""
    listing, _, code = _listing(uow, ctx, business_date, terminal_id)
    total: list[Row] = []
    day = business_date.isoformat()
    return Table(
        name=f"tie-out-{day}-{terminal_id}",
        heading=heading_of(uow, org_id=ctx.org_id, title=f"Tie-out of {code}", period=day),
        columns=COLUMNS,
        rows=listing.table_rows(uow, total, label="Total"),
        totals=total,
    )


def _listing(uow: UnitOfWork, ctx: OrgContext, business_date: dt.date, terminal_id: UUID) -> tuple[Listing, int, str]:
    terminal = TERMINALS.get(uow, ctx, row_id=terminal_id)
    given: dict[str, Any] = {"org_id": ctx.org_id, "business_date": business_date, "terminal_id": terminal_id}
    listing = Listing(
        RELATIONS,
        ROWS,
        COLUMNS,
        Ranking("key", Kind.TEXT, descending=False),
        given | sides_of(uow, org_id=ctx.org_id),
        frozenset({"receipt_number"}),
    )
    return listing, profile_of(uow, org_id=ctx.org_id).digits, terminal.code


def _line(row: Figures, digits: int) -> TieOutLine:
    told = shown(row, COLUMNS, digits)
    return TieOutLine.model_validate(told | {"reasons": row["reasons"].split(", ")})
