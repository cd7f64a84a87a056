"""Rows of journals, read only: posting writes them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, select

from domain.accounting.models import Account, Book, Journal, JournalLine
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest, cursor_of

JournalSide = Row[UUID, UUID | None, int, int, str | None, str, str]
"""journal_id, location_id, debit, credit, memo, and the account's code and name."""


SCANNED = 10_000
"""Journals that one page looks through at most, where no index leads to those that are asked for."""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which journals: all that is given must hold. Amounts are minor units.

    `account`, `location_id` and the amounts must hold of one and the same line; `text` is part of the memo.
    """

    book: str | None = None
    from_date: date | None = None
    to_date: date | None = None
    account: str | None = None
    location_id: UUID | None = None
    number: int | None = None
    source_type: str | None = None
    source_id: UUID | None = None
    text: str | None = None
    amount: int | None = None
    min_amount: int | None = None
    max_amount: int | None = None
    ids: frozenset[UUID] | None = None
    """Journals that come into question at all, where those are known."""


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
        """Return one page: a book's by number, else by business date, book and number; the last one first.

        What an index leads to (identities, numbers, a book, else dates) is found directly. Whatever else is asked of a
        journal, a page looks through at most `SCANNED` of them: it then may hold less than was asked for, or nothing,
        and its cursor goes on behind the last one that it looked at.
        """
        columns = Journal.__table__.c
        numbered = (columns.book, columns.number)
        order = KeyOrder((columns.number,) if wanted.book is not None else (columns.business_date, *numbered))
        found = select(Journal).where(Journal.org_id == self.org_id, *self._led_to(wanted))
        tests = self._tested(wanted)
        if not tests:
            return order.cut(self.session.scalars(order.page_of(found, request)).all(), request)
        keys = order.page_of(found.with_only_columns(columns.id, columns.business_date, *numbered), request)
        scanned = keys.limit(SCANNED).subquery("scanned")
        newest_first = [scanned.c[str(column.key)].desc() for column in order.columns]
        matching = select(Journal).join(scanned, (Journal.org_id == self.org_id) & (Journal.id == scanned.c.id))
        rows = self.session.scalars(matching.where(*tests).order_by(*newest_first).limit(request.limit + 1)).all()
        if len(rows) > request.limit:
            return order.cut(rows, request)
        key = [scanned.c[str(column.key)] for column in order.columns]
        last = self.session.execute(select(*key).order_by(*newest_first).offset(SCANNED - 1).limit(1)).one_or_none()
        return Slice(list(rows), None if last is None else cursor_of(*last))

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

    def _led_to(self, wanted: JournalFilter) -> list[ColumnElement[bool]]:
        """Return what an index finds."""
        where: list[ColumnElement[bool]] = []
        if wanted.ids is not None:
            where.append(Journal.id.in_(wanted.ids))
        if wanted.number is not None:
            where.append(Journal.number == wanted.number)
        if wanted.book is not None:
            where.append(Journal.book == wanted.book)
        elif wanted.number is not None:
            where.append(Journal.book.in_(select(Book.code).where(Book.org_id == self.org_id)))
        return where if wanted.book is not None else where + self._dated(wanted)

    def _tested(self, wanted: JournalFilter) -> list[ColumnElement[bool]]:
        """Return what has to be looked at journal by journal; within a book that is its date too."""
        tests = self._dated(wanted) if wanted.book is not None else []
        if wanted.source_type is not None:
            tests.append(Journal.source_type == wanted.source_type)
        if wanted.source_id is not None:
            tests.append(Journal.source_id == wanted.source_id)
        if wanted.text:
            tests.append(Journal.memo.icontains(wanted.text, autoescape=True))
        of_line = self._of_line(wanted)
        if of_line:
            own = (JournalLine.org_id == self.org_id, JournalLine.journal_id == Journal.id)
            tests.append(exists().where(*own, *of_line))
        return tests

    def _dated(self, wanted: JournalFilter) -> list[ColumnElement[bool]]:
        where: list[ColumnElement[bool]] = []
        if wanted.from_date is not None:
            where.append(Journal.business_date >= wanted.from_date)
        if wanted.to_date is not None:
            where.append(Journal.business_date <= wanted.to_date)
        return where

    def _of_line(self, wanted: JournalFilter) -> list[ColumnElement[bool]]:
        where: list[ColumnElement[bool]] = []
        if wanted.account is not None:
            of_account = select(Account.id).where(Account.org_id == self.org_id, Account.code == wanted.account)
            where.append(JournalLine.account_id == of_account.scalar_subquery())
        if wanted.location_id is not None:
            where.append(JournalLine.location_id == wanted.location_id)
        amount = JournalLine.debit + JournalLine.credit
        if wanted.amount is not None:
            where.append(amount == wanted.amount)
        if wanted.min_amount is not None:
            where.append(amount >= wanted.min_amount)
        if wanted.max_amount is not None:
            where.append(amount <= wanted.max_amount)
        return where
