"""What the columns of a file are called where no heading says it: JSON lines name them as they come."""

from domain.imports.kinds.base import Kind
from domain.imports.mapping import suggested
from domain.imports.models import Import
from domain.imports.reader import Reader, shape_from
from domain.imports.reading import Format

LOOKED_AT, LOOKED_AT_LETTERS = 100_000, 32 << 20
AT_ONCE = 5_000


def names_of(row: Import, reader: Reader) -> list[str]:
    """Return the heading; of JSON lines the names in the first 100,000 objects. **Raises** the errors of reading."""
    if reader.shape.format is not Format.JSONL:
        return list(reader.heading)
    ahead, letters = Reader(row.org_id, row.id, given=shape_from(row.given)), 0
    while ahead.next_row < LOOKED_AT and letters < LOOKED_AT_LETTERS and (rows := ahead.take(AT_ONCE)):
        letters += sum(len(cell) for _, cells in rows for cell in cells)
    return list(ahead.heading)


def width_of(kind: Kind, heading: list[str], now: list[str]) -> int:
    """Return how many cells a row may have: a name that came up later is left out, unless the kind would take it."""
    if len(now) <= len(heading) or suggested(kind, now).keys() <= suggested(kind, heading).keys():
        return max(len(heading), len(now))
    return len(heading)
