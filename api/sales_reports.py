"""Reports of sales, in the media type that is asked for."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Paging, requires
from api.problems import problem_responses
from api.report_files import AS_FILES, Wanted, answer
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.reports import sales
from domain.reports.sales.schemas import DiscountReport, MarginReport, SalesReport

router = APIRouter(prefix="/api/reports", tags=["reports"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_REPORTS_READ))]
FromDate = Annotated[
    dt.date | None, Query(alias="from", description="First business date; the first of the last one's month if absent.")
]
ToDate = Annotated[dt.date | None, Query(alias="to", description="Last business date; today if absent.")]
Sort = Annotated[
    str | None,
    Query(
        max_length=40,
        description="A column's name, with `-` before it the greatest first. Times run on, else the best come first.",
    ),
]
GIVEN = AS_FILES | problem_responses(401, 403, 404, 406, 422, 429)


@router.get("/sales", response_model=SalesReport, responses=GIVEN)
def read_sales(
    ctx: Reader,
    wanted: Wanted,
    paging: Paging,
    *,
    group_by: sales.GroupBy = sales.GroupBy.DAY,
    from_date: FromDate = None,
    to_date: ToDate = None,
    location_id: UUID | None = None,
    sort: Sort = None,
    compare: Annotated[
        sales.Compare | None, Query(description="Show beside each row what it was before; in JSON only.")
    ] = None,
) -> Response | SalesReport:
    """Show what was sold and what was earned with it, by day, hour, item, till, tender or what else tells it apart."""
    given: dict[str, Any] = {
        "since": from_date,
        "until": to_date,
        "location_id": location_id,
        "group_by": group_by,
        "sort": sort,
    }
    return answer(
        ctx,
        wanted,
        view=lambda uow: sales.sales_report(uow, ctx, sales.SALES, paging=paging, compare=compare, **given),
        table=lambda uow: sales.sales_table(uow, ctx, sales.SALES, **given),
    )


@router.get("/gross-margin", response_model=MarginReport, responses=GIVEN)
def read_gross_margin(
    ctx: Reader,
    wanted: Wanted,
    paging: Paging,
    *,
    group_by: Annotated[sales.GroupBy, Query(description="`item` or `category`.")] = sales.GroupBy.ITEM,
    from_date: FromDate = None,
    to_date: ToDate = None,
    location_id: UUID | None = None,
    sort: Sort = None,
) -> Response | MarginReport:
    """Show what items or categories cost and earned, the least in percent first."""
    given: dict[str, Any] = {
        "since": from_date,
        "until": to_date,
        "location_id": location_id,
        "group_by": group_by,
        "sort": sort,
    }
    return answer(
        ctx,
        wanted,
        view=lambda uow: sales.sales_report(uow, ctx, sales.GROSS_MARGIN, paging=paging, **given),
        table=lambda uow: sales.sales_table(uow, ctx, sales.GROSS_MARGIN, **given),
    )


@router.get("/discounts", response_model=DiscountReport, responses=GIVEN)
def read_discounts(
    ctx: Reader,
    wanted: Wanted,
    paging: Paging,
    *,
    group_by: Annotated[
        sales.GroupBy, Query(description="`day`, `item`, `terminal` or `cashier`.")
    ] = sales.GroupBy.DAY,
    from_date: FromDate = None,
    to_date: ToDate = None,
    location_id: UUID | None = None,
    sort: Sort = None,
) -> Response | DiscountReport:
    """Show what was taken off prices, by day, item, till or cashier."""
    given: dict[str, Any] = {
        "since": from_date,
        "until": to_date,
        "location_id": location_id,
        "group_by": group_by,
        "sort": sort,
    }
    return answer(
        ctx,
        wanted,
        view=lambda uow: sales.sales_report(uow, ctx, sales.DISCOUNTS, paging=paging, **given),
        table=lambda uow: sales.sales_table(uow, ctx, sales.DISCOUNTS, **given),
    )
