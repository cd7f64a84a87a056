"""Memberships: who belongs to an organization, as what."""

from datetime import datetime
from uuid import UUID

from domain.auth.emails import normalized_email
from domain.auth.errors import AlreadyMember, LastOwner, MemberNotFound, NobodyToAdd
from domain.auth.permissions import Role
from domain.auth.repository import Accounts, MemberRow, Members
from domain.auth.schemas import Member
from domain.auth.service.roles import check_role_is_within
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import CursorInvalid, PageRequest, cursor_of
from domain.core.schemas import Page
from domain.org.service import record_audit

SUBJECT = "user"


def list_members(uow: UnitOfWork, ctx: OrgContext, *, request: PageRequest) -> Page[Member]:
    """Return one page of the organization's people, newest first. **Raises** `CursorInvalid`."""
    key = request.key(parts=2)
    try:
        after = (datetime.fromisoformat(key[0]), UUID(key[1])) if key else None
    except ValueError as error:
        raise CursorInvalid.at("cursor") from error
    if after is not None and after[0].tzinfo is None:
        raise CursorInvalid.at("cursor")
    rows = Members(uow, org_id=ctx.org_id).page(limit=request.limit + 1, after=after)
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(
        items=[_member(row) for row in shown],
        next_cursor=cursor_of(shown[-1].joined_at.isoformat(), shown[-1].user_id) if more else None,
    )


def get_member(uow: UnitOfWork, ctx: OrgContext, *, user_id: UUID) -> Member:
    """Return one member. **Raises** `MemberNotFound`."""
    row = Members(uow, org_id=ctx.org_id).get(user_id)
    if row is None:
        raise MemberNotFound
    return _member(row)


def make_owner(uow: UnitOfWork, *, org_id: UUID, user_id: UUID) -> None:
    """Make the person who opens an organization its first owner."""
    Members(uow, org_id=org_id).add(user_id=user_id, role=Role.OWNER)


def add_member(uow: UnitOfWork, ctx: OrgContext, *, email: str, role: str) -> Member:
    """Make somebody who has an account a member.

    **Raises** `EmailInvalid`, `NobodyToAdd` (no account, or a deactivated one: not told apart), `AlreadyMember`,
    `UnknownRole`, `RoleExceedsOwn`.
    """
    check_role_is_within(uow, ctx, role)
    user = Accounts(uow).by_email(normalized_email(email))
    if user is None or not user.active:
        raise NobodyToAdd.at("email")
    if not Members(uow, org_id=ctx.org_id).add(user_id=user.id, role=role):
        raise AlreadyMember.at("email")
    _audit(uow, ctx, action="user.add", user_id=user.id, before=None, after=role)
    return get_member(uow, ctx, user_id=user.id)


def change_role(uow: UnitOfWork, ctx: OrgContext, *, user_id: UUID, role: str) -> Member:
    """Give a member another role. **Raises** `MemberNotFound`, `UnknownRole`, `RoleExceedsOwn`, `LastOwner`."""
    before = _locked_role(uow, ctx, user_id=user_id)
    check_role_is_within(uow, ctx, before)
    check_role_is_within(uow, ctx, role)
    if role != before:
        _keep_an_owner(uow, ctx, user_id=user_id, role=before)
        Members(uow, org_id=ctx.org_id).set_role(user_id, role=role)
        _audit(uow, ctx, action="user.change_role", user_id=user_id, before=before, after=role)
    return get_member(uow, ctx, user_id=user_id)


def remove_member(uow: UnitOfWork, ctx: OrgContext, *, user_id: UUID) -> None:
    """End a membership; it counts from the next request on. **Raises** as `change_role`."""
    before = _locked_role(uow, ctx, user_id=user_id)
    check_role_is_within(uow, ctx, before)
    _keep_an_owner(uow, ctx, user_id=user_id, role=before)
    Members(uow, org_id=ctx.org_id).remove(user_id)
    _audit(uow, ctx, action="user.remove", user_id=user_id, before=before, after=None)


def _locked_role(uow: UnitOfWork, ctx: OrgContext, *, user_id: UUID) -> str:
    role = Members(uow, org_id=ctx.org_id).lock(user_id)
    if role is None:
        raise MemberNotFound
    return role


def _keep_an_owner(uow: UnitOfWork, ctx: OrgContext, *, user_id: UUID, role: str) -> None:
    if role == Role.OWNER and not Members(uow, org_id=ctx.org_id).has_owner_besides(user_id):
        raise LastOwner


def _audit(
    uow: UnitOfWork, ctx: OrgContext, *, action: str, user_id: UUID, before: str | None, after: str | None
) -> None:
    record_audit(
        uow,
        ctx,
        action=action,
        subject_type=SUBJECT,
        subject_id=user_id,
        before={"role": before} if before else None,
        after={"role": after} if after else None,
    )


def _member(row: MemberRow) -> Member:
    return Member(
        id=row.user_id, email=row.email, name=row.name, active=row.active, role=row.role, joined_at=row.joined_at
    )
