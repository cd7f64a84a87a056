"""Whole years and months from the facts by year and month, the rest from those by day.

Sums can be taken away as well as added: February to November is the year without two months, and the first 25 days of a
month are the month without its last ones. Of both ways the one with fewer rows is taken.
"""

# ruff: noqa: S608 - every relation is built from constants and dates.

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.core.clock import month_after
from domain.summaries.facts import ALL_LOCATIONS, MONTHS_OF, YEARS_OF, Fact

MONTHS_IN_A_YEAR = 12


class Unit(StrEnum):
    """In which steps a span is summed."""

    YEAR = "year"
    MONTH = "month"
    DAY = "business_date"


@dataclass(frozen=True, slots=True)
class Span:
    """Some whole steps, from the first day up to and without `until`, to be added (1) or taken away (-1).

    `since` is None for all from the beginning.
    """

    unit: Unit
    since: date | None
    until: date
    sign: int = 1


def between(days: Fact, first: date | None, last: date, *, one_location: bool) -> str:
    """Return what `days` (`ITEM_DAYS`, `STOCK_DAYS`) says from `first` to `last`, both included, by item.

    Columns: `item_id` and the measures; an item comes more than once, and with rows that others take back, so sum and
    leave out what comes to nothing. To be read in a statement that begins with `WITH {TAIL}`. `one_location`: that of
    the parameter `location_id`, else all together. Without `first` from the beginning.
    """
    relations = {Unit.YEAR: YEARS_OF[days.table], Unit.MONTH: MONTHS_OF[days.table], Unit.DAY: days}
    taken = []
    for span in spans(first, last, by_year=not one_location):
        measures = ", ".join(f"-d.{measure}" if span.sign < 0 else f"d.{measure}" for measure in days.measures)
        begins = "" if span.since is None else f"d.{span.unit} >= '{span.since.isoformat()}' AND "
        taken.append(
            f"SELECT d.item_id, {measures} FROM {relations[span.unit].live()} d"
            f" WHERE {begins}d.{span.unit} < '{span.until.isoformat()}'{_where(span.unit, one_location=one_location)}"
        )
    measures = ", ".join(days.measures)
    if not taken:
        return f"(SELECT d.item_id, {measures} FROM {days.live()} d WHERE false)"
    return f"(SELECT * FROM ({' UNION ALL '.join(taken)}) AS taken (item_id, {measures}))"


def _where(unit: Unit, *, one_location: bool) -> str:
    if one_location:
        return " AND d.location_id = %(location_id)s"
    return f" AND d.location_id = '{ALL_LOCATIONS}'" if unit == Unit.MONTH else ""


def spans(first: date | None, last: date, *, by_year: bool) -> list[Span]:
    """Return spans that together are exactly the days from `first` to `last`, both included, and few rows.

    Without `first`, from the beginning of all that was ever posted.
    """
    if first is not None and first > last:
        return []
    until = last + timedelta(days=1)
    if not by_year:
        return list(_months(first, until))
    return list(_years(first, until))


def _years(first: date | None, until: date) -> Iterator[Span]:
    """Yield whole years, and for the others their months, or the year without the months that are not meant."""
    begins = None if first is None else first.replace(month=1, day=1)
    whole_from = begins if begins is None or begins == first else _year_after(begins)
    whole_until = until.replace(month=1, day=1)
    if whole_from is not None and whole_from > whole_until:
        # Within one year, and not up to its end.
        assert first is not None
        yield from _part_of_year(first, until)
        return
    if first is not None and whole_from is not None and first < whole_from:
        yield from _part_of_year(first, whole_from)
    if whole_from is None or whole_from < whole_until:
        yield Span(Unit.YEAR, whole_from, whole_until)
    if whole_until < until:
        yield from _part_of_year(whole_until, until)


def _part_of_year(first: date, until: date) -> Iterator[Span]:
    year = first.replace(month=1, day=1)
    next_year = _year_after(year)
    inside = until.month + MONTHS_IN_A_YEAR * (until.year - year.year) - first.month
    if inside <= MONTHS_IN_A_YEAR // 2:
        yield from _months(first, until)
        return
    yield Span(Unit.YEAR, year, next_year)
    for left_out in ((year, first), (until, next_year)):
        if left_out[0] < left_out[1]:
            yield from (replace(span, sign=-span.sign) for span in _months(*left_out))


def _year_after(day: date) -> date:
    return date(day.year + 1, 1, 1)


def _months(first: date | None, until: date) -> Iterator[Span]:
    """Yield whole months, and for the others their days, or the month without the days that are not meant."""
    whole_from = first if first is None or first.day == 1 else month_after(first)
    whole_until = until.replace(day=1)
    if whole_from is not None and whole_from > whole_until:
        assert first is not None
        yield from _part_of_month(first, until)
        return
    if first is not None and whole_from is not None and first < whole_from:
        yield from _part_of_month(first, whole_from)
    if whole_from is None or whole_from < whole_until:
        yield Span(Unit.MONTH, whole_from, whole_until)
    if whole_until < until:
        yield from _part_of_month(whole_until, until)


def _part_of_month(first: date, until: date) -> Iterator[Span]:
    month = first.replace(day=1)
    next_month = month_after(month)
    if (until - first) * 2 <= next_month - month:
        yield Span(Unit.DAY, first, until)
        return
    yield Span(Unit.MONTH, month, next_month)
    if month < first:
        yield Span(Unit.DAY, month, first, -1)
    if until < next_month:
        yield Span(Unit.DAY, until, next_month, -1)
