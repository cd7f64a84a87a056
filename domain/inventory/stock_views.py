"""Levels and movements of stock, as read."""

from datetime import date, datetime
from uuid import UUID

from domain.core.schemas import Output
from domain.inventory.schemas import Amount, Count, Price


class StockLevelView(Output):
    """What lies at a location."""

    item_id: UUID
    sku: str
    name: str
    location_id: UUID
    quantity: Count
    value: Amount
    unit_cost: Price


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
    value: Amount
    unit_cost: Price
    kind: str
    source: MovementSource
    occurred_at: datetime
    business_date: date
    posted_at: datetime
    lots: list[MovedLotView]
