"""What goes in and comes out of price lists and promotions."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool, StringConstraints, model_validator

from domain.core.fields import Amount, Code, Patch, PlainDecimal, Quantity, ResourceId, Text, UnitPrice, absent
from domain.core.schemas import Input, Output, example
from domain.pos.price_rules import PromotionKind
from domain.pos.schemas import Money, Plain, Resource

MAX_SCOPE = 500
MAX_HOURS = 10
MAX_TIERS = 20
MAX_ENTRIES = 1000
MAX_PRIORITY = 1000
MAX_UNITS = 1000
MAX_ACTIVE = 500

Priority = Annotated[
    int, Field(strict=True, ge=-MAX_PRIORITY, le=MAX_PRIORITY, description="The higher one counts first.")
]
FirstDay = Annotated[date, Field(description="First day, local; null: since ever.", examples=["2026-11-27"])]
LastDay = Annotated[date, Field(description="Last day, local and included; null: for ever.", examples=["2026-11-30"])]
Weekdays = Annotated[
    list[Annotated[int, Field(strict=True, ge=1, le=7)]],
    Field(max_length=7, description="1 is Monday; empty: every day.", examples=[[1, 2, 3, 4, 5]]),
]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), Field(examples=["17:00"])]
Locations = Annotated[list[ResourceId], Field(max_length=MAX_SCOPE, description="Empty: every location.")]
Customers = Annotated[
    list[ResourceId], Field(max_length=MAX_SCOPE, description="With `customer_groups` empty: everybody.")
]
Groups = Annotated[
    list[Code], Field(max_length=MAX_SCOPE, description="A customer's `price_group`.", examples=[["staff"]])
]
Items = Annotated[list[ResourceId], Field(max_length=MAX_SCOPE, description="With `categories` empty: every item.")]
Categories = Annotated[list[Text], Field(max_length=MAX_SCOPE, description="Codes.", examples=[["Hot drinks"]])]
PercentOff = Annotated[PlainDecimal, Field(gt=0, le=100, decimal_places=6, description="Of 100.", examples=["20"])]
Off = Annotated[Amount, Field(gt=0)]
Units = Annotated[int, Field(strict=True, ge=1, le=MAX_UNITS, description="Whole units.")]


class OpeningHours(Input):
    """A part of the day, local time; `ends` is left out, and before `starts` it lies on the next day."""

    starts: ClockTime
    ends: ClockTime

    @model_validator(mode="after")
    def _has_length(self) -> "OpeningHours":
        if self.starts == self.ends:
            message = "leave the hours out for a whole day"
            raise ValueError(message)
        return self


Hours = Annotated[list[OpeningHours], Field(max_length=MAX_HOURS, description="Empty: all day.")]


class PriceListCreate(Input):
    """A new price list: for everybody, everywhere and always, as far as nothing else is said."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"code": "TRADE", "name": "Trade", "customer_groups": ["trade"], "priority": 1}]
        }
    )

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["WHOLESALE"])]
    name: Annotated[Text, Field(examples=["Wholesale"])]
    priority: Priority = 0
    valid_from: FirstDay | None = None
    valid_to: LastDay | None = None
    weekdays: Weekdays = Field(default_factory=list)
    hours: Hours = Field(default_factory=list)
    location_ids: Locations = Field(default_factory=list)
    customer_ids: Customers = Field(default_factory=list)
    customer_groups: Groups = Field(default_factory=list)
    active: StrictBool = True


class PriceListPatch(Patch, json_schema_extra=example(name="Trade", valid_to="2027-06-30")):
    """A change of a price list; each list of places or customers is replaced as a whole."""

    code: Code = absent()
    name: Text = absent()
    priority: Priority = absent()
    valid_from: FirstDay | None = absent()
    valid_to: LastDay | None = absent()
    weekdays: Weekdays = absent()
    hours: Hours = absent()
    location_ids: Locations = absent()
    customer_ids: Customers = absent()
    customer_groups: Groups = absent()
    active: StrictBool = absent()


class TimedView(Resource):
    """When, where and for whom a price list or a promotion holds, as read."""

    code: str
    name: str
    priority: int
    valid_from: date | None
    valid_to: date | None
    weekdays: list[int]
    hours: list[dict[str, Any]]
    location_ids: list[UUID]
    customer_ids: list[UUID]
    customer_groups: list[str]


class PriceListView(TimedView):
    """A price list as read, without its entries."""


class Tier(Input):
    """A price from a quantity on."""

    min_quantity: Quantity = Field(default=Decimal(0), validate_default=False)
    price: UnitPrice


Tiers = Annotated[list[Tier], Field(min_length=1, max_length=MAX_TIERS)]


class EntryPut(Input):
    """The prices of one item in a list; they replace those that it had there."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"prices": [{"price": "9.50"}, {"min_quantity": "10", "price": "8.75"}]}]}
    )

    prices: Tiers


class EntryOfItem(EntryPut):
    """The prices of one item, which is named by id."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"item_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c03", "prices": [{"price": "9.50"}]}]
        }
    )

    item_id: ResourceId


class EntriesPut(
    Input,
    json_schema_extra=example(
        entries=[{"item_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c03", "prices": [{"price": "9.50"}]}]
    ),
):
    """The prices of many items in a list; items that are not named keep theirs."""

    entries: Annotated[list[EntryOfItem], Field(min_length=1, max_length=MAX_ENTRIES)]


class TierView(Output):
    """A price from a quantity on, as read."""

    min_quantity: Plain
    price: Plain


class EntryView(Output):
    """The prices of one item in a list as read, the smallest quantity first."""

    item_id: UUID
    prices: list[TierView]


class EntriesView(Output):
    """The entries that were written."""

    entries: list[EntryView]


class PromotionCreate(Input):
    """A new promotion.

    `percentage`: `percent` off. `amount`: `amount` off all that it covers, or off each unit with `per_unit`. `buy_get`:
    who buys `buy` units gets `get` more at `percent` off, the cheapest ones; without `percent` they are free.
    `fixed_price`: `buy` units for `amount`. A unit takes part in one offer of units. An `exclusive` promotion counts
    only where none of a higher priority did, and none counts after it.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "HAPPY",
                    "name": "Happy hour",
                    "kind": "percentage",
                    "percent": "20",
                    "hours": [{"starts": "17:00", "ends": "19:00"}],
                    "categories": ["Hot drinks"],
                },
                {"code": "B2G1", "name": "Third one free", "kind": "buy_get", "buy": 2, "get": 1},
                {"code": "3FOR5", "name": "Three for five", "kind": "fixed_price", "buy": 3, "amount": "5.00"},
            ]
        }
    )

    id: ResourceId | None = None
    code: Annotated[Code, Field(examples=["HAPPY"])]
    name: Annotated[Text, Field(examples=["Happy hour"])]
    kind: PromotionKind
    percent: PercentOff | None = None
    amount: Off | None = None
    per_unit: StrictBool = False
    buy: Units | None = None
    get: Units | None = None
    min_amount: Annotated[Off, Field(description="What it covers must cost at least this.")] | None = None
    exclusive: StrictBool = False
    priority: Priority = 0
    valid_from: FirstDay | None = None
    valid_to: LastDay | None = None
    weekdays: Weekdays = Field(default_factory=list)
    hours: Hours = Field(default_factory=list)
    item_ids: Items = Field(default_factory=list)
    categories: Categories = Field(default_factory=list)
    location_ids: Locations = Field(default_factory=list)
    customer_ids: Customers = Field(default_factory=list)
    customer_groups: Groups = Field(default_factory=list)
    active: StrictBool = True


class PromotionPatch(Patch, json_schema_extra=example(percent="25", valid_to="2027-06-30")):
    """A change of a promotion; its kind stays. Sales keep what they were posted with."""

    code: Code = absent()
    name: Text = absent()
    percent: PercentOff | None = absent()
    amount: Off | None = absent()
    per_unit: StrictBool = absent()
    buy: Units | None = absent()
    get: Units | None = absent()
    min_amount: Off | None = absent()
    exclusive: StrictBool = absent()
    priority: Priority = absent()
    valid_from: FirstDay | None = absent()
    valid_to: LastDay | None = absent()
    weekdays: Weekdays = absent()
    hours: Hours = absent()
    item_ids: Items = absent()
    categories: Categories = absent()
    location_ids: Locations = absent()
    customer_ids: Customers = absent()
    customer_groups: Groups = absent()
    active: StrictBool = absent()


class PromotionView(TimedView):
    """A promotion as read."""

    kind: PromotionKind
    percent: Plain | None
    amount: Money | None
    per_unit: bool
    buy: int | None
    get: int | None
    min_amount: Money | None
    exclusive: bool
    item_ids: list[UUID]
    categories: list[str]
