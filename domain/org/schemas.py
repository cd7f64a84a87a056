"""What goes in and comes out of organizations, their policies and their audit log."""

from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints

from domain.core.fields import Patch, PlainDecimal, absent, plain_decimal
from domain.core.schemas import Input, Name, Output, example

MAX_CASH_ROUNDING = 10_000


class NegativeStock(StrEnum):
    """What happens to a sale of more than there is."""

    ALLOW = "allow"
    REJECT = "reject"


class LateSale(StrEnum):
    """What happens to a sale whose business date lies in a closed period."""

    POST_TO_OPEN = "post_to_open"
    REJECT = "reject"


class TaxRounding(StrEnum):
    """Whether tax is rounded for each line or for each rate of the document."""

    LINE = "line"
    DOCUMENT = "document"


class CostingMethod(StrEnum):
    """How stock is valued."""

    AVERAGE = "average"
    FIFO = "fifo"
    STANDARD = "standard"


class ExpiredStock(StrEnum):
    """What happens to a sale of a lot that has expired."""

    ALLOW = "allow"
    REJECT = "reject"


class PriceCheck(StrEnum):
    """What happens to a sale whose price is not the item's."""

    TRUST_CLIENT = "trust_client"
    REJECT_DIFFERENCE = "reject_difference"


def _whole_minutes(value: time) -> time:
    if value.tzinfo is not None or value.second or value.microsecond:
        message = "give local hours and minutes such as 04:00"
        raise ValueError(message)
    return value


DayCutoff = Annotated[
    time,
    AfterValidator(_whole_minutes),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str),
    Field(description="When the business day begins, local time.", examples=["04:00"]),
]
CashRounding = Annotated[
    int,
    Field(
        strict=True, ge=0, le=MAX_CASH_ROUNDING, description="Cash totals are multiples of this, minor units; 0: exact."
    ),
]

FiscalYearStart = Annotated[
    int,
    Field(
        strict=True,
        ge=1,
        le=12,
        description="The month in which the fiscal year begins; it is named by the calendar year in which it ends."
        " Fixed while a fiscal year is closed.",
        examples=[7],
    ),
]
DiscountLimit = Annotated[
    PlainDecimal,
    Field(
        ge=0,
        le=Decimal(100),
        decimal_places=6,
        description="Percent of a line's price that anybody may take off it; more needs the permission"
        " `pos.discounts.exceed` or a manager's approval. Null: as much as anybody likes.",
        examples=["10"],
    ),
    PlainSerializer(plain_decimal, return_type=str),
]


class OrganizationDraft(
    Input,
    json_schema_extra=example(
        name="Café Sol", currency="USD", country="US", time_zone="America/Chicago", chart_template="retail"
    ),
):
    """An organization to be opened."""

    name: Name
    currency: Annotated[str, StringConstraints(min_length=3, max_length=3), Field(examples=["USD"])]
    country: Annotated[str, StringConstraints(min_length=2, max_length=2), Field(examples=["US"])]
    time_zone: Annotated[str, StringConstraints(min_length=1, max_length=64), Field(examples=["America/Chicago"])]
    chart_template: Annotated[str, StringConstraints(min_length=1, max_length=64), Field(examples=["retail"])] = (
        "retail"
    )


class OrganizationFacts(Output):
    """An organization as it was opened."""

    id: UUID
    default_location_id: UUID
    name: str
    currency: str
    country: str
    time_zone: str
    chart_template: str
    created_at: datetime
    closed_at: datetime | None


class OrganizationOfMine(OrganizationFacts):
    """An organization, and what the person who asks is in it."""

    role: str


class Policies(Output):
    """How one organization wants its sales, stock and books to be handled."""

    default_location_id: UUID
    negative_stock: NegativeStock
    late_sale: LateSale
    tax_rounding: TaxRounding
    prices_include_tax: bool
    cash_rounding: int
    costing_method: CostingMethod
    expired_stock: ExpiredStock
    day_cutoff: DayCutoff
    price_check: PriceCheck
    discount_limit: DiscountLimit | None
    fiscal_year_start: FiscalYearStart
    updated_at: datetime


class PolicyChanges(Patch, json_schema_extra=example(discount_limit="10", day_cutoff="04:00")):
    """Policies to change; what is not given stays as it is. They hold for what is posted from then on."""

    negative_stock: NegativeStock = absent()
    late_sale: LateSale = absent()
    tax_rounding: TaxRounding = absent()
    prices_include_tax: Annotated[bool, Field(strict=True)] = absent()
    cash_rounding: CashRounding = absent()
    costing_method: CostingMethod = absent()
    expired_stock: ExpiredStock = absent()
    day_cutoff: DayCutoff = absent()
    price_check: PriceCheck = absent()
    discount_limit: DiscountLimit | None = absent()
    fiscal_year_start: FiscalYearStart = absent()


class AuditActor(Output):
    """Who changed something: a `user`, an `api_key` or the `system`."""

    type: str
    id: UUID


class AuditSubject(Output):
    """What was changed."""

    type: str
    id: str


class AuditOrigin(Output):
    """From where it was changed; null where it was not over the network."""

    address: str | None
    user_agent: str | None


class AuditRecord(Output):
    """Who changed what, when, from where: before and after."""

    id: UUID
    at: datetime
    actor: AuditActor
    action: str
    subject: AuditSubject
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    origin: AuditOrigin


class SettingsVersion(Output):
    """One change of the policies, which led to this version of them: who, when, from where, what."""

    version: int
    at: datetime
    actor: AuditActor
    before: dict[str, Any]
    after: dict[str, Any]
    origin: AuditOrigin


class Closing(Input, json_schema_extra=example(name="Café Sol")):
    """The organization's name, typed by whoever closes it."""

    name: Annotated[str, StringConstraints(max_length=1000), Field(examples=["Café Sol"])]


class Closed(Output):
    """When the organization was closed, and how many keys ended with it."""

    closed_at: datetime
    keys_revoked: int
