"""What goes in and comes out of the ledger's services."""

import datetime as dt
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from domain.accounting.foreign_schemas import ForeignView
from domain.core.fields import Code, Patch, ResourceId, Text, absent
from domain.core.schemas import Input, Output, example

AccountCode = Annotated[
    Code, StringConstraints(max_length=20), Field(description="Unique within the organization.", examples=["1010"])
]
CASH_FLOW = "Where the cash-flow statement shows it; null: derived from the account's type and role."
Money = Annotated[str, Field(description="A decimal in the currency's digits.", examples=["10.50"])]


class AccountType(StrEnum):
    """The five kinds of account."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    REVENUE = "revenue"
    EXPENSE = "expense"


class CashFlow(StrEnum):
    """Where the cash-flow statement shows what an account moved (IAS 7)."""

    CASH = "cash"
    OPERATING = "operating"
    INVESTING = "investing"
    FINANCING = "financing"


class Role(StrEnum):
    """What the posting rules call an account, whatever its code in the chart."""

    CASH = "cash"
    SAFE = "safe"
    BANK = "bank"
    CARD_CLEARING = "card_clearing"
    OTHER_TENDER = "other_tender"
    RECEIVABLE = "receivable"
    INVENTORY = "inventory"
    STOCK_IN_TRANSIT = "stock_in_transit"
    GOODS_RECEIVED = "goods_received"
    TAX_PAYABLE = "tax_payable"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    CUSTOMER_DEPOSITS = "customer_deposits"
    TIPS_PAYABLE = "tips_payable"
    OPENING_EQUITY = "opening_equity"
    RETAINED_EARNINGS = "retained_earnings"
    SALES = "sales"
    SALES_DISCOUNTS = "sales_discounts"
    COGS = "cogs"
    STOCK_VARIANCE = "stock_variance"
    CASH_OVER_SHORT = "cash_over_short"
    ROUNDING = "rounding"
    CARD_FEES = "card_fees"
    EXCHANGE_DIFFERENCES = "exchange_differences"


class AccountCreate(Input, json_schema_extra=example(code="1015", name="Petty cash", type="asset")):
    """A new account of the chart."""

    id: ResourceId | None = None
    code: AccountCode
    name: Annotated[Text, Field(examples=["Petty cash"])]
    type: AccountType
    parent: AccountCode | None = Field(default=None, description="The code of the account it stands below.")
    cash_flow: CashFlow | None = Field(default=None, description=CASH_FLOW)
    active: StrictBool = True


class AccountPatch(Patch, json_schema_extra=example(name="Petty cash of the kitchen")):
    """A change of an account."""

    code: AccountCode = absent()
    name: Text = absent()
    type: AccountType = absent()
    parent: AccountCode | None = absent()
    cash_flow: CashFlow | None = absent()
    active: StrictBool = absent()


class AccountView(Output):
    """An account as read."""

    id: UUID
    code: str
    name: str
    type: AccountType
    parent: str | None
    cash_flow: CashFlow | None
    active: bool
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


class AccountRoleGive(Input, json_schema_extra=example(account="1015")):
    """Which account is to serve a role; null takes the role away, where posting can do without it."""

    account: AccountCode | None


class AccountRoleView(Output):
    """A role of the posting rules and the account that serves it."""

    role: Role
    account: str | None
    name: str | None
    type: AccountType | None


class Source(Output):
    """The document that a row comes from."""

    type: str
    id: UUID


class JournalLineView(Output):
    """One side of a journal."""

    account: str
    name: str
    debit: Money
    credit: Money
    location_id: UUID | None
    memo: str | None


class JournalView(Output):
    """A journal as read; `date` is the day it was meant for, `business_date` the day it was posted on."""

    id: UUID
    book: str
    number: int
    date: dt.date
    business_date: dt.date
    occurred_at: dt.datetime
    posted_at: dt.datetime
    late: bool
    memo: str
    source: Source
    reverses_id: UUID | None
    lines: list[JournalLineView]
    foreign: ForeignView | None = Field(default=None, description="The journal in the currency in which it was sent.")
    hash: str
    previous_hash: str


class BalanceView(Output):
    """What an account has taken up to a day; `balance` is debit minus credit."""

    account: str
    name: str
    type: AccountType
    debit: Money
    credit: Money
    balance: Money


class BalancesView(Output):
    """The balances of all accounts that were posted to, by code."""

    as_of: dt.date
    items: list[BalanceView]
    next_cursor: None = None
