"""Rows of organizations, their settings and their audit log."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from domain.core.db import UnitOfWork
from domain.org.models import AuditEntry, Organization, OrgSettings


class Organizations:
    """The organizations that this transaction may see."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Read and write in this transaction."""
        self._session = uow.session
        self._org_ids = uow.org_ids

    def add(self, organization: Organization) -> None:
        """Insert an organization; what refers to it may follow."""
        self._session.add(organization)
        self._session.flush()

    def add_settings(self, settings: OrgSettings) -> None:
        """Insert the policies of a new organization, everything at its default."""
        self._session.add(settings)
        self._session.flush()

    def all_with_settings(self) -> Sequence[tuple[Organization, OrgSettings]]:
        """Return the organizations of this transaction with their policies, in no order."""
        rows = self._session.execute(
            select(Organization, OrgSettings)
            .join(OrgSettings, OrgSettings.org_id == Organization.id)
            .where(Organization.id.in_(self._org_ids))
        )
        return [(organization, policies) for organization, policies in rows]


class Settings:
    """The policies of one organization."""

    def __init__(self, uow: UnitOfWork, *, org_id: UUID) -> None:
        """Read and write this organization's policies in this transaction."""
        self._session = uow.session
        self._org_id = org_id

    def get(self) -> OrgSettings:
        """Return the policies; every organization has them."""
        return self._session.get_one(OrgSettings, self._org_id)

    def lock(self) -> OrgSettings:
        """Return the policies, locked until the transaction ends."""
        return self._session.get_one(OrgSettings, self._org_id, with_for_update=True, populate_existing=True)

    def change(self, settings: OrgSettings, changes: Mapping[str, Any]) -> None:
        """Write locked policies and count their version."""
        for name, value in changes.items():
            setattr(settings, name, value)
        settings.version += 1
        settings.updated_at = func.now()
        self._session.flush()
        self._session.refresh(settings)


class Audit:
    """The audit log of one organization."""

    def __init__(self, uow: UnitOfWork, *, org_id: UUID) -> None:
        """Read and write this organization's log in this transaction."""
        self._session = uow.session
        self._org_id = org_id

    def add(self, entry: AuditEntry) -> None:
        """Append one entry."""
        self._session.add(entry)
        self._session.flush()

    def page(self, *, limit: int, after: UUID | None) -> Sequence[AuditEntry]:
        """Return up to `limit` entries, newest first, behind the one with this id."""
        statement = (
            select(AuditEntry).where(AuditEntry.org_id == self._org_id).order_by(AuditEntry.id.desc()).limit(limit)
        )
        if after is not None:
            statement = statement.where(AuditEntry.id < after)
        return self._session.scalars(statement).all()
