"""Journals as read: with their lines, and the hashes that chain them."""

from collections.abc import Sequence
from uuid import UUID

from domain.accounting.models import Journal
from domain.accounting.repository import JournalFilter, JournalRepository, JournalSide
from domain.accounting.schemas import JournalLineView, JournalView, Source
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.org.profile import profile_of


def get_journal(uow: UnitOfWork, ctx: OrgContext, *, journal_id: UUID) -> JournalView:
    """Return one journal with its lines. **Raises** `NotFoundError`."""
    journals = JournalRepository(uow, ctx.org_id)
    journal = journals.get(journal_id)
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return _view(journal, journals.lines([journal.id])[journal.id], digits)


def list_journals(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: JournalFilter) -> Page[JournalView]:
    """Return one page of journals with their lines: a book's by number, else by business date; newest first.

    **Raises** `CursorInvalid`.
    """
    journals = JournalRepository(uow, ctx.org_id)
    found = journals.page(paging, wanted)
    lines = journals.lines([journal.id for journal in found.rows])
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return Page(
        items=[_view(journal, lines[journal.id], digits) for journal in found.rows], next_cursor=found.next_cursor
    )


def _view(journal: Journal, sides: Sequence[JournalSide], digits: int) -> JournalView:
    return JournalView(
        id=journal.id,
        book=journal.book,
        number=journal.number,
        date=journal.original_date or journal.business_date,
        business_date=journal.business_date,
        occurred_at=journal.occurred_at,
        posted_at=journal.posted_at,
        late=journal.original_date is not None,
        memo=journal.memo,
        source=Source(type=journal.source_type, id=journal.source_id),
        reverses_id=journal.reverses_id,
        lines=[
            JournalLineView(
                account=side.code,
                name=side.name,
                debit=text_of(side.debit, digits),
                credit=text_of(side.credit, digits),
                location_id=side.location_id,
                memo=side.memo,
            )
            for side in sides
        ],
        hash=journal.hash.hex(),
        previous_hash=journal.previous_hash.hex(),
    )
