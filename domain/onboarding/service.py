"""Opening an organization: everything that it takes to sell at once, or nothing."""

from uuid import UUID

from domain.accounting.service import install_chart
from domain.auth.permissions import ROLES, Role
from domain.auth.service import make_owner
from domain.core.context import UNTOLD, Actor, OrgContext, Origin
from domain.core.db import UnitOfWork
from domain.inventory.service import install_main_location, install_reasons
from domain.org.schemas import OrganizationDraft, OrganizationOfMine
from domain.org.service import create_organization, install_policies, list_organizations, record_audit
from domain.pos.service import install_payment_methods


def open_organization(
    uow: UnitOfWork,
    *,
    org_id: UUID,
    owner_id: UUID,
    draft: OrganizationDraft,
    actor: Actor | None = None,
    origin: Origin = UNTOLD,
) -> OrganizationOfMine:
    """Open an organization with its owner, chart of accounts, account roles, first location and payment methods.

    `uow` must have been opened for `org_id`, which is new: row-level security lets nothing be written for another.
    `actor`: who opens it, if that is not the owner.

    **Raises** `UnknownCurrency`, `UnknownCountry`, `UnknownTimeZone`, `UnknownTemplate`.
    """
    create_organization(uow, org_id=org_id, draft=draft)
    make_owner(uow, org_id=org_id, user_id=owner_id)
    install_chart(uow, org_id=org_id, template=draft.chart_template)
    location_id = install_main_location(uow, org_id=org_id)
    install_policies(uow, org_id=org_id, default_location_id=location_id)
    install_reasons(uow, org_id=org_id)
    install_payment_methods(uow, org_id=org_id)
    record_audit(
        uow,
        OrgContext(
            org_id=org_id,
            actor=actor or Actor("user", owner_id),
            role=Role.OWNER,
            permissions=frozenset(ROLES[Role.OWNER]),
            origin=origin,
        ),
        action="organization.open",
        subject_type="organization",
        subject_id=org_id,
        after=draft.model_dump(mode="json"),
    )
    return list_organizations(uow, roles={org_id: Role.OWNER.value})[0]
