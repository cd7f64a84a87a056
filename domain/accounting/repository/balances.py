"""What accounts have taken, from the monthly balances: the number of sales does not matter."""

import calendar
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, cast, func, select, text, union_all

from domain.accounting.models import Account, Balance, Journal, JournalLine
from domain.core.clock import month_of
from domain.core.db import UnitOfWork
from domain.core.ids import NIL

AccountTotals = Row[str, str, str, int, int]
"""code, name, type, debit, credit."""


class BalanceRepository:
    """The balances of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def as_of(self, day: date, *, today: date, location_id: UUID | None) -> list[AccountTotals]:
        """Return what each account took up to and including `day`, by code, in minor units.

        Whole months come from their balances. The month of `day` is reached from the side with fewer days to read: its
        balance minus the lines dated later, or the balances before it plus its lines up to `day`. After `today` hardly
        anything is dated, so today's figures read next to no line, nor do those of a month's end.
        """
        month = month_of(day)
        month_end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        later_days = max(0, (min(month_end, today) - day).days)
        if later_days <= day.day:
            parts = [self._months(month, location_id)]
            if day < month_end:
                parts.append(self._lines(day + timedelta(days=1), month_end, location_id, sign=-1))
        else:
            parts = [self._months(month - timedelta(days=1), location_id), self._lines(month, day, location_id, sign=1)]
        # Summed once, whatever the statistics of a young table say; a join over the sum may come as often as it likes.
        taken = union_all(*parts).cte("taken").prefix_with("MATERIALIZED")
        statement = (
            select(
                Account.code,
                Account.name,
                Account.type,
                _whole(func.sum(taken.c.debit)).label("debit"),
                _whole(func.sum(taken.c.credit)).label("credit"),
            )
            .join(Account, and_(Account.org_id == self.org_id, Account.id == taken.c.account_id))
            .group_by(Account.code, Account.name, Account.type)
            .having((func.sum(taken.c.debit) != 0) | (func.sum(taken.c.credit) != 0))
            .order_by(Account.code)
        )
        return list(self.session.execute(statement))

    def names_location(self, location_id: UUID) -> bool:
        """Say whether any account took anything at this location."""
        statement = select(Balance.period).where(Balance.org_id == self.org_id, Balance.location_id == location_id)
        return self.session.execute(statement.limit(1)).first() is not None

    def knows_location(self, location_id: UUID) -> bool:
        """Say whether there is such a location, posted to or not."""
        found = text("SELECT FROM inv.locations WHERE org_id = :org_id AND id = :id")
        return self.session.execute(found, {"org_id": self.org_id, "id": location_id}).first() is not None

    def _months(self, last: date, location_id: UUID | None) -> Select[UUID, int, int]:
        """Return what accounts took in all months that begin on or before `last`.

        By month first, because that is the order of the primary key: no sort of all balances.
        """
        statement = select(
            Balance.account_id, func.sum(Balance.debit).label("debit"), func.sum(Balance.credit).label("credit")
        ).where(Balance.org_id == self.org_id, Balance.period <= last)
        if location_id is not None:
            statement = statement.where(Balance.location_id == location_id)
        by_month = statement.group_by(Balance.period, Balance.account_id).subquery("by_month")
        return select(
            by_month.c.account_id,
            _whole(func.sum(by_month.c.debit)).label("debit"),
            _whole(func.sum(by_month.c.credit)).label("credit"),
        ).group_by(by_month.c.account_id)

    def _lines(self, first: date, last: date, location_id: UUID | None, *, sign: int) -> Select[UUID, int, int]:
        """Return what accounts took on some days of one month, found by the index on the journals' date."""
        statement = (
            select(
                JournalLine.account_id,
                _whole(sign * func.sum(JournalLine.debit)).label("debit"),
                _whole(sign * func.sum(JournalLine.credit)).label("credit"),
            )
            .join(Journal, (Journal.org_id == JournalLine.org_id) & (Journal.id == JournalLine.journal_id))
            .where(
                JournalLine.org_id == self.org_id,
                Journal.org_id == self.org_id,
                Journal.business_date >= first,
                Journal.business_date <= last,
            )
        )
        if location_id is not None:
            statement = statement.where(func.coalesce(JournalLine.location_id, NIL) == location_id)
        return statement.group_by(JournalLine.account_id)


def _whole(amount: ColumnElement[Any]) -> ColumnElement[int]:
    """Return a sum as the integer that it is; Postgres sums integers to a decimal."""
    return cast(amount, BigInteger)
