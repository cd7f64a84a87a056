"""Rows of closed periods and fiscal years."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from domain.accounting.models import Balance, Closing, FiscalYear, Period
from domain.core.db import UnitOfWork


class PeriodRepository:
    """What is closed, and what was posted, of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def closed(self) -> list[Period]:
        """Return the periods that are closed or being closed, in order."""
        query = select(Period).where(Period.org_id == self.org_id).order_by(Period.period, Period.module)
        return list(self.session.scalars(query))

    def years(self) -> list[FiscalYear]:
        """Return the closed fiscal years, in order."""
        query = select(FiscalYear).where(FiscalYear.org_id == self.org_id).order_by(FiscalYear.fiscal_year)
        return list(self.session.scalars(query))

    def any_year(self) -> bool:
        """Say whether any fiscal year is closed."""
        query = select(FiscalYear.fiscal_year).where(FiscalYear.org_id == self.org_id)
        return self.session.execute(query.limit(1)).first() is not None

    def closings(self, ids: Collection[UUID]) -> dict[UUID, Closing]:
        """Return closings by the id of their operation."""
        query = select(Closing).where(Closing.org_id == self.org_id, Closing.id.in_(ids))
        return {row.id: row for row in self.session.scalars(query)}

    def posted(self, months: Collection[date]) -> set[date]:
        """Return those of these months in which anything was posted: a look-up each."""
        wanted = func.unnest(list(months)).table_valued("month").render_derived()
        found = (
            select(Balance.period)
            .where(Balance.org_id == self.org_id, Balance.period == wanted.c.month)
            .limit(1)
            .correlate(wanted)
            .exists()
        )
        return set(self.session.scalars(select(wanted.c.month).where(found)))

    def first_month(self) -> date | None:
        """Return the first month in which anything was posted."""
        query = select(Balance.period).where(Balance.org_id == self.org_id).order_by(Balance.period)
        return self.session.scalars(query.limit(1)).first()
