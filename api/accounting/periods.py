"""Periods and fiscal years: closed and reopened by operations, read as they stand."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.admission import accept
from api.dependencies import requires
from api.operation_documents import documented
from api.resources import FOUND, LISTED
from domain.accounting import service
from domain.accounting.period_schemas import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR, FiscalYearView, PeriodView
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.posting.period_kinds import PERIOD_CLOSE, PERIOD_REOPEN, YEAR_CLOSE, YEAR_REOPEN

router = APIRouter(prefix="/api/accounting", tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_JOURNALS_READ))]
Year = Annotated[
    int, Query(ge=FIRST_FISCAL_YEAR, le=LAST_FISCAL_YEAR, description="Named by the year in which it ends.")
]


@router.get("/periods", responses=LISTED)
def list_periods(ctx: Reader, fiscal_year: Year | None = None) -> Page[PeriodView]:
    """List the twelve months of a fiscal year, in order; of the current one unless another is named."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_periods(uow, ctx, fiscal_year=fiscal_year)


@router.get("/periods/{period}", responses=FOUND)
def read_period(ctx: Reader, period: str) -> PeriodView:
    """Show one month (`2026-01`): what of it is closed, since when and by whom."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_period(uow, ctx, period=period)


@router.post("/periods/close", **documented("period.close"))
async def close_named_period(request: Request) -> Response:
    """Accept the close of a month, which the body names."""
    return await accept(request, PERIOD_CLOSE)


@router.post("/periods/reopen", **documented("period.reopen"))
async def reopen_named_period(request: Request) -> Response:
    """Accept the reopening of a month, which the body names."""
    return await accept(request, PERIOD_REOPEN)


@router.post("/periods/{period}/close", **documented("period.close"))
async def close_period(request: Request, period: str) -> Response:
    """Accept the close of a month: it ends once everything that was accepted before is posted; no sale waits for it."""
    return await accept(request, PERIOD_CLOSE, named={"period": period})


@router.post("/periods/{period}/reopen", **documented("period.reopen"))
async def reopen_period(request: Request, period: str) -> Response:
    """Accept the reopening of a month, the last closed one first."""
    return await accept(request, PERIOD_REOPEN, named={"period": period})


@router.get("/fiscal-years", responses=LISTED)
def list_fiscal_years(ctx: Reader) -> Page[FiscalYearView]:
    """List the fiscal years from the first in which anything was posted to the current one, the newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_fiscal_years(uow, ctx)


@router.post("/fiscal-years/{fiscal_year}/close", **documented("year.close"))
async def close_year(request: Request, fiscal_year: int) -> Response:
    """Accept the close of a fiscal year: one journal brings revenue and expense to zero, against retained earnings."""
    return await accept(request, YEAR_CLOSE, named={"fiscal_year": fiscal_year})


@router.post("/fiscal-years/{fiscal_year}/reopen", **documented("year.reopen"))
async def reopen_year(request: Request, fiscal_year: int) -> Response:
    """Accept the reopening of a fiscal year, the last closed one first: the mirror of the journal that closed it."""
    return await accept(request, YEAR_REOPEN, named={"fiscal_year": fiscal_year})
