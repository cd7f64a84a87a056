"""An import's file, open at the row at which its next chunk begins."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from domain.imports.models import Import
from domain.imports.named import Named
from domain.imports.pace import Pace
from domain.imports.reading import Format, Shape, open_file
from domain.imports.reading.opening import Row
from domain.imports.repository import pieces_of

MOST_OF_A_GROUP = 20_000
MOST_LETTERS = 8 << 20
"""Of the rows that are in memory at once: a row can be a thousand times as long as another."""
LOOKS_AFTER = 256
"""Rows after which the clock is looked at."""
SAID = ("encoding", "delimiter", "decimal_comma", "statement_digits")
LOOKED_AT, LOOKED_AT_LETTERS = 100_000, 32 << 20
AT_ONCE = 5_000
QUOTED_STARTS = ("'=", "'+", "'-", "'@", "'\t", "'\r")


class Reader:
    """Reads an import's rows one after the other; memory holds a chunk of them."""

    def __init__(self, org_id: UUID, import_id: UUID, *, given: Shape) -> None:
        """Open the file at its first row. **Raises** the errors of reading."""
        self._reading = open_file(lambda: pieces_of(org_id, import_id), given=given)
        self._rest: list[Row] = []
        self.named, self.pace = Named(), Pace()
        self.next_row = 0
        self.ended = False

    @property
    def shape(self) -> Shape:
        """Return the shape that the file was found to have."""
        return self._reading.shape

    @property
    def heading(self) -> list[str]:
        """Return the heading; that of JSON lines grows."""
        return self._reading.heading

    @property
    def bytes_read(self) -> int:
        """Return how far into the file reading has come."""
        return self._reading.bytes_read()

    def pass_over(self, count: int, *, within_s: float = math.inf) -> int:
        """Read so many rows, or those of a while, without keeping them; return how many. **Raises** as reading does."""
        before, until = self.next_row, time.monotonic() + within_s
        while self.next_row - before < count and self._one() is not None:
            if self.next_row % LOOKS_AFTER == 0 and time.monotonic() >= until:
                break
        return self.next_row - before

    def take(self, count: int, *, together: Sequence[int] = ()) -> list[Row]:
        """Return the next rows, so many and those that belong to the last of them by the cells at `together`.

        Fewer where they have `MOST_LETTERS` together: then a row is taken at least.
        """
        rows: list[Row] = []
        room = MOST_LETTERS
        while len(rows) < count and room > 0 and (row := self._one()) is not None:
            rows.append(row)
            room -= sum(map(len, row[1]))
        room += MOST_LETTERS
        while together and rows and room > 0 and len(rows) < count + MOST_OF_A_GROUP:
            row = self._one()
            if row is None:
                break
            room -= sum(map(len, row[1]))
            if _cells(row[1], together) != _cells(rows[-1][1], together):
                self._rest.append(row)
                self.next_row -= 1
                self.ended = False
                break
            rows.append(row)
        return rows

    def _one(self) -> Row | None:
        row = self._rest.pop() if self._rest else next(self._reading.rows, None)
        if row is None:
            self.ended = True
            return None
        self.next_row += 1
        return row


def beginning(row: Import) -> Iterator[list[Row]]:
    """Yield the first rows of an import's file, as many as are looked at to learn how it is written."""
    reader = Reader(row.org_id, row.id, given=shape_from(row.given))
    letters = 0
    while reader.next_row < LOOKED_AT and letters < LOOKED_AT_LETTERS and (rows := reader.take(AT_ONCE)):
        letters += sum(len(cell) for _, cells in rows for cell in cells)
        yield rows


def column_of(rows: Sequence[Row], place: int) -> list[str]:
    """Return the cells of one column; a row may end before it. An apostrophe that kept a formula from running goes."""
    try:
        column = [cells[place] for _, cells in rows]
    except IndexError:
        column = [cells[place] if place < len(cells) else "" for _, cells in rows]
    return [_unquoted(cell) for cell in column] if "'" in "".join(column) else column


def shape_from(given: Mapping[str, object]) -> Shape:
    """Return the part of a shape that was said, from how it is kept."""
    known = {name: given[name] for name in SAID if given.get(name) is not None}
    form = given.get("format")
    return Shape(format=None if form is None else Format(str(form)), **known)  # type: ignore[arg-type]


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell.startswith(QUOTED_STARTS) else cell


def _cells(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    return [cells[place] if place < len(cells) else "" for place in places]
