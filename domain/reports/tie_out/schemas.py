"""What the tie-out tells."""

import datetime as dt
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output
from domain.reports.schemas import Money


class Reason(StrEnum):
    """Why a document makes a difference; the first two explain it, the others are faults that `verify` names too."""

    NOT_RESTOCKED = "not_restocked"
    REVALUED = "revalued"
    PAYMENTS_DIFFER = "payments_differ"
    LEDGER_MONEY_DIFFERS = "ledger_money_differs"
    LEDGER_COST_DIFFERS = "ledger_cost_differs"
    LEDGER_STOCK_DIFFERS = "ledger_stock_differs"
    MOVEMENTS_DIFFER = "movements_differ"


class Tied(Output):
    """Sales, payments, ledger and stock, each from its own source, and what differs.

    `payments` = `sales`; `ledger_money` = `sales` less `gift_cards`; `ledger_cost` = `line_cost`; `ledger_stock` =
    `stock_value`; `stock_value` = `line_cost` but for `explained`, which is `revalued` less `written_off`.
    """

    sales: Money
    payments: Money
    gift_cards: Annotated[Money, Field(description="Loaded onto gift cards: on tenders' accounts on both sides.")]
    ledger_money: Annotated[Money, Field(description="What journals moved on the accounts of tenders.")]
    line_cost: Money
    ledger_cost: Annotated[Money, Field(description="What journals moved on the accounts of the cost of sales.")]
    stock_value: Annotated[Money, Field(description="By how much movements made stock worth less.")]
    ledger_stock: Annotated[Money, Field(description="By how much journals credited the accounts of stock.")]
    written_off: Annotated[Money, Field(description="Cost of what came back and was not restocked; not positive.")]
    revalued: Annotated[Money, Field(description="Levels below zero that goods came back to at another cost.")]
    payments_difference: Money
    money_difference: Money
    cost_difference: Money
    ledger_stock_difference: Money
    stock_difference: Money
    explained: Annotated[Money, Field(description="What of `stock_difference` documents explain; see `/lines`.")]
    unexplained: Annotated[Money, Field(description="Zero; or all other differences together, each as positive.")]


class TillDay(Output):
    """One till on one business date."""

    business_date: dt.date
    location_id: UUID
    terminal_id: UUID
    terminal: str | None


class TieOutRow(Tied, TillDay):
    """What one till did on one business date."""


class TieOutReport(Output):
    """Every till and day, the newest first."""

    since: Annotated[dt.date, Field(serialization_alias="from")]
    until: Annotated[dt.date, Field(serialization_alias="to")]
    location_id: UUID | None
    rows: list[TieOutRow]
    total: Tied
    next_cursor: str | None


class Explaining(Output):
    """One document, and why it makes a difference."""

    document_id: UUID
    type: str
    receipt_number: int
    journal_id: UUID | None
    reasons: list[Reason]


class TieOutLine(Tied, Explaining):
    """One document that makes a difference, and why."""


class TieOutLines(Output):
    """The documents of one till on one business date that make a difference, and what they come to."""

    business_date: dt.date
    terminal_id: UUID
    rows: list[TieOutLine]
    total: Tied
    next_cursor: str | None
