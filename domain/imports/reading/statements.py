"""Files that may be a bank's statement: in a format that banks have agreed on, or a table below other lines."""

from collections.abc import Iterator
from dataclasses import replace

from domain.banking.errors import MappingNeeded, StatementUnreadable
from domain.banking.formats import StatementFormat, find_heading, recognise
from domain.banking.formats.csv_columns import suggested_columns
from domain.banking.formats.csv_file import AMOUNTS
from domain.banking.formats.csv_values import decimal_mark
from domain.banking.formats.encoding import encoding_of
from domain.imports.reading.limits import LIMITS, Limits
from domain.imports.reading.opening import Reading, Row, Source, open_table
from domain.imports.reading.pieces import Pieces
from domain.imports.reading.shape import SAMPLE_BYTES, STATEMENTS, ZIP, Format, Shape, decoded, sample_rows
from domain.imports.reading.statement_rows import READ_BYTES, statement_rows


def open_file(source: Source, *, given: Shape | None = None, limits: Limits = LIMITS) -> Reading:
    """Begin to read a file, which is a table unless its shape may be a statement's. **Raises** as `open_table`."""
    given = given or Shape()
    if given.statement_digits is None:
        return open_table(source, given=given, limits=limits)
    sample = _beginning(Pieces(source(), limits=limits, by_row=False))
    form = given.format or _statement_format(sample)
    if form not in STATEMENTS:
        return _open_table_of_a_bank(source, sample, given=given, limits=limits)
    pieces = Pieces(source(), limits=limits, by_row=False)
    rows = statement_rows(pieces, StatementFormat(form.value), digits=given.statement_digits)
    _, heading = next(rows)
    return Reading(Shape(format=form, decimal_comma=False), heading, rows, lambda: pieces.bytes_read)


def _beginning(pieces: Pieces) -> bytes:
    sample = bytearray()
    while len(sample) < SAMPLE_BYTES and (piece := pieces.read(SAMPLE_BYTES - len(sample))):
        sample += piece
    return bytes(sample)


def _statement_format(sample: bytes) -> Format | None:
    try:
        form = Format(recognise(sample).value)
    except StatementUnreadable:
        # What is no text may be a workbook; what that is not is told by the reading of tables.
        return None
    return form if form in STATEMENTS else None


def _with_decimal_mark(reading: Reading, sample: bytes, given: Shape) -> Reading:
    """Return the reading with the decimal mark of the amounts alone, as it is recognised at a bank account."""
    shape = reading.shape
    if shape.format is not Format.CSV or given.decimal_comma is not None:
        return reading
    columns = suggested_columns(reading.heading)
    places = [reading.heading.index(columns[name]) for name in (*AMOUNTS, "balance") if name in columns]
    rows = sample_rows(decoded(sample, shape.encoding or "utf-8"), shape.delimiter or ",")[1:]
    try:
        mark = decimal_mark(row[place] for row in rows for place in places if place < len(row))
    except MappingNeeded:
        # The amounts contradict each other: each that is none by what most cells are is told then.
        return reading
    return replace(reading, shape=replace(shape, decimal_comma=mark == ",")) if places else reading


def _open_table_of_a_bank(source: Source, sample: bytes, *, given: Shape, limits: Limits) -> Reading:
    """Begin to read a table, at its heading where the account's owner and the like stand above it."""
    if given.format not in {None, Format.CSV} or sample.startswith((ZIP, b"{")):
        return open_table(source, given=given, limits=limits)
    given = replace(given, encoding=given.encoding or encoding_of(sample))
    above = find_heading(sample)
    if above is None:
        return _with_decimal_mark(open_table(source, given=given, limits=limits), sample, given)
    opened: list[Pieces] = []

    def below() -> Iterator[bytes]:
        pieces, left = Pieces(source(), limits=limits, by_row=False), above.bytes
        opened.append(pieces)
        while piece := pieces.read(READ_BYTES):
            if len(piece) > left:
                yield piece[left:]
            left = max(0, left - len(piece))

    def counted(rows: Iterator[Row]) -> Iterator[Row]:
        for line, cells in rows:
            yield line + above.lines, cells

    given = replace(given, delimiter=given.delimiter or above.delimiter)
    reading = _with_decimal_mark(open_table(below, given=given, limits=limits), sample[above.bytes :], given)
    return replace(reading, rows=counted(reading.rows), bytes_read=lambda: opened[-1].bytes_read)
