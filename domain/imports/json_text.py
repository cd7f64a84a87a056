"""JSON as Postgres keeps it, which has no letter for a zero."""

import re
from typing import Any

import msgspec

# An escaped backslash before `u0000` is no zero: what stands in the cell are those six signs.
ZERO = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def as_json(value: Any) -> str:
    """Return a value as JSON; a zero letter becomes the one for what cannot be shown."""
    text = msgspec.json.encode(value).decode()
    return ZERO.sub("\\1\ufffd", text) if "\\u0000" in text else text
