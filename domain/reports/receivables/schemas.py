"""What the reports of customers' debts tell."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output
from domain.reports.against.schemas import LedgerTie
from domain.reports.schemas import Money


class Aged(Output):
    """What is owed, by how many days ago it was bought: what was paid has paid the oldest first.

    `balance` is the sum of the four ages less `credit`, which is what was paid in advance.
    """

    days_0_30: Money
    days_31_60: Money
    days_61_90: Money
    days_over_90: Money
    credit: Money
    balance: Money


class Debtor(Output):
    """Who owes, or is owed."""

    customer_id: UUID
    name: str | None


class ReceivableRow(Aged, Debtor):
    """One customer who owes, or is owed."""


class ReceivablesReport(Output):
    """What each customer owes as of the end of a business date, and the receivable accounts of the ledger beside it."""

    as_of: dt.date
    location_id: UUID | None
    rows: list[ReceivableRow]
    total: Aged
    ledger: LedgerTie
    next_cursor: str | None


class StatementEntry(Output):
    """One document of a customer's account, and what was owed after it.

    `open` is what of a charge is still to be paid at the end of the statement, the oldest having been paid first.
    """

    document_id: UUID
    type: str
    receipt_number: int | None
    reference: str | None
    business_date: dt.date
    charged: Money
    credited: Money
    balance: Money
    open: Money


class Statement(Output):
    """How a customer's account moved between two business dates, both included."""

    customer_id: UUID
    name: str
    since: Annotated[dt.date, Field(serialization_alias="from")]
    until: Annotated[dt.date, Field(serialization_alias="to")]
    location_id: UUID | None
    opening: Money
    rows: list[StatementEntry]
    closing: Money
    next_cursor: str | None
