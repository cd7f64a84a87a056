"""What closes and reopenings are decided over, and what they leave behind."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.accounting.modules import Module

Row = tuple[Any, ...]


@dataclass(slots=True, frozen=True)
class Deferral:
    """What an operation answers that has done a step, or could do none yet: it waits on, and no attempt is counted."""

    after_ms: int = 0


@dataclass(slots=True, frozen=True)
class ClosedPeriod:
    """A month that takes nothing more; `closed`: and into which nothing is on the way any more."""

    closing_id: str
    barrier_xid: int | None
    closed: bool


@dataclass(slots=True, frozen=True)
class ClosedYear:
    """A closed fiscal year, the journal that closed it, and what it earned, minor units."""

    last_day: date
    journal_id: str
    profit: int


@dataclass(slots=True, frozen=True)
class MonthTotals:
    """What all accounts took in a month, minor units; `profit`: revenue less expense."""

    debit: int = 0
    credit: int = 0
    profit: int = 0


@dataclass(slots=True)
class Periods:
    """The periods and years of one organization, read under the lock on its general book."""

    year_start: int
    xid: int
    """The transaction of this batch."""
    oldest_xid: int
    """The oldest transaction that was still under way when this was read."""
    waiting: set[str]
    """Operations before which others, accepted earlier, are still to be carried out."""
    rows: dict[tuple[date, str], ClosedPeriod] = field(default_factory=dict)
    years: dict[int, ClosedYear] = field(default_factory=dict)
    posted: list[date] = field(default_factory=list)
    """The months in which anything was posted."""
    totals: dict[date, MonthTotals] = field(default_factory=dict)
    results: list[tuple[date, str, str | None, int]] = field(default_factory=list)
    """What revenue and expense accounts took: month, account, location, debit less credit."""
    journals: dict[str, list[tuple[str, str | None, int, int]]] = field(default_factory=dict)
    """Lines of the journals that closed years."""
    taken: bool = False
    """Whether an operation of this batch has had its turn at them: they are decided one a batch."""

    def closed_through(self, module: str) -> date:
        """Return the last month that is closed for a module, by itself or as a whole; `date.min`: none is."""
        months = [month for (month, of), row in self.rows.items() if row.closed and of in {module, Module.ALL}]
        return max(months, default=date.min)

    def last_closed_day(self) -> date:
        """Return the last day of the last closed fiscal year; `date.min`: none is closed."""
        return max((year.last_day for year in self.years.values()), default=date.min)


@dataclass(slots=True)
class ClosingEffects:
    """Rows of periods and years, in the order of the columns that `write.periods` names."""

    marked: list[Row] = field(default_factory=list)
    reopened: list[Row] = field(default_factory=list)
    years_closed: list[Row] = field(default_factory=list)
    years_reopened: list[Row] = field(default_factory=list)
    closings: list[Row] = field(default_factory=list)
