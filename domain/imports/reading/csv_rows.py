"""Rows of CSV (RFC 4180), with any delimiter and any mixture of line ends."""

import csv
import io
from collections.abc import Iterator

from domain.imports.errors import EncodingError, RowTooLongError, TooManyColumnsError, TruncatedError
from domain.imports.reading.limits import Limits
from domain.imports.reading.pieces import Pieces
from domain.imports.reading.shape import Shape


def csv_rows(
    text: io.TextIOWrapper, pieces: Pieces, shape: Shape, *, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """Yield the heading and then each row that is not empty, with the line it begins on.

    **Raises** `EncodingError`, `RowTooLongError`, `TooManyColumnsError`, `TruncatedError`.
    """
    csv.field_size_limit(limits.cell_chars)
    reader = csv.reader(text, delimiter=shape.delimiter or ",", strict=True)
    line, row_ends = 1, pieces.row_ends
    try:
        for row in reader:
            row_ends()
            if len(row) > limits.columns:
                message = f"Line {line} has {len(row):,} columns; {limits.columns} are read."
                raise TooManyColumnsError(message)
            if any(row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise _as_ours(error, line, limits) from error
    except UnicodeDecodeError as error:
        message = f"Behind line {line} there is something that is not {shape.encoding}: name the file's encoding."
        raise EncodingError(message) from error


def _as_ours(error: csv.Error, line: int, limits: Limits) -> RowTooLongError | TruncatedError:
    if "field larger" in str(error):
        message = f"A cell of line {line} is longer than {limits.cell_chars:,} characters: is a quotation mark missing?"
        return RowTooLongError(message)
    message = f"Line {line} cannot be read: {error}."
    return TruncatedError(message)
