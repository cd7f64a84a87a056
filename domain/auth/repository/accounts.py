"""Rows of people; they stand above organizations."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from domain.auth.models import CustomRole, RefreshToken, User, UserOrgRole
from domain.core.db import UnitOfWork


class Standing(NamedTuple):
    """Whether an account is active and its session not ended, and its role in the organization asked about, if any.

    `permissions` are those of a custom role, None where the role is a built-in one.
    """

    active: bool
    ended: bool
    role: str | None
    permissions: Sequence[str] | None


class MembershipRow(NamedTuple):
    """One organization that a person belongs to."""

    org_id: UUID
    org_name: str
    closed_at: datetime | None
    role: str
    permissions: Sequence[str] | None


class Accounts:
    """People; they stand above organizations."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Read and write in this transaction."""
        self._session = uow.session

    def by_email(self, email: str) -> User | None:
        """Return the account of a normalized email."""
        return self._session.scalar(select(User).where(func.lower(User.email) == email))

    def by_id(self, user_id: UUID) -> User | None:
        """Return one account."""
        return self._session.get(User, user_id)

    def add(self, *, email: str, name: str, password_hash: str) -> User | None:
        """Insert an account; None when the email is taken, by whoever was first."""
        statement = insert(User).values(email=email, name=name, password_hash=password_hash)
        return self._session.scalar(statement.on_conflict_do_nothing().returning(User))

    def standing(self, user_id: UUID, *, org_id: UUID, family_id: UUID | None = None) -> Standing | None:
        """Return an account's standing in one organization, None for no account; `family_id`: the session it is in."""
        joined = and_(UserOrgRole.user_id == User.id, UserOrgRole.org_id == org_id)
        custom = and_(CustomRole.org_id == UserOrgRole.org_id, CustomRole.code == UserOrgRole.role)
        ended = _ended(family_id) if family_id else false()
        row = self._session.execute(
            select(User.active, ended, UserOrgRole.role, CustomRole.permissions)
            .outerjoin(UserOrgRole, joined)
            .outerjoin(CustomRole, custom)
            .where(User.id == user_id)
        ).one_or_none()
        return Standing(*row) if row else None

    def in_session(self, user_id: UUID, *, family_id: UUID) -> User | None:
        """Return an active account, unless this session of it has ended."""
        return self._session.scalar(select(User).where(User.id == user_id, User.active, ~_ended(family_id)))

    def set_password(self, user_id: UUID, *, password_hash: str) -> None:
        """Give an account another password."""
        self._session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))

    def memberships(self, user_id: UUID) -> list[MembershipRow]:
        """Return all organizations of a person, by name."""
        rows = self._session.execute(text("SELECT * FROM core.memberships_of(:user_id)"), {"user_id": user_id})
        return [MembershipRow(*row) for row in rows]


def _ended(family_id: UUID) -> ColumnElement[bool]:
    return exists().where(RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_not(None))
