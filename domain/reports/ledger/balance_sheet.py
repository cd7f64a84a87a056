"""The balance sheet: what there is, what is owed, and what is left, at the end of any day.

It balances whether or not years are closed, and shows the same in both cases. Retained earnings are those of the
account that serves the role, with the results of earlier years that no close has moved there yet; the result of the
fiscal year stands beside them, also on a day whose year has been closed since. At one location, what it gave to or took
from others closes the gap, in a line of its own.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain.accounting.schemas import AccountType, Role
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.org.fiscal_years import first_day_of, fiscal_year_of, fiscal_year_start
from domain.org.profile import profile_of
from domain.reports.ledger.accounts import Chart, Line, added, read_chart
from domain.reports.ledger.figures import ByAccount, taken
from domain.reports.ledger.schemas import BalanceSheet
from domain.reports.ledger.spans import Compare, Span, check_day, compared_days
from domain.reports.ledger.statements import (
    LINE_COLUMNS,
    Section,
    amount_columns,
    figure,
    section_of,
    section_rows,
    section_view,
    total_of,
    total_row,
)
from domain.reports.tables import Row, Table, heading_of

TITLE = "Balance sheet"
CURRENT_RESULT = "Result of the fiscal year"
BETWEEN_LOCATIONS = "Between locations"
RESULT_TYPES = (AccountType.REVENUE, AccountType.EXPENSE)


@dataclass(frozen=True, slots=True)
class Position:
    """The whole report: the asked day and those beside it, a column each, in minor units."""

    days: tuple[dt.date, ...]
    location_id: UUID | None
    digits: int
    assets: Section
    liabilities: Section
    equity: Section
    current_result: tuple[int, ...]

    @property
    def between_locations(self) -> tuple[int, ...]:
        """Return what this location owes to others, negative if they owe it; nothing without a location."""
        owed = added(self.liabilities.total, self.equity.total)
        return tuple(asset - one for asset, one in zip(self.assets.total, owed, strict=True))

    @property
    def liabilities_and_equity(self) -> tuple[int, ...]:
        """Return the other side of the assets."""
        return added(self.liabilities.total, self.equity.total, self.between_locations)


def balance_sheet(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    as_of: dt.date | None,
    location_id: UUID | None,
    compare: Compare | None = None,
    periods: int = 1,
) -> Position:
    """Return the balance sheet as of the end of a business date, today unless given, and of other days beside it.

    **Raises** `InvalidError` for a day that no journal can bear.
    """
    profile = profile_of(uow, org_id=ctx.org_id)
    as_of = as_of or profile.today()
    check_day("as_of", as_of)
    days = (as_of, *compared_days(as_of, compare, periods))
    chart = read_chart(uow, org_id=ctx.org_id)
    start = fiscal_year_start(uow, org_id=ctx.org_id)
    found = taken(
        uow,
        org_id=ctx.org_id,
        location_id=location_id,
        spans=[Span(None, day) for day in days],
        results=[Span(first_day_of(fiscal_year_of(day, start=start), start=start), day) for day in days],
    )
    sums, of_years = found[: len(days)], found[len(days) :]
    current = _results(chart, of_years)
    earlier = tuple(whole - one for whole, one in zip(_results(chart, sums), current, strict=True))
    return Position(
        days=days,
        location_id=location_id,
        digits=profile.digits,
        assets=section_of("assets", "Assets", chart.of_type(AccountType.ASSET), sums, debit_side=True),
        liabilities=section_of(
            "liabilities", "Liabilities", chart.of_type(AccountType.LIABILITY), sums, debit_side=False
        ),
        equity=_equity(chart, sums, earlier=earlier, current=current),
        current_result=current,
    )


def balance_sheet_view(position: Position) -> BalanceSheet:
    """Return the report as JSON shows it."""
    digits = position.digits
    shown: dict[str, Any] = {
        "as_of": position.days[0],
        "location_id": position.location_id,
        "columns": [{"as_of": day} for day in position.days[1:]],
        "assets": section_view(position.assets, digits),
        "liabilities": section_view(position.liabilities, digits),
        "equity": section_view(position.equity, digits),
        **figure("current_result", position.current_result, digits),
        **figure("between_locations", position.between_locations, digits),
        **figure("total_assets", position.assets.total, digits),
        **figure("total_liabilities_and_equity", position.liabilities_and_equity, digits),
    }
    return BalanceSheet.model_validate(shown)


def balance_sheet_table(uow: UnitOfWork, ctx: OrgContext, position: Position) -> Table:
    """Return the report as a table: the sections' lines and totals, and the two sides."""
    day = position.days[0].isoformat()
    return Table(
        name=f"balance-sheet-{day}",
        heading=heading_of(uow, org_id=ctx.org_id, title=TITLE, period=day),
        columns=(*LINE_COLUMNS, *amount_columns([Span(None, one) for one in position.days])),
        rows=_rows(position),
        totals=[
            total_row("liabilities_and_equity", "Total liabilities and equity", position.liabilities_and_equity),
        ],
    )


def _rows(position: Position) -> Iterator[Row]:
    yield from section_rows(position.assets)
    yield from section_rows(position.liabilities)
    yield from section_rows(position.equity)
    if any(position.between_locations):
        yield total_row("between_locations", BETWEEN_LOCATIONS, position.between_locations)


def _results(chart: Chart, sums: Sequence[ByAccount]) -> tuple[int, ...]:
    """Return what revenue and expense accounts come to in each column, profits positive."""
    ids = {account.id for account in chart.of_type(*RESULT_TYPES)}
    return tuple(
        sum(credit - debit for account_id, (debit, credit) in column.items() if account_id in ids) for column in sums
    )


def _equity(chart: Chart, sums: Sequence[ByAccount], *, earlier: tuple[int, ...], current: tuple[int, ...]) -> Section:
    """Return equity, with earlier results in retained earnings, and the current one in a line of its own."""
    retained = chart.serving[Role.RETAINED_EARNINGS]
    adjusted = [dict(column) for column in sums]
    for column, amount in zip(adjusted, earlier, strict=True):
        debit, credit = column.pop(retained.id, (0, 0))
        if debit != credit + amount:
            column[retained.id] = (debit, credit + amount)
    section = section_of("equity", "Equity", chart.of_type(AccountType.EQUITY), adjusted, debit_side=False)
    lines = (*section.lines, Line(None, CURRENT_RESULT, None, 0, current, current))
    return replace(section, lines=lines, total=total_of(lines, width=len(current)))
