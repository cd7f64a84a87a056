"""What a basket would cost: asked before there is a sale, and answered without leaving a trace."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.core.clock import now
from domain.core.errors import InvalidError
from domain.core.fields import Amount, Code, Quantity, ResourceId, UnitPrice
from domain.core.ids import NIL
from domain.core.schemas import Input, Output
from domain.pos.sale_payload import SaleLine, SalePost, canonical_sale
from domain.pos.schemas import ExplanationView, Money, Plain

MAX_LINES = 1000


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

    **Raises** `InvalidError` unless exactly one of terminal and location is named, `InvalidPayloadError`.
    """
    place = given.terminal_id or given.location_id
    if place is None or (given.terminal_id and given.location_id):
        raise InvalidError.at("terminal_id", "Name exactly one of terminal_id and location_id.")
    sale = SalePost(
        id=NIL,
        terminal_id=place,
        customer_id=given.customer_id,
        occurred_at=given.at or now(),
        lines=[SaleLine(**line.model_dump()) for line in given.lines],
        discount=given.discount,
    )
    return canonical_sale(sale, digits=digits)
