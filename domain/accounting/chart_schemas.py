"""What goes in and comes out of the chart as a whole: templates, its tree, its file; and roles by location."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from domain.accounting.schemas import (
    CASH_FLOW,
    AccountCode,
    AccountType,
    AccountView,
    CashFlow,
    Money,
    Role,
)
from domain.core.fields import Patch, Text, absent
from domain.core.schemas import Input, Output, example

MAX_ROWS = 2_000
CHART_COLUMNS = ("code", "name", "type", "parent", "cash_flow", "active")
"""The columns of a chart's file, in their order."""


class ChartTemplateSummary(Output):
    """A chart to begin with; `source` says what was published, `country` is null where it follows no country."""

    code: str
    trade: str
    country: str | None
    source: str
    accounts: int


class ChartTemplateLine(Output):
    """An account of a template, and the roles that it serves there."""

    code: str
    name: str
    type: AccountType
    parent: str | None
    cash_flow: CashFlow | None
    roles: list[str]


class ChartTemplateView(ChartTemplateSummary):
    """A chart to begin with, with its accounts by code."""

    lines: list[ChartTemplateLine]


class AccountNode(AccountView):
    """An account in the tree; `balance` is its own, debit minus credit, `total` with all that stand below it."""

    balance: Money
    total: Money
    children: list["AccountNode"]


class AccountTree(Output):
    """The chart as a tree, with balances as of the end of a day, at one location or at all of them."""

    as_of: dt.date
    location_id: UUID | None
    items: list[AccountNode]


class AccountRoleOverrideGive(Input, json_schema_extra=example(account="1015")):
    """Which account is to serve a role at one location."""

    account: AccountCode


class AccountRoleOverrideView(Output):
    """The account that serves a role at one location, in place of the organization's."""

    role: Role
    location_id: UUID
    account: str
    name: str
    type: AccountType


class ChartRow(Patch):
    """One account of a chart's file; what is not given stays as it is, a new one needs its name and type."""

    code: AccountCode
    name: Text = absent()
    type: AccountType = absent()
    parent: AccountCode | None = absent()
    cash_flow: Annotated[CashFlow | None, Field(description=CASH_FLOW)] = absent()
    active: StrictBool = absent()


class ChartRowView(Output):
    """One account as it is exported."""

    code: str
    name: str
    type: AccountType
    parent: str | None
    cash_flow: CashFlow | None
    active: bool


class ChartExport(Output):
    """The chart as it can be imported again."""

    accounts: list[ChartRowView]


class ChartRowError(Output):
    """A fault of one row; `row` counts from 1, without the heading of a CSV file."""

    row: int
    path: str
    code: str
    message: str


class ChartImportView(Output):
    """What an import did, or would do: codes by what became of their accounts, and the faults that stop all of it."""

    dry_run: bool
    applied: bool
    created: list[str]
    changed: list[str]
    unchanged: list[str]
    errors: list[ChartRowError]
