"""Roles: the built-in ones, and those that an organization makes for itself from permissions."""

from collections.abc import Collection, Sequence

from domain.auth.errors import (
    BuiltInRole,
    PermissionNotHeld,
    RoleExceedsOwn,
    RoleInUse,
    RoleNotFound,
    RoleTaken,
    UnknownRole,
)
from domain.auth.models import CustomRole
from domain.auth.permissions import ROLES, Permission, Role
from domain.auth.repository import CustomRoles
from domain.auth.schemas import NewRole, RoleChanges, RoleDescription
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import PreconditionError
from domain.org.changes import record_change

BUILT_IN = frozenset(role.value for role in Role)


def permissions_of(role: str, custom: Sequence[str] | None) -> frozenset[Permission]:
    """Return what a role may do; `custom` is what the organization made it from, None for a built-in one.

    A permission that this version does not know any more is left out: it guards nothing.
    """
    if role in BUILT_IN:
        return frozenset(ROLES[Role(role)])
    return frozenset(permission for permission in Permission if permission in (custom or ()))


def check_role_is_within(uow: UnitOfWork, ctx: OrgContext, role: str) -> None:
    """Check that somebody may give or take a role: none that may do more, and ownership only as an owner.

    A custom role stays as it is until the transaction ends.

    **Raises** `UnknownRole`, `RoleExceedsOwn`.
    """
    if role in BUILT_IN:
        permissions = frozenset(ROLES[Role(role)])
    else:
        row = CustomRoles(uow, org_id=ctx.org_id).get(role, kept=True)
        if row is None:
            raise UnknownRole.at("role")
        permissions = permissions_of(role, row.permissions)
    if not permissions <= ctx.permissions or (role == Role.OWNER and ctx.role != Role.OWNER):
        raise RoleExceedsOwn.at("role")


def list_roles(uow: UnitOfWork, ctx: OrgContext) -> list[RoleDescription]:
    """Return every role with what it may do: the built-in ones, then the organization's own by code."""
    return [
        *(_built_in(role) for role in Role),
        *(_described(row) for row in CustomRoles(uow, org_id=ctx.org_id).all()),
    ]


def get_role(uow: UnitOfWork, ctx: OrgContext, *, code: str) -> RoleDescription:
    """Return one role. **Raises** `RoleNotFound`."""
    if code in BUILT_IN:
        return _built_in(Role(code))
    row = CustomRoles(uow, org_id=ctx.org_id).get(code)
    if row is None:
        raise RoleNotFound
    return _described(row)


def create_role(uow: UnitOfWork, ctx: OrgContext, *, wanted: NewRole) -> RoleDescription:
    """Make a role from permissions that whoever makes it holds. **Raises** `PermissionNotHeld`, `RoleTaken`."""
    _check_held(ctx, wanted.permissions)
    row = None
    if wanted.code not in BUILT_IN:
        row = CustomRoles(uow, org_id=ctx.org_id).add(
            code=wanted.code, name=wanted.name, permissions=sorted(set(wanted.permissions))
        )
    if row is None:
        raise RoleTaken.at("code")
    role = _described(row)
    record_change(uow, ctx, action="role.create", subject_id=role.role, after=role)
    return role


def redefine_role(
    uow: UnitOfWork, ctx: OrgContext, *, code: str, changes: RoleChanges, expected_version: int | None
) -> RoleDescription:
    """Change a role of the organization's own; what it may do counts from the next request on.

    Whoever changes it holds all that it could do, and all that it can do afterwards.

    **Raises** `BuiltInRole`, `RoleNotFound`, `PreconditionError`, `PermissionNotHeld`.
    """
    roles, row = _locked(uow, ctx, code=code, expected_version=expected_version)
    before = _described(row)
    _check_held(ctx, before.permissions)
    wanted = changes.changes()
    if "permissions" in wanted:
        _check_held(ctx, wanted["permissions"])
        wanted["permissions"] = sorted(set(wanted["permissions"]))
    wanted = {name: value for name, value in wanted.items() if value != getattr(before, name)}
    if not wanted:
        return before
    roles.change(row, wanted)
    after = _described(row)
    record_change(uow, ctx, action="role.update", subject_id=code, before=before, after=after)
    return after


def delete_role(uow: UnitOfWork, ctx: OrgContext, *, code: str, expected_version: int | None) -> None:
    """Delete a role of the organization's own that nobody has.

    **Raises** `BuiltInRole`, `RoleNotFound`, `PreconditionError`, `PermissionNotHeld`, `RoleInUse`.
    """
    roles, row = _locked(uow, ctx, code=code, expected_version=expected_version)
    before = _described(row)
    _check_held(ctx, before.permissions)
    if roles.in_use(code):
        raise RoleInUse
    roles.remove(row)
    record_change(uow, ctx, action="role.delete", subject_id=code, before=before)


def _locked(
    uow: UnitOfWork, ctx: OrgContext, *, code: str, expected_version: int | None
) -> tuple[CustomRoles, CustomRole]:
    if code in BUILT_IN:
        raise BuiltInRole
    roles = CustomRoles(uow, org_id=ctx.org_id)
    row = roles.lock(code)
    if row is None:
        raise RoleNotFound
    if expected_version is not None and expected_version != row.version:
        raise PreconditionError
    return roles, row


def _check_held(ctx: OrgContext, permissions: Collection[Permission]) -> None:
    missing = sorted(set(permissions) - ctx.permissions)
    if missing:
        raise PermissionNotHeld.at("permissions", f"Not held: {', '.join(missing)}.")


def _built_in(role: Role) -> RoleDescription:
    name = role.value.replace("_", " ").capitalize()
    return RoleDescription(role=role.value, name=name, custom=False, permissions=sorted(ROLES[role]), version=1)


def _described(row: CustomRole) -> RoleDescription:
    return RoleDescription(
        role=row.code,
        name=row.name,
        custom=True,
        permissions=sorted(permissions_of(row.code, row.permissions)),
        version=row.version,
    )
