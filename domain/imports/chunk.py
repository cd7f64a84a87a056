"""One chunk of a file: its cells made values, its keys compared with the file's, the kind's own rules; all in one call.

The check and the application run this same code; only the last step differs, and that is the kind's.
"""

from collections.abc import Mapping, Sequence

from domain.core.db import UnitOfWork
from domain.imports.errors import MissingError, TooManyCellsError, TwiceInFileError
from domain.imports.kinds.base import Batch, Fault, Kind, Verdict, Work, without
from domain.imports.kinds.documents.document import whole_groups
from domain.imports.named import Named
from domain.imports.reader import column_of
from domain.imports.reading.opening import Row
from domain.imports.repository import Imports


def process_chunk(
    uow: UnitOfWork,
    kind: Kind,
    work: Work,
    rows: Sequence[Row],
    *,
    places: Mapping[str, int],
    width: int,
    named: Named,
) -> Verdict:
    """Check the rows of a chunk, and apply those without a fault if that is asked for.

    `places`: by our column its place in the file; `width`: how many columns the heading has; `named`: what the file has
    named so far. What a check had rejected is left out when the file is applied, so that exactly that is applied which
    the check had shown; without one, it is found out here.
    """
    imports = Imports(uow, work.ctx.org_id)
    if work.checked:
        before = imports.rejected_among(work.import_id, first=rows[0][0], last=rows[-1][0])
        rows = [row for row in rows if row[0] not in before]
    batch, faults = converted(kind, work, rows, places=places, width=width)
    if not work.checked:
        faults += _named_twice(uow, kind, work, batch, named)
    faults += whole_groups(batch, kind.group, faults)
    batch = without(batch, faults)
    batch.cells = dict(rows)
    verdict = kind.process(uow, work, batch) if len(batch) else Verdict()
    verdict.faults = [*faults, *verdict.faults]
    if verdict.faults:
        imports.reject(work.import_id, dict(rows), verdict.faults)
    return verdict


def converted(
    kind: Kind, work: Work, rows: Sequence[Row], *, places: Mapping[str, int], width: int
) -> tuple[Batch, list[Fault]]:
    """Return the values of all rows, and what is wrong with single cells; a wrong cell has no value."""
    lines = [line for line, _ in rows]
    values: dict[str, list[str | None]] = {}
    faults = [
        Fault.of(line, "", TooManyCellsError) for line, cells in rows if len(cells) > width and any(cells[width:])
    ]
    for column in kind.columns:
        if column.name not in places:
            continue
        found, wrong = column.convert(column_of(rows, places[column.name]), work.convention)
        values[column.name] = found
        faults += [Fault.of(lines[at], column.name, error) for at, error in wrong.items()]
        if column.required and None in found:
            faults += [
                Fault.of(lines[at], column.name, MissingError)
                for at, value in enumerate(found)
                if value is None and at not in wrong
            ]
    return Batch(lines, values), faults


def _named_twice(uow: UnitOfWork, kind: Kind, work: Work, batch: Batch, named: Named) -> list[Fault]:
    found = kind.keys(batch)
    if not found:
        return []
    twice = named.name(uow, work.ctx.org_id, work.import_id, line=batch.lines[0], found=found)
    return [
        Fault.of(found[at][0], found[at][1], TwiceInFileError(f"The same stands on line {line:,} of this file."))
        for at, line in twice
    ]
