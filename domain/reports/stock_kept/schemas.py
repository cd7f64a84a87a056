"""What the reports of stock tell that nobody buys, or that goes off."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output
from domain.reports.schemas import Count, Money


class DeadStockRow(Output):
    """An item that lies there and is not sold."""

    item_id: UUID
    sku: str | None
    name: str | None
    quantity: Count
    value: Money
    last_sold_on: Annotated[dt.date | None, Field(description="Null: never sold here.")]


class DeadStock(Output):
    """What lies there and was not sold after `not_sold_since`; quantities and values are those of now."""

    not_sold_since: dt.date
    location_id: UUID | None
    rows: list[DeadStockRow]
    total_value: Money
    next_cursor: str | None


class ExpiringRow(Output):
    """How much of a lot lies at a location, and until when it is good."""

    lot_id: UUID
    lot: str
    item_id: UUID
    sku: str | None
    name: str | None
    location_id: UUID
    expires_on: Annotated[dt.date, Field(description="The last day on which it is good.")]
    days_left: Annotated[int, Field(description="Negative: it has expired so many days ago.")]
    quantity: Count
    value: Annotated[Money, Field(description="Its share of what the level is worth.")]


class Expiring(Output):
    """Lots in stock that expire up to and including a day, the first ones first; what has expired is among them."""

    until: dt.date
    location_id: UUID | None
    rows: list[ExpiringRow]
    total_value: Money
    next_cursor: str | None
