"""Tables as files that people open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"), full-width forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV (RFC 4180); text that a spreadsheet would run as a formula is quoted by an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    whole, _, fraction = cell.removeprefix("-").partition(".")
    return cell.isascii() and whole.isdigit() and (not fraction or fraction.isdigit())
