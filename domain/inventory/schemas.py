"""What goes in and comes out of the services of stock."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from domain.core.fields import Code, Patch, Quantity, ResourceId, Text, UnitPrice, absent
from domain.core.schemas import Input, Output

MAX_BARCODES = 50
Sku = Annotated[Code, Field(description="Unique within the organization.", examples=["COF-250"])]
Barcode = Annotated[Code, Field(examples=["4006381333931"])]
Barcodes = Annotated[list[Barcode], Field(max_length=MAX_BARCODES, description="Each names this item alone.")]
Unit = Annotated[Code, Field(examples=["each"])]
Amount = Annotated[str, Field(description="A decimal in the currency's digits.", examples=["10.50"])]
Price = Annotated[str, Field(description="A plain decimal, at least the currency's digits.", examples=["10.50"])]
Count = Annotated[str, Field(description="A plain decimal.", examples=["12"])]


class LocationCreate(Input):
    """A new location."""

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["SHOP2"])]
    name: Annotated[Text, Field(examples=["Second shop"])]
    active: StrictBool = True


class LocationPatch(Patch):
    """A change of a location."""

    code: Code = absent()
    name: Text = absent()
    active: StrictBool = absent()


class LocationView(Output):
    """A location as read."""

    id: UUID
    code: str
    name: str
    active: bool
    version: int
    created_at: datetime
    updated_at: datetime


class ItemCreate(Input):
    """A new item."""

    id: ResourceId | None = None
    sku: Sku
    name: Annotated[Text, Field(examples=["Coffee beans 250 g"])]
    barcodes: Barcodes = Field(default_factory=list)
    category: Text | None = None
    unit: Unit = "each"
    price: UnitPrice
    cost: UnitPrice | None = None
    tax_rate_id: ResourceId | None = None
    stocked: StrictBool = True
    reorder_point: Quantity | None = None
    active: StrictBool = True


class ItemPatch(Patch):
    """A change of an item; `barcodes` replaces them all."""

    sku: Sku = absent()
    name: Text = absent()
    barcodes: Barcodes = absent()
    category: Text | None = absent()
    unit: Unit = absent()
    price: UnitPrice = absent()
    cost: UnitPrice | None = absent()
    tax_rate_id: ResourceId | None = absent()
    stocked: StrictBool = absent()
    reorder_point: Quantity | None = absent()
    active: StrictBool = absent()


class ItemView(Output):
    """An item as read."""

    id: UUID
    sku: str
    name: str
    barcodes: list[str]
    category: str | None
    unit: str
    price: Price
    cost: Price | None
    tax_rate_id: UUID | None
    stocked: bool
    reorder_point: Count | None
    active: bool
    version: int
    created_at: datetime
    updated_at: datetime


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


class StockMovementView(Output):
    """One change of one level; quantity and value are negative when stock left."""

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
