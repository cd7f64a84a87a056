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
from domain.core.fields import SearchText
from domain.core.schemas import Page

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
    source_type: SearchText | None = None,
    source_id: UUID | None = None,
) -> Page[JournalView]:
    """List journals with their lines: a book's by number, else by business date; newest first."""
    wanted = service.JournalFilter(
        book=book,
        from_date=from_date,
        to_date=to_date,
        account=account,
        source_type=source_type,
        source_id=source_id,
    )
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_journals(uow, ctx, paging=paging, wanted=wanted)


@router.get("/journals/{journal_id}", responses=FOUND)
def read_journal(ctx: Reader, journal_id: UUID) -> JournalView:
    """Show one journal with its lines and its place in the hash chain of its book."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_journal(uow, ctx, journal_id=journal_id)


@router.get("/balances", responses=LISTED)
def list_balances(
    ctx: BalanceReader,
    as_of: Annotated[date | None, Query(description="End of this business date; today unless given.")] = None,
    location_id: UUID | None = None,
) -> BalancesView:
    """List what every account has taken up to a day, by code."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_balances(uow, ctx, as_of=as_of, location_id=location_id)
