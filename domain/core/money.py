"""Money in integer minor units, quantities and unit prices in scaled integers: no float, no hidden rounding.

Shapes: an amount is `int` minor units of the organization's currency; a quantity is `int` ten-thousandths
(`NUMERIC(18,4)`); a unit price or unit cost is `int` millionths of a major unit (`NUMERIC(18,6)`).
Rounding is half-up, away from zero.
"""

from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache

from iso4217 import Currency

QUANTITY_DIGITS = 4
PRICE_DIGITS = 6
QUANTITY_ONE = 10**QUANTITY_DIGITS
PRICE_ONE = 10**PRICE_DIGITS
MAX_MINOR = 10**15
MAX_QUANTITY = 10**7 * QUANTITY_ONE
MAX_PRICE = 10**9 * PRICE_ONE
MAX_ADJUSTED = 24
# The default context would round a longer number to 28 digits, and so believe it exact.
_EXACT = Context(prec=60, traps=[Inexact])


class InexactError(ValueError):
    """The decimal has more digits than its type holds, or is out of range."""


@lru_cache(maxsize=256)
def minor_digits(currency: str) -> int:
    """Return the currency's digits after the point (ISO 4217). Raises `ValueError` for an unknown currency."""
    exponent = Currency(currency).exponent
    if exponent is None:
        message = f"{currency} has no minor unit"
        raise ValueError(message)
    return int(exponent)


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded half-up, away from zero; the denominator is positive."""
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((-2 * numerator + denominator) // (2 * denominator))


def scaled(text: str | Decimal | int, digits: int, *, limit: int) -> int:
    """Return a decimal as an integer scaled by 10**digits.

    Raises `InexactError` when it has more digits, is not finite, or exceeds `limit` (scaled).
    """
    try:
        value = Decimal(text)
    except (InvalidOperation, ValueError) as error:
        message = f"{text!s:.40} is not a number"
        raise InexactError(message) from error
    if not value.is_finite():
        message = f"{text!s:.40} is not a number"
        raise InexactError(message)
    if value.adjusted() > MAX_ADJUSTED:
        message = f"{text!s:.40} is out of range"
        raise InexactError(message)
    try:
        exact = value.scaleb(digits, _EXACT)
    except Inexact as error:
        message = f"{text!s:.40} has more than {digits} digits after the point"
        raise InexactError(message) from error
    whole = int(exact)
    if whole != exact:
        message = f"{text!s:.40} has more than {digits} digits after the point"
        raise InexactError(message)
    if abs(whole) > limit:
        message = f"{text!s:.40} is out of range"
        raise InexactError(message)
    return whole


def amount_from(text: str | Decimal | int, *, digits: int) -> int:
    """Return an amount in minor units. Raises `InexactError`."""
    return scaled(text, digits, limit=MAX_MINOR)


def quantity_from(text: str | Decimal | int) -> int:
    """Return a quantity in ten-thousandths. Raises `InexactError`."""
    return scaled(text, QUANTITY_DIGITS, limit=MAX_QUANTITY)


def price_from(text: str | Decimal | int) -> int:
    """Return a unit price in millionths. Raises `InexactError`."""
    return scaled(text, PRICE_DIGITS, limit=MAX_PRICE)


@lru_cache(maxsize=65_536)
def text_of(value: int, digits: int) -> str:
    """Return a scaled integer as a decimal string with exactly `digits` digits after the point."""
    if digits == 0:
        return str(value)
    sign = "-" if value < 0 else ""
    whole, fraction = divmod(abs(value), 10**digits)
    return f"{sign}{whole}.{fraction:0{digits}d}"


def plain(value: int, digits: int, *, least: int = 0) -> str:
    """Return a scaled integer as a decimal string without trailing zeros beyond `least` digits."""
    text = text_of(value, digits)
    if "." not in text:
        return text
    whole, fraction = text.split(".")
    fraction = fraction.rstrip("0").ljust(least, "0")
    return f"{whole}.{fraction}" if fraction else whole


def round_price_to_minor(price: Decimal, *, digits: int) -> int:
    """Return a price in major units as minor units, half-up."""
    return int(price.scaleb(digits).to_integral_value(ROUND_HALF_UP))
