"""What the ledger's reports tell."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.accounting.schemas import AccountType, Source
from domain.core.schemas import Output
from domain.reports.schemas import Money

From = Annotated[dt.date, Field(serialization_alias="from")]
To = Annotated[dt.date, Field(serialization_alias="to")]
OtherColumns = Annotated[list[Money], Field(description="The same of each of `columns`.")]


class StatementRow(Output):
    """One account: its own amount, and that with all accounts below it; `level` is its depth in the tree."""

    account: str | None
    name: str
    parent: str | None
    level: int
    own: Money
    amount: Money
    columns: OtherColumns


class StatementSection(Output):
    """Accounts as a tree from top to bottom; the total is that of the rows at level 0."""

    rows: list[StatementRow]
    total: Money
    total_columns: OtherColumns


class SpanColumn(Output):
    """The business dates of another column, both included."""

    since: From
    until: To


class ProfitAndLoss(Output):
    """What was earned and what it cost; `columns` are the months, or what it is compared with, the latest first."""

    since: From
    until: To
    location_id: UUID | None
    columns: list[SpanColumn]
    revenue: StatementSection
    cost_of_sales: StatementSection
    gross_profit: Money
    gross_profit_columns: OtherColumns
    operating_expenses: StatementSection
    net_profit: Money
    net_profit_columns: OtherColumns


class DayColumn(Output):
    """The day of another column."""

    as_of: dt.date


class BalanceSheet(Output):
    """What there is, what is owed and what is left; total assets equal total liabilities and equity.

    Equity ends with the result of the fiscal year. `between_locations` is what one location owes to others, and part of
    the total; without a location it is nothing.
    """

    as_of: dt.date
    location_id: UUID | None
    columns: list[DayColumn]
    assets: StatementSection
    liabilities: StatementSection
    equity: StatementSection
    current_result: Money
    current_result_columns: OtherColumns
    between_locations: Money
    between_locations_columns: OtherColumns
    total_assets: Money
    total_assets_columns: OtherColumns
    total_liabilities_and_equity: Money
    total_liabilities_and_equity_columns: OtherColumns


class CashFlowRow(Output):
    """What one account gave to cash; negative if it took it."""

    account: str
    name: str
    amount: Money


class CashFlowSection(Output):
    """Accounts and what they come to; that of operating includes the result."""

    rows: list[CashFlowRow]
    total: Money


class CashAccount(Output):
    """What one cash account held before and after."""

    account: str
    name: str
    opening: Money
    closing: Money


class CashFlowStatement(Output):
    """Why there is more cash, or less; `unexplained` is always nothing."""

    since: From
    until: To
    location_id: UUID | None
    net_result: Money
    operating: CashFlowSection
    investing: CashFlowSection
    financing: CashFlowSection
    between_locations: Annotated[Money, Field(description="What came from other locations; nothing without one.")]
    net_change: Money
    unexplained: Money
    opening_cash: Money
    closing_cash: Money
    cash_accounts: list[CashAccount]


class LedgerLine(Output):
    """One side of a journal on the account; `balance` is what the account came to with it, debits positive."""

    date: dt.date
    journal_id: UUID
    line_no: int
    book: str
    number: int
    source: Source
    memo: Annotated[str, Field(description="What the journal says.")]
    line_memo: Annotated[str | None, Field(description="What this line says besides, as its amount abroad.")]
    location_id: UUID | None
    debit: Money
    credit: Money
    balance: Money


class LedgerAccount(Output):
    """One account: its balance before the days, its lines, its balance after them, debits positive.

    `opening`, `debit`, `credit` and `closing` are those of all days, on every page of them.
    """

    account: str
    name: str
    type: AccountType
    opening: Money
    debit: Money
    credit: Money
    closing: Money
    lines: list[LedgerLine]


class GeneralLedgerOfAccount(LedgerAccount):
    """The general ledger of one account, a page of its lines."""

    since: From
    until: To
    location_id: UUID | None
    next_cursor: str | None


class GeneralLedger(Output):
    """The general ledger, a page of the lines of all accounts, by code; an account may go on on the next page."""

    since: From
    until: To
    location_id: UUID | None
    accounts: list[LedgerAccount]
    next_cursor: str | None


class JournalEntryLine(Output):
    """One side of a journal."""

    line_no: int
    account: str
    name: str
    debit: Money
    credit: Money
    location_id: UUID | None
    memo: str | None


class JournalEntry(Output):
    """One journal; `date` is the day it was meant for, `business_date` the day it was posted on."""

    id: UUID
    book: str
    number: int
    date: dt.date
    business_date: dt.date
    memo: str
    source: Source
    reverses_id: UUID | None
    lines: list[JournalEntryLine]


class JournalReport(Output):
    """A page of journals, by business date, book and number."""

    since: From
    until: To
    book: str | None
    journals: list[JournalEntry]
    next_cursor: str | None
