"""Sessions: an access token for minutes, a refresh token that is exchanged once and then replaced."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.auth import tokens
from domain.auth.errors import RefreshTokenInvalid, RefreshTokenReused, SessionNotFound
from domain.auth.models import RefreshToken
from domain.auth.repository import Accounts, Sessions
from domain.auth.schemas import SessionView, Tokens
from domain.auth.tokens import AccessClaims
from domain.core import clock
from domain.core.context import UNTOLD, Origin
from domain.core.db import UnitOfWork
from domain.core.ids import new_id
from domain.core.paging import PageRequest, cursor_of
from domain.core.schemas import Page
from domain.core.settings import settings


def open_session(uow: UnitOfWork, *, user_id: UUID, origin: Origin = UNTOLD) -> Tokens:
    """Begin a session: the first tokens of a new family."""
    return _next_tokens(uow, user_id=user_id, family_id=new_id(), started_at=clock.now(), origin=origin)


def rotate_session(uow: UnitOfWork, *, refresh_token: str, origin: Origin = UNTOLD) -> Tokens:
    """Exchange a refresh token for the next pair.

    A token that comes a second time was copied by somebody, and who of the two is the thief nobody can tell: the whole
    family ends (RFC 9700, 4.14.2). **The caller commits on `RefreshTokenReused` too**, or the revocation is lost.

    **Raises** `RefreshTokenInvalid` (unknown, expired, revoked, account deactivated), `RefreshTokenReused`.
    """
    sessions = Sessions(uow)
    token_hash = tokens.hash_of(refresh_token)
    family_id = sessions.family_of(token_hash)
    if family_id is None:
        raise RefreshTokenInvalid
    sessions.lock_family(family_id)
    token = sessions.by_hash(token_hash)
    now = clock.now()
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        raise RefreshTokenInvalid
    if token.used_at is not None:
        sessions.revoke_family(family_id, at=now)
        raise RefreshTokenReused
    user = Accounts(uow).by_id(token.user_id)
    if user is None or not user.active:
        raise RefreshTokenInvalid
    sessions.mark_used(token.id, at=now)
    return _next_tokens(uow, user_id=token.user_id, family_id=family_id, started_at=token.started_at, origin=origin)


def end_session(uow: UnitOfWork, *, family_id: UUID, given_up: bool = False) -> None:
    """End a session: neither a refresh token of its family nor its access token is taken any more.

    `given_up`: its owner logs out. That raises no access epoch, as people log out all day and every cache would be
    emptied each time: what the hot path remembers of the session may live on for as long as its access token would.
    """
    sessions = Sessions(uow)
    sessions.lock_family(family_id)
    sessions.revoke_family(family_id, at=clock.now(), given_up=given_up)


def end_session_of(uow: UnitOfWork, *, refresh_token: str) -> None:
    """Log out of the session that a refresh token belongs to; an unknown token has none, which is as well."""
    family_id = Sessions(uow).family_of(tokens.hash_of(refresh_token))
    if family_id is not None:
        end_session(uow, family_id=family_id, given_up=True)


def list_sessions(uow: UnitOfWork, *, claims: AccessClaims, request: PageRequest) -> Page[SessionView]:
    """Return one page of a person's sessions that have not ended, newest first. **Raises** `CursorInvalid`."""
    rows = Sessions(uow).page(claims.user_id, at=clock.now(), limit=request.limit + 1, after=request.after_id())
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(
        items=[_view(row, current=row.family_id == claims.family_id) for row in shown],
        next_cursor=cursor_of(shown[-1].family_id) if more else None,
    )


def end_session_of_person(uow: UnitOfWork, *, claims: AccessClaims, family_id: UUID) -> None:
    """End one of one's own sessions; its access token stops at once too. **Raises** `SessionNotFound`."""
    if family_id not in Sessions(uow).families(claims.user_id, at=clock.now()):
        raise SessionNotFound
    end_session(uow, family_id=family_id)


def end_all_sessions(uow: UnitOfWork, *, user_id: UUID, but: UUID | None = None) -> None:
    """End every session of a person, `but` one."""
    for family_id in Sessions(uow).families(user_id, at=clock.now()):
        if family_id != but:
            end_session(uow, family_id=family_id)


def _view(row: RefreshToken, *, current: bool) -> SessionView:
    return SessionView(
        id=row.family_id,
        started_at=row.started_at,
        last_used_at=row.issued_at,
        expires_at=row.expires_at,
        address=row.address,
        user_agent=row.user_agent,
        current=current,
    )


def _next_tokens(uow: UnitOfWork, *, user_id: UUID, family_id: UUID, started_at: datetime, origin: Origin) -> Tokens:
    refresh_token = tokens.new_refresh_token()
    Sessions(uow).add(
        family_id=family_id,
        user_id=user_id,
        token_hash=tokens.hash_of(refresh_token),
        started_at=started_at,
        origin=origin,
        expires_at=clock.now() + timedelta(seconds=settings().refresh_token_ttl_s),
    )
    return Tokens(
        access_token=tokens.issue_access_token(user_id=user_id, family_id=family_id),
        refresh_token=refresh_token,
        expires_in=settings().access_token_ttl_s,
    )
