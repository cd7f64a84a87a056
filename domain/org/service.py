"""Organizations, their policies, and the log of who changed what."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import PreconditionError
from domain.core.ids import new_id
from domain.core.paging import PageRequest, cursor_of
from domain.core.schemas import Page
from domain.org.errors import CostingMethodFixed, CostingMethodUnavailable
from domain.org.models import AuditEntry, Organization, OrgSettings
from domain.org.places import check_country, check_time_zone, digits_of_currency
from domain.org.repository import Audit, Organizations, Settings
from domain.org.schemas import (
    AuditActor,
    AuditOrigin,
    AuditRecord,
    AuditSubject,
    CostingMethod,
    OrganizationDraft,
    OrganizationFacts,
    OrganizationOfMine,
    Policies,
    PolicyChanges,
)


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


def get_policies(uow: UnitOfWork, ctx: OrgContext) -> tuple[Policies, int]:
    """Return the organization's policies and their version."""
    row = Settings(uow, org_id=ctx.org_id).get()
    return Policies.model_validate(row), row.version


def change_policies(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    changes: PolicyChanges,
    expected_version: int | None,
    stock_has_moved: bool,
) -> tuple[Policies, int]:
    """Change some of the organization's policies and return all of them with their version.

    `stock_has_moved` comes from the caller, because stock stands above this module.

    **Raises** `PreconditionError`, `CostingMethodFixed`, `CostingMethodUnavailable`.
    """
    repository = Settings(uow, org_id=ctx.org_id)
    row = repository.lock()
    if expected_version is not None and expected_version != row.version:
        raise PreconditionError
    before = Policies.model_validate(row)
    wanted = {name: value for name, value in changes.changes().items() if value != getattr(before, name)}
    if "costing_method" in wanted:
        _check_costing_method(wanted["costing_method"], stock_has_moved=stock_has_moved)
    if not wanted:
        return before, row.version
    repository.change(row, wanted)
    after = Policies.model_validate(row)
    record_audit(
        uow,
        ctx,
        action="settings.change",
        subject_type="settings",
        subject_id=ctx.org_id,
        before=before.model_dump(mode="json", include=set(wanted)),
        after=after.model_dump(mode="json", include=set(wanted)),
    )
    return after, row.version


def record_audit(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    action: str,
    subject_type: str,
    subject_id: UUID | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note in this same transaction who changed what, from where; `before` and `after` are JSON and hold no secret."""
    entry = AuditEntry(
        org_id=ctx.org_id,
        id=new_id(),
        actor_type=ctx.actor.type,
        actor_id=ctx.actor.id,
        action=action,
        subject_type=subject_type,
        subject_id=str(subject_id),
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        address=ctx.origin.address,
        user_agent=ctx.origin.user_agent,
    )
    Audit(uow, org_id=ctx.org_id).add(entry)


def list_audit(uow: UnitOfWork, ctx: OrgContext, *, request: PageRequest) -> Page[AuditRecord]:
    """Return one page of the organization's audit log, newest first. **Raises** `CursorInvalid`."""
    rows = Audit(uow, org_id=ctx.org_id).page(limit=request.limit + 1, after=request.after_id())
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(items=[_record(row) for row in shown], next_cursor=cursor_of(shown[-1].id) if more else None)


def _check_costing_method(method: CostingMethod, *, stock_has_moved: bool) -> None:
    if stock_has_moved:
        raise CostingMethodFixed.at("costing_method")
    if method is not CostingMethod.AVERAGE:
        raise CostingMethodUnavailable.at("costing_method")


def _facts(organization: Organization) -> dict[str, Any]:
    return {
        name: getattr(organization, name) for name in OrganizationFacts.model_fields if name != "default_location_id"
    }


def _record(row: AuditEntry) -> AuditRecord:
    return AuditRecord(
        id=row.id,
        at=row.at,
        actor=AuditActor(type=row.actor_type, id=row.actor_id),
        action=row.action,
        subject=AuditSubject(type=row.subject_type, id=row.subject_id),
        before=row.before,
        after=row.after,
        origin=AuditOrigin(address=row.address, user_agent=row.user_agent),
    )
