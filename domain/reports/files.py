"""Reports as files: CSV that leaves while it is read, XLSX that is put together on disk; memory stays flat in both."""

from collections.abc import Callable, Generator
from contextlib import ExitStack
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from domain.core.db import UnitOfWork, unit_of_work
from domain.reports.tables import Table, column_texts, csv_of, plain_csv
from domain.reports.workbook import write_workbook

ROWS_AT_ONCE = 500
BYTES_AT_ONCE = 65_536

TableMaker = Callable[[UnitOfWork], Table]
Pieces = Generator[bytes, None, None]


class FileFormat(StrEnum):
    """What a report can be had as, beside JSON; the value is the file's ending."""

    CSV = "csv"
    XLSX = "xlsx"


class ReportFile:
    """A report on its way out: its name, and its bytes piece by piece.

    All of it shows one moment: its rows are read in one read-only transaction, which is open from the beginning until
    the last row is read or somebody calls `close`. Whoever takes pieces closes it, also when nobody wants them any
    more, from no two threads at once.
    """

    def __init__(self, org_id: UUID, make: TableMaker, file_format: FileFormat) -> None:
        """Open the transaction and make the table in it. **Raises** what `make` raises, and leaves nothing open."""
        with ExitStack() as opened:
            table = make(opened.enter_context(unit_of_work(org_id, read_only=True)))
            self._opened = opened.pop_all()
        self.name = f"{table.name}.{file_format}"
        self.pieces = _csv(table) if file_format == FileFormat.CSV else _xlsx(table, self._opened)

    def close(self) -> None:
        """End the transaction and drop what lies on disk; harmless when that is done already."""
        self.pieces.close()
        self._opened.close()


def _csv(table: Table) -> Pieces:
    digits = table.heading.digits
    kinds = [column.kind for column in table.columns]
    rows = chain(table.rows, table.totals)
    yield csv_of([[column.name for column in table.columns]]).encode()
    while some := list(islice(rows, ROWS_AT_ONCE)):
        columns = zip(zip(*some, strict=True), kinds, strict=True)
        texts = [column_texts(cells, kind, digits) for cells, kind in columns]
        yield plain_csv(zip(*texts, strict=True)).encode()


def _xlsx(table: Table, opened: ExitStack) -> Pieces:
    """Yield the workbook once it is whole: the transaction does not wait for a slow client."""
    with TemporaryDirectory(prefix="arcoiris-report-") as folder:
        path = Path(folder, "report.xlsx")
        write_workbook(table, path)
        opened.close()
        with path.open("rb") as file:
            while piece := file.read(BYTES_AT_ONCE):
                yield piece
