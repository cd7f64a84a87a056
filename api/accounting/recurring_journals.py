"""Recurring journals: posted every so often by themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.accounting import service
from domain.accounting.journal_schemas import OccurrenceView, RecurringCreate, RecurringPatch, RecurringView
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page

UNDER = "/api/accounting/recurring-journals"
router = APIRouter(prefix=UNDER, tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_POST))]


@router.post("", status_code=201, responses=CREATED)
def create_recurring_journal(ctx: Writer, body: RecurringCreate, response: Response) -> RecurringView:
    """Add a recurring journal."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.RECURRING_JOURNALS.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_recurring_journals(
    ctx: Reader, paging: Paging, *, name: SearchText | None = None, active: bool | None = None
) -> Page[RecurringView]:
    """List the recurring journals, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.RECURRING_JOURNALS.page(uow, ctx, paging=paging, name=name, active=active)


@router.get("/{recurring_journal_id}", responses=FOUND)
def read_recurring_journal(ctx: Reader, recurring_journal_id: UUID, response: Response) -> RecurringView:
    """Show a recurring journal."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.RECURRING_JOURNALS.get(uow, ctx, row_id=recurring_journal_id))


@router.patch("/{recurring_journal_id}", responses=CHANGED)
def change_recurring_journal(
    ctx: Writer, recurring_journal_id: UUID, body: RecurringPatch, if_match: IfMatch, response: Response
) -> RecurringView:
    """Change what is still to come of it; days on which it was not active are not made up for."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.RECURRING_JOURNALS.update(
            uow, ctx, row_id=recurring_journal_id, patch=body, expected=if_match
        )
        uow.commit()
    return tagged(response, changed)


@router.delete("/{recurring_journal_id}", status_code=204, responses=DELETED)
def delete_recurring_journal(ctx: Writer, recurring_journal_id: UUID, if_match: IfMatch) -> Response:
    """Delete a recurring journal that has never been posted, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.RECURRING_JOURNALS.delete(uow, ctx, row_id=recurring_journal_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)


@router.get("/{recurring_journal_id}/occurrences", responses=FOUND)
def list_occurrences(ctx: Reader, recurring_journal_id: UUID, paging: Paging) -> Page[OccurrenceView]:
    """List the days on which it was handed in, the newest first, and what became of each."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_occurrences(uow, ctx, recurring_id=recurring_journal_id, paging=paging)
