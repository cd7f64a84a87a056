"""Rows of the roles that one organization made for itself."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from domain.auth.models import ApiKey, CustomRole, Invitation, UserOrgRole
from domain.core.db import UnitOfWork


class CustomRoles:
    """The roles that one organization made for itself."""

    def __init__(self, uow: UnitOfWork, *, org_id: UUID) -> None:
        """Read and write this organization's roles in this transaction."""
        self._session = uow.session
        self._org_id = org_id

    def all(self) -> Sequence[CustomRole]:
        """Return them by code; they are few."""
        statement = select(CustomRole).where(CustomRole.org_id == self._org_id).order_by(CustomRole.code)
        return self._session.scalars(statement).all()

    def get(self, code: str, *, kept: bool = False) -> CustomRole | None:
        """Return one; `kept`: it can neither change nor vanish until this transaction ends."""
        lock = {"read": True} if kept else None
        return self._session.get(CustomRole, (self._org_id, code), with_for_update=lock, populate_existing=kept)

    def lock(self, code: str) -> CustomRole | None:
        """Return one, locked until the transaction ends."""
        return self._session.get(CustomRole, (self._org_id, code), with_for_update=True, populate_existing=True)

    def add(self, *, code: str, name: str, permissions: Sequence[str]) -> CustomRole | None:
        """Insert one; None when there is one with this code."""
        statement = insert(CustomRole).values(org_id=self._org_id, code=code, name=name, permissions=list(permissions))
        return self._session.scalar(statement.on_conflict_do_nothing().returning(CustomRole))

    def change(self, role: CustomRole, changes: Mapping[str, Any]) -> None:
        """Write a locked role and count its version."""
        for name, value in changes.items():
            setattr(role, name, value)
        role.version += 1
        role.updated_at = func.now()
        self._session.flush()
        self._session.refresh(role)

    def in_use(self, code: str) -> bool:
        """Return whether a member, a key or an invitation that stands has this role."""
        members = select(UserOrgRole.user_id).where(UserOrgRole.org_id == self._org_id, UserOrgRole.role == code)
        keys = select(ApiKey.id).where(ApiKey.org_id == self._org_id, ApiKey.role == code, ApiKey.revoked_at.is_(None))
        invitations = select(Invitation.id).where(
            Invitation.org_id == self._org_id,
            Invitation.role == code,
            Invitation.ended_at.is_(None),
            Invitation.expires_at > func.now(),
        )
        return bool(self._session.scalar(select(or_(exists(members), exists(keys), exists(invitations)))))

    def remove(self, role: CustomRole) -> None:
        """Delete one."""
        self._session.delete(role)
        self._session.flush()
