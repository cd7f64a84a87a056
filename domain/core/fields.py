"""Field types that every body shares: text without control characters, plain decimals, patches without nulls."""

import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from domain.core.ids import NIL
from domain.core.money import MAX_PRICE, MAX_QUANTITY, PRICE_DIGITS, PRICE_ONE, QUANTITY_DIGITS, QUANTITY_ONE
from domain.core.schemas import Input, Name

_PLAIN_DECIMAL = re.compile(r"[+-]?\d{1,30}(\.\d{1,20})?", re.ASCII)
MAX_CODE = 64
MAX_QUERY = 200


def _refuse_control_characters(value: str) -> str:
    if any(unicodedata.category(character) == "Cc" for character in value):
        message = "control characters are not allowed"
        raise ValueError(message)
    return value


def _plain_decimal(value: Any) -> Any:
    """Refuse what `Decimal` would take but no client means: booleans, `1_000`, exponents, infinities."""
    if isinstance(value, bool) or (isinstance(value, str) and not _PLAIN_DECIMAL.fullmatch(value)):
        message = "give a decimal string such as 10.50"
        raise ValueError(message)
    return value


def _refuse_nil(value: UUID) -> UUID:
    if value == NIL:
        message = "the nil UUID names nothing"
        raise ValueError(message)
    return value


Text = Annotated[Name, AfterValidator(_refuse_control_characters)]
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_CODE),
    AfterValidator(_refuse_control_characters),
]
SearchText = Annotated[str, StringConstraints(max_length=MAX_QUERY), AfterValidator(_refuse_control_characters)]
ResourceId = Annotated[UUID, AfterValidator(_refuse_nil)]
PlainDecimal = Annotated[Decimal, BeforeValidator(_plain_decimal)]
Amount = Annotated[PlainDecimal, Field(description="In the currency's digits.", examples=["250.00"])]
UnitPrice = Annotated[
    PlainDecimal,
    Field(
        ge=0,
        le=Decimal(MAX_PRICE // PRICE_ONE),
        decimal_places=PRICE_DIGITS,
        description="Up to six digits after the point.",
        examples=["10.50"],
    ),
]
Quantity = Annotated[
    PlainDecimal,
    Field(
        ge=0,
        le=Decimal(MAX_QUANTITY // QUANTITY_ONE),
        decimal_places=QUANTITY_DIGITS,
        description="Up to four digits after the point.",
        examples=["12"],
    ),
]


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def absent() -> Any:
    """Return the default of a patch's field: it may be left out, but null is only for those that can be null."""
    return Field(default=None, json_schema_extra=_without_default)


class Patch(Input):
    """A change of some fields; what is not given stays as it is."""

    def changes(self) -> dict[str, Any]:
        """Return the fields that were given."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def plain_decimal(value: Decimal, *, least: int = 0) -> str:
    """Return a decimal of ours as text without an exponent, and without trailing zeros beyond `least` digits."""
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0").ljust(least, "0")
    return f"{whole}.{fraction}" if fraction else whole
