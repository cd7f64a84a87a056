"""`year.close` and `year.reopen`: what a fiscal year earned goes to retained earnings, and comes back."""

from datetime import UTC, datetime, time
from typing import Any

from domain.accounting.entries import Entry
from domain.accounting.modules import Module
from domain.accounting.period_payload import name_of
from domain.core.clock import month_of
from domain.core.money import text_of
from domain.org.fiscal_years import first_day_of, last_day_of
from domain.posting.closing import Deferral, Periods
from domain.posting.dating import Dating
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.journals import GENERAL_BOOK
from domain.posting.period_errors import (
    EarlierYearOpenError,
    LaterYearClosedError,
    PeriodsOpenError,
    YearAlreadyClosedError,
    YearNotClosedError,
)
from domain.posting.periods import turn, want_periods
from domain.posting.wants import Wants

RETAINED_EARNINGS = "retained_earnings"
YEAR_CLOSE, YEAR_REOPEN = "year_close", "year_reopen"


def want_year_close(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to close a year: the periods, and what revenue and expense accounts took."""
    want_periods(operation, wants)
    wants.results.add(operation.org_id)


def want_year_reopening(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to reopen a year: the periods, and the journal that closed it."""
    want_periods(operation, wants)
    wants.closing_journals.add((operation.org_id, operation.content["fiscal_year"]))


def close_year(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any] | Deferral:
    """Bring every revenue and expense account to zero, per location, against retained earnings of the same location.

    The journal is dated the last day of the year, whose months are closed for everything else: what it is computed
    from, nobody can change any more. A year without a result is closed by a journal without lines.
    Raises `YearAlreadyClosedError`, `EarlierYearOpenError`, `PeriodsOpenError`, `AccountRoleMissingError`.
    """
    periods = turn(operation, org)
    if isinstance(periods, Deferral):
        return periods
    year = operation.content["fiscal_year"]
    last_day = last_day_of(year, start=periods.year_start)
    _check_close(year, periods)
    retained = org.account(RETAINED_EARNINGS)
    entry, profit = Entry(), 0
    since = periods.last_closed_day()
    for month, account_id, location_id, amount in periods.results:
        if since < month <= last_day:
            entry.credit(account_id, location_id, amount)
            entry.debit(retained, location_id, amount)
            profit -= amount
    journal_id = _post(operation, org, effects, entry, source_type=YEAR_CLOSE, year=year, start=periods.year_start)
    effects.closing.years_closed.append(
        (org.id, year, first_day_of(year, start=periods.year_start), last_day, operation.id, journal_id)
    )
    effects.closing.closings.append(
        (org.id, operation.id, YEAR_CLOSE, None, None, year, journal_id, None, None, profit)
    )
    return _result(operation, org, effects, journal_id=journal_id, profit=profit)


def reopen_year(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any] | Deferral:
    """Post the mirror of the journal that closed a year, dated as it was; its months stay closed.

    Raises `YearNotClosedError`, `LaterYearClosedError`.
    """
    periods = turn(operation, org)
    if isinstance(periods, Deferral):
        return periods
    year = operation.content["fiscal_year"]
    closed = periods.years.get(year)
    if closed is None:
        raise YearNotClosedError.at("fiscal_year")
    if max(periods.years) > year:
        raise LaterYearClosedError.at("fiscal_year", f"{max(periods.years)} is closed.")
    entry = Entry()
    for account_id, location_id, debit, credit in periods.journals[closed.journal_id]:
        entry.debit(account_id, location_id, credit - debit)
    journal_id = _post(
        operation,
        org,
        effects,
        entry,
        source_type=YEAR_REOPEN,
        year=year,
        start=periods.year_start,
        reverses_id=closed.journal_id,
    )
    effects.closing.years_reopened.append((org.id, year))
    effects.closing.closings.append((org.id, operation.id, YEAR_REOPEN, None, None, year, journal_id, None, None, None))
    result = _result(operation, org, effects, journal_id=journal_id, profit=closed.profit)
    return result | {"reverses_id": closed.journal_id}


def _check_close(year: int, periods: Periods) -> None:
    first_day, last_day = (day(year, start=periods.year_start) for day in (first_day_of, last_day_of))
    if last_day <= periods.last_closed_day():
        raise YearAlreadyClosedError.at("fiscal_year")
    for month in periods.posted:
        if periods.last_closed_day() < month < first_day:
            raise EarlierYearOpenError.at("fiscal_year", f"{name_of(month)} has balances, and its year is open.")
    if periods.closed_through(Module.ALL) < month_of(last_day):
        raise PeriodsOpenError.at("fiscal_year")


def _post(
    operation: Claimed,
    org: OrgFacts,
    effects: Effects,
    entry: Entry,
    *,
    source_type: str,
    year: int,
    start: int,
    reverses_id: str | None = None,
) -> str:
    last_day = last_day_of(year, start=start)
    noon = datetime.combine(last_day, time(12), UTC).isoformat()
    return effects.journal(
        org,
        entry,
        book=GENERAL_BOOK,
        memo=f"{'Close' if source_type == YEAR_CLOSE else 'Reopening'} of fiscal year {year}",
        source=(source_type, operation.id),
        dating=Dating(noon, last_day, None),
        reverses_id=reverses_id,
    )


def _result(operation: Claimed, org: OrgFacts, effects: Effects, *, journal_id: str, profit: int) -> dict[str, Any]:
    year = operation.content["fiscal_year"]
    result = {
        "fiscal_year": year,
        "journal_id": journal_id,
        "book": GENERAL_BOOK,
        "number": org.books[GENERAL_BOOK].number,
        "profit": text_of(profit, org.digits),
    }
    effects.audit(operation, after={"fiscal_year": year, "number": result["number"], "profit": result["profit"]})
    return result
