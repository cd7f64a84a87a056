"""Organizations: opening, listing, closing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.core import clock
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.org.errors import NameNotTyped, OrganizationClosed
from domain.org.models import Organization, OrgSettings
from domain.org.places import check_country, check_time_zone, digits_of_currency
from domain.org.repository import Organizations
from domain.org.schemas import OrganizationDraft, OrganizationFacts, OrganizationOfMine


def create_organization(uow: UnitOfWork, *, org_id: UUID, draft: OrganizationDraft) -> None:
    """Insert an organization without anything in it; `domain.onboarding` gives it what it needs to sell.

    **Raises** `UnknownCurrency`, `UnknownCountry`, `UnknownTimeZone`.
    """
    check_country(draft.country)
    check_time_zone(draft.time_zone)
    digits = digits_of_currency(draft.currency)
    Organizations(uow).add(Organization(id=org_id, minor_digits=digits, **draft.model_dump()))


def install_policies(uow: UnitOfWork, *, org_id: UUID, default_location_id: UUID) -> None:
    """Give a new organization its policies, everything at its default."""
    Organizations(uow).add_settings(OrgSettings(org_id=org_id, default_location_id=default_location_id))


def list_organizations(uow: UnitOfWork, *, roles: Mapping[UUID, str]) -> list[OrganizationOfMine]:
    """Return the organizations that this transaction may see, with the role in each, in the order of `roles`."""
    found = {
        organization.id: OrganizationOfMine(
            default_location_id=policies.default_location_id,
            role=roles[organization.id],
            **_facts(organization),
        )
        for organization, policies in Organizations(uow).all_with_settings()
    }
    return [found[org_id] for org_id in roles]


def is_closed(uow: UnitOfWork, *, org_id: UUID) -> bool:
    """Return whether an organization is closed; one that does not exist is not."""
    return Organizations(uow).closed_at(org_id) is not None


def name_of(uow: UnitOfWork, *, org_id: UUID) -> str:
    """Return an organization's name."""
    return Organizations(uow).get(org_id).name


def close_organization(uow: UnitOfWork, ctx: OrgContext, *, name: str) -> datetime:
    """Close an organization for good and return when: from then on it is read-only to everybody.

    `name`: the organization's, typed by whoever closes it. That they own it, and the audit entry, are the caller's.
    What was accepted before is still carried out: accepting was a promise.

    **Raises** `NameNotTyped`, `OrganizationClosed`.
    """
    organization = Organizations(uow).lock(ctx.org_id)
    if organization.closed_at is not None:
        raise OrganizationClosed
    if name.strip() != organization.name.strip():
        raise NameNotTyped.at("name")
    closed_at = clock.now()
    Organizations(uow).close(organization, at=closed_at, by=ctx.actor.id)
    return closed_at


def _facts(organization: Organization) -> dict[str, Any]:
    return {
        name: getattr(organization, name) for name in OrganizationFacts.model_fields if name != "default_location_id"
    }
