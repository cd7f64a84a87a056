"""The trial balance: every account's balance on its side, and the proof that both sides are equal.

This is the pattern that every report follows: the figures once, as plain values; a view of them for JSON; a table of
the same figures for files (`domain.reports.tables` says what a table is, `api.report_files` who sends it).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.core.money import text_of
from domain.org.profile import profile_of
from domain.reports.ledger.accounts import Chart, read_chart
from domain.reports.ledger.figures import ByAccount, taken
from domain.reports.ledger.spans import ONE_DAY, Span, check_day
from domain.reports.schemas import TrialBalance, TrialBalanceOfPeriod
from domain.reports.tables import Column, Kind, Table, heading_of

ACCOUNT = (Column("account", "Account"), Column("name", "Name"), Column("type", "Type"))
CLOSING = (Column("debit", "Debit", Kind.MONEY), Column("credit", "Credit", Kind.MONEY))
MOVEMENT = (
    Column("opening_debit", "Opening debit", Kind.MONEY),
    Column("opening_credit", "Opening credit", Kind.MONEY),
    Column("movement_debit", "Movement debit", Kind.MONEY),
    Column("movement_credit", "Movement credit", Kind.MONEY),
)

AccountTaken = tuple[str, str, str, int, int]
"""code, name, type, and what was taken in debit and credit, in minor units."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One account: its balance before the period, what it took in it, in minor units, debits positive."""

    account: str
    name: str
    type: str
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        """Return the balance after the period."""
        return self.opening + self.debit - self.credit

    def amounts(self) -> tuple[int, ...]:
        """Return opening, movement and closing, each as debit and credit; a balance stands on its side."""
        return (*_sides(self.opening), self.debit, self.credit, *_sides(self.closing))


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """The whole report. `since` is None for the balances of one day."""

    since: dt.date | None
    as_of: dt.date
    location_id: UUID | None
    digits: int
    rows: tuple[Figures, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of amounts that were asked for."""
        return CLOSING if self.since is None else (*MOVEMENT, *CLOSING)

    def shown(self, row: Figures) -> tuple[int, ...]:
        """Return a row's amounts in these columns."""
        return row.amounts()[-len(self.columns) :]

    def totals(self) -> tuple[int, ...]:
        """Return the sum of each of these columns."""
        return tuple(sum(column) for column in zip(*map(self.shown, self.rows), strict=True)) or (0,) * len(
            self.columns
        )


def trial_figures(
    uow: UnitOfWork, ctx: OrgContext, *, since: dt.date | None, as_of: dt.date | None, location_id: UUID | None
) -> TrialFigures:
    """Return the figures as of the end of a business date, today unless given, and of the days from `since` on.

    **Raises** `InvalidError` for a day that no journal can bear, or a period that ends before it begins.
    """
    profile = profile_of(uow, org_id=ctx.org_id)
    as_of = as_of or profile.today()
    check_day("as_of", as_of)
    spans = [Span(None, as_of)]
    if since is not None:
        check_day("from", since)
        if since > as_of:
            raise InvalidError.at("from", "Not later than the last day.")
        spans.append(Span(None, since - ONE_DAY))
    closing, *others = taken(uow, org_id=ctx.org_id, spans=spans, location_id=location_id)
    before = others[0] if others else {}
    chart = read_chart(uow, org_id=ctx.org_id)
    rows = figures_of(_by_code(chart, closing), _by_code(chart, before))
    return TrialFigures(since, as_of, location_id, profile.digits, rows)


def figures_of(closing: Iterable[AccountTaken], before: Iterable[AccountTaken]) -> tuple[Figures, ...]:
    """Return a row per account from what each took up to the last day, and what it had taken before the period."""
    taken = {code: (debit, credit) for code, _, _, debit, credit in before}
    rows = []
    for code, name, account_type, debit, credit in closing:
        old_debit, old_credit = taken.get(code, (0, 0))
        rows.append(Figures(code, name, account_type, old_debit - old_credit, debit - old_debit, credit - old_credit))
    return tuple(rows)


def trial_balance_of(figures: TrialFigures) -> TrialBalance | TrialBalanceOfPeriod:
    """Return the report as JSON shows it, with opening and movement where a period was asked for."""
    report: dict[str, Any] = {
        "as_of": figures.as_of,
        "location_id": figures.location_id,
        "rows": [
            {"account": row.account, "name": row.name, "type": row.type, **_named(figures, figures.shown(row))}
            for row in figures.rows
        ],
        **{f"total_{name}": total for name, total in _named(figures, figures.totals()).items()},
    }
    if figures.since is None:
        return TrialBalance.model_validate(report)
    return TrialBalanceOfPeriod.model_validate(report | {"since": figures.since})


def trial_balance_table(uow: UnitOfWork, ctx: OrgContext, figures: TrialFigures) -> Table:
    """Return the report as a table with a line of totals."""
    day = figures.as_of.isoformat()
    period = day if figures.since is None else f"{figures.since.isoformat()} – {day}"
    return Table(
        name=f"trial-balance-{day}",
        heading=heading_of(uow, org_id=ctx.org_id, title="Trial balance", period=period),
        columns=(*ACCOUNT, *figures.columns),
        rows=((row.account, row.name, row.type, *figures.shown(row)) for row in figures.rows),
        totals=[("Total", "", "", *figures.totals())],
    )


def _by_code(chart: Chart, sums: ByAccount) -> list[AccountTaken]:
    return [
        (account.code, account.name, account.type, *sums[account.id])
        for account in chart.accounts.values()
        if account.id in sums
    ]


def _sides(balance: int) -> tuple[int, int]:
    return max(balance, 0), max(-balance, 0)


def _named(figures: TrialFigures, amounts: Iterable[int]) -> dict[str, str]:
    """Return amounts as text by the names of their columns."""
    return {
        column.name: text_of(amount, figures.digits) for column, amount in zip(figures.columns, amounts, strict=True)
    }
