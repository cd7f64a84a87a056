"""Any days are put together from whole years, months and days, each day once, and from few rows."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.summaries.ranges import Unit, spans

DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
BEGINNING = date(2020, 1, 1)


def days(first, until):
    return (first + timedelta(days=at) for at in range((until - first).days))


@given(DAYS, DAYS, st.booleans())
def test_each_day_is_counted_once_and_no_other(first, last, by_year):
    counted: Counter[date] = Counter()
    for span in spans(first, last, by_year=by_year):
        assert span.since is not None
        assert span.since < span.until
        for day in days(span.since, span.until):
            counted[day] += span.sign
    assert {day: times for day, times in counted.items() if times} == dict.fromkeys(
        days(first, last + timedelta(days=1)), 1
    )


@given(DAYS, st.booleans())
def test_from_the_beginning_as_well(last, by_year):
    counted: Counter[date] = Counter()
    for span in spans(None, last, by_year=by_year):
        for day in days(span.since or BEGINNING, span.until):
            counted[day] += span.sign
    assert {day: times for day, times in counted.items() if times} == dict.fromkeys(
        days(BEGINNING, last + timedelta(days=1)), 1
    )


@given(DAYS, DAYS)
def test_it_never_takes_more_than_a_year_half_a_year_of_months_and_half_months_of_days_at_each_end(first, last):
    rows: Counter[Unit] = Counter()
    for span in spans(first, last, by_year=True):
        rows[span.unit] += sum(1 for _ in days(span.since, span.until))
    assert rows[Unit.MONTH] <= 2 * 8 * 31
    assert rows[Unit.DAY] <= 2 * 2 * 16


def test_a_year_is_one_step_and_all_but_a_month_are_two():
    whole = spans(date(2025, 1, 1), date(2025, 12, 31), by_year=True)
    assert [(span.unit, span.sign) for span in whole] == [(Unit.YEAR, 1)]
    most = spans(date(2025, 2, 1), date(2025, 12, 31), by_year=True)
    assert [(span.unit, span.sign) for span in most] == [(Unit.YEAR, 1), (Unit.MONTH, -1)]
