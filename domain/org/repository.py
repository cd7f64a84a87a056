"""Rows of organizations, their settings and their audit log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from domain.core.db import UnitOfWork
from domain.org.models import AuditEntry, Organization, OrgSettings


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; what is None is not asked about."""

    actor_id: UUID | None = None
    action: str | None = None
    subject: str | None = None
    """The subject's id, or its type."""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what an entry must fulfil."""
        if self.actor_id is not None:
            yield AuditEntry.actor_id == self.actor_id
        if self.action is not None:
            yield AuditEntry.action == self.action
        if self.subject is not None:
            yield or_(AuditEntry.subject_id == self.subject, AuditEntry.subject_type == self.subject)
        if self.since is not None:
            yield AuditEntry.at >= self.since
        if self.until is not None:
            yield AuditEntry.at < self.until


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

    def get(self, org_id: UUID) -> Organization:
        """Return one that this transaction may see."""
        return self._session.get_one(Organization, org_id)

    def lock(self, org_id: UUID) -> Organization:
        """Return one, locked until the transaction ends."""
        return self._session.get_one(Organization, org_id, with_for_update=True, populate_existing=True)

    def close(self, organization: Organization, *, at: datetime, by: UUID) -> None:
        """Note that a locked organization is closed."""
        organization.closed_at, organization.closed_by = at, by
        self._session.flush()

    def closed_at(self, org_id: UUID) -> datetime | None:
        """Return when an organization was closed, None where it is open."""
        return self._session.scalar(select(Organization.closed_at).where(Organization.id == org_id))

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

    def page(self, *, limit: int, after: UUID | None, wanted: AuditFilter) -> Sequence[AuditEntry]:
        """Return up to `limit` entries that are wanted, newest first, behind the one with this id."""
        statement = (
            select(AuditEntry)
            .where(AuditEntry.org_id == self._org_id, *wanted.conditions())
            .order_by(AuditEntry.id.desc())
            .limit(limit)
        )
        if after is not None:
            statement = statement.where(AuditEntry.id < after)
        return self._session.scalars(statement).all()

    def numbered(self, *, action: str, subject_id: str, limit: int, after: UUID | None) -> list[tuple[AuditEntry, int]]:
        """Return up to `limit` entries of one action on one subject, newest first, each with its number from 1 on."""
        number = func.row_number().over(order_by=AuditEntry.id).label("number")
        numbered = (
            select(AuditEntry.id, number)
            .where(AuditEntry.org_id == self._org_id, AuditEntry.subject_id == subject_id, AuditEntry.action == action)
            .subquery()
        )
        statement = (
            select(AuditEntry, numbered.c.number)
            .join(numbered, numbered.c.id == AuditEntry.id)
            .where(AuditEntry.org_id == self._org_id)
            .order_by(AuditEntry.id.desc())
            .limit(limit)
        )
        if after is not None:
            statement = statement.where(AuditEntry.id < after)
        return [(entry, int(number)) for entry, number in self._session.execute(statement)]
