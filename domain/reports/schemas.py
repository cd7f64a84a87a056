"""What reports tell."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.accounting.schemas import AccountType
from domain.core.schemas import Output

Money = Annotated[str, Field(description="A decimal in the currency's digits.", examples=["10.50"])]


class TrialBalanceRow(Output):
    """One account; its balance stands on its side, the other side is zero."""

    account: str
    name: str
    type: AccountType
    debit: Money
    credit: Money


class TrialBalance(Output):
    """The balances of all accounts that were posted to; the two totals are equal."""

    as_of: dt.date
    location_id: UUID | None
    rows: list[TrialBalanceRow]
    total_debit: Money
    total_credit: Money
