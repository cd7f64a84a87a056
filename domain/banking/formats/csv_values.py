"""What the cells of a bank's CSV file say: days and amounts, as each country writes them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from domain.banking.errors import MappingNeeded, StatementUnreadable
from domain.banking.formats.statement import minor
from domain.banking.schemas import DateFormat

PATTERNS: Mapping[DateFormat, tuple[str, str]] = MappingProxyType(
    {
        DateFormat.YEAR_MONTH_DAY: (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
        DateFormat.YEAR_MONTH_DAY_SLASHES: (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
        DateFormat.COMPACT: (r"\d{8}", "%Y%m%d"),
        DateFormat.DAY_MONTH_YEAR_DOTS: (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
        DateFormat.DAY_MONTH_SHORT_YEAR_DOTS: (r"\d{1,2}\.\d{1,2}\.\d{2}", "%d.%m.%y"),
        DateFormat.DAY_MONTH_YEAR_SLASHES: (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
        DateFormat.MONTH_DAY_YEAR: (r"\d{1,2}/\d{1,2}/\d{4}", "%m/%d/%Y"),
        DateFormat.DAY_MONTH_YEAR_DASHES: (r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y"),
        DateFormat.MONTH_DAY_YEAR_DASHES: (r"\d{1,2}-\d{1,2}-\d{4}", "%m-%d-%Y"),
        DateFormat.DAY_MONTH_SHORT_YEAR: (r"\d{1,2}/\d{1,2}/\d{2}", "%d/%m/%y"),
        DateFormat.MONTH_DAY_SHORT_YEAR: (r"\d{1,2}/\d{1,2}/\d{2}", "%m/%d/%y"),
    }
)
TIME = re.compile(r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?)?\Z", re.ASCII)
SPACES = re.compile(r"[\s'’\u00a0\u202f]")
CURRENCY = re.compile(r"^(?:[A-Z]{3}|[$€£¥])|(?:[A-Z]{3}|[$€£¥])$")
PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)


def day_of(text: str, form: DateFormat, *, where: str) -> date:
    """Return the day that a cell says; a time behind it is left out. **Raises** `StatementUnreadable`."""
    found = _day(text.strip(), form)
    if found is None:
        raise StatementUnreadable(f"{where}: “{text[:30]}” is no date of the form {form}.")
    return found


def _day(text: str, form: DateFormat) -> date | None:
    pattern, directive = PATTERNS[form]
    found = re.match(pattern, text, re.ASCII)
    if found is None or not TIME.match(text[found.end() :]):
        return None
    try:
        return datetime.strptime(found[0], directive).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def date_formats(cells: Iterable[str]) -> list[DateFormat]:
    """Return every form in which all these cells are days."""
    known = list(PATTERNS)
    for cell in cells:
        known = [form for form in known if _day(cell.strip(), form) is not None]
    return known


def date_format(cells: list[str], *, column: str) -> DateFormat:
    """Return the one form in which a column is written.

    **Raises** `MappingNeeded` where two forms fit and mean different days: nobody can tell 03/04 from 04/03.
    """
    fitting = date_formats(cells)
    if not cells or not fitting:
        raise MappingNeeded.at("date_format", f"The column “{column}” has no dates of a known form.")
    if len({tuple(_day(cell.strip(), form) for cell in cells) for form in fitting}) > 1:
        raise MappingNeeded.at("date_format", f"Say which: {' or '.join(fitting)}.")
    return fitting[0]


def decimal_mark(cells: Iterable[str]) -> str:
    """Return what separates the decimals in a column of amounts.

    Where both marks stand in one cell it is the last; a mark alone before other than three digits is one; else the
    point. **Raises** `MappingNeeded` where the cells contradict each other.
    """
    found: set[str] = set()
    for cell in cells:
        text = SPACES.sub("", cell)
        point, comma = text.rfind("."), text.rfind(",")
        if point >= 0 and comma >= 0:
            found.add("." if point > comma else ",")
        elif max(point, comma) >= 0:
            mark = "." if point > comma else ","
            behind = re.match(r"\d*", text[max(point, comma) + 1 :], re.ASCII)
            three = behind is not None and len(behind[0]) == 3  # noqa: PLR2004 - a group of thousands
            if text.count(mark) > 1:
                found.add("," if mark == "." else ".")
            elif not three:
                found.add(mark)
    if len(found) > 1:
        raise MappingNeeded.at("decimal", "Amounts are written with a decimal point and with a decimal comma.")
    return found.pop() if found else "."


def amount_of(text: str, mark: str, *, digits: int, where: str) -> int:
    """Return the amount of a cell in minor units.

    A minus may stand before or behind, or parentheses around it; thousands may be grouped; a currency may stand
    before or behind. **Raises** `StatementUnreadable`.
    """
    cell = SPACES.sub("", text).replace("−", "-")
    cell = CURRENCY.sub("", CURRENCY.sub("", cell))
    if cell.startswith("(") and cell.endswith(")"):
        cell = f"-{cell[1:-1]}"
    if cell.endswith(("-", "+")):
        cell = cell[-1] + cell[:-1]
    if mark == ",":
        cell = cell.translate(str.maketrans(".,", ",."))
    if not PLAIN.fullmatch(cell) and not GROUPED.fullmatch(cell):
        raise StatementUnreadable(f"{where}: “{text[:30]}” is no amount.")
    return minor(cell.replace(",", ""), digits=digits, where=where)
