"""Profit and loss: what was earned and what it cost, of any days, beside other days.

Presented by function of expense (IAS 1.103): revenue, cost of sales, gross profit, operating expenses, net profit. The
journals that close and reopen a fiscal year are left out: they move the result to equity and are none of it, so that a
closed year shows what it earned.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.accounting.schemas import AccountType
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.org.profile import profile_of
from domain.reports.ledger.accounts import read_chart
from domain.reports.ledger.figures import taken
from domain.reports.ledger.schemas import ProfitAndLoss
from domain.reports.ledger.spans import Compare, Span, asked_span, compared_spans, months_within
from domain.reports.ledger.statements import (
    LINE_COLUMNS,
    Section,
    amount_columns,
    figure,
    section_of,
    section_rows,
    section_view,
    total_row,
)
from domain.reports.tables import Row, Table, heading_of

TITLE = "Profit and loss"


@dataclass(frozen=True, slots=True)
class Results:
    """The whole report: the asked span and those beside it, a column each, in minor units."""

    spans: tuple[Span, ...]
    location_id: UUID | None
    digits: int
    revenue: Section
    cost_of_sales: Section
    expenses: Section

    @property
    def gross(self) -> tuple[int, ...]:
        """Return revenue less cost of sales, column by column."""
        return _less(self.revenue.total, self.cost_of_sales.total)

    @property
    def net(self) -> tuple[int, ...]:
        """Return what is left after all expenses, column by column; negative for a loss."""
        return _less(self.gross, self.expenses.total)


def profit_and_loss(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
    compare: Compare | None = None,
    periods: int = 1,
    by_month: bool = False,
) -> Results:
    """Return profit and loss of the days asked for, the fiscal year to date by default, and of others beside them.

    **Raises** `InvalidError` for days that no journal can bear, a span that ends before it begins, too many months, or
    months and comparison at once.
    """
    span = asked_span(uow, org_id=ctx.org_id, since=since, until=until, whole_year=True)
    if by_month and compare is not None:
        raise InvalidError.at("compare", "Either by month or compared, not both.")
    spans = [span, *(months_within(span) if by_month else compared_spans(span, compare, periods))]
    sums = taken(uow, org_id=ctx.org_id, location_id=location_id, results=spans)
    chart = read_chart(uow, org_id=ctx.org_id)
    expenses = chart.of_type(AccountType.EXPENSE)
    of_sales = chart.cost_of_sales()
    costs = [account for account in expenses if account.id in of_sales]
    others = [account for account in expenses if account.id not in of_sales]
    return Results(
        spans=tuple(spans),
        location_id=location_id,
        digits=profile_of(uow, org_id=ctx.org_id).digits,
        revenue=section_of("revenue", "Revenue", chart.of_type(AccountType.REVENUE), sums, debit_side=False),
        cost_of_sales=section_of("cost_of_sales", "Cost of sales", costs, sums, debit_side=True),
        expenses=section_of("operating_expenses", "Operating expenses", others, sums, debit_side=True),
    )


def profit_and_loss_view(results: Results) -> ProfitAndLoss:
    """Return the report as JSON shows it."""
    digits, asked = results.digits, results.spans[0]
    shown: dict[str, Any] = {
        "since": asked.first,
        "until": asked.last,
        "location_id": results.location_id,
        "columns": [{"since": span.first, "until": span.last} for span in results.spans[1:]],
        "revenue": section_view(results.revenue, digits),
        "cost_of_sales": section_view(results.cost_of_sales, digits),
        "operating_expenses": section_view(results.expenses, digits),
        **figure("gross_profit", results.gross, digits),
        **figure("net_profit", results.net, digits),
    }
    return ProfitAndLoss.model_validate(shown)


def profit_and_loss_table(uow: UnitOfWork, ctx: OrgContext, results: Results) -> Table:
    """Return the report as a table: the sections' lines and totals, gross and net profit."""
    asked = results.spans[0]
    return Table(
        name=f"profit-and-loss-{asked.first}-{asked.last}",
        heading=heading_of(uow, org_id=ctx.org_id, title=TITLE, period=f"{asked.first} – {asked.last}"),
        columns=(*LINE_COLUMNS, *amount_columns(results.spans)),
        rows=_rows(results),
        totals=[total_row("net_profit", "Net profit", results.net)],
    )


def _rows(results: Results) -> Iterator[Row]:
    yield from section_rows(results.revenue)
    yield from section_rows(results.cost_of_sales)
    yield total_row("gross_profit", "Gross profit", results.gross)
    yield from section_rows(results.expenses)


def _less(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(one - other for one, other in zip(first, second, strict=True))
