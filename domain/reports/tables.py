"""Reports as tables: named columns, rows that may be read while they are written, totals, and a heading.

Every report that can be had as a file is given as one `Table`; how a table becomes CSV or XLSX is in
`domain.reports.files` and the same for all. The guide is `domain.reports.trial_balance`:

1. A function `..._table(uow, ctx, ...)` checks what was asked and returns a `Table` before the first byte is sent, so
   that what it raises is answered as a problem.
2. `rows` may be a generator over a server-side cursor (`uow.driver.cursor(name=...)`), so that memory stays flat
   however long the report is. `totals` are asked for after the last row, so they may be summed by the rows' generator.
3. The route gives both forms to `api.report_files.answer`: the JSON view, one page of it, and the table, all of it.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.core.db import UnitOfWork
from domain.core.fields import plain_decimal
from domain.core.money import text_of
from domain.org.profile import profile_of

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"), full-width forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | Decimal | dt.date | dt.datetime | UUID | None
Row = Sequence[Cell]


class Kind(StrEnum):
    """What a column's cells are, and so the Python type of each; None is an empty cell in any of them.

    `text` is `str` or a UUID; `money` is `int` minor units of the heading's currency; `quantity` is a `Decimal`;
    `date` is a `date`, or a `datetime` with its zone for an instant; `integer` is an `int`; `percent` is a `Decimal` in
    percent, 16 for 16 %.
    """

    TEXT = "text"
    MONEY = "money"
    QUANTITY = "quantity"
    DATE = "date"
    INTEGER = "integer"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` heads it in CSV and is the field's name in JSON; `title` heads it for people, in XLSX."""

    name: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a report: of whom, what, for when (and where), in which currency; `digits` are its digits."""

    organization: str
    title: str
    period: str
    currency: str
    digits: int


@dataclass(frozen=True, slots=True)
class Table:
    """A whole report; `name` is that of its file, without an ending."""

    name: str
    heading: Heading
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    totals: Iterable[Row] = ()


def heading_of(uow: UnitOfWork, *, org_id: UUID, title: str, period: str) -> Heading:
    """Return the heading of a report of this organization; `period` says for when in words or dates."""
    profile = profile_of(uow, org_id=org_id)
    return Heading(profile.name, title, period, profile.currency, profile.digits)


def cell_text(cell: Cell, kind: Kind, digits: int) -> str:
    """Return a cell as JSON and CSV say it: plain decimals, ISO 8601 dates and instants, nothing for None."""
    if cell is None:
        return ""
    if kind == Kind.MONEY:
        assert isinstance(cell, int)
        return text_of(cell, digits)
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


def column_texts(cells: Iterable[Cell], kind: Kind, digits: int) -> list[str]:
    """Return the cells of one column as CSV says them, harmless to spreadsheets; only text can do any harm.

    Column by column is several times as fast as cell by cell: what a cell is is asked once.
    """
    if kind == Kind.MONEY:
        return [text_of(cell, digits) if type(cell) is int else cell_text(cell, kind, digits) for cell in cells]
    if kind == Kind.TEXT:
        return ["" if cell is None else harmless(cell) if type(cell) is str else str(cell) for cell in cells]
    return [harmless(cell) if type(cell) is str else cell_text(cell, kind, digits) for cell in cells]


def shown_cell(cell: Cell, kind: Kind, digits: int) -> str | int | None:
    """Return a cell as JSON says it: integers are numbers, all else is text, nothing is null."""
    return cell if cell is None or (kind == Kind.INTEGER and isinstance(cell, int)) else cell_text(cell, kind, digits)


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV (RFC 4180); text that a spreadsheet would run as a formula is quoted by an apostrophe."""
    return plain_csv([harmless(cell) for cell in row] for row in rows)


def plain_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows that are harmless already as CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """Return a cell's text so that no spreadsheet runs it; numbers stay numbers."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    whole, _, fraction = cell.removeprefix("-").partition(".")
    return cell.isascii() and whole.isdigit() and (not fraction or fraction.isdigit())
