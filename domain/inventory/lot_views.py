"""Lots as read."""

from datetime import date
from uuid import UUID

from pydantic import Field

from domain.core.schemas import Output


class LotView(Output):
    """How much of one lot lies at a location."""

    lot_id: UUID
    lot: str = Field(description="The lot's code, as it was received.", examples=["B-0042"])
    item_id: UUID
    sku: str
    location_id: UUID
    expires_on: date | None = Field(description="The last day on which it is good; null where it does not expire.")
    quantity: str = Field(examples=["12"])
