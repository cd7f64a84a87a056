"""Reports, read from balances and never from single sales."""

import datetime as dt
from uuid import UUID

from domain.accounting.service import account_totals
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.org.profile import profile_of
from domain.reports.schemas import TrialBalance
from domain.reports.tables import csv_of
from domain.reports.trial_balance import trial_balance_of, trial_balance_table


def trial_balance(uow: UnitOfWork, ctx: OrgContext, *, as_of: dt.date | None, location_id: UUID | None) -> TrialBalance:
    """Return the trial balance as of the end of a business date, today unless given; of one location, if given.

    **Raises** `InvalidError` for a day that no journal can bear.
    """
    profile = profile_of(uow, org_id=ctx.org_id)
    as_of = as_of or profile.today()
    totals = account_totals(uow, org_id=ctx.org_id, as_of=as_of, location_id=location_id)
    return trial_balance_of(totals, as_of=as_of, location_id=location_id, digits=profile.digits)


def trial_balance_csv(report: TrialBalance) -> str:
    """Return the trial balance as CSV."""
    return csv_of(trial_balance_table(report))
