"""What reports tell."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.accounting.schemas import AccountType
from domain.core.schemas import Output
from domain.inventory.schemas import ValuedBy
from domain.inventory.stock_views import MovementSource

Money = Annotated[str, Field(description="A decimal in the currency's digits.", examples=["10.50"])]
Count = Annotated[str, Field(description="A plain decimal.", examples=["12"])]


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


class TrialBalanceMovementRow(TrialBalanceRow):
    """One account: its balance before the period, what it took in the period, and its balance after it."""

    opening_debit: Money
    opening_credit: Money
    movement_debit: Money
    movement_credit: Money


class TrialBalanceOfPeriod(Output):
    """The balances before and after a period and what moved in it; each pair of totals is equal."""

    since: Annotated[dt.date, Field(serialization_alias="from")]
    as_of: dt.date
    location_id: UUID | None
    rows: list[TrialBalanceMovementRow]
    total_opening_debit: Money
    total_opening_credit: Money
    total_movement_debit: Money
    total_movement_credit: Money
    total_debit: Money
    total_credit: Money


class LowStockRow(Output):
    """An item at or below its reorder point at one location; the location's own point goes before the item's."""

    item_id: UUID
    sku: str
    name: str
    location_id: UUID
    quantity: Count
    reorder_point: Count


class StockCardLine(Output):
    """One movement, and what there was after it."""

    movement_id: UUID
    location_id: UUID
    business_date: dt.date
    occurred_at: dt.datetime
    posted_at: dt.datetime
    kind: str
    source: MovementSource
    quantity: Count
    value: Money
    running_quantity: Count
    running_value: Money


class StockOnHand(Output):
    """How much there is, and what it is worth."""

    quantity: Count
    value: Money


class StockCard(Output):
    """How one item moved: what there was before, each movement in the order of business dates, what there is after.

    Opening and closing are those of the whole range, on every page of it.
    """

    item_id: UUID
    sku: str
    name: str
    location_id: UUID | None
    opening: StockOnHand
    lines: list[StockCardLine]
    closing: StockOnHand
    next_cursor: str | None


class StockValuationRow(Output):
    """What stock of one item, category or location is worth; quantities are those of single items only."""

    code: str | None
    name: str
    quantity: Count | None
    value: Money


class StockValuation(Output):
    """What stock is worth at the end of a business date, by code; the total is that of all pages."""

    as_of: dt.date
    location_id: UUID | None
    group_by: ValuedBy
    rows: list[StockValuationRow]
    total_value: Money
    next_cursor: str | None
