"""API keys: credentials of devices."""

from datetime import datetime
from uuid import UUID

from domain.auth import tokens
from domain.auth.errors import KeyExpiryPast, KeyNotFound
from domain.auth.repository import Keys
from domain.auth.schemas import Key, KeyWithSecret
from domain.auth.service.roles import check_role_is_within
from domain.core import clock
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest, cursor_of
from domain.core.schemas import Page
from domain.org.service import record_audit

SUBJECT = "api_key"


def create_key(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    name: str,
    role: str,
    terminal_id: UUID | None,
    expires_at: datetime | None = None,
) -> KeyWithSecret:
    """Make a key; its secret is in this answer and nowhere else.

    That the terminal is one of this organization is the caller's to check: terminals stand above this module.

    **Raises** `UnknownRole`, `RoleExceedsOwn`, `KeyExpiryPast`.
    """
    if expires_at is not None and expires_at <= clock.now():
        raise KeyExpiryPast.at("expires_at")
    check_role_is_within(uow, ctx, role)
    prefix, secret = tokens.new_api_key(org_id=ctx.org_id)
    row = Keys(uow, org_id=ctx.org_id).add(
        name=name,
        prefix=prefix,
        secret_hash=tokens.hash_of(secret),
        role=role,
        terminal_id=terminal_id,
        expires_at=expires_at,
        created_by=ctx.actor.id if ctx.actor.type == "user" else None,
    )
    key = Key.model_validate(row)
    record_audit(
        uow,
        ctx,
        action="api_key.create",
        subject_type=SUBJECT,
        subject_id=key.id,
        after=key.model_dump(mode="json", include={"name", "prefix", "role", "terminal_id", "expires_at"}),
    )
    return KeyWithSecret(**key.model_dump(), secret=secret)


def list_keys(uow: UnitOfWork, ctx: OrgContext, *, request: PageRequest) -> Page[Key]:
    """Return one page of the organization's keys, newest first, revoked ones too. **Raises** `CursorInvalid`."""
    rows = Keys(uow, org_id=ctx.org_id).page(limit=request.limit + 1, after=request.after_id())
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(items=[Key.model_validate(row) for row in shown], next_cursor=cursor_of(shown[-1].id) if more else None)


def get_key(uow: UnitOfWork, ctx: OrgContext, *, key_id: UUID) -> Key:
    """Return one key. **Raises** `KeyNotFound`."""
    row = Keys(uow, org_id=ctx.org_id).get(key_id)
    if row is None:
        raise KeyNotFound
    return Key.model_validate(row)


def revoke_key(uow: UnitOfWork, ctx: OrgContext, *, key_id: UUID) -> None:
    """End a key; it counts from the next request on. Twice is once. **Raises** `KeyNotFound`, `RoleExceedsOwn`."""
    row = Keys(uow, org_id=ctx.org_id).lock(key_id)
    if row is None:
        raise KeyNotFound
    check_role_is_within(uow, ctx, row.role)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        uow.session.flush()
        record_audit(
            uow, ctx, action="api_key.revoke", subject_type=SUBJECT, subject_id=key_id, before={"prefix": row.prefix}
        )


def revoke_all_keys(uow: UnitOfWork, ctx: OrgContext) -> int:
    """End every key of the organization; return how many there were."""
    return Keys(uow, org_id=ctx.org_id).revoke_all(at=clock.now())


def terminal_has_keys(uow: UnitOfWork, *, org_id: UUID, terminal_id: UUID) -> bool:
    """Say whether any key, revoked or not, is bound to this terminal, which then must stay."""
    return Keys(uow, org_id=org_id).name_terminal(terminal_id)
