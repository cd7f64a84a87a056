"""Rows of journals, read only: posting writes them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, select

from domain.accounting.models import Account, Journal, JournalLine
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest

JournalSide = Row[UUID, UUID | None, int, int, str | None, str, str]
"""journal_id, location_id, debit, credit, memo, and the account's code and name."""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which journals: all that is given must hold."""

    book: str | None = None
    from_date: date | None = None
    to_date: date | None = None
    account: str | None = None
    source_type: str | None = None
    source_id: UUID | None = None


class JournalRepository:
    """The journals of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def get(self, journal_id: UUID) -> Journal:
        """Return one journal. **Raises** `NotFoundError`."""
        statement = select(Journal).where(Journal.org_id == self.org_id, Journal.id == journal_id)
        journal = self.session.scalars(statement).one_or_none()
        if journal is None:
            raise NotFoundError
        return journal

    def page(self, request: PageRequest, wanted: JournalFilter) -> Slice[Journal]:
        """Return one page: a book's by number, else by business date; newest first."""
        columns = Journal.__table__.c
        order = KeyOrder((columns.number,) if wanted.book is not None else (columns.business_date, columns.id))
        statement = select(Journal).where(Journal.org_id == self.org_id, *self._where(wanted))
        return order.cut(self.session.scalars(order.page_of(statement, request)).all(), request)

    def lines(self, journal_ids: Collection[UUID]) -> dict[UUID, list[JournalSide]]:
        """Return the lines of journals in their order, by journal, with the account's code and name."""
        statement = (
            select(
                JournalLine.journal_id,
                JournalLine.location_id,
                JournalLine.debit,
                JournalLine.credit,
                JournalLine.memo,
                Account.code,
                Account.name,
            )
            .join(Account, (Account.org_id == JournalLine.org_id) & (Account.id == JournalLine.account_id))
            .where(JournalLine.org_id == self.org_id, JournalLine.journal_id.in_(journal_ids))
            .order_by(JournalLine.journal_id, JournalLine.line_no)
        )
        lines: defaultdict[UUID, list[JournalSide]] = defaultdict(list)
        for line in self.session.execute(statement):
            lines[line.journal_id].append(line)
        return lines

    def _where(self, wanted: JournalFilter) -> list[ColumnElement[bool]]:
        where: list[ColumnElement[bool]] = []
        if wanted.book is not None:
            where.append(Journal.book == wanted.book)
        if wanted.from_date is not None:
            where.append(Journal.business_date >= wanted.from_date)
        if wanted.to_date is not None:
            where.append(Journal.business_date <= wanted.to_date)
        if wanted.source_type is not None:
            where.append(Journal.source_type == wanted.source_type)
        if wanted.source_id is not None:
            where.append(Journal.source_id == wanted.source_id)
        if wanted.account is not None:
            of_account = (
                select(Account.id)
                .where(Account.org_id == self.org_id, Account.code == wanted.account)
                .scalar_subquery()
            )
            where.append(
                exists().where(
                    JournalLine.org_id == self.org_id,
                    JournalLine.journal_id == Journal.id,
                    JournalLine.account_id == of_account,
                )
            )
        return where
