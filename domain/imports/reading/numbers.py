"""What a number tells of the marks in it."""

import re
from enum import Enum, auto

WITH_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+|[+-]?\d{1,3}(\.\d{3}){2,}", re.ASCII)
WITH_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)\.\d+|[+-]?\d{1,3}(,\d{3}){2,}", re.ASCII)
EITHER = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}", re.ASCII)


class Mark(Enum):
    """Which mark stands before decimals: one is seen to, or one stands where it could separate thousands as well."""

    COMMA = auto()
    POINT = auto()
    ONE_COMMA = auto()
    ONE_POINT = auto()


def mark_of(text: str) -> Mark | None:
    """Return what a text tells; None for one without a mark, or that is no number."""
    either = EITHER.fullmatch(text)
    if either is not None:
        return Mark.ONE_COMMA if either[1] == "," else Mark.ONE_POINT
    if WITH_COMMA.fullmatch(text):
        return Mark.COMMA
    return Mark.POINT if WITH_POINT.fullmatch(text) else None
