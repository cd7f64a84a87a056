"""Rows of statements and of their lines."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select

from domain.banking.models import BankLine, BankStatement
from domain.core.base_repository import BaseRepository
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest

ROWS_AT_ONCE = 2000


class StatementRepository(BaseRepository[BankStatement]):
    """The statements of one organization."""

    model = BankStatement

    def order(self) -> KeyOrder:
        """Return the order of lists: the one that was read last comes first."""
        return KeyOrder((self.column("imported_at"), self.column("id")))

    def with_hash(self, bank_account_id: UUID, content_hash: bytes) -> BankStatement | None:
        """Return the statement that was read from the very same bytes, if there is one."""
        statement = self.scoped().where(
            BankStatement.bank_account_id == bank_account_id, BankStatement.content_hash == content_hash
        )
        found: BankStatement | None = self.session.scalars(statement).one_or_none()
        return found

    def of_account(self, bank_account_id: UUID) -> list[BankStatement]:
        """Return the statements of an account that have lines, in the order of their days."""
        statement = self.scoped().where(
            BankStatement.bank_account_id == bank_account_id, BankStatement.first_date.is_not(None)
        )
        order = (BankStatement.first_date, BankStatement.last_date, BankStatement.imported_at, BankStatement.id)
        return list(self.session.scalars(statement.order_by(*order)))

    def add(self, values: Mapping[str, Any]) -> BankStatement:
        """Insert a statement."""
        row: BankStatement = self.session.scalars(
            insert(BankStatement).values(org_id=self.org_id, **values).returning(BankStatement)
        ).one()
        return row


class LineRepository(BaseRepository[BankLine]):
    """The lines of statements of one organization."""

    model = BankLine

    def order(self) -> KeyOrder:
        """Return the order of lists: by day, as a statement is read."""
        return KeyOrder((self.column("date"), self.column("id")), descending=False)

    def page_of(
        self,
        request: PageRequest,
        bank_account_id: UUID,
        *,
        is_open: bool | None,
        first: date | None,
        last: date | None,
        statement_id: UUID | None = None,
    ) -> Slice[BankLine]:
        """Return one page of an account's lines, by day."""
        where: list[ColumnElement[bool]] = [BankLine.bank_account_id == bank_account_id]
        if is_open is not None:
            where.append(BankLine.reconciliation_id.is_(None) if is_open else BankLine.reconciliation_id.is_not(None))
        if first is not None:
            where.append(BankLine.date >= first)
        if last is not None:
            where.append(BankLine.date <= last)
        if statement_id is not None:
            where.append(BankLine.statement_id == statement_id)
        return self.page(request, *where)

    def known(self, bank_account_id: UUID, fingerprints: Collection[str]) -> set[str]:
        """Return which of these fingerprints lines of the account have."""
        found: set[str] = set()
        asked = sorted(fingerprints)
        for at in range(0, len(asked), ROWS_AT_ONCE):
            statement = select(BankLine.fingerprint).where(
                BankLine.org_id == self.org_id,
                BankLine.bank_account_id == bank_account_id,
                BankLine.fingerprint.in_(asked[at : at + ROWS_AT_ONCE]),
            )
            found.update(self.session.scalars(statement))
        return found

    def add_all(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert lines."""
        for at in range(0, len(rows), ROWS_AT_ONCE):
            self.session.execute(insert(BankLine), [{**row, "org_id": self.org_id} for row in rows[at:][:ROWS_AT_ONCE]])

    def open_lines(self, bank_account_id: UUID, *, most: int) -> list[BankLine]:
        """Return the first open lines of an account, by day."""
        statement = self.scoped().where(
            BankLine.bank_account_id == bank_account_id, BankLine.reconciliation_id.is_(None)
        )
        return list(self.session.scalars(statement.order_by(BankLine.date, BankLine.id).limit(most)))

    def moved_until(self, bank_account_id: UUID, day: date) -> int:
        """Return the sum of an account's lines up to and including a day."""
        statement = select(func.coalesce(func.sum(BankLine.amount), 0)).where(
            BankLine.org_id == self.org_id, BankLine.bank_account_id == bank_account_id, BankLine.date <= day
        )
        return int(self.session.execute(statement).scalar_one())
