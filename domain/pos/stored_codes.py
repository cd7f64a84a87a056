"""The codes of stored values: how a gift card gets one that nobody guesses, and the identity behind a code."""

import secrets
from uuid import UUID, uuid5

_STORED_VALUES = UUID("5f1d2a4e-7c1b-5d90-9a3e-2b8f6c0d7e11")
CARD_DIGITS = 19


def stored_value_id(org_id: str, kind: str, code: str) -> str:
    """Return the identity of the stored value with this code: derived, so that two who make it at once agree."""
    return str(uuid5(_STORED_VALUES, f"{org_id}/{kind}/{code}"))


def new_card_code() -> str:
    """Return a code for a gift card: 18 random digits (60 bits) and a check digit, short enough for any barcode."""
    drawn = "".join(secrets.choice("0123456789") for _ in range(CARD_DIGITS - 1))
    return drawn + check_digit(drawn)


def check_digit(digits: str) -> str:
    """Return the digit that makes `digits` with it pass the Luhn check: one wrong digit is always found.

    Luhn, US patent 2,950,048; ISO/IEC 7812-1, annex B.
    """
    total = 0
    for at, digit in enumerate(reversed(digits)):
        doubled = int(digit) * 2 if at % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - the sum of its two digits
    return str(-total % 10)
