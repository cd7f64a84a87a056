"""The policies of an organization: what holds, and how it came to hold."""

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import PreconditionError
from domain.core.paging import PageRequest, cursor_of
from domain.core.schemas import Page
from domain.org.errors import CostingMethodFixed, FiscalYearStartFixed
from domain.org.repository import Audit, Settings
from domain.org.schemas import AuditActor, AuditOrigin, Policies, PolicyChanges, SettingsVersion
from domain.org.service.audit import record_audit

CHANGE = "settings.change"
SUBJECT = "settings"


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
    year_is_closed: bool,
) -> tuple[Policies, int]:
    """Change some of the organization's policies and return all of them with their version.

    `stock_has_moved` and `year_is_closed` come from the caller, because stock and books stand above this module.

    **Raises** `PreconditionError`, `CostingMethodFixed`, `FiscalYearStartFixed`.
    """
    repository = Settings(uow, org_id=ctx.org_id)
    row = repository.lock()
    if expected_version is not None and expected_version != row.version:
        raise PreconditionError
    before = Policies.model_validate(row)
    wanted = {name: value for name, value in changes.changes().items() if value != getattr(before, name)}
    if "costing_method" in wanted and stock_has_moved:
        raise CostingMethodFixed.at("costing_method")
    if "fiscal_year_start" in wanted and year_is_closed:
        raise FiscalYearStartFixed.at("fiscal_year_start")
    if not wanted:
        return before, row.version
    repository.change(row, wanted)
    after = Policies.model_validate(row)
    record_audit(
        uow,
        ctx,
        action=CHANGE,
        subject_type=SUBJECT,
        subject_id=ctx.org_id,
        before=before.model_dump(mode="json", include=set(wanted)),
        after=after.model_dump(mode="json", include=set(wanted)),
    )
    return after, row.version


def list_settings_history(uow: UnitOfWork, ctx: OrgContext, *, request: PageRequest) -> Page[SettingsVersion]:
    """Return one page of the changes of the policies, newest first, each with the version that it led to.

    The audit log is where they are kept, written in one transaction with the change: there is no second account.

    **Raises** `CursorInvalid`.
    """
    rows = Audit(uow, org_id=ctx.org_id).numbered(
        action=CHANGE, subject_id=str(ctx.org_id), limit=request.limit + 1, after=request.after_id()
    )
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(
        items=[
            SettingsVersion(
                # The first version is the one that the organization was opened with.
                version=number + 1,
                at=row.at,
                actor=AuditActor(type=row.actor_type, id=row.actor_id),
                before=row.before or {},
                after=row.after or {},
                origin=AuditOrigin(address=row.address, user_agent=row.user_agent),
            )
            for row, number in shown
        ],
        next_cursor=cursor_of(shown[-1][0].id) if more else None,
    )
