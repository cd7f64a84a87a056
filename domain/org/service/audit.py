"""The log of who changed what, when, from where."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.ids import new_id
from domain.core.paging import PageRequest, cursor_of
from domain.core.schemas import Page
from domain.org.models import AuditEntry
from domain.org.repository import Audit, AuditFilter
from domain.org.schemas import AuditActor, AuditOrigin, AuditRecord, AuditSubject

EVERYTHING = AuditFilter()


def record_audit(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    action: str,
    subject_type: str,
    subject_id: UUID | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note in this same transaction who changed what, from where; `before` and `after` are JSON and hold no secret."""
    entry = AuditEntry(
        org_id=ctx.org_id,
        id=new_id(),
        actor_type=ctx.actor.type,
        actor_id=ctx.actor.id,
        action=action,
        subject_type=subject_type,
        subject_id=str(subject_id),
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        address=ctx.origin.address,
        user_agent=ctx.origin.user_agent,
    )
    Audit(uow, org_id=ctx.org_id).add(entry)


def list_audit(
    uow: UnitOfWork, ctx: OrgContext, *, request: PageRequest, wanted: AuditFilter = EVERYTHING
) -> Page[AuditRecord]:
    """Return one page of the organization's audit log, newest first. **Raises** `CursorInvalid`."""
    rows = Audit(uow, org_id=ctx.org_id).page(limit=request.limit + 1, after=request.after_id(), wanted=wanted)
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(items=[_record(row) for row in shown], next_cursor=cursor_of(shown[-1].id) if more else None)


def _record(row: AuditEntry) -> AuditRecord:
    return AuditRecord(
        id=row.id,
        at=row.at,
        actor=AuditActor(type=row.actor_type, id=row.actor_id),
        action=row.action,
        subject=AuditSubject(type=row.subject_type, id=row.subject_id),
        before=row.before,
        after=row.after,
        origin=AuditOrigin(address=row.address, user_agent=row.user_agent),
    )
