"""Rows of journals in other currencies, read only: posting writes them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select

from domain.accounting.models import Account, ForeignItem, ForeignLine
from domain.core.db import UnitOfWork
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest


class ForeignRepository:
    """The lines in other currencies, and what is open of them, of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def lines(self, journal_ids: Collection[UUID]) -> dict[UUID, list[Any]]:
        """Return the lines of journals by journal, each (line, its account's code)."""
        statement = (
            select(ForeignLine, Account.code)
            .join(Account, (Account.org_id == ForeignLine.org_id) & (Account.id == ForeignLine.account_id))
            .where(ForeignLine.org_id == self.org_id, ForeignLine.journal_id.in_(journal_ids))
            .order_by(ForeignLine.journal_id, ForeignLine.line_no)
        )
        lines: defaultdict[UUID, list[Any]] = defaultdict(list)
        for row in self.session.execute(statement):
            lines[row.ForeignLine.journal_id].append(row)
        return lines

    def items(
        self, request: PageRequest, *, still_open: bool | None, currency: str | None, account: str | None
    ) -> Slice[Any]:
        """Return one page of open items with the account's code and name, the newest day first.

        Those that are still open have an index of their own, however many were settled before.
        """
        table = ForeignItem.__table__.c
        order = KeyOrder((table.business_date, table.journal_id, table.line_no))
        statement = (
            select(*table, Account.code, Account.name)
            .join(Account, (Account.org_id == table.org_id) & (Account.id == table.account_id))
            .where(table.org_id == self.org_id)
        )
        if still_open is not None:
            left = table.settled != table.amount
            statement = statement.where(left if still_open else ~left)
        if currency is not None:
            statement = statement.where(table.currency == currency)
        if account is not None:
            statement = statement.where(Account.code == account)
        return order.cut(self.session.execute(order.page_of(statement, request)).all(), request)
