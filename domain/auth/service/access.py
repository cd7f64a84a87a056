"""From credentials to what they may do in one organization: asked of the database, each time."""

from datetime import datetime
from uuid import UUID

from domain.auth import tokens
from domain.auth.errors import KeyInvalid, NotAMember, TokenInvalid
from domain.auth.repository import USE_NOTED_EVERY, Accounts, CustomRoles, Keys
from domain.auth.service.roles import BUILT_IN, permissions_of
from domain.core import clock
from domain.core.context import UNTOLD, Actor, OrgContext, Origin
from domain.core.db import UnitOfWork
from domain.org.service import is_closed


def person_context(
    uow: UnitOfWork, *, claims: tokens.AccessClaims, org_id: UUID, origin: Origin = UNTOLD
) -> OrgContext:
    """Return what a person may do in an organization, by the membership that stands now.

    An organization that does not exist and one that the person is no member of look the same.

    **Raises** `TokenInvalid` (the account is gone or deactivated, or the session was ended), `NotAMember`.
    """
    return context_of_user(uow, user_id=claims.user_id, org_id=org_id, origin=origin, family_id=claims.family_id)


def context_of_user(
    uow: UnitOfWork, *, user_id: UUID, org_id: UUID, origin: Origin = UNTOLD, family_id: UUID | None = None
) -> OrgContext:
    """Return what somebody who has shown who they are may do in an organization. **Raises** as `person_context`."""
    standing = Accounts(uow).standing(user_id, org_id=org_id, family_id=family_id)
    if standing is None or not standing.active or standing.ended:
        raise TokenInvalid
    if standing.role is None:
        raise NotAMember
    return OrgContext(
        org_id=org_id,
        actor=Actor("user", user_id),
        role=standing.role,
        permissions=permissions_of(standing.role, standing.permissions),
        origin=origin,
        closed=is_closed(uow, org_id=org_id),
    )


def key_context(uow: UnitOfWork, *, secret: str, org_id: UUID, origin: Origin = UNTOLD) -> tuple[OrgContext, datetime]:
    """Return what a device's key may do in its organization, and note that it was used.

    The second value is when to ask again: when the key expires, or when its use is to be noted once more. So a caller
    that keeps the answer still leaves a trace, and no more than one write in that time.

    **Raises** `NotAMember` (another organization's key), `KeyInvalid`.
    """
    if not tokens.is_key_of(secret, org_id=org_id):
        raise NotAMember
    keys, now = Keys(uow, org_id=org_id), clock.now()
    key = keys.by_secret(tokens.hash_of(secret), at=now)
    if key is None:
        raise KeyInvalid
    keys.note_use(key, at=now)
    custom = None if key.role in BUILT_IN else CustomRoles(uow, org_id=org_id).get(key.role)
    context = OrgContext(
        org_id=org_id,
        actor=Actor("api_key", key.id),
        role=key.role,
        permissions=permissions_of(key.role, custom.permissions if custom else None),
        terminal_id=key.terminal_id,
        origin=origin,
        closed=is_closed(uow, org_id=org_id),
    )
    ask_again = now + USE_NOTED_EVERY
    return context, min(key.expires_at, ask_again) if key.expires_at else ask_again
