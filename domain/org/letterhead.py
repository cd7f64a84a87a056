"""What an organization is called on paper, and what money it counts in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from domain.core.db import UnitOfWork
from domain.org.models import Organization


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Name, country (ISO 3166-1) and currency (ISO 4217) of one organization."""

    name: str
    country: str
    currency: str


def letterhead_of(uow: UnitOfWork, *, org_id: UUID) -> Letterhead:
    """Return the letterhead of an organization that this transaction sees."""
    row = uow.session.execute(
        select(Organization.name, Organization.country, Organization.currency).where(Organization.id == org_id)
    ).one()
    return Letterhead(*row)
