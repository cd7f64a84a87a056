"""Fiscal years: twelve months from any month on, named by the calendar year in which they end."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from domain.core.clock import month_after
from domain.core.db import UnitOfWork
from domain.org.models import OrgSettings

MONTHS = 12


def fiscal_year_of(day: date, *, start: int) -> int:
    """Return the fiscal year that a day belongs to; `start` is the month (1 to 12) in which years begin.

    Where years begin in July, 2025-07-01 to 2026-06-30 is the fiscal year 2026.
    """
    return day.year + (start > 1 and day.month >= start)


def first_day_of(fiscal_year: int, *, start: int) -> date:
    """Return the first day of a fiscal year."""
    return date(fiscal_year - (start > 1), start, 1)


def last_day_of(fiscal_year: int, *, start: int) -> date:
    """Return the last day of a fiscal year."""
    return first_day_of(fiscal_year + 1, start=start) - timedelta(days=1)


def months_of(fiscal_year: int, *, start: int) -> list[date]:
    """Return the first days of the months of a fiscal year, in order."""
    months = [first_day_of(fiscal_year, start=start)]
    while len(months) < MONTHS:
        months.append(month_after(months[-1]))
    return months


def fiscal_year_start(uow: UnitOfWork, *, org_id: UUID) -> int:
    """Return the month in which the fiscal years of an organization begin."""
    return uow.session.scalars(select(OrgSettings.fiscal_year_start).where(OrgSettings.org_id == org_id)).one()
