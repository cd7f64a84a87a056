"""From the bytes that a client sent to the canonical content that is stored, compared and posted.

Canonical content has no doubt left in it: defaults are left out, ids are lower-case, instants are UTC, and each decimal
has exactly the digits of its type, so that removing the point gives the scaled integer that posting counts with.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec

from domain.core import clock
from domain.core.errors import FieldError
from domain.core.money import (
    MAX_MINOR,
    MAX_PRICE,
    MAX_QUANTITY,
    PRICE_DIGITS,
    QUANTITY_DIGITS,
    InexactError,
    scaled,
    text_of,
)
from domain.core.settings import settings
from domain.operations.errors import InvalidPayloadError, MalformedJsonError

Payload = TypeVar("Payload", bound=msgspec.Struct)
MAX_TEXT = 500

_AT = re.compile(r" - at `(?:key in )?\$(.*)`$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_decoders: dict[type, msgspec.json.Decoder[Any]] = {}


def decode(raw: bytes, payload_type: type[Payload]) -> Payload:
    """Parse a body into its type. Raises `MalformedJsonError`, `InvalidPayloadError` naming the path."""
    decoder = _decoders.get(payload_type)
    if decoder is None:
        decoder = _decoders[payload_type] = msgspec.json.Decoder(payload_type)
    try:
        return cast("Payload", decoder.decode(raw))
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedJsonError(f"The body is not JSON: {error}") from error


def _invalid(message: str) -> InvalidPayloadError:
    """Return the error for what msgspec found, with our kind of path."""
    found = _AT.search(message)
    path = re.sub(r"\[(\d+|\.\.\.)\]", r".\1", found[1]).strip(".") if found else ""
    sentence = message[: found.start()] if found else message
    missing = re.match(r"Object (?:missing required|contains unknown) field `(.*)`", sentence)
    if missing:
        path = f"{path}.{missing[1]}" if path else missing[1]
    code = "unknown_field" if "unknown field" in sentence else "missing" if "missing" in sentence else "wrong_type"
    return InvalidPayloadError(errors=(FieldError(path, code, sentence),))


@lru_cache(maxsize=65_536)
def _canonical_decimal(value: Decimal, digits: int, limit: int) -> tuple[int, str]:
    """Return a decimal scaled and as text; the same few prices and quantities come again and again.

    Raises `InexactError`; the cache itself raises `TypeError` for a signalling NaN, which has no hash.
    """
    whole = scaled(value, digits, limit=limit)
    return whole, text_of(whole, digits)


class Canon:
    """Collects the faults of one document while its fields are brought into canonical form."""

    def __init__(self, digits: int) -> None:
        """Start without faults. `digits`: those of the organization's currency."""
        self.digits = digits
        self.errors: list[FieldError] = []

    def fault(self, path: str, code: str, message: str) -> None:
        """Note one fault."""
        self.errors.append(FieldError(path, code, message))

    def _scaled(self, path: str, value: Decimal, digits: int, limit: int, least: int) -> str:
        try:
            whole, text = _canonical_decimal(value, digits, limit)
        except (InexactError, TypeError) as error:
            self.fault(path, "wrong_digits", f"{error}.")
            return ""
        if whole < least:
            self.fault(path, "too_small", "Must be greater than zero." if least == 1 else "Must not be negative.")
        return text

    def amount(self, path: str, value: Decimal, *, least: int = 0) -> str:
        """Return an amount with exactly the currency's digits; `least` in minor units."""
        return self._scaled(path, value, self.digits, MAX_MINOR, least)

    def quantity(self, path: str, value: Decimal, *, least: int = 1) -> str:
        """Return a quantity with four digits; `least` in ten-thousandths."""
        return self._scaled(path, value, QUANTITY_DIGITS, MAX_QUANTITY, least)

    def price(self, path: str, value: Decimal) -> str:
        """Return a unit price or unit cost with six digits, not negative."""
        return self._scaled(path, value, PRICE_DIGITS, MAX_PRICE, 0)

    def text(self, path: str, value: str) -> str:
        """Return a text as it is; control characters and undue length are faults."""
        if len(value) > MAX_TEXT:
            self.fault(path, "too_long", f"At most {MAX_TEXT} characters.")
        elif _CONTROL.search(value):
            self.fault(path, "control_character", "Control characters are not allowed.")
        return value

    def instant(self, path: str, value: datetime) -> str:
        """Return an instant in UTC, if a till's clock may say so."""
        limits = settings()
        try:
            instant = value.astimezone(UTC)
        except OverflowError:
            # Its offset carries it out of the calendar: at either end, nobody's clock says so.
            instant = value.replace(tzinfo=UTC)
        now = clock.now()
        if instant > now + timedelta(seconds=limits.max_future_s):
            self.fault(path, "in_the_future", "Further ahead of our clock than is believed.")
        elif instant < now - timedelta(days=limits.max_age_days):
            self.fault(path, "too_long_ago", "Longer ago than is believed.")
        return instant.isoformat()

    def lines(self, path: str, count: int) -> None:
        """Check that a document has lines, and not too many."""
        if count == 0:
            self.fault(path, "missing", "At least one line.")
        elif count > settings().max_sale_lines:
            self.fault(path, "too_many", f"At most {settings().max_sale_lines} lines.")

    def finish(self) -> None:
        """Raise `InvalidPayloadError` with all faults, if there are any."""
        if self.errors:
            raise InvalidPayloadError(errors=tuple(self.errors))


def differing_paths(before: Any, after: Any, path: str = "") -> list[str]:
    """Return the paths at which two canonical contents differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = list(dict.fromkeys([*before, *after]))
        return [
            found
            for key in keys
            for found in differing_paths(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            found
            for at, (one, other) in enumerate(zip(before, after, strict=True))
            for found in differing_paths(one, other, f"{path}.{at}" if path else str(at))
        ]
    return [] if before == after else [path]


def id_text(value: UUID | None) -> str | None:
    """Return an id as canonical content has it."""
    return None if value is None else str(value)


def without_defaults(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content without fields that say nothing."""
    return {key: value for key, value in content.items() if value is not None}
