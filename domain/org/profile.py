"""What other modules must know of an organization to read and write its figures."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from sqlalchemy import select

from domain.core import clock
from domain.core.db import UnitOfWork
from domain.org.models import Organization, OrgSettings


@dataclass(frozen=True, slots=True)
class Profile:
    """Name, currency and its digits, calendar, first location and costing method of one organization."""

    name: str
    currency: str
    digits: int
    time_zone: str
    day_cutoff: time
    default_location_id: UUID
    costing_method: str

    def today(self) -> date:
        """Return the business date of this moment."""
        return clock.business_date(clock.now(), time_zone=self.time_zone, day_cutoff=self.day_cutoff)


def profile_of(uow: UnitOfWork, *, org_id: UUID) -> Profile:
    """Return the profile of an organization that this transaction sees; read once per transaction."""
    profiles: dict[UUID, Profile] = uow.session.info.setdefault("profiles", {})
    if org_id not in profiles:
        row = uow.session.execute(
            select(
                Organization.name,
                Organization.currency,
                Organization.minor_digits,
                Organization.time_zone,
                OrgSettings.day_cutoff,
                OrgSettings.default_location_id,
                OrgSettings.costing_method,
            )
            .join(OrgSettings, OrgSettings.org_id == Organization.id)
            .where(Organization.id == org_id)
        ).one()
        profiles[org_id] = Profile(*row)
    return profiles[org_id]


def is_closed(uow: UnitOfWork, *, org_id: UUID) -> bool:
    """Say whether an organization is closed, that is read-only."""
    closed_at = uow.session.scalar(select(Organization.closed_at).where(Organization.id == org_id))
    return closed_at is not None
