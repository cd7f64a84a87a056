"""Drafts of journals: written in peace, then handed in as the operation of the same id; and templates of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from domain.accounting.errors import DraftHandedIn
from domain.accounting.journal_schemas import (
    DraftCreate,
    DraftPatch,
    DraftView,
    TemplateDraft,
    TemplateView,
)
from domain.accounting.models import JournalDraft, JournalTemplate
from domain.accounting.repository import DraftRepository, TemplateRepository
from domain.accounting.service.written import as_journal, digits_of, kept, said
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.operations.service import operations_of
from domain.org.changes import record_change
from domain.org.master_data import MasterData, Values

DRAFT, JOURNAL_POST = "draft", "journal.post"
ABOUT = ("id", "version", "created_at", "updated_at")
SAID_IN_ALL = ("date", "memo", "currency", "rate", "reverse_on", "lines")


def create_draft(uow: UnitOfWork, ctx: OrgContext, *, given: DraftCreate) -> tuple[DraftView, bool]:
    """Add a draft; say whether it is new. **Raises** `ConflictError` for an id that is taken."""
    return _create(uow, ctx, given.model_dump())


def draft_of_template(
    uow: UnitOfWork, ctx: OrgContext, *, template_id: UUID, given: TemplateDraft
) -> tuple[DraftView, bool]:
    """Make a draft of a template; say whether it is new.

    **Raises** `NotFoundError`, `ConflictError` for an id that is taken.
    """
    template = TemplateRepository(uow, ctx.org_id).get(template_id)
    own = given.model_dump(exclude_none=True)
    values = {name: getattr(template, name) for name in ("memo", "currency", "rate", "lines")}
    return _create(uow, ctx, {"id": None, "date": None, "reverse_on": None, **values, **own})


def get_draft(uow: UnitOfWork, ctx: OrgContext, *, draft_id: UUID) -> DraftView:
    """Return one draft; one that was handed in as it was then. **Raises** `NotFoundError`."""
    return _views(uow, ctx, [DraftRepository(uow, ctx.org_id).get(draft_id)])[0]


def list_drafts(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest) -> Page[DraftView]:
    """Return one page of drafts, newest first. **Raises** `CursorInvalid`."""
    found = DraftRepository(uow, ctx.org_id).page(paging)
    return Page(items=_views(uow, ctx, found.rows), next_cursor=found.next_cursor)


def update_draft(
    uow: UnitOfWork, ctx: OrgContext, *, draft_id: UUID, patch: DraftPatch, expected: int | None
) -> DraftView:
    """Change a draft. **Raises** `NotFoundError`, `PreconditionError`, `DraftHandedIn`."""
    drafts = DraftRepository(uow, ctx.org_id)
    row = drafts.get_for_update(draft_id, expected=expected)
    _check_not_handed_in(uow, ctx, draft_id)
    [before] = _views(uow, ctx, [row])
    row, changed = drafts.update(row, _kept(uow, ctx, patch.model_dump(exclude_unset=True), row))
    [after] = _views(uow, ctx, [row])
    if changed:
        record_change(uow, ctx, action="journal_draft.update", subject_id=draft_id, before=before, after=after)
    return after


def delete_draft(uow: UnitOfWork, ctx: OrgContext, *, draft_id: UUID, expected: int | None) -> None:
    """Throw a draft away. **Raises** `NotFoundError`, `PreconditionError`, `DraftHandedIn`."""
    drafts = DraftRepository(uow, ctx.org_id)
    row = drafts.get_for_update(draft_id, expected=expected)
    _check_not_handed_in(uow, ctx, draft_id)
    [before] = _views(uow, ctx, [row])
    drafts.remove(row, used=False)
    record_change(uow, ctx, action="journal_draft.delete", subject_id=draft_id, before=before)


def draft_body(uow: UnitOfWork, ctx: OrgContext, *, draft_id: UUID) -> bytes:
    """Return the body of `journal.post` that a draft comes to; handed in before, it is what was accepted then.

    **Raises** `NotFoundError`.
    """
    row = DraftRepository(uow, ctx.org_id).get(draft_id)
    operation = _handed_in(uow, ctx, [draft_id]).get(draft_id)
    if operation is not None:
        return msgspec.json.encode(operation["payload"])
    return as_journal(row, id=row.id, date=row.date, reverse_on=row.reverse_on)


def _create(uow: UnitOfWork, ctx: OrgContext, values: dict[str, Any]) -> tuple[DraftView, bool]:
    row, created = DraftRepository(uow, ctx.org_id).insert_once(_kept(uow, ctx, values))
    [view] = _views(uow, ctx, [row])
    if created:
        record_change(uow, ctx, action="journal_draft.create", subject_id=row.id, after=view)
    return view, created


def _handed_in(uow: UnitOfWork, ctx: OrgContext, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the operations that drafts became; another kind that took the same id is no draft's."""
    found = operations_of(uow, ctx, ids)
    return {draft_id: operation for draft_id, operation in found.items() if operation["kind"] == JOURNAL_POST}


def _check_not_handed_in(uow: UnitOfWork, ctx: OrgContext, draft_id: UUID) -> None:
    if _handed_in(uow, ctx, [draft_id]):
        raise DraftHandedIn


def _views(uow: UnitOfWork, ctx: OrgContext, rows: Sequence[JournalDraft]) -> list[DraftView]:
    """Return drafts as they are read: what was accepted is what counts, should the draft have changed meanwhile."""
    operations = _handed_in(uow, ctx, [row.id for row in rows])
    views = []
    for row in rows:
        operation = operations.get(row.id)
        says: dict[str, Any] = said(row) | {"date": row.date, "reverse_on": row.reverse_on}
        if operation is not None:
            says = dict.fromkeys(says) | {"memo": ""} | _said_in(operation["payload"])
        about = {name: getattr(row, name) for name in ABOUT}
        views.append(DraftView(status=DRAFT if operation is None else operation["status"], **about, **says))
    return views


def _said_in(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: payload[name] for name in SAID_IN_ALL if name in payload}


def _kept(uow: UnitOfWork, ctx: OrgContext, given: Values, row: JournalDraft | JournalTemplate | None = None) -> Values:
    return kept(given, digits=digits_of(uow, ctx, given, row))


def _template_views(_uow: UnitOfWork, _ctx: OrgContext, rows: Sequence[JournalTemplate]) -> list[TemplateView]:
    return [
        TemplateView(name=row.name, active=row.active, **{name: getattr(row, name) for name in ABOUT}, **said(row))
        for row in rows
    ]


def _is_used(_uow: UnitOfWork, _ctx: OrgContext, _row: JournalTemplate) -> bool:
    """Say no: a draft keeps what it was made of in its own words."""
    return False


JOURNAL_TEMPLATES = MasterData(
    name="journal_template", rows=TemplateRepository, views=_template_views, is_used=_is_used, values=_kept
)
