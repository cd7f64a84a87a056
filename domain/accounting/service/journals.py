"""Journals as read: with their lines, and the hashes that chain them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from domain.accounting.foreign_schemas import ForeignView
from domain.accounting.models import Journal
from domain.accounting.repository import ForeignRepository, JournalFilter, JournalRepository, JournalSide
from domain.accounting.schemas import JournalLineView, JournalView, Source
from domain.accounting.service.foreign_items import foreign_view
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.errors import InvalidError
from domain.core.money import InexactError, amount_from, text_of
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.operations.service import operations_of
from domain.org.profile import profile_of

BY_HAND = frozenset({"journal", "reversal"})


def get_journal(uow: UnitOfWork, ctx: OrgContext, *, journal_id: UUID) -> JournalView:
    """Return one journal with its lines. **Raises** `NotFoundError`."""
    return _views(uow, ctx, [JournalRepository(uow, ctx.org_id).get(journal_id)])[0]


def list_journals(uow: UnitOfWork, ctx: OrgContext, *, paging: PageRequest, wanted: JournalFilter) -> Page[JournalView]:
    """Return one page of journals with their lines: a book's by number, else by date, book and number; the last first.

    A search that no index answers looks through a limited number of journals for each page: the page may then hold
    less than its limit, even nothing, while its cursor goes on.

    **Raises** `CursorInvalid`.
    """
    found = JournalRepository(uow, ctx.org_id).page(paging, _narrowed(uow, ctx, wanted))
    return Page(items=_views(uow, ctx, found.rows), next_cursor=found.next_cursor)


def minor_amount(uow: UnitOfWork, ctx: OrgContext, amount: Decimal | None, *, path: str) -> int | None:
    """Return an amount that is searched for in minor units. **Raises** `InvalidError`."""
    if amount is None:
        return None
    try:
        return amount_from(amount, digits=profile_of(uow, org_id=ctx.org_id).digits)
    except InexactError as error:
        raise InvalidError.at(path, f"{error}.") from error


def _narrowed(uow: UnitOfWork, ctx: OrgContext, wanted: JournalFilter) -> JournalFilter:
    """Return the filter with the journals that a source can have.

    A document has the identity of the operation that made it, and that operation's result names its journal; a
    journal that was written by hand has that identity itself. Of a source that no operation made nothing is known.
    """
    if wanted.source_id is None:
        return wanted
    operation = operations_of(uow, ctx, [wanted.source_id]).get(wanted.source_id)
    named = (operation or {}).get("result") or {}
    if "journal_id" not in named:
        return wanted
    return replace(wanted, ids=frozenset({wanted.source_id, UUID(str(named["journal_id"]))}))


def _views(uow: UnitOfWork, ctx: OrgContext, journals: Sequence[Journal]) -> list[JournalView]:
    lines = JournalRepository(uow, ctx.org_id).lines([journal.id for journal in journals])
    # Only what an accountant writes is in another currency.
    by_hand = [journal.id for journal in journals if journal.source_type in BY_HAND]
    foreign = ForeignRepository(uow, ctx.org_id).lines(by_hand) if by_hand else {}
    digits = profile_of(uow, org_id=ctx.org_id).digits
    return [
        _view(journal, lines[journal.id], digits, foreign=foreign_view(foreign.get(journal.id, ()), digits))
        for journal in journals
    ]


def _view(journal: Journal, sides: Sequence[JournalSide], digits: int, *, foreign: ForeignView | None) -> JournalView:
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
        foreign=foreign,
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
