"""Invitations: asking somebody to become a member, with an account or without."""

from datetime import timedelta
from uuid import UUID

from domain.auth import tokens
from domain.auth.emails import normalized_email
from domain.auth.errors import (
    AlreadyMember,
    InvitationBusy,
    InvitationForAnother,
    InvitationInvalid,
    InvitationNotFound,
    NotAMember,
    TokenInvalid,
)
from domain.auth.models import Invitation
from domain.auth.permissions import Permission
from domain.auth.repository import Accounts, CustomRoles, Invitations, Keys, Members
from domain.auth.schemas import Account, InvitationView, Membership
from domain.auth.service.access import context_of_user
from domain.auth.service.roles import BUILT_IN, check_role_is_within, permissions_of
from domain.core import clock
from domain.core.context import Actor, OrgContext, Origin
from domain.core.db import UnitOfWork
from domain.core.errors import ForbiddenError
from domain.core.paging import PageRequest, cursor_of
from domain.core.schemas import Page
from domain.core.settings import settings
from domain.org.errors import OrganizationClosed
from domain.org.service import is_closed, name_of, record_audit

SUBJECT = "invitation"


def invite(uow: UnitOfWork, ctx: OrgContext, *, email: str, role: str) -> tuple[InvitationView, str]:
    """Ask somebody to become a member; return the invitation and its token, which is kept as a hash only.

    A new invitation of the same email takes the place of the one before.

    **Raises** `EmailInvalid`, `UnknownRole`, `RoleExceedsOwn`, `AlreadyMember`, `InvitationBusy`.
    """
    check_role_is_within(uow, ctx, role)
    normalized = normalized_email(email)
    known = Accounts(uow).by_email(normalized)
    if known is not None and Members(uow, org_id=ctx.org_id).get(known.id) is not None:
        raise AlreadyMember.at("email")
    invitations, now = Invitations(uow, org_id=ctx.org_id), clock.now()
    invitations.replace(email=normalized, at=now)
    token = tokens.new_invitation_token(org_id=ctx.org_id)
    row = invitations.add(
        email=normalized,
        role=role,
        token_hash=tokens.hash_of(token),
        invited_by=ctx.actor,
        expires_at=now + timedelta(seconds=settings().invitation_ttl_s),
    )
    if row is None:
        raise InvitationBusy
    view = _view(row)
    record_audit(
        uow,
        ctx,
        action="invitation.create",
        subject_type=SUBJECT,
        subject_id=view.id,
        after=view.model_dump(mode="json", include={"email", "role", "expires_at"}),
    )
    return view, token


def list_invitations(uow: UnitOfWork, ctx: OrgContext, *, request: PageRequest) -> Page[InvitationView]:
    """Return one page of the organization's invitations, newest first, ended ones too. **Raises** `CursorInvalid`."""
    rows = Invitations(uow, org_id=ctx.org_id).page(limit=request.limit + 1, after=request.after_id())
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(items=[_view(row) for row in shown], next_cursor=cursor_of(shown[-1].id) if more else None)


def get_invitation(uow: UnitOfWork, ctx: OrgContext, *, invitation_id: UUID) -> InvitationView:
    """Return one invitation. **Raises** `InvitationNotFound`."""
    row = Invitations(uow, org_id=ctx.org_id).get(invitation_id)
    if row is None:
        raise InvitationNotFound
    return _view(row)


def revoke_invitation(uow: UnitOfWork, ctx: OrgContext, *, invitation_id: UUID) -> None:
    """End an invitation; what has ended stays as it ended. **Raises** `InvitationNotFound`."""
    invitations = Invitations(uow, org_id=ctx.org_id)
    row = invitations.lock(invitation_id)
    if row is None:
        raise InvitationNotFound
    if row.ended_at is None:
        before = _view(row).model_dump(mode="json", include={"email", "role"})
        invitations.end(row, at=clock.now())
        record_audit(
            uow, ctx, action="invitation.revoke", subject_type=SUBJECT, subject_id=invitation_id, before=before
        )


def invited_email(uow: UnitOfWork, *, org_id: UUID, token: str) -> str:
    """Return whom an invitation is for; asked before anything slow is done. **Raises** `InvitationInvalid`."""
    return _standing(uow, org_id=org_id, token=token, locked=False).email


def accept_invitation(uow: UnitOfWork, *, org_id: UUID, token: str, account: Account, origin: Origin) -> Membership:
    """Make the person who was invited a member; the invitation is used up.

    It is good for the invited email alone, and only while whoever invited could still give that role: a manager who was
    dismissed leaves no back door.

    **Raises** `InvitationInvalid`, `InvitationForAnother`, `AlreadyMember`, `OrganizationClosed`.
    """
    row = _standing(uow, org_id=org_id, token=token, locked=True)
    if account.email != row.email:
        raise InvitationForAnother
    if is_closed(uow, org_id=org_id):
        raise OrganizationClosed
    inviter = _inviter(uow, row)
    try:
        inviter.require(Permission.ORG_USERS_MANAGE)
        check_role_is_within(uow, inviter, row.role)
    except ForbiddenError as error:
        raise InvitationInvalid.at("token") from error
    if not Members(uow, org_id=org_id).add(user_id=account.id, role=row.role):
        raise AlreadyMember
    Invitations(uow, org_id=org_id).end(row, at=clock.now(), accepted_by=account.id)
    permissions = _permissions(uow, org_id=org_id, role=row.role)
    record_audit(
        uow,
        OrgContext(
            org_id=org_id, actor=Actor("user", account.id), role=row.role, permissions=permissions, origin=origin
        ),
        action="invitation.accept",
        subject_type=SUBJECT,
        subject_id=row.id,
        after={"email": row.email, "role": row.role, "user_id": str(account.id)},
    )
    return Membership(org_id=org_id, name=name_of(uow, org_id=org_id), role=row.role, permissions=sorted(permissions))


def _standing(uow: UnitOfWork, *, org_id: UUID, token: str, locked: bool) -> Invitation:
    row = Invitations(uow, org_id=org_id).by_token(tokens.hash_of(token), locked=locked)
    if row is None or row.ended_at is not None or row.expires_at <= clock.now():
        raise InvitationInvalid.at("token")
    return row


def _inviter(uow: UnitOfWork, row: Invitation) -> OrgContext:
    """Return what whoever invited may do now; the installation itself may always."""
    actor = Actor(row.actor_type, row.actor_id)
    if actor.type == "user":
        try:
            return context_of_user(uow, user_id=actor.id, org_id=row.org_id)
        except (TokenInvalid, NotAMember) as error:
            raise InvitationInvalid.at("token") from error
    if actor.type == "api_key":
        key = Keys(uow, org_id=row.org_id).get(actor.id)
        if key is None or key.revoked_at is not None:
            raise InvitationInvalid.at("token")
        role = key.role
    else:
        role = "owner"
    return OrgContext(
        org_id=row.org_id, actor=actor, role=role, permissions=_permissions(uow, org_id=row.org_id, role=role)
    )


def _permissions(uow: UnitOfWork, *, org_id: UUID, role: str) -> frozenset[Permission]:
    custom = None if role in BUILT_IN else CustomRoles(uow, org_id=org_id).get(role)
    return permissions_of(role, custom.permissions if custom else None)


def _view(row: Invitation) -> InvitationView:
    if row.accepted_by is not None:
        status = "accepted"
    elif row.ended_at is not None:
        status = "ended"
    else:
        status = "expired" if row.expires_at <= clock.now() else "open"
    return InvitationView.model_validate(
        {name: getattr(row, name) for name in InvitationView.model_fields if name != "status"} | {"status": status}
    )
