"""Reports that stand beside the ledger: taxes, what customers owe, and the tie-out of every till and day."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Paging, requires
from api.problems import problem_responses
from api.report_files import AS_FILES, Wanted, answer
from api.sales_reports import FromDate, Sort, ToDate
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.reports import receivables, tax, tie_out
from domain.reports.receivables.schemas import ReceivablesReport, Statement
from domain.reports.tax.schemas import TaxPeriod, TaxReport
from domain.reports.tie_out.schemas import TieOutLines, TieOutReport

router = APIRouter(prefix="/api/reports", tags=["reports"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_REPORTS_READ))]
AsOf = Annotated[dt.date | None, Query(description="End of this business date; today unless given.")]
GIVEN = AS_FILES | problem_responses(401, 403, 404, 406, 422, 429)


@router.get("/tax", response_model=TaxReport, responses=GIVEN)
def read_tax(
    ctx: Reader,
    wanted: Wanted,
    paging: Paging,
    *,
    group_by: TaxPeriod = TaxPeriod.MONTH,
    from_date: FromDate = None,
    to_date: ToDate = None,
    location_id: UUID | None = None,
) -> Response | TaxReport:
    """Show the tax on sales by rate and period, what came back apart, and that it ties to the tax accounts."""
    given: dict[str, Any] = {"since": from_date, "until": to_date, "location_id": location_id, "group_by": group_by}
    return answer(
        ctx,
        wanted,
        view=lambda uow: tax.tax_report(uow, ctx, paging=paging, **given),
        table=lambda uow: tax.tax_table(uow, ctx, **given),
    )


@router.get("/receivables", response_model=ReceivablesReport, responses=GIVEN)
def read_receivables(
    ctx: Reader,
    wanted: Wanted,
    paging: Paging,
    *,
    as_of: AsOf = None,
    location_id: UUID | None = None,
    sort: Sort = None,
) -> Response | ReceivablesReport:
    """Show what each customer owes by age, oldest debt paid first, and that it ties to the receivable accounts."""
    given: dict[str, Any] = {"as_of": as_of, "location_id": location_id, "sort": sort}
    return answer(
        ctx,
        wanted,
        view=lambda uow: receivables.receivables_report(uow, ctx, paging=paging, **given),
        table=lambda uow: receivables.receivables_table(uow, ctx, **given),
    )


@router.get("/receivables/{customer_id}", response_model=Statement, responses=GIVEN)
def read_statement(
    ctx: Reader,
    wanted: Wanted,
    paging: Paging,
    customer_id: UUID,
    *,
    from_date: FromDate = None,
    to_date: ToDate = None,
    location_id: UUID | None = None,
) -> Response | Statement:
    """Show how a customer came to owe what is owed: each document, what was owed after it, what of it is open."""
    given: dict[str, Any] = {
        "customer_id": customer_id,
        "since": from_date,
        "until": to_date,
        "location_id": location_id,
    }
    return answer(
        ctx,
        wanted,
        view=lambda uow: receivables.statement_report(uow, ctx, paging=paging, **given),
        table=lambda uow: receivables.statement_table(uow, ctx, **given),
    )


@router.get("/tie-out", response_model=TieOutReport, responses=GIVEN)
def read_tie_out(
    ctx: Reader,
    wanted: Wanted,
    paging: Paging,
    *,
    from_date: FromDate = None,
    to_date: ToDate = None,
    location_id: UUID | None = None,
    differing: Annotated[bool, Query(description="Only tills and days of which anything differs.")] = False,
) -> Response | TieOutReport:
    """Show for every till and business date that sales, payments, ledger and stock tie; what differs is explained."""
    given: dict[str, Any] = {"since": from_date, "until": to_date, "location_id": location_id, "differing": differing}
    return answer(
        ctx,
        wanted,
        view=lambda uow: tie_out.tie_out_report(uow, ctx, paging=paging, **given),
        table=lambda uow: tie_out.tie_out_table(uow, ctx, **given),
    )


@router.get("/tie-out/lines", response_model=TieOutLines, responses=GIVEN)
def read_tie_out_lines(
    ctx: Reader, wanted: Wanted, paging: Paging, *, business_date: dt.date, terminal_id: UUID
) -> Response | TieOutLines:
    """Show the documents of one till and business date that make a difference, each with the reason."""
    given: dict[str, Any] = {"business_date": business_date, "terminal_id": terminal_id}
    return answer(
        ctx,
        wanted,
        view=lambda uow: tie_out.tie_out_lines(uow, ctx, paging=paging, **given),
        table=lambda uow: tie_out.tie_out_lines_table(uow, ctx, **given),
    )
