"""Periods and fiscal years as read: what is open, what is being closed, what is closed, since when and by whom."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from domain.accounting.errors import UnknownPeriod
from domain.accounting.models import Period
from domain.accounting.modules import Module
from domain.accounting.period_payload import PERIOD, month_named, name_of, subject_of_period, subject_of_year
from domain.accounting.period_schemas import (
    FIRST_FISCAL_YEAR,
    LAST_FISCAL_YEAR,
    FiscalYearView,
    ModuleStatus,
    ModuleView,
    PeriodStatus,
    PeriodView,
    YearStatus,
)
from domain.accounting.repository import PeriodRepository
from domain.core.clock import month_after
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.core.schemas import Page
from domain.operations.service import actor_of
from domain.org.fiscal_years import first_day_of, fiscal_year_of, fiscal_year_start, last_day_of, months_of
from domain.org.profile import profile_of

OPEN = ModuleView(status=ModuleStatus.OPEN, closed_at=None, closed_by=None, operation_id=None, closed_with=None)


def a_year_is_closed(uow: UnitOfWork, ctx: OrgContext) -> bool:
    """Say whether any fiscal year of the organization is closed."""
    return PeriodRepository(uow, ctx.org_id).any_year()


def list_periods(uow: UnitOfWork, ctx: OrgContext, *, fiscal_year: int | None) -> Page[PeriodView]:
    """Return the twelve months of a fiscal year in order; of the current one where none is given."""
    start = fiscal_year_start(uow, org_id=ctx.org_id)
    if fiscal_year is None:
        fiscal_year = fiscal_year_of(profile_of(uow, org_id=ctx.org_id).today(), start=start)
    return Page(items=_views(uow, ctx, months_of(fiscal_year, start=start), start=start), next_cursor=None)


def get_period(uow: UnitOfWork, ctx: OrgContext, *, period: str) -> PeriodView:
    """Return one month. **Raises** `UnknownPeriod`."""
    if not PERIOD.fullmatch(period) or not FIRST_FISCAL_YEAR <= int(period[:4]) <= LAST_FISCAL_YEAR:
        raise UnknownPeriod
    start = fiscal_year_start(uow, org_id=ctx.org_id)
    [view] = _views(uow, ctx, [month_named(period)], start=start)
    return view


def list_fiscal_years(uow: UnitOfWork, ctx: OrgContext) -> Page[FiscalYearView]:
    """Return the fiscal years from the first in which anything was posted to the current one, the newest first."""
    repository = PeriodRepository(uow, ctx.org_id)
    profile = profile_of(uow, org_id=ctx.org_id)
    year_of = partial(fiscal_year_of, start=fiscal_year_start(uow, org_id=ctx.org_id))
    closed = {year.fiscal_year: year for year in repository.years()}
    named = {year_of(profile.today()), year_of(repository.first_month() or profile.today()), *closed}
    closings = repository.closings([year.closing_id for year in closed.values()])
    through = max(
        (row.period for row in repository.closed() if row.module == Module.ALL and row.closed_at), default=None
    )
    views = []
    for fiscal_year in range(max(named), min(named) - 1, -1):
        year = closed.get(fiscal_year)
        months = months_of(fiscal_year, start=year_of.keywords["start"])
        closing = None if year is None else closings.get(year.closing_id)
        views.append(
            FiscalYearView(
                id=subject_of_year(ctx.org_id, {"fiscal_year": fiscal_year}),
                fiscal_year=fiscal_year,
                first_day=first_day_of(fiscal_year, start=year_of.keywords["start"]),
                last_day=last_day_of(fiscal_year, start=year_of.keywords["start"]),
                status=YearStatus.OPEN if year is None else YearStatus.CLOSED,
                closed_at=None if year is None else year.closed_at,
                closed_by=None if year is None else _actor(uow, ctx, year.closing_id),
                operation_id=None if year is None else year.closing_id,
                journal_id=None if year is None else year.journal_id,
                profit=None if closing is None or closing.profit is None else text_of(closing.profit, profile.digits),
                periods_closed=0 if through is None else sum(month <= through for month in months),
            )
        )
    return Page(items=views, next_cursor=None)


def _views(uow: UnitOfWork, ctx: OrgContext, months: Sequence[date], *, start: int) -> list[PeriodView]:
    repository = PeriodRepository(uow, ctx.org_id)
    rows, posted = repository.closed(), repository.posted(months)
    views = []
    for month in months:
        modules = {
            module: _module(
                uow, ctx, [row for row in rows if row.period >= month and row.module in {module, Module.ALL}]
            )
            for module in Module
        }
        views.append(
            PeriodView(
                id=subject_of_period(ctx.org_id, {"period": name_of(month)}),
                period=name_of(month),
                first_day=month,
                last_day=month_after(month) - timedelta(days=1),
                fiscal_year=fiscal_year_of(month, start=start),
                status=_status({view.status for view in modules.values()}, modules[Module.ALL].status),
                posted=month in posted,
                modules=modules,
            )
        )
    return views


def _module(uow: UnitOfWork, ctx: OrgContext, holding: Sequence[Period]) -> ModuleView:
    """Return how a module stands by the rows that hold it, in order: the first that is closed, else a mark."""
    if not holding:
        return OPEN
    row = next((row for row in holding if row.closed_at is not None), holding[0])
    return ModuleView(
        status=ModuleStatus.CLOSING if row.closed_at is None else ModuleStatus.CLOSED,
        closed_at=row.closed_at,
        closed_by=_actor(uow, ctx, row.closing_id),
        operation_id=row.closing_id,
        closed_with=name_of(row.period),
    )


def _status(of_modules: Collection[ModuleStatus], whole: ModuleStatus) -> PeriodStatus:
    if whole == ModuleStatus.CLOSED:
        return PeriodStatus.CLOSED
    if ModuleStatus.CLOSING in of_modules:
        return PeriodStatus.CLOSING
    return PeriodStatus.PART_CLOSED if ModuleStatus.CLOSED in of_modules else PeriodStatus.OPEN


def _actor(uow: UnitOfWork, ctx: OrgContext, operation_id: UUID) -> UUID | None:
    """Return who had an operation carried out; looked up once per transaction."""
    known: dict[UUID, UUID | None] = uow.session.info.setdefault("closed_by", {})
    if operation_id not in known:
        actor = actor_of(uow, org_id=ctx.org_id, operation_id=operation_id)
        known[operation_id] = None if actor is None else actor[1]
    return known[operation_id]
