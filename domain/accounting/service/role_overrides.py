"""Which account serves a role at a single location: a shop's own till money, its own revenue."""

from uuid import UUID

from domain.accounting.chart_schemas import AccountRoleOverrideView
from domain.accounting.errors import RoleNotByLocation
from domain.accounting.models import Account
from domain.accounting.repository import AccountRepository, OverrideRepository, RoleRepository
from domain.accounting.schemas import AccountType, Role
from domain.accounting.service.roles import ONE_FOR_ALL, fitting_account
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.schemas import Page
from domain.org.changes import record_change


def list_role_overrides(uow: UnitOfWork, ctx: OrgContext, *, role: Role) -> Page[AccountRoleOverrideView]:
    """Return the locations that have an account of their own for a role, by account."""
    found = OverrideRepository(uow, ctx.org_id).of_role(role)
    return Page(items=[_view(role, location_id, account) for location_id, account in found])


def get_role_override(uow: UnitOfWork, ctx: OrgContext, *, role: Role, location_id: UUID) -> AccountRoleOverrideView:
    """Return the account that a location has of its own for a role. **Raises** `NotFoundError`."""
    account = OverrideRepository(uow, ctx.org_id).find(role, location_id)
    if account is None:
        raise NotFoundError
    return _view(role, location_id, account)


def override_role(
    uow: UnitOfWork, ctx: OrgContext, *, role: Role, location_id: UUID, account_code: str
) -> AccountRoleOverrideView:
    """Let an account serve a role at one location, from the next posting on.

    What names its account itself goes before either: an item or a category its revenue and cost, a tender, a tax rate
    and a reason their own.

    **Raises** `NotFoundError` for the location, `RoleNotByLocation`, `UnknownAccount`, `WrongAccountType`,
    `ControlAccount`.
    """
    accounts, overrides = AccountRepository(uow, ctx.org_id), OverrideRepository(uow, ctx.org_id)
    accounts.lock_chart()
    before = overrides.find(role, location_id)
    if role in ONE_FOR_ALL:
        raise RoleNotByLocation.at("role")
    account = fitting_account(accounts, RoleRepository(uow, ctx.org_id), role=role, code=account_code)
    view = _view(role, location_id, account)
    if before is None or before.id != account.id:
        overrides.give(role, location_id, account.id)
        known = _view(role, location_id, before) if before else None
        # The subject is the role, so that the proofs find in the log which accounts have ever served it.
        record_change(uow, ctx, action="account_role.override", subject_id=role, before=known, after=view)
    return view


def restore_role(uow: UnitOfWork, ctx: OrgContext, *, role: Role, location_id: UUID) -> None:
    """Let the organization's account serve a role at a location again. **Raises** `NotFoundError`."""
    AccountRepository(uow, ctx.org_id).lock_chart()
    before = get_role_override(uow, ctx, role=role, location_id=location_id)
    OverrideRepository(uow, ctx.org_id).take_away(role, location_id)
    record_change(uow, ctx, action="account_role.restore", subject_id=role, before=before)


def _view(role: Role, location_id: UUID, account: Account) -> AccountRoleOverrideView:
    return AccountRoleOverrideView(
        role=role,
        location_id=location_id,
        account=account.code,
        name=account.name,
        type=AccountType(account.type),
    )
