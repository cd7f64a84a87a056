"""Rows of the first sheet of a workbook (XLSX).

A workbook is a compressed archive that must be read as a whole: its table of contents is asked first how much it will
unpack to, and what it says is held to.
"""

import datetime as dt
import shutil
import tempfile
import zipfile
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook

from domain.imports.errors import EmptyFileError, InflatedError, NotATableError, RowTooLongError, TruncatedError
from domain.imports.reading.limits import Limits
from domain.imports.reading.pieces import Pieces

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
ENCRYPTED = 0x1


def workbook_rows(pieces: Pieces, *, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of the first sheet that is not empty, with its number; what a formula gave is its value.

    **Raises** `NotATableError`, `InflatedError`, `TruncatedError`, `EmptyFileError`, `RowTooLongError`.
    """
    with tempfile.NamedTemporaryFile(prefix="arcoiris-", suffix=".xlsx") as file:
        shutil.copyfileobj(pieces, file)
        file.flush()
        _check_archive(file.name, limits)
        try:
            workbook = CalamineWorkbook.from_path(file.name)
            if not workbook.sheet_names:
                raise EmptyFileError
            sheet = workbook.get_sheet_by_index(0)
            for number, row in enumerate(sheet.iter_rows(), 1):
                cells = [_text(cell, number, limits) for cell in row]
                if any(cells):
                    yield number, cells
        except (CalamineError, OSError) as error:
            message = "The workbook is damaged, locked by a password, or none."
            raise TruncatedError(message) from error


def _check_archive(path: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        message = "The archive is damaged or incomplete."
        raise TruncatedError(message) from error
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        message = "This is an archive, but no workbook: unpack it, and send the table in it."
        raise NotATableError(message)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        message = "The workbook is locked by a password."
        raise NotATableError(message)
    if sum(part.file_size for part in parts) > limits.workbook_bytes:
        message = f"The workbook unpacks to more than {limits.workbook_bytes:,} bytes: save it as CSV."
        raise InflatedError(message)


def _text(cell: Cell, number: int, limits: Limits) -> str:
    """Return a cell as text: numbers as short as they can be, dates in ISO 8601."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _decimal(cell)
    text = cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
    if len(text) > limits.cell_chars:
        message = f"A cell of row {number} is longer than {limits.cell_chars:,} characters."
        raise RowTooLongError(message)
    return text


def _decimal(value: float) -> str:
    """Return a workbook's number as the decimal that was typed: 15 digits are what a spreadsheet keeps."""
    text = f"{value:.15g}"
    if "e" in text or "n" in text:
        return text
    return text.rstrip("0").rstrip(".") if "." in text else text
