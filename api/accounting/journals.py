"""Journals and balances, as read."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.dependencies import Paging, requires
from api.resources import FOUND, LISTED
from domain.accounting import service
from domain.accounting.schemas import BalancesView, JournalView
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import PlainDecimal, SearchText
from domain.core.schemas import Page
from domain.reports.ledger import balances

router = APIRouter(prefix="/api/accounting", tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
BalanceReader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_REPORTS_READ))]


@router.get("/journals", responses=LISTED)
def list_journals(
    ctx: Reader,
    paging: Paging,
    *,
    book: SearchText | None = None,
    from_date: Annotated[date | None, Query(alias="from", description="First business date.")] = None,
    to_date: Annotated[date | None, Query(alias="to", description="Last business date.")] = None,
    account: Annotated[SearchText | None, Query(description="Code of an account that a line is on.")] = None,
    location_id: Annotated[UUID | None, Query(description="A location that a line is at.")] = None,
    number: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Its number in its book.")] = None,
    text: Annotated[SearchText | None, Query(alias="q", description="Part of the memo, in any case.")] = None,
    amount: Annotated[PlainDecimal | None, Query(description="Of a line, debit or credit.")] = None,
    min_amount: Annotated[PlainDecimal | None, Query(description="Of a line, at least.")] = None,
    max_amount: Annotated[PlainDecimal | None, Query(description="Of a line, at most.")] = None,
    source_type: SearchText | None = None,
    source_id: UUID | None = None,
) -> Page[JournalView]:
    """List journals with their lines: a book's by number, else by date, book and number; the last one first.

    Account, location and amounts must hold of one and the same line. Dates, books, numbers and sources are found
    directly; for whatever else is searched, each page looks through 10,000 journals at most: it may hold less than
    `limit`, even nothing, while `next_cursor` says that older ones are left. Narrow such a search by `from` and `to`.
    """
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        wanted = service.JournalFilter(
            book=book,
            from_date=from_date,
            to_date=to_date,
            account=account,
            location_id=location_id,
            number=number,
            source_type=source_type,
            source_id=source_id,
            text=text,
            amount=service.minor_amount(uow, ctx, amount, path="amount"),
            min_amount=service.minor_amount(uow, ctx, min_amount, path="min_amount"),
            max_amount=service.minor_amount(uow, ctx, max_amount, path="max_amount"),
        )
        return service.list_journals(uow, ctx, paging=paging, wanted=wanted)


@router.get("/journals/{journal_id}", responses=FOUND)
def read_journal(ctx: Reader, journal_id: UUID) -> JournalView:
    """Show one journal with its lines and its place in the hash chain of its book."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_journal(uow, ctx, journal_id=journal_id)


@router.get("/balances", responses=FOUND)
def list_balances(
    ctx: BalanceReader,
    as_of: Annotated[date | None, Query(description="End of this business date; today unless given.")] = None,
    location_id: UUID | None = None,
) -> BalancesView:
    """List what every account has taken up to a day, by code."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return balances.list_balances(uow, ctx, as_of=as_of, location_id=location_id)
