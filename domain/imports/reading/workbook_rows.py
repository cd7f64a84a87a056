"""Rows of the first sheet of a workbook (XLSX), a few at a time.

A workbook is a compressed archive whose table of contents stands at its end, so that it is kept in a file meanwhile.
What the table says of each part's size is summed up before, and held to while the part is read: a few rows are in
memory, and the texts that cells share.
"""

import datetime as dt
import tempfile
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from math import isfinite

from domain.imports.errors import InflatedError, NotATableError, TooManyColumnsError, TruncatedError
from domain.imports.reading.limits import Limits
from domain.imports.reading.pieces import Pieces
from domain.imports.reading.workbook_parts import (
    BROKEN,
    DAMAGED,
    Attributes,
    Parts,
    TextReading,
    Texts,
    formats_of,
    parsed,
    plain,
    texts_of,
    whole,
)

ENCRYPTED = 0x1
PART = b"PK\x01\x02"
MOST_PARTS = 10_000
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
LETTERS = 26
SINCE_1900, SINCE_1904 = dt.datetime.fromisoformat("1899-12-30"), dt.datetime.fromisoformat("1904-01-01")
DAY = 86_400_000
"""Milliseconds, to which a workbook's moments are exact."""
KEPT_DIGITS = 15
"""What a spreadsheet keeps of a number."""


class Workbook:
    """The first sheet of a workbook that comes in pieces."""

    def __init__(self, pieces: Pieces, *, limits: Limits) -> None:
        """Nothing is read before the first row is asked for."""
        self._pieces, self._limits = pieces, limits
        self._share = 0.0

    @property
    def bytes_read(self) -> int:
        """Return how far into the file reading has come, by the part of the sheet that is read."""
        return int(self._pieces.bytes_read * self._share)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not empty, with its number; what a formula gave is its value.

        **Raises** `NotATableError`, `InflatedError`, `TruncatedError`, `EmptyFileError`, `RowTooLongError`,
        `TooManyColumnsError`.
        """
        with tempfile.NamedTemporaryFile(prefix="arcoiris-", suffix=".xlsx") as file:
            self._keep(file)
            try:
                with zipfile.ZipFile(file.name) as archive:
                    _check_parts(archive.infolist(), self._limits)
                    parts = Parts(archive)
                    sheet = _Sheet(texts_of(parts, self._limits), formats_of(parts), parts.since_1904, self._limits)
                    yield from self._rows(parts, sheet)
            except BROKEN as error:
                message = "The archive is damaged or incomplete."
                raise TruncatedError(message) from error

    def _rows(self, parts: Parts, sheet: "_Sheet") -> Iterator[tuple[int, list[str]]]:
        part, size = parts.opened(parts.sheet)
        handlers = {
            "StartElementHandler": sheet.start,
            "EndElementHandler": sheet.end,
            "CharacterDataHandler": sheet.reading.add,
        }
        with part:
            for read in parsed(part, most=self._limits.row_bytes, **handlers):
                self._share = read / max(size, 1)
                if sheet.found:
                    found, sheet.found = sheet.found, []
                    yield from found

    def _keep(self, file: "tempfile._TemporaryFileWrapper[bytes]") -> None:
        """Keep the archive; one that is larger than it may unpack to, or has parts without number, is not opened."""
        count = size = 0
        while piece := self._pieces.read(1 << 18):
            count += piece.count(PART)
            size += len(piece)
            if size > self._limits.workbook_bytes or count > MOST_PARTS:
                raise _inflated(self._limits)
            file.write(piece)
        file.flush()


class _Sheet:
    """Takes the elements of a sheet, and gives its rows."""

    def __init__(self, texts: Texts, formats: list[str], since_1904: bool, limits: Limits) -> None:  # noqa: FBT001 - as kept
        self.found: list[tuple[int, list[str]]] = []
        self.reading = TextReading(limits)
        self._texts, self._formats, self._limits = texts, formats, limits
        self._epoch = SINCE_1904 if since_1904 else SINCE_1900
        self._row, self._column, self._width = 0, -1, 0
        self._cells: list[str] = []
        self._kind, self._style = "n", ""

    def start(self, tag: str, given: Attributes) -> None:
        """Note that an element begins."""
        name = tag if ":" not in tag else plain(tag)
        if name == "c":
            self._kind, self._style = given.get("t", "n"), given.get("s", "")
            self._column = _column_of(given["r"]) if "r" in given else self._column + 1
            self.reading.clear()
        elif name == "row":
            self._row = max(whole(given.get("r", "")) or 0, self._row + 1)
            if self._row > MOST_ROWS:
                raise TruncatedError(DAMAGED)
            self._column, self._cells = -1, []
        else:
            self.reading.start(name)

    def end(self, tag: str) -> None:
        """Note that an element ends."""
        name = tag if ":" not in tag else plain(tag)
        if name == "c":
            text = self.reading.text
            if text:
                self._keep(self._shown(text))
        elif name == "row":
            if any(self._cells):
                self._width = self._width or len(self._cells)
                self._cells.extend([""] * (self._width - len(self._cells)))
                self.found.append((self._row, self._cells))
            self._cells = []
        else:
            self.reading.end(name)

    def _keep(self, text: str) -> None:
        lacking = self._column - len(self._cells)
        if self._column >= self._limits.columns:
            message = f"Row {self._row} has {self._column + 1:,} columns; {self._limits.columns} are read."
            raise TooManyColumnsError(message)
        if lacking >= 0:
            self._cells.extend([""] * lacking)
            self._cells.append(text)
        else:
            self._cells[self._column] = text

    def _shown(self, text: str) -> str:
        """Return a cell as text: numbers as short as they can be, dates in ISO 8601."""
        kind = self._kind
        if kind == "s":
            at = whole(text)
            if at is None or at >= len(self._texts):
                raise TruncatedError(DAMAGED)
            return self._texts[at]
        if kind == "n":
            return self._number(text)
        if kind == "b":
            return "true" if text == "1" else "false"
        return text

    def _number(self, text: str) -> str:
        style = whole(self._style)
        shows = "" if style is None or style >= len(self._formats) else self._formats[style]
        if not shows and text.isdecimal() and len(text) <= KEPT_DIGITS and (text[0] != "0" or text == "0"):
            return text
        try:
            value = float(text)
        except ValueError:
            return text
        if not isfinite(value):
            return text
        return (shows and _moment(value, shows, self._epoch)) or _decimal(value)


def _check_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(part.flag_bits & ENCRYPTED for part in parts):
        message = "The workbook is locked by a password."
        raise NotATableError(message)
    if sum(part.file_size for part in parts) > limits.workbook_bytes:
        raise _inflated(limits)


def _inflated(limits: Limits) -> InflatedError:
    return InflatedError(f"The workbook unpacks to more than {limits.workbook_bytes:,} bytes: save it as CSV.")


def _column_of(reference: str) -> int:
    """Return the place of a cell in its row: `B7` is 1. **Raises** `TruncatedError`."""
    place = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        place = place * LETTERS + ord(letter) - ord("A") + 1
        if place > MOST_COLUMNS:
            raise TruncatedError(DAMAGED)
    if not place:
        raise TruncatedError(DAMAGED)
    return place - 1


def _moment(value: float, shows: str, epoch: dt.datetime) -> str | None:
    """Return a number that is shown as a date, a time or both; None where there is no such day."""
    try:
        passed = dt.timedelta(milliseconds=round(value * DAY))
        if shows == "length":
            return str(passed)
        if 0 <= value < 1:
            return (epoch + passed).time().isoformat()
        moment = epoch + passed
    except OverflowError:
        return None
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()


def _decimal(value: float) -> str:
    """Return a workbook's number as the decimal that was typed, in digits alone."""
    text = f"{value:.{KEPT_DIGITS}g}"
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
