"""What every account has taken up to a day."""

import datetime as dt
from uuid import UUID

from domain.accounting.schemas import AccountType, BalancesView, BalanceView
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.org.profile import profile_of
from domain.reports.ledger.accounts import read_chart
from domain.reports.ledger.figures import taken
from domain.reports.ledger.spans import Span, check_day


def list_balances(uow: UnitOfWork, ctx: OrgContext, *, as_of: dt.date | None, location_id: UUID | None) -> BalancesView:
    """Return the balance of every account posted to, as of the end of a day, today unless given.

    **Raises** `InvalidError` for a day that no journal can bear.
    """
    profile = profile_of(uow, org_id=ctx.org_id)
    as_of, digits = as_of or profile.today(), profile.digits
    check_day("as_of", as_of)
    [sums] = taken(uow, org_id=ctx.org_id, location_id=location_id, spans=[Span(None, as_of)])
    chart = read_chart(uow, org_id=ctx.org_id)
    sides = [(account, *sums[account.id]) for account in chart.accounts.values() if account.id in sums]
    return BalancesView(
        as_of=as_of,
        items=[
            BalanceView(
                account=account.code,
                name=account.name,
                type=AccountType(account.type),
                debit=text_of(debit, digits),
                credit=text_of(credit, digits),
                balance=text_of(debit - credit, digits),
            )
            for account, debit, credit in sides
        ],
    )
