"""The days that a period is compared with: as many before it, or the same ones a year before."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.core.db import UnitOfWork
from domain.reports.asked import Asked
from domain.reports.sales.figures import Figures, SalesQuery
from domain.reports.sales.schemas import Compare, GroupBy


def previous_figures(
    uow: UnitOfWork, query: SalesQuery, compare: Compare, keys: list[str]
) -> dict[str | None, Figures]:
    """Return by the key of each of these rows what it was in the days compared with; the total under None.

    A day is compared with the day as far from the period's first day, or of a year before; so is a month.
    """
    asked = before(query.asked, compare)
    then = {key: _then(key, query, asked, compare) for key in keys}
    found = replace(query, asked=asked).of_keys(uow, [key for key in then.values() if key is not None])
    shown: dict[str | None, Any] = {key: found[past] for key, past in then.items() if past in found}
    return shown | {None: found[None]}


def before(asked: Asked, compare: Compare) -> Asked:
    """Return the days that these are compared with; the 29th of February with the 28th."""
    if compare == Compare.PREVIOUS_YEAR:
        return replace(asked, since=_year_before(asked.since), until=_year_before(asked.until))
    until = asked.since - timedelta(days=1)
    if asked.since.day == 1 and asked.until.day == monthrange(asked.until.year, asked.until.month)[1]:
        months = (asked.until.year - asked.since.year) * 12 + asked.until.month - asked.since.month + 1
        return replace(asked, since=_months_before(asked.since, months), until=until)
    return replace(asked, since=asked.since - (asked.until - until), until=until)


def _then(key: str, query: SalesQuery, asked: Asked, compare: Compare) -> str | None:
    """Return the key that a row is compared with; only days and months are others than themselves."""
    if query.group_by == GroupBy.DAY:
        day = date.fromisoformat(key)
        if compare == Compare.PREVIOUS_YEAR:
            return _year_before(day).isoformat()
        past = asked.since + (day - query.asked.since)
        return past.isoformat() if past <= asked.until else None
    if query.group_by == GroupBy.MONTH:
        month = date.fromisoformat(f"{key}-01")
        if compare == Compare.PREVIOUS_YEAR:
            return f"{_year_before(month):%Y-%m}"
        since, then = query.asked.since, asked.since
        return f"{_months_before(month, (since.year - then.year) * 12 + since.month - then.month):%Y-%m}"
    return key


def _year_before(day: date) -> date:
    year = day.year - 1
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _months_before(month: date, months: int) -> date:
    whole = month.year * 12 + month.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)
