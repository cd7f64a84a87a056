"""Where the papers behind journals are found: references only, never files."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Paging, requires
from api.problems import problem_responses
from api.resources import CREATED, FOUND
from domain.accounting import service
from domain.accounting.journal_schemas import AttachmentCreate, AttachmentView
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page

UNDER = "/api/accounting/journals/{journal_id}/attachments"
router = APIRouter(prefix=UNDER, tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_POST))]


@router.post("", status_code=201, responses=CREATED | problem_responses(404))
def attach(ctx: Writer, journal_id: UUID, body: AttachmentCreate, response: Response) -> AttachmentView:
    """Note where a paper behind a journal is found."""
    with unit_of_work(ctx.org_id) as uow:
        view, is_new = service.attach(uow, ctx, journal_id=journal_id, given=body)
        uow.commit()
    response.headers["Location"] = f"{UNDER.format(journal_id=journal_id)}/{view.id}"
    if not is_new:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    return view


@router.get("", responses=FOUND)
def list_attachments(ctx: Reader, journal_id: UUID, paging: Paging) -> Page[AttachmentView]:
    """List the papers behind a journal, newest first; those that were withdrawn too."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_attachments(uow, ctx, journal_id=journal_id, paging=paging)


@router.delete("/{attachment_id}", responses=problem_responses(401, 403, 404, 409, 422))
def withdraw(
    ctx: Writer,
    journal_id: UUID,
    attachment_id: UUID,
    reason: Annotated[SearchText | None, Query(description="Why it counts no more.")] = None,
) -> AttachmentView:
    """Withdraw an attachment: it stays, with the note of it."""
    with unit_of_work(ctx.org_id) as uow:
        view = service.withdraw(uow, ctx, journal_id=journal_id, attachment_id=attachment_id, because=reason)
        uow.commit()
    return view
