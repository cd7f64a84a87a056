"""From credentials to what they may do in one organization: asked of the database, each time."""

from uuid import UUID

from domain.auth import tokens
from domain.auth.errors import KeyInvalid, NotAMember, TokenInvalid
from domain.auth.permissions import ROLES, Role
from domain.auth.repository import Accounts, Keys
from domain.core import clock
from domain.core.context import UNTOLD, Actor, OrgContext, Origin
from domain.core.db import UnitOfWork


def person_context(
    uow: UnitOfWork, *, claims: tokens.AccessClaims, org_id: UUID, origin: Origin = UNTOLD
) -> OrgContext:
    """Return what a person may do in an organization, by the membership that stands now.

    An organization that does not exist and one that the person is no member of look the same.

    **Raises** `TokenInvalid` (the account is gone or deactivated), `NotAMember`.
    """
    return context_of_user(uow, user_id=claims.user_id, org_id=org_id, origin=origin)


def context_of_user(uow: UnitOfWork, *, user_id: UUID, org_id: UUID, origin: Origin = UNTOLD) -> OrgContext:
    """Return what somebody who has shown who they are may do in an organization. **Raises** as `person_context`."""
    standing = Accounts(uow).standing(user_id, org_id=org_id)
    if standing is None or not standing.active:
        raise TokenInvalid
    if standing.role is None:
        raise NotAMember
    return OrgContext(
        org_id=org_id,
        actor=Actor("user", user_id),
        role=standing.role,
        permissions=frozenset(ROLES[Role(standing.role)]),
        origin=origin,
    )


def key_context(uow: UnitOfWork, *, secret: str, org_id: UUID, origin: Origin = UNTOLD) -> OrgContext:
    """Return what a device's key may do in its organization, and note that it was used.

    **Raises** `NotAMember` (another organization's key), `KeyInvalid`.
    """
    if not tokens.is_key_of(secret, org_id=org_id):
        raise NotAMember
    keys = Keys(uow, org_id=org_id)
    key = keys.by_secret(tokens.hash_of(secret))
    if key is None:
        raise KeyInvalid
    keys.note_use(key, at=clock.now())
    return OrgContext(
        org_id=org_id,
        actor=Actor("api_key", key.id),
        role=key.role,
        permissions=frozenset(ROLES[Role(key.role)]),
        terminal_id=key.terminal_id,
        origin=origin,
    )
