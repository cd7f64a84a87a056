"""Templates of journals."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.problems import problem_responses
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.accounting import service
from domain.accounting.journal_schemas import DraftView, TemplateCreate, TemplateDraft, TemplatePatch, TemplateView
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page

DRAFTS = "/api/accounting/journal-drafts"
UNDER = "/api/accounting/journal-templates"
router = APIRouter(prefix=UNDER, tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_POST))]


@router.post("", status_code=201, responses=CREATED)
def create_journal_template(ctx: Writer, body: TemplateCreate, response: Response) -> TemplateView:
    """Add a template."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.JOURNAL_TEMPLATES.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_journal_templates(
    ctx: Reader, paging: Paging, *, name: SearchText | None = None, active: bool | None = None
) -> Page[TemplateView]:
    """List the templates, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.JOURNAL_TEMPLATES.page(uow, ctx, paging=paging, name=name, active=active)


@router.get("/{journal_template_id}", responses=FOUND)
def read_journal_template(ctx: Reader, journal_template_id: UUID, response: Response) -> TemplateView:
    """Show a template."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.JOURNAL_TEMPLATES.get(uow, ctx, row_id=journal_template_id))


@router.patch("/{journal_template_id}", responses=CHANGED)
def change_journal_template(
    ctx: Writer, journal_template_id: UUID, body: TemplatePatch, if_match: IfMatch, response: Response
) -> TemplateView:
    """Change a template; drafts that were made of it stay as they are."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.JOURNAL_TEMPLATES.update(uow, ctx, row_id=journal_template_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{journal_template_id}", status_code=204, responses=DELETED)
def delete_journal_template(ctx: Writer, journal_template_id: UUID, if_match: IfMatch) -> Response:
    """Delete a template; drafts that were made of it stay."""
    with unit_of_work(ctx.org_id) as uow:
        service.JOURNAL_TEMPLATES.delete(uow, ctx, row_id=journal_template_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)


@router.post("/{journal_template_id}/draft", status_code=201, responses=CREATED | problem_responses(404))
def make_draft(ctx: Writer, journal_template_id: UUID, body: TemplateDraft, response: Response) -> DraftView:
    """Make a draft of a template."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.draft_of_template(uow, ctx, template_id=journal_template_id, given=body)
        uow.commit()
    return created(response, made, under=DRAFTS)
