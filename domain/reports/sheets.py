"""Rows of a sheet as its XML (ISO/IEC 29500-1, 18.3), column by column: a long workbook is made of nothing else.

XlsxWriter makes an object of every cell, and of each of its attributes a text; here a cell is one text.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from domain.reports.tables import Cell, Column, Kind, Row, cell_text

MAX_NUMBER_DIGITS = 15
MAX_TEXT = 32_767
# The day before the first one of Excel's calendar, which believes that 1900 was a leap year.
DAY_0 = dt.date(1899, 12, 30)
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_|^\s|\s$")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class RowSheet(Worksheet):  # type: ignore[misc]  # it comes without types
    """A sheet that takes many rows at once, behind what was written cell by cell."""

    def write_rows(
        self, first: int, rows: Sequence[Row], columns: Sequence[Column], formats: Sequence[Format], digits: int
    ) -> None:
        """Append rows from row `first` on, in XlsxWriter's constant memory; the row before it must be written."""
        self._write_single_row(first)
        cells = []
        for at, (kept, column, look) in enumerate(zip(zip(*rows, strict=True), columns, formats, strict=True)):
            place, index = (xl_col_to_name(at), first + 1), look._get_xf_index()  # noqa: SLF001 - as its own cells ask
            cells.append(_column(place, kept, column.kind, index, digits))
        numbered = enumerate(map("".join, zip(*cells, strict=True)), start=first + 1)
        self.fh.write("".join(f'<row r="{number}">{row}</row>' for number, row in numbered))
        self._check_dimensions(first + len(rows) - 1, len(columns) - 1)
        self.previous_row = first + len(rows)


def _column(place: tuple[str, int], cells: Sequence[Cell], kind: Kind, look: int, digits: int) -> list[str]:
    """Return the XML of one column's cells, nothing for None; `place`: its letter, and the first one's number."""
    letter, first = place
    text_head, head = f'" s="{look}" t="inlineStr"><is><t', f'" s="{look}"><v>'
    made = []
    for number, cell in enumerate(cells, start=first):
        if cell is None:
            made.append("")
            continue
        value = _number(cell, kind, digits)
        if value is not None:
            made.append(f'<c r="{letter}{number}{head}{value}</v></c>')
        else:
            made.append(f'<c r="{letter}{number}{text_head}{_text(cell, kind, digits)}</t></is></c>')
    return made


def _number(cell: Cell, kind: Kind, digits: int) -> str | None:
    """Return what is written as a number, exactly; None for what is none, or has too many digits to be one."""
    if type(cell) is str:
        return None
    if isinstance(cell, dt.date):
        return None if isinstance(cell, dt.datetime) else str((cell - DAY_0).days)
    if not isinstance(cell, int | Decimal):
        return None
    if isinstance(cell, int) and -(10**MAX_NUMBER_DIGITS) < cell < 10**MAX_NUMBER_DIGITS and kind != Kind.PERCENT:
        return cell_text(cell, kind, digits)
    number = Decimal(cell)
    if kind == Kind.MONEY:
        number = number.scaleb(-digits)
    elif kind == Kind.PERCENT:
        number = number.scaleb(-2)
    return f"{number:.16G}" if len(number.normalize().as_tuple().digits) <= MAX_NUMBER_DIGITS else None


def _text(cell: Cell, kind: Kind, digits: int) -> str:
    """Return a cell's text behind `<t`, its end included; an instant in UTC, for a cell knows no zone."""
    if isinstance(cell, dt.datetime):
        cell = cell.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    text = cell if type(cell) is str else cell_text(cell, kind, digits)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    if not _SPECIAL.search(text):
        return f">{text}"
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    escaped = _CONTROL.sub(lambda sign: f"_x{ord(sign[0]):04X}_", _LOOKS_ESCAPED.sub("_x005F_", text))
    return f"{kept}>{escaped.translate(_XML)}"
