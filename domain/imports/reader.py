"""An import's file, open at the row at which its next chunk begins."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.imports.named import Named
from domain.imports.pace import Pace
from domain.imports.reading import Format, Shape, open_file
from domain.imports.reading.opening import Row
from domain.imports.repository import pieces_of

MOST_OF_A_GROUP = 20_000
SAID = ("encoding", "delimiter", "decimal_comma", "statement_digits")
QUOTED_STARTS = ("'=", "'+", "'-", "'@")


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

    def skip_to(self, row: int) -> None:
        """Go on to a row; it must not lie behind. **Raises** the errors of reading."""
        self.pass_over(row - self.next_row)

    def pass_over(self, count: int) -> int:
        """Read so many rows without keeping them; return how many there were. **Raises** the errors of reading."""
        before = self.next_row
        while self.next_row - before < count and self._one() is not None:
            pass
        return self.next_row - before

    def take(self, count: int, *, together: Sequence[int] = ()) -> list[Row]:
        """Return the next rows, so many and those that belong to the last of them by the cells at `together`."""
        rows: list[Row] = []
        while len(rows) < count and (row := self._one()) is not None:
            rows.append(row)
        while together and rows and len(rows) < count + MOST_OF_A_GROUP and (row := self._one()) is not None:
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
