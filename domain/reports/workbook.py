"""A table as a spreadsheet's workbook (ISO/IEC 29500, "XLSX"), some rows at a time, by XlsxWriter in constant memory.

Numbers are numbers and dates are dates; text is always text, so nothing in it runs as a formula. A spreadsheet counts
in binary with fifteen decimal digits, so a number that has more of them stands there as text, exactly.
"""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from domain.reports.tables import Column, Heading, Kind, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from domain.reports.sheets import RowSheet

# What a sheet can hold (Excel's specification); what is longer goes on on another one.
MAX_ROWS = 1_048_576
ROWS_AT_ONCE = 500
HEADING_ROWS = 4
SHEET_NAME_LENGTH = 28
WIDTHS = {Kind.TEXT: 24, Kind.MONEY: 16, Kind.QUANTITY: 14, Kind.DATE: 12, Kind.INTEGER: 10, Kind.PERCENT: 10}
# None of these characters may be in the name of a sheet.
NOT_IN_SHEET_NAMES = str.maketrans("", "", "[]:*?/\\'")


def write_workbook(table: Table, path: Path) -> None:
    """Write a table to a file: the heading, the columns' titles, frozen, then the rows and the totals in bold.

    What is only needed meanwhile is kept beside `path`. Instants are shown in UTC: a cell knows no zone.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - most processes never write a workbook, and it weighs twelve megabytes

    with Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as workbook:
        _Sheets(workbook, table).write()


class _Sheets:
    """One workbook that is being written, on as many sheets as its rows need."""

    def __init__(self, workbook: "Workbook", table: Table) -> None:
        self.workbook = workbook
        self.table = table
        self.digits = table.heading.digits
        self.bold = workbook.add_format({"bold": True})
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.plain = [self._format(column, bold=False) for column in table.columns]
        self.total = [self._format(column, bold=True) for column in table.columns]
        self.sheets = 0
        self.at = 0

    def write(self) -> None:
        sheet = self._sheet()
        for rows, formats in ((self.table.rows, self.plain), (self.table.totals, self.total)):
            waiting = iter(rows)
            while some := list(islice(waiting, min(ROWS_AT_ONCE, MAX_ROWS - self.at) or 1)):
                if self.at == MAX_ROWS:
                    sheet = self._sheet()
                sheet.write_rows(self.at, some, self.table.columns, formats, self.digits)
                self.at += len(some)

    def _sheet(self) -> "RowSheet":
        """Begin another sheet."""
        from domain.reports.sheets import RowSheet  # noqa: PLC0415 - as in `write_workbook`

        self.sheets += 1
        name = self.table.heading.title.translate(NOT_IN_SHEET_NAMES)[:SHEET_NAME_LENGTH]
        sheet: RowSheet = self.workbook.add_worksheet(name if self.sheets == 1 else f"{name} {self.sheets}", RowSheet)
        for at, column in enumerate(self.table.columns):
            sheet.set_column(at, at, WIDTHS[column.kind])
        for at, (text, look) in enumerate(_heading(self.table.heading, self.title, self.bold)):
            sheet.write_string(at, 0, text, look)
        for at, column in enumerate(self.table.columns):
            sheet.write_string(HEADING_ROWS + 1, at, column.title, self.bold)
        self.at = HEADING_ROWS + 2
        sheet.freeze_panes(self.at, 0)
        return sheet

    def _format(self, column: Column, *, bold: bool) -> "Format":
        money = f"#,##0.{'0' * self.digits}" if self.digits else "#,##0"
        shown = {Kind.MONEY: money, Kind.DATE: "yyyy-mm-dd", Kind.PERCENT: "0.00%", Kind.INTEGER: "0"}
        return self.workbook.add_format({"bold": bold, "num_format": shown.get(column.kind, "General")})


def _heading(heading: Heading, title: "Format", bold: "Format") -> "list[tuple[str, Format]]":
    return [
        (heading.title, title),
        (heading.organization, bold),
        (heading.period, bold),
        (heading.currency, bold),
    ]
