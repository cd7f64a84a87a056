"""Reports of the ledger, in the media type that is asked for."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Paging, requires
from api.problems import problem_responses
from api.report_files import AS_FILES, Wanted, answer
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.fields import SearchText
from domain.reports.ledger import balance_sheet as sheet
from domain.reports.ledger import cash_flow as cash
from domain.reports.ledger import general_ledger as ledger
from domain.reports.ledger import journal
from domain.reports.ledger import profit_and_loss as result
from domain.reports.ledger.schemas import (
    BalanceSheet,
    CashFlowStatement,
    GeneralLedger,
    GeneralLedgerOfAccount,
    JournalReport,
    ProfitAndLoss,
)
from domain.reports.ledger.spans import Compare
from domain.reports.schemas import TrialBalance, TrialBalanceOfPeriod
from domain.reports.trial_balance import TrialFigures, trial_balance_of, trial_balance_table, trial_figures

router = APIRouter(prefix="/api/reports", tags=["reports"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_REPORTS_READ))]
AsOf = Annotated[dt.date | None, Query(description="End of this business date; today unless given.")]
To = Annotated[dt.date | None, Query(alias="to", description="Last business date; today unless given.")]
FromMonth = Annotated[dt.date | None, Query(alias="from", description="First business date; that of the last's month.")]
FromYear = Annotated[
    dt.date | None, Query(alias="from", description="First business date; that of the last's fiscal year.")
]
Location = Annotated[UUID | None, Query(description="What was posted at this location; the nil UUID: at none.")]
Compared = Annotated[Compare | None, Query(description="What to show beside it.")]
Periods = Annotated[int, Query(ge=1, le=24, description="How many such periods to show beside it.")]
GIVEN = AS_FILES | problem_responses(401, 403, 404, 406, 422, 429)


@router.get("/trial-balance", response_model=TrialBalanceOfPeriod | TrialBalance, responses=GIVEN)
def read_trial_balance(
    ctx: Reader,
    wanted: Wanted,
    *,
    as_of: AsOf = None,
    from_date: Annotated[
        dt.date | None, Query(alias="from", description="Show what was before this day, and what moved since.")
    ] = None,
    location_id: Location = None,
) -> TrialBalance | TrialBalanceOfPeriod | Response:
    """Show every account's balance on its side, and that both sides are equal."""

    def figures(uow: UnitOfWork) -> TrialFigures:
        return trial_figures(uow, ctx, since=from_date, as_of=as_of, location_id=location_id)

    return answer(
        ctx,
        wanted,
        view=lambda uow: trial_balance_of(figures(uow)),
        table=lambda uow: trial_balance_table(uow, ctx, figures(uow)),
    )


@router.get("/general-ledger", response_model=GeneralLedgerOfAccount | GeneralLedger, responses=GIVEN)
def read_general_ledger(
    ctx: Reader,
    paging: Paging,
    wanted: Wanted,
    *,
    account: Annotated[SearchText | None, Query(description="Code of one account; all of them unless given.")] = None,
    from_date: FromMonth = None,
    to_date: To = None,
    location_id: Location = None,
) -> GeneralLedgerOfAccount | GeneralLedger | Response:
    """Show every line on one account or on all, by account, date, book and number, with the running balance.

    Pages are of lines, over however many accounts; a page may have fewer lines than `limit` and yet not be the last.
    """

    def asked(uow: UnitOfWork) -> ledger.LedgerOf:
        return ledger.general_ledger(uow, ctx, account=account, since=from_date, until=to_date, location_id=location_id)

    return answer(
        ctx,
        wanted,
        view=lambda uow: ledger.general_ledger_view(uow, ctx, asked(uow), paging=paging),
        table=lambda uow: ledger.general_ledger_table(uow, ctx, asked(uow)),
    )


@router.get("/journal", response_model=JournalReport, responses=GIVEN)
def read_journal_report(
    ctx: Reader,
    paging: Paging,
    wanted: Wanted,
    *,
    from_date: FromMonth = None,
    to_date: To = None,
    book: SearchText | None = None,
) -> JournalReport | Response:
    """Show every journal with its lines, by business date, book and number."""

    def asked(uow: UnitOfWork) -> journal.JournalSpan:
        return journal.journal_span(uow, ctx, since=from_date, until=to_date, book=book)

    return answer(
        ctx,
        wanted,
        view=lambda uow: journal.journal_view(uow, ctx, asked(uow), paging=paging),
        table=lambda uow: journal.journal_table(uow, ctx, asked(uow)),
    )


@router.get("/profit-and-loss", response_model=ProfitAndLoss, responses=GIVEN)
def read_profit_and_loss(
    ctx: Reader,
    wanted: Wanted,
    *,
    from_date: FromYear = None,
    to_date: To = None,
    location_id: Location = None,
    compare: Compared = None,
    periods: Periods = 1,
    group_by: Annotated[Literal["month"] | None, Query(description="A column for each month.")] = None,
) -> ProfitAndLoss | Response:
    """Show what was earned and what it cost, by account as a tree; the closes of years are left out."""

    def figures(uow: UnitOfWork) -> result.Results:
        return result.profit_and_loss(
            uow,
            ctx,
            since=from_date,
            until=to_date,
            location_id=location_id,
            compare=compare,
            periods=periods,
            by_month=group_by == "month",
        )

    return answer(
        ctx,
        wanted,
        view=lambda uow: result.profit_and_loss_view(figures(uow)),
        table=lambda uow: result.profit_and_loss_table(uow, ctx, figures(uow)),
    )


@router.get("/balance-sheet", response_model=BalanceSheet, responses=GIVEN)
def read_balance_sheet(
    ctx: Reader,
    wanted: Wanted,
    *,
    as_of: AsOf = None,
    location_id: Location = None,
    compare: Compared = None,
    periods: Periods = 1,
) -> BalanceSheet | Response:
    """Show what there is, what is owed and what is left; it balances whether or not years are closed."""

    def figures(uow: UnitOfWork) -> sheet.Position:
        return sheet.balance_sheet(uow, ctx, as_of=as_of, location_id=location_id, compare=compare, periods=periods)

    return answer(
        ctx,
        wanted,
        view=lambda uow: sheet.balance_sheet_view(figures(uow)),
        table=lambda uow: sheet.balance_sheet_table(uow, ctx, figures(uow)),
    )


@router.get("/cash-flow", response_model=CashFlowStatement, responses=GIVEN)
def read_cash_flow(
    ctx: Reader, wanted: Wanted, *, from_date: FromYear = None, to_date: To = None, location_id: Location = None
) -> CashFlowStatement | Response:
    """Show why there is more cash, or less, by the indirect method: the result, then what was no cash in it."""

    def figures(uow: UnitOfWork) -> cash.CashFlows:
        return cash.cash_flow(uow, ctx, since=from_date, until=to_date, location_id=location_id)

    return answer(
        ctx,
        wanted,
        view=lambda uow: cash.cash_flow_view(figures(uow)),
        table=lambda uow: cash.cash_flow_table(uow, ctx, figures(uow)),
    )
