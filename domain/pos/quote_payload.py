"""What a basket would cost: asked before there is a sale, and answered without leaving a trace."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from domain.core.clock import now
from domain.core.errors import InvalidError
from domain.core.fields import Amount, Code, Quantity, ResourceId, UnitPrice
from domain.core.ids import NIL
from domain.core.schemas import Input, Output
from domain.pos.sale_payload import SaleLine, SalePost, canonical_sale
from domain.pos.schemas import ExplanationView, Money, Plain

MAX_LINES = 1000
YEARS = range(2000, 2100)


class QuoteLine(Input):
    """One line; names its item by `item_id`, `sku` or `barcode`. With a `unit_price` of its own it keeps it."""

    item_id: ResourceId | None = None
    sku: Code | None = None
    barcode: Code | None = None
    quantity: Quantity
    unit: Code | None = None
    unit_price: UnitPrice | None = None
    discount: Annotated[Amount, Field(ge=0)] = Decimal(0)
    tax_rate_id: ResourceId | None = None


class QuoteRequest(Input):
    """A basket, where and when it is to be sold, and to whom; `at` null: now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "location_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c01",
                    "at": "2026-11-27T18:15:00-05:00",
                    "lines": [{"sku": "COF-250", "quantity": "3"}],
                }
            ]
        }
    )

    terminal_id: ResourceId | None = None
    location_id: ResourceId | None = None
    customer_id: ResourceId | None = None
    at: AwareDatetime | None = None
    lines: Annotated[list[QuoteLine], Field(min_length=1, max_length=MAX_LINES)]
    discount: Annotated[Amount, Field(ge=0)] = Decimal(0)


class QuotedLine(Output):
    """One line as a sale would have it; `discount` holds what promotions take off."""

    line_no: int
    item_id: UUID
    sku: str
    name: str
    quantity: Plain
    unit_price: Plain
    discount: Money
    net: Money
    tax: Money
    total: Money
    explained: list[ExplanationView]


class QuoteTotals(Output):
    """The sums of the lines, before tips and cash rounding."""

    discount: Money
    net: Money
    tax: Money
    total: Money


class Quote(Output):
    """What a basket would cost, and why."""

    location_id: UUID
    at: datetime
    lines: list[QuotedLine]
    totals: QuoteTotals


def canonical_quote(given: QuoteRequest, *, digits: int) -> dict[str, Any]:
    """Return the basket as the content of a sale without payments; where a location is named, it stands for the till.

    **Raises** `InvalidError` unless exactly one of terminal and location is named, and for a time that no rule knows;
    `InvalidPayloadError`.
    """
    place = given.terminal_id or given.location_id
    if place is None or (given.terminal_id and given.location_id):
        raise InvalidError.at("terminal_id", "Name exactly one of terminal_id and location_id.")
    sale = SalePost(
        id=NIL,
        terminal_id=place,
        customer_id=given.customer_id,
        occurred_at=now(),
        lines=[SaleLine(**line.model_dump()) for line in given.lines],
        discount=given.discount,
    )
    content = canonical_sale(sale, digits=digits)
    if given.at is not None:
        content["occurred_at"] = _asked_for(given.at)
    return content


def _asked_for(at: datetime) -> str:
    """Return the instant in UTC; a sale could not be of next month, but its price may be asked. **Raises** as above."""
    if at.year not in YEARS:
        raise InvalidError.at("at", f"Between {YEARS[0]} and {YEARS[-1]}.")
    return at.astimezone(UTC).isoformat()
