"""Drafts of journals: written in peace, then handed in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from api.admission import accept
from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.operation_documents import documented
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.accounting import service
from domain.accounting.journal_schemas import DraftCreate, DraftPatch, DraftView
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.posting.kinds import JOURNAL_POST

UNDER = "/api/accounting/journal-drafts"
router = APIRouter(prefix=UNDER, tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_POST))]


def _handed_in() -> dict[str, Any]:
    """Return what the document says of handing a draft in: the draft is the body."""
    described = documented(JOURNAL_POST.name)
    described["openapi_extra"].pop("requestBody")
    described["responses"] |= {404: FOUND[404]}
    return described


@router.post("", status_code=201, responses=CREATED)
def create_draft(ctx: Writer, body: DraftCreate, response: Response) -> DraftView:
    """Add a draft; it need not balance yet."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.create_draft(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_drafts(ctx: Reader, paging: Paging) -> Page[DraftView]:
    """List the drafts, newest first, with what became of those that were handed in."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_drafts(uow, ctx, paging=paging)


@router.get("/{draft_id}", responses=FOUND)
def read_draft(ctx: Reader, draft_id: UUID, response: Response) -> DraftView:
    """Show one draft."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.get_draft(uow, ctx, draft_id=draft_id))


@router.patch("/{draft_id}", responses=CHANGED)
def change_draft(ctx: Writer, draft_id: UUID, body: DraftPatch, if_match: IfMatch, response: Response) -> DraftView:
    """Change a draft that was not handed in."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.update_draft(uow, ctx, draft_id=draft_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{draft_id}", status_code=204, responses=DELETED)
def delete_draft(ctx: Writer, draft_id: UUID, if_match: IfMatch) -> Response:
    """Throw a draft away that was not handed in."""
    with unit_of_work(ctx.org_id) as uow:
        service.delete_draft(uow, ctx, draft_id=draft_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)


@router.post("/{draft_id}/post", **_handed_in())
async def post_draft(request: Request, draft_id: UUID) -> Response:
    """Hand a draft in: it is accepted as the journal of its own id, and must balance now."""

    def body_of(ctx: OrgContext) -> bytes:
        with unit_of_work(ctx.org_id, read_only=True) as uow:
            return service.draft_body(uow, ctx, draft_id=draft_id)

    return await accept(request, JOURNAL_POST, body_of=body_of)
