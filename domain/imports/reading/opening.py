"""One way to read any of them: a heading, then rows with the line each began on."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from domain.imports.errors import EmptyFileError, TooManyColumnsError
from domain.imports.reading.csv_rows import csv_rows
from domain.imports.reading.heading import column_name
from domain.imports.reading.json_rows import json_rows
from domain.imports.reading.limits import LIMITS, Limits
from domain.imports.reading.pieces import Pieces
from domain.imports.reading.shape import SAMPLE_BYTES, Format, Shape, recognise
from domain.imports.reading.workbook_rows import Workbook

Row = tuple[int, list[str]]
"""The line of the file on which a row begins (a workbook's row), and its cells as text."""

Source = Callable[[], Iterable[bytes]]
"""Gives the file's bytes in pieces, from its beginning, as often as it is asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is being read: its shape, its heading, its rows, and how far into the file it has come."""

    shape: Shape
    heading: list[str]
    rows: Iterator[Row]
    bytes_read: Callable[[], int]


def open_table(source: Source, *, given: Shape | None = None, limits: Limits = LIMITS) -> Reading:
    """Begin to read a file. **Raises** the errors of this module; so do the rows while they are taken.

    JSON lines have no heading: it is the names of the first object, then those that come up later.
    """
    beginning = Pieces(source(), limits=limits, by_row=False)
    sample = _first(beginning, SAMPLE_BYTES)
    shape = recognise(sample, given=given or Shape())
    pieces = Pieces(source(), limits=limits, by_row=shape.format is not Format.XLSX)
    bytes_read = lambda: pieces.bytes_read  # noqa: E731 - one of two
    if shape.format is Format.XLSX:
        workbook = Workbook(pieces, limits=limits)
        rows, bytes_read = workbook.rows(), lambda: workbook.bytes_read
    else:
        text = io.TextIOWrapper(io.BufferedReader(pieces, 1 << 18), encoding=shape.encoding, newline="")
        if shape.format is Format.JSONL:
            rows = json_rows(text, pieces, limits=limits)
        else:
            rows = csv_rows(text, pieces, shape, limits=limits)
    heading = next(rows, None)
    if heading is None:
        raise EmptyFileError
    if len(heading[1]) > limits.columns:
        message = f"The file has {len(heading[1]):,} columns; {limits.columns} are read."
        raise TooManyColumnsError(message)
    names = heading[1]
    names[:] = [column_name(name) for name in names]
    return Reading(shape, names, rows, bytes_read)


def _first(pieces: Pieces, count: int) -> bytes:
    sample = bytearray()
    while len(sample) < count:
        piece = pieces.read(count - len(sample))
        if not piece:
            break
        sample += piece
    return bytes(sample)
