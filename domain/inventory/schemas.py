"""What goes in and comes out of the services of stock."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints, model_validator

from domain.core.fields import Code, Patch, Quantity, ResourceId, Text, UnitPrice, absent
from domain.core.schemas import Input, Output, example

MAX_BARCODES = 50
MAX_UNITS = 20
MAX_PARTS = 100
MAX_REORDER_POINTS = 500
Sku = Annotated[Code, Field(description="Unique within the organization.", examples=["COF-250"])]
Barcode = Annotated[Code, Field(examples=["4006381333931"])]
Barcodes = Annotated[list[Barcode], Field(max_length=MAX_BARCODES, description="Each names this item alone.")]
Unit = Annotated[Code, Field(examples=["each"])]
Amount = Annotated[str, Field(description="A decimal in the currency's digits.", examples=["10.50"])]
Price = Annotated[str, Field(description="A plain decimal, at least the currency's digits.", examples=["10.50"])]
Count = Annotated[str, Field(description="A plain decimal.", examples=["12"])]
Positive = Annotated[Quantity, Field(gt=0)]
AccountCode = Annotated[Code, Field(description="An account's code; null: the account of the role.")]
CategoryCode = Annotated[Text, Field(description="A category's code.", examples=["Hot drinks"])]
Email = Annotated[Text, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$"), Field(examples=["orders@example.org"])]


class Tracking(StrEnum):
    """What is told apart within an item's stock: nothing, lots, or lots with the date until which they are good."""

    NONE = "none"
    LOT = "lot"
    LOT_EXPIRY = "lot_expiry"


class ValuedBy(StrEnum):
    """What the value of stock is summed up by."""

    ITEM = "item"
    CATEGORY = "category"
    LOCATION = "location"


class Resource(Output):
    """What every resource of stock's setup tells of itself."""

    id: UUID
    code: str
    name: str
    active: bool
    version: int
    created_at: datetime
    updated_at: datetime


class LocationCreate(Input, json_schema_extra=example(code="SHOP2", name="Second shop")):
    """A new location."""

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["SHOP2"])]
    name: Annotated[Text, Field(examples=["Second shop"])]
    active: StrictBool = True


class LocationPatch(Patch, json_schema_extra=example(name="Shop at the market")):
    """A change of a location."""

    code: Code = absent()
    name: Text = absent()
    active: StrictBool = absent()


class LocationView(Resource):
    """A location as read."""


class CategoryCreate(Input, json_schema_extra=example(code="Hot drinks", name="Hot drinks", sales_account="4020")):
    """A new category. Its items post to its accounts, where it has any, and are taxed at its rate without their own.

    `parent` arranges categories for people; accounts and tax rate are not inherited.
    """

    id: ResourceId | None = None
    code: CategoryCode
    name: Annotated[Text, Field(examples=["Hot drinks"])]
    parent: CategoryCode | None = None
    sales_account: AccountCode | None = None
    cogs_account: AccountCode | None = None
    inventory_account: AccountCode | None = Field(
        default=None, description="An account for this stock alone, or for that of several categories."
    )
    tax_rate_id: ResourceId | None = None
    active: StrictBool = True


class CategoryPatch(Patch, json_schema_extra=example(name="Coffee and tea")):
    """A change of a category; its items follow a new code. `inventory_account` is fixed while it has stock."""

    code: CategoryCode = absent()
    name: Text = absent()
    parent: CategoryCode | None = absent()
    sales_account: AccountCode | None = absent()
    cogs_account: AccountCode | None = absent()
    inventory_account: AccountCode | None = absent()
    tax_rate_id: ResourceId | None = absent()
    active: StrictBool = absent()


class CategoryView(Resource):
    """A category as read."""

    parent: str | None
    sales_account: str | None
    cogs_account: str | None
    inventory_account: str | None
    tax_rate_id: UUID | None


class SupplierCreate(Input, json_schema_extra=example(code="ROAST", name="Roastery Ltd", payment_terms="30 days net")):
    """A new supplier."""

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["ROAST"])]
    name: Annotated[Text, Field(examples=["Roastery Ltd"])]
    email: Email | None = None
    phone: Text | None = None
    tax_id: Text | None = None
    payment_terms: Annotated[Text, Field(examples=["30 days net"])] | None = None
    active: StrictBool = True


class SupplierPatch(Patch, json_schema_extra=example(phone="+52 55 1234 5678")):
    """A change of a supplier."""

    code: Code = absent()
    name: Text = absent()
    email: Email | None = absent()
    phone: Text | None = absent()
    tax_id: Text | None = absent()
    payment_terms: Text | None = absent()
    active: StrictBool = absent()


class SupplierView(Resource):
    """A supplier as read."""

    email: str | None
    phone: str | None
    tax_id: str | None
    payment_terms: str | None


class ReasonCreate(Input, json_schema_extra=example(code="breakage", name="Breakage")):
    """A new reason to adjust stock; differences are posted to its account, else to that of `stock_variance`."""

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["breakage"])]
    name: Annotated[Text, Field(examples=["Breakage"])]
    account: AccountCode | None = None
    active: StrictBool = True


class ReasonPatch(Patch, json_schema_extra=example(active=False)):
    """A change of a reason; what was posted keeps the account it was posted to."""

    code: Code = absent()
    name: Text = absent()
    account: AccountCode | None = absent()
    active: StrictBool = absent()


class ReasonView(Resource):
    """A reason as read."""

    account: str | None


class ItemUnit(Input):
    """A unit that an item is also bought or sold in; without a price it costs that of so many single ones."""

    code: Annotated[Code, Field(examples=["case"])]
    factor: Annotated[Positive, Field(description="How many of the item's own unit.", examples=["12"])]
    barcode: Barcode | None = None
    price: Annotated[UnitPrice, Field(description="Of one such unit.", examples=["110.00"])] | None = None


class KitPart(Input):
    """What one kit takes from stock, in the part's own unit; by `item_id` or `sku`."""

    item_id: ResourceId | None = None
    sku: Sku | None = None
    quantity: Annotated[Positive, Field(examples=["2"])]

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.item_id is None) == (self.sku is None):
            message = "name the part by exactly one of item_id and sku"
            raise ValueError(message)
        return self


class ReorderPoint(Input):
    """At what quantity one location orders the item, whatever the item's own reorder point."""

    location_id: ResourceId
    quantity: Quantity


Units = Annotated[list[ItemUnit], Field(max_length=MAX_UNITS, description="Beside the item's own `unit`.")]
Kit = Annotated[
    list[KitPart], Field(max_length=MAX_PARTS, description="Sold as one, taken from stock as these; never stocked.")
]
ReorderPoints = Annotated[list[ReorderPoint], Field(max_length=MAX_REORDER_POINTS, description="By location.")]
GiftCard = Annotated[StrictBool, Field(description="Selling it sells a gift card; never stocked.")]


class ItemUnitView(Output):
    """A unit of an item as read."""

    code: str
    factor: Count
    barcode: str | None
    price: Price | None


class KitPartView(Output):
    """A part of a kit as read."""

    item_id: UUID
    sku: str
    quantity: Count


class ReorderPointView(Output):
    """A location's reorder point as read."""

    location_id: UUID
    quantity: Count


class ItemCreate(Input, json_schema_extra=example(sku="COFFEE-250", name="Coffee beans 250 g", price="10.50")):
    """A new item."""

    id: ResourceId | None = None
    sku: Sku
    name: Annotated[Text, Field(examples=["Coffee beans 250 g"])]
    barcodes: Barcodes = Field(default_factory=list)
    category: CategoryCode | None = Field(default=None, description="A code that is new makes the category.")
    unit: Unit = "each"
    units: Units = Field(default_factory=list)
    price: UnitPrice
    cost: UnitPrice | None = None
    tax_rate_id: ResourceId | None = None
    sales_account: AccountCode | None = None
    stocked: StrictBool = Field(default=True, description="False unless given for kits and gift cards.")
    tracking: Tracking = Tracking.NONE
    gift_card: GiftCard = False
    kit: Kit = Field(default_factory=list)
    reorder_point: Quantity | None = None
    reorder_points: ReorderPoints = Field(default_factory=list)
    active: StrictBool = True


class ItemPatch(Patch, json_schema_extra=example(price="11.00")):
    """A change of an item; `barcodes`, `units`, `kit` and `reorder_points` replace them all."""

    sku: Sku = absent()
    name: Text = absent()
    barcodes: Barcodes = absent()
    category: CategoryCode | None = absent()
    unit: Unit = absent()
    units: Units = absent()
    price: UnitPrice = absent()
    cost: UnitPrice | None = absent()
    tax_rate_id: ResourceId | None = absent()
    sales_account: AccountCode | None = absent()
    stocked: StrictBool = absent()
    tracking: Tracking = absent()
    gift_card: GiftCard = absent()
    kit: Kit = absent()
    reorder_point: Quantity | None = absent()
    reorder_points: ReorderPoints = absent()
    active: StrictBool = absent()


class ItemView(Output):
    """An item as read."""

    id: UUID
    sku: str
    name: str
    barcodes: list[str]
    category: str | None
    unit: str
    units: list[ItemUnitView]
    price: Price
    cost: Price | None
    tax_rate_id: UUID | None
    sales_account: str | None
    stocked: bool
    tracking: Tracking
    gift_card: bool
    kit: list[KitPartView]
    reorder_point: Count | None
    reorder_points: list[ReorderPointView]
    active: bool
    version: int
    created_at: datetime
    updated_at: datetime
