"""Which mark stands before the decimals of a file's numbers: as its numbers say themselves, else somebody has to.

`1,000` and `1.000` are one or a thousand. A file that separates its columns by commas writes decimals with a point; one
that separates them by semicolons was written where a comma is usual, or by a program: there nothing is guessed.
"""

from collections.abc import Iterable, Mapping

from domain.core.errors import FieldError
from domain.imports.errors import DecimalMarkError
from domain.imports.kinds import Kind
from domain.imports.kinds.converters import AROUND
from domain.imports.models import Import
from domain.imports.reader import beginning, column_of
from domain.imports.reading.numbers import Mark, mark_of


def decimal_comma_of(row: Import, kind: Kind, places: Mapping[str, int], *, delimiter: str | None) -> bool:
    """Return whether the numbers of a CSV file have decimal commas. **Raises** `DecimalMarkError` where both fit."""
    columns = {column.name: places[column.name] for column in kind.columns if column.numbers and column.name in places}
    unclear: tuple[str, str] | None = None
    for rows in beginning(row) if columns else ():
        votes = 0
        for name, place in columns.items():
            for cell, mark in _marks(column_of(rows, place)):
                votes += {Mark.COMMA: 1, Mark.POINT: -1}.get(mark, 0)
                if unclear is None and (
                    (mark is Mark.ONE_COMMA and delimiter != ",") or (mark is Mark.ONE_POINT and delimiter == ";")
                ):
                    unclear = name, cell
        if votes:
            return votes > 0
    if unclear is None:
        return False
    name, cell = unclear
    message = f"“{cell}” is two different numbers: say with decimal_comma whether the comma stands before decimals."
    raise DecimalMarkError(message, errors=(FieldError(name, DecimalMarkError.code, message),))


def _marks(cells: Iterable[str]) -> Iterable[tuple[str, Mark]]:
    for cell in cells:
        text = cell.strip(AROUND)
        mark = mark_of(text)
        if mark is not None:
            yield text, mark
