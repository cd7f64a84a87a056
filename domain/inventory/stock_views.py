"""Levels and movements of stock, as read."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output
from domain.inventory.schemas import Amount, Count, Price

KNOWN_TO_FEW = "Null for whoever neither keeps the stock nor reads the books."
Worth = Annotated[Amount | None, Field(description=KNOWN_TO_FEW)]
CostOfOne = Annotated[Price | None, Field(description=KNOWN_TO_FEW)]


class StockLevelView(Output):
    """What lies at a location."""

    item_id: UUID
    sku: str
    name: str
    location_id: UUID
    quantity: Count
    value: Worth
    unit_cost: CostOfOne


class MovementSource(Output):
    """The document that moved the stock."""

    type: str
    id: UUID


class MovedLotView(Output):
    """How much of a movement was of one lot; negative when it left."""

    lot_id: UUID
    lot: str
    expires_on: date | None
    quantity: Count


class StockMovementView(Output):
    """One change of one level; quantity and value are negative when stock left.

    `lots` says of which lots it was; what is not in them was of none that is known.
    """

    id: UUID
    item_id: UUID
    location_id: UUID
    quantity: Count
    value: Worth
    unit_cost: CostOfOne
    kind: str
    source: MovementSource
    occurred_at: datetime
    business_date: date
    posted_at: datetime
    lots: list[MovedLotView]
