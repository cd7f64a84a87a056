"""How much of anything is read: a file can lie about all of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a file unpacks to."""

    columns: int = 500
    cell_chars: int = 32_768
    row_bytes: int = 1 << 20
    inflated_bytes: int = 4 << 30
    """What a compressed file may unpack to."""
    inflation: int = 200
    """How many times its own size a compressed file may unpack to, once it has passed the first mebibyte."""
    workbook_bytes: int = 256 << 20
    """What the sheet of a workbook may unpack to: it is read as a whole."""


LIMITS = Limits()
