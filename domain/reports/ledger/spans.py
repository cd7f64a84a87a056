"""Spans of business dates: what a report is asked for, what it is compared with, and the months it falls into."""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.core.clock import month_after, month_of
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.org.fiscal_years import first_day_of, fiscal_year_of, fiscal_year_start
from domain.org.profile import profile_of

FIRST_DAY, LAST_DAY = dt.date(1970, 1, 1), dt.date(2200, 12, 31)
MAX_COLUMNS = 36
ONE_DAY = dt.timedelta(days=1)
MONTHS = 12


class Compare(StrEnum):
    """With what a report is compared: the same time right before it, or a year before it."""

    PREVIOUS_PERIOD = "previous_period"
    PREVIOUS_YEAR = "previous_year"


@dataclass(frozen=True, slots=True)
class Span:
    """Business dates, both included; without `first` from the beginning of all."""

    first: dt.date | None
    last: dt.date


def asked_span(
    uow: UnitOfWork, *, org_id: UUID, since: dt.date | None, until: dt.date | None, whole_year: bool = False
) -> Span:
    """Return the span that a report is asked for.

    Without an end it ends today. Without a beginning it begins with the month of its end, or, with `whole_year`, with
    its fiscal year.

    **Raises** `InvalidError` for days that no journal can bear, or a span that ends before it begins.
    """
    last = until or profile_of(uow, org_id=org_id).today()
    check_day("to", last)
    if since is not None:
        check_day("from", since)
        first = since
    elif whole_year:
        start = fiscal_year_start(uow, org_id=org_id)
        first = first_day_of(fiscal_year_of(last, start=start), start=start)
    else:
        first = month_of(last)
    if first > last:
        raise InvalidError.at("from", "Not later than the last day.")
    return Span(first, last)


def check_day(path: str, day: dt.date) -> None:
    """Refuse a day that no journal can bear. **Raises** `InvalidError`."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidError.at(path, f"Between {FIRST_DAY.year} and {LAST_DAY.year}.")


def compared_spans(span: Span, compare: Compare | None, periods: int) -> list[Span]:
    """Return the spans that a span is compared with, the latest first.

    Whole months are compared with as many whole months, other days with as many days. A year before is the same days
    of the year; whole months stay whole months, whatever February has.
    """
    if compare is None:
        return []
    assert span.first is not None
    months = _whole_months(span.first, span.last)
    found = []
    for times in range(1, periods + 1):
        if compare == Compare.PREVIOUS_YEAR:
            found.append(Span(_months_before(span.first, MONTHS * times), day_before(span.last, MONTHS * times)))
        elif months:
            found.append(Span(_months_before(span.first, months * times), day_before(span.last, months * times)))
        else:
            back = ((span.last - span.first).days + 1) * times
            found.append(Span(span.first - dt.timedelta(days=back), span.last - dt.timedelta(days=back)))
    return [one for one in found if one.last >= FIRST_DAY]


def compared_days(day: dt.date, compare: Compare | None, periods: int) -> list[dt.date]:
    """Return the days that the end of a day is compared with: a month or a year before each other, the latest first."""
    if compare is None:
        return []
    step = MONTHS if compare == Compare.PREVIOUS_YEAR else 1
    days = (day_before(day, step * times) for times in range(1, periods + 1))
    return [one for one in days if one >= FIRST_DAY]


def months_within(span: Span) -> list[Span]:
    """Return the months of a span, the first and the last as far as they are in it. **Raises** `InvalidError`."""
    assert span.first is not None
    found, first = [], span.first
    while first <= span.last:
        last = min(month_after(first) - ONE_DAY, span.last)
        found.append(Span(first, last))
        first = last + ONE_DAY
        if len(found) > MAX_COLUMNS:
            raise InvalidError.at("from", f"By month at most {MAX_COLUMNS} months.")
    return found


def day_before(day: dt.date, months: int) -> dt.date:
    """Return the same day some months before; the last day of a month stays the last one."""
    earlier = _months_before(month_of(day), months)
    length = calendar.monthrange(earlier.year, earlier.month)[1]
    is_last = month_of(day + ONE_DAY) != month_of(day)
    return earlier.replace(day=length if is_last else min(day.day, length))


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * MONTHS + day.month - 1 - months, MONTHS)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _whole_months(first: dt.date, last: dt.date) -> int:
    """Return how many whole months a span is; 0 if it begins or ends within one."""
    after = last + ONE_DAY
    if first.day != 1 or after.day != 1:
        return 0
    return (after.year - first.year) * MONTHS + after.month - first.month
