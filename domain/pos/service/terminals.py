"""Tills: made, read, changed, taken away."""

from uuid import UUID

from domain.auth.service import terminal_has_keys
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.changes import record_change
from domain.pos.models import Terminal
from domain.pos.repository import TerminalRepository
from domain.pos.schemas import TerminalCreate, TerminalPatch, TerminalView


def create_terminal(uow: UnitOfWork, ctx: OrgContext, *, given: TerminalCreate) -> tuple[TerminalView, bool]:
    """Add a till; say whether it is new.

    **Raises** `ConflictError` for a code or an id that is taken, `UnknownReference` for the location.
    """
    row, created = TerminalRepository(uow, ctx.org_id).insert_once(given.model_dump())
    view = TerminalView.model_validate(row)
    if created:
        record_change(uow, ctx, action="terminal.create", subject_id=row.id, after=view)
    return view, created


def get_terminal(uow: UnitOfWork, ctx: OrgContext, *, terminal_id: UUID) -> TerminalView:
    """Return one till. **Raises** `NotFoundError`."""
    return TerminalView.model_validate(TerminalRepository(uow, ctx.org_id).get(terminal_id))


def list_terminals(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    paging: PageRequest,
    code: str | None = None,
    location_id: UUID | None = None,
    active: bool | None = None,
) -> Page[TerminalView]:
    """Return one page of the tills, newest first. **Raises** `CursorInvalid`."""
    where = []
    if code is not None:
        where.append(Terminal.code == code)
    if location_id is not None:
        where.append(Terminal.location_id == location_id)
    if active is not None:
        where.append(Terminal.active == active)
    found = TerminalRepository(uow, ctx.org_id).page(paging, *where)
    return Page(items=[TerminalView.model_validate(row) for row in found.rows], next_cursor=found.next_cursor)


def update_terminal(
    uow: UnitOfWork, ctx: OrgContext, *, terminal_id: UUID, patch: TerminalPatch, expected: int | None
) -> TerminalView:
    """Change a till; its sales keep the location where they were made.

    **Raises** `NotFoundError`, `PreconditionError`, `ConflictError`, `UnknownReference` for the location.
    """
    terminals = TerminalRepository(uow, ctx.org_id)
    row = terminals.get_for_update(terminal_id, expected=expected)
    before = TerminalView.model_validate(row)
    row, changed = terminals.update(row, patch.changes())
    view = TerminalView.model_validate(row)
    if changed:
        record_change(uow, ctx, action="terminal.update", subject_id=terminal_id, before=before, after=view)
    return view


def delete_terminal(uow: UnitOfWork, ctx: OrgContext, *, terminal_id: UUID, expected: int | None) -> None:
    """Delete a till that never sold and has no key, else deactivate it.

    **Raises** `NotFoundError`, `PreconditionError`.
    """
    terminals = TerminalRepository(uow, ctx.org_id)
    row = terminals.get_for_update(terminal_id, expected=expected)
    before = TerminalView.model_validate(row)
    named = terminal_has_keys(uow, org_id=ctx.org_id, terminal_id=terminal_id)
    if terminals.remove(row, used=named or terminals.has_sold(terminal_id)):
        record_change(uow, ctx, action="terminal.delete", subject_id=terminal_id, before=before)
        return
    after = TerminalView.model_validate(terminals.get(terminal_id))
    record_change(uow, ctx, action="terminal.deactivate", subject_id=terminal_id, before=before, after=after)
