"""Rows of JSON lines: an object a line."""

import io
from collections.abc import Iterator
from typing import Any

import msgspec

from domain.imports.errors import EncodingError, RowTooLongError, TooManyColumnsError, TruncatedError
from domain.imports.reading.heading import column_name
from domain.imports.reading.limits import Limits
from domain.imports.reading.pieces import Pieces

_decode = msgspec.json.Decoder(dict[str, Any], float_hook=str).decode


def json_rows(text: io.TextIOWrapper, pieces: Pieces, *, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield the heading (the names of the first object), then each object's values in that order.

    A name that comes up later is added at the end of the heading, which is the same list throughout. Numbers are kept
    as they are written; what is nested is kept as JSON. **Raises** `EncodingError`, `RowTooLongError`,
    `TooManyColumnsError`, `TruncatedError`.
    """
    heading: list[str] = []
    places: dict[str, int] = {}
    try:
        for line, written in enumerate(text, 1):
            pieces.row_ends()
            if not written.strip():
                continue
            record = _object(written, line)
            began = not heading
            for name in record:
                if name not in places:
                    places[name] = len(heading)
                    heading.append(column_name(name))
            if len(heading) > limits.columns:
                message = f"Up to line {line} there are {len(heading):,} names; {limits.columns} are read."
                raise TooManyColumnsError(message)
            if began:
                yield line, heading
            yield line, [_text(record.get(name), line, limits) for name in places]
    except UnicodeDecodeError as error:
        message = "The file is not in the encoding that was given or recognised: name it."
        raise EncodingError(message) from error


def _object(written: str, line: int) -> dict[str, Any]:
    try:
        return _decode(written)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else error
        message = f"Line {line} is not a JSON object: {why}."
        raise TruncatedError(message) from error


def _text(value: Any, line: int, limits: Limits) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if len(text) > limits.cell_chars:
        message = f"A value of line {line} is longer than {limits.cell_chars:,} characters."
        raise RowTooLongError(message)
    return text
