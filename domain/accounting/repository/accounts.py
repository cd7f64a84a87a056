"""Rows of the chart of accounts and of the roles."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from domain.accounting.models import Account, AccountRole, AccountRoleOverride, Balance
from domain.core.base_repository import BaseRepository
from domain.core.db import UnitOfWork
from domain.core.ids import new_id
from domain.core.keyset import KeyOrder


class AccountRepository(BaseRepository[Account]):
    """The chart of one organization."""

    model = Account
    paths = {  # noqa: RUF012 - read only
        "uq_chart_of_accounts_org_id_code": "code",
        "fk_chart_of_accounts_org_id_parent_id": "parent",
    }

    def order(self) -> KeyOrder:
        """Return the order of lists: by code, as a chart is read."""
        return KeyOrder((self.column("code"),), descending=False)

    def by_codes(self, codes: Collection[str]) -> dict[str, Account]:
        """Return the accounts with these codes, by code."""
        rows = self.session.scalars(self.scoped().where(Account.code.in_(codes)))
        return {row.code: row for row in rows}

    def codes(self, ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the codes of accounts, by id."""
        if not ids:
            return {}
        statement = select(Account.id, Account.code).where(Account.org_id == self.org_id, Account.id.in_(ids))
        return {row.id: row.code for row in self.session.execute(statement)}

    def is_below(self, account_id: UUID, ancestor_id: UUID) -> bool:
        """Say whether an account is `ancestor_id` or stands below it, however deep."""
        start = (
            select(Account.id, Account.parent_id)
            .where(Account.org_id == self.org_id, Account.id == account_id)
            .cte("ancestry", recursive=True)
        )
        ancestry = start.union(
            select(Account.id, Account.parent_id).where(Account.org_id == self.org_id, Account.id == start.c.parent_id)
        )
        found = select(literal(1)).where(ancestry.c.id == ancestor_id)
        return self.session.execute(found).first() is not None

    def whole(self) -> list[Account]:
        """Return the whole chart, by code."""
        return list(self.session.scalars(self.scoped().order_by(Account.code)))

    def parents(self) -> dict[UUID, UUID | None]:
        """Return which account each one stands below."""
        statement = select(Account.id, Account.parent_id).where(Account.org_id == self.org_id)
        return {row.id: row.parent_id for row in self.session.execute(statement)}

    def insert_all(self, rows: Sequence[Mapping[str, Any]]) -> list[Account]:
        """Insert new accounts. **Raises** `ConflictError` for a code that somebody else has just taken."""
        values = [{**row, "org_id": self.org_id, "id": new_id()} for row in rows]
        try:
            return list(self.session.scalars(insert(Account).returning(Account), values))
        except IntegrityError as error:
            raise self.fault(error) from error

    def is_posted_to(self, account_id: UUID) -> bool:
        """Say whether any journal has a line on the account; each of them left a balance."""
        statement = select(Balance.period).where(Balance.org_id == self.org_id, Balance.account_id == account_id)
        return self.session.execute(statement.limit(1)).first() is not None

    def control(self, account_id: UUID, *, controlled: bool) -> None:
        """Say whether an account stands for stock of a category; no change that a client could have raced with."""
        statement = update(Account).where(Account.org_id == self.org_id, Account.id == account_id)
        self.session.execute(statement.values(controlled=controlled), execution_options={"synchronize_session": False})

    def has_children(self, account_id: UUID) -> bool:
        """Say whether any account stands below this one."""
        statement = select(Account.id).where(Account.org_id == self.org_id, Account.parent_id == account_id)
        return self.session.execute(statement.limit(1)).first() is not None

    def lock_chart(self) -> None:
        """Let one transaction at a time change who stands below whom, or which account serves what."""
        self.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"chart:{self.org_id}", 0))))


class RoleRepository:
    """Which account serves which role, in one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Work inside `uow`, on the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def accounts(self) -> dict[str, Account]:
        """Return the account of each role that has one."""
        statement = (
            select(AccountRole.role, Account)
            .join(Account, (Account.org_id == AccountRole.org_id) & (Account.id == AccountRole.account_id))
            .where(AccountRole.org_id == self.org_id)
        )
        return {row[0]: row[1] for row in self.session.execute(statement)}

    def roles_of(self, account_id: UUID) -> list[str]:
        """Return the roles that an account serves, for the organization or at some location."""
        everywhere, somewhere = (
            select(serving.role).where(serving.org_id == self.org_id, serving.account_id == account_id)
            for serving in (AccountRole, AccountRoleOverride)
        )
        return sorted(self.session.scalars(everywhere.union(somewhere)))

    def give(self, role: str, account_id: UUID) -> None:
        """Let an account serve a role."""
        statement = insert(AccountRole).values(org_id=self.org_id, role=role, account_id=account_id)
        self.session.execute(
            statement.on_conflict_do_update(index_elements=["org_id", "role"], set_={"account_id": account_id})
        )

    def take_away(self, role: str) -> None:
        """Let no account serve a role."""
        row = self.session.get(AccountRole, (self.org_id, role))
        if row is not None:
            self.session.delete(row)
            self.session.flush()
