"""People's accounts: registering, and who somebody is."""

from dataclasses import dataclass
from uuid import UUID

from domain.auth.emails import normalized_email
from domain.auth.errors import EmailTaken, LoginRefused, TokenInvalid
from domain.auth.passwords import is_right
from domain.auth.repository import Accounts, MembershipRow
from domain.auth.schemas import Account, Me, Membership
from domain.auth.service.roles import permissions_of
from domain.auth.tokens import AccessClaims
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest, cursor_of
from domain.core.schemas import Page


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a login is checked against."""

    user_id: UUID
    password_hash: str
    active: bool


def register_user(uow: UnitOfWork, *, email: str, name: str, password_hash: str) -> Account:
    """Open an account.

    The hash comes ready (`passwords.check_strength`, `passwords.hash_password`), so that no transaction waits for it.

    **Raises** `EmailInvalid`, `EmailTaken`.
    """
    user = Accounts(uow).add(email=normalized_email(email), name=name, password_hash=password_hash)
    if user is None:
        raise EmailTaken.at("email")
    return Account.model_validate(user)


def find_credentials(uow: UnitOfWork, *, email: str) -> Credentials | None:
    """Return what a login under this (normalized) email is checked against, None for nobody."""
    user = Accounts(uow).by_email(email)
    return Credentials(user.id, user.password_hash, user.active) if user else None


def check_credentials(found: Credentials | None, *, password: str) -> UUID:
    """Return whose password this is. Slow on purpose: call it outside any transaction.

    Unknown account, wrong password and deactivated account look the same, and take as long.

    **Raises** `LoginRefused`, `BusyError`.
    """
    right = is_right(password, password_hash=found.password_hash if found else None)
    if not right or found is None or not found.active:
        raise LoginRefused
    return found.user_id


def person(uow: UnitOfWork, *, claims: AccessClaims) -> Account:
    """Return who an access token stands for.

    **Raises** `TokenInvalid` when the account is gone or deactivated, or the session was ended.
    """
    user = Accounts(uow).in_session(claims.user_id, family_id=claims.family_id)
    if user is None:
        raise TokenInvalid
    return Account.model_validate(user)


def describe_me(uow: UnitOfWork, *, claims: AccessClaims) -> Me:
    """Return a person with all memberships, by name. **Raises** `TokenInvalid`."""
    account = person(uow, claims=claims)
    memberships = [_membership(row) for row in Accounts(uow).memberships(account.id)]
    return Me(id=account.id, email=account.email, name=account.name, memberships=memberships)


def list_memberships(uow: UnitOfWork, *, claims: AccessClaims, request: PageRequest) -> Page[Membership]:
    """Return one page of a person's memberships, newest organization first.

    **Raises** `TokenInvalid`, `CursorInvalid`.
    """
    after = request.after_id()
    rows = sorted(Accounts(uow).memberships(person(uow, claims=claims).id), key=lambda row: row.org_id, reverse=True)
    rest = [row for row in rows if after is None or row.org_id < after]
    shown = rest[: request.limit]
    more = len(rest) > request.limit
    return Page(items=[_membership(row) for row in shown], next_cursor=cursor_of(shown[-1].org_id) if more else None)


def organizations_of(uow: UnitOfWork, *, user_id: UUID) -> list[UUID]:
    """Return the organizations of a person that are not closed."""
    return [row.org_id for row in Accounts(uow).memberships(user_id) if row.closed_at is None]


def _membership(row: MembershipRow) -> Membership:
    return Membership(
        org_id=row.org_id,
        name=row.org_name,
        role=row.role,
        permissions=sorted(permissions_of(row.role, row.permissions)),
        closed_at=row.closed_at,
    )
