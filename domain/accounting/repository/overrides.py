"""Rows of the accounts that roles have at single locations."""

from uuid import UUID

from psycopg import errors as postgres
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from domain.accounting.models import Account, AccountRoleOverride
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError

KEY = ("org_id", "role", "location_id")


class OverrideRepository:
    """Which account serves a role at which location, in one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Work inside `uow`, on the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def of_role(self, role: str) -> list[tuple[UUID, Account]]:
        """Return the locations with an account of their own for a role, by the account's code."""
        statement = (
            select(AccountRoleOverride.location_id, Account)
            .join(
                Account, (Account.org_id == AccountRoleOverride.org_id) & (Account.id == AccountRoleOverride.account_id)
            )
            .where(AccountRoleOverride.org_id == self.org_id, AccountRoleOverride.role == role)
            .order_by(Account.code, AccountRoleOverride.location_id)
        )
        return [(location_id, account) for location_id, account in self.session.execute(statement)]

    def find(self, role: str, location_id: UUID) -> Account | None:
        """Return the account that serves a role at a location alone, if there is one."""
        return dict(self.of_role(role)).get(location_id)

    def give(self, role: str, location_id: UUID, account_id: UUID) -> None:
        """Let an account serve a role at a location. **Raises** `NotFoundError` where there is no such location."""
        statement = insert(AccountRoleOverride).values(
            org_id=self.org_id, role=role, location_id=location_id, account_id=account_id
        )
        try:
            with self.session.begin_nested():
                self.session.execute(
                    statement.on_conflict_do_update(index_elements=KEY, set_={"account_id": account_id})
                )
        except IntegrityError as error:
            # The account was looked at just now and is kept by a lock; what is not there is the location.
            if isinstance(error.orig, postgres.ForeignKeyViolation):
                raise NotFoundError from error
            raise

    def take_away(self, role: str, location_id: UUID) -> None:
        """Let the organization's account serve a role at a location again."""
        mine = (AccountRoleOverride.org_id == self.org_id, AccountRoleOverride.role == role)
        self.session.execute(delete(AccountRoleOverride).where(*mine, AccountRoleOverride.location_id == location_id))
