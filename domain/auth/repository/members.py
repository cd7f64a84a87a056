"""Rows of the people of one organization."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, exists, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from domain.auth.models import User, UserOrgRole
from domain.core.db import UnitOfWork


class MemberRow(NamedTuple):
    """One person of an organization."""

    user_id: UUID
    email: str
    name: str
    active: bool
    role: str
    joined_at: datetime


class Members:
    """The people of one organization."""

    def __init__(self, uow: UnitOfWork, *, org_id: UUID) -> None:
        """Read and write this organization's memberships in this transaction."""
        self._session = uow.session
        self._org_id = org_id

    def page(self, *, limit: int, after: tuple[datetime, UUID] | None) -> Sequence[MemberRow]:
        """Return up to `limit` members, newest first, behind the one with this time and id."""
        statement = self._rows().order_by(UserOrgRole.created_at.desc(), UserOrgRole.user_id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tuple_(UserOrgRole.created_at, UserOrgRole.user_id) < after)
        return [MemberRow(*row) for row in self._session.execute(statement)]

    def get(self, user_id: UUID) -> MemberRow | None:
        """Return one member."""
        row = self._session.execute(self._rows().where(UserOrgRole.user_id == user_id)).one_or_none()
        return MemberRow(*row) if row else None

    def lock(self, user_id: UUID) -> str | None:
        """Lock one member and every owner, in one order, and return the member's role."""
        rows = self._session.execute(
            select(UserOrgRole.user_id, UserOrgRole.role)
            .where(
                UserOrgRole.org_id == self._org_id,
                or_(UserOrgRole.user_id == user_id, UserOrgRole.role == "owner"),
            )
            .order_by(UserOrgRole.user_id)
            .with_for_update()
        ).all()
        return next((row.role for row in rows if row.user_id == user_id), None)

    def has_owner_besides(self, user_id: UUID) -> bool:
        """Return whether somebody else, with an active account, is an owner."""
        others = (
            select(UserOrgRole.user_id)
            .join(User, User.id == UserOrgRole.user_id)
            .where(
                UserOrgRole.org_id == self._org_id,
                UserOrgRole.role == "owner",
                UserOrgRole.user_id != user_id,
                User.active,
            )
        )
        return bool(self._session.scalar(select(exists(others))))

    def add(self, *, user_id: UUID, role: str) -> bool:
        """Insert a membership; False when there is one."""
        statement = insert(UserOrgRole).values(org_id=self._org_id, user_id=user_id, role=role)
        added = self._session.scalar(statement.on_conflict_do_nothing().returning(UserOrgRole.user_id))
        return added is not None

    def set_role(self, user_id: UUID, *, role: str) -> None:
        """Give a member another role."""
        self._session.execute(
            update(UserOrgRole)
            .where(UserOrgRole.org_id == self._org_id, UserOrgRole.user_id == user_id)
            .values(role=role)
        )

    def remove(self, user_id: UUID) -> None:
        """End a membership."""
        row = self._session.get(UserOrgRole, (self._org_id, user_id))
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def _rows(self) -> Select[UUID, str, str, bool, str, datetime]:
        return (
            select(User.id, User.email, User.name, User.active, UserOrgRole.role, UserOrgRole.created_at)
            .join(User, User.id == UserOrgRole.user_id)
            .where(UserOrgRole.org_id == self._org_id)
        )
