"""Where the papers behind journals are found: noted, withdrawn with a note of it, never changed or taken away."""

from uuid import UUID

from domain.accounting.errors import AttachmentWithdrawn
from domain.accounting.journal_schemas import AttachmentCreate, AttachmentView
from domain.accounting.repository import AttachmentRepository, JournalRepository
from domain.core import clock
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.changes import record_change


def attach(
    uow: UnitOfWork, ctx: OrgContext, *, journal_id: UUID, given: AttachmentCreate
) -> tuple[AttachmentView, bool]:
    """Note where a paper is found; say whether it is new.

    **Raises** `NotFoundError` for the journal, `ConflictError` for an id that is taken.
    """
    JournalRepository(uow, ctx.org_id).get(journal_id)
    row, created = AttachmentRepository(uow, ctx.org_id).insert_once(given.model_dump() | {"journal_id": journal_id})
    view = AttachmentView.model_validate(row)
    if created:
        record_change(uow, ctx, action="journal_attachment.create", subject_id=row.id, after=view)
    return view, created


def list_attachments(
    uow: UnitOfWork, ctx: OrgContext, *, journal_id: UUID, paging: PageRequest
) -> Page[AttachmentView]:
    """Return one page of a journal's attachments, withdrawn ones too, newest first. **Raises** `NotFoundError`."""
    JournalRepository(uow, ctx.org_id).get(journal_id)
    attachments = AttachmentRepository(uow, ctx.org_id)
    found = attachments.page(paging, attachments.of(journal_id))
    return Page(items=[AttachmentView.model_validate(row) for row in found.rows], next_cursor=found.next_cursor)


def withdraw(
    uow: UnitOfWork, ctx: OrgContext, *, journal_id: UUID, attachment_id: UUID, because: str | None
) -> AttachmentView:
    """Note that an attachment counts no more. **Raises** `NotFoundError`, `AttachmentWithdrawn`."""
    attachments = AttachmentRepository(uow, ctx.org_id)
    row = attachments.lock(journal_id, attachment_id)
    if row.withdrawn_at is not None:
        raise AttachmentWithdrawn
    before = AttachmentView.model_validate(row)
    after = AttachmentView.model_validate(attachments.withdraw(attachment_id, at=clock.now(), because=because))
    record_change(uow, ctx, action="journal_attachment.withdraw", subject_id=attachment_id, before=before, after=after)
    return after
