"""The rows that are not taken, in the form in which they came and with the reason, to be mended and sent again."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from domain.imports.schemas import ImportView

REASON = "reason"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_AT_ONCE = 500
FILE_BYTES = 1 << 16
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Rejected = tuple[int, list[str], list[dict[str, str]]]


def rejected_file(view: ImportView, rows: Iterable[Rejected]) -> tuple[str, str, Iterator[bytes]]:
    """Return name, media type and pieces of the file; its last column says what is wrong with each row.

    Encoding and delimiter are those of the file that came in. What a spreadsheet would run as a formula gets an
    apostrophe, which an import takes away again; numbers stay numbers. A reason that the file came with gives way to
    the new one. What came in a bank's own format comes back as CSV.
    """
    shape = view.shape
    form = (shape.format if shape else None) or "csv"
    form = form if form in MEDIA_TYPES else "csv"
    heading, rows = _without_reasons(view, rows)
    names = view.mapping or {}
    rows = (
        (line, cells, [{**error, "column": names.get(error["column"], error["column"])} for error in errors])
        for line, cells, errors in rows
    )
    heading = [*heading, REASON]
    if form == "jsonl":
        pieces = _json_lines(heading, rows)
    elif form == "xlsx":
        pieces = _workbook(heading, rows)
    else:
        delimiter = (shape.delimiter if shape else None) or ","
        pieces = _csv(heading, rows, delimiter=delimiter, encoding=(shape.encoding if shape else None) or "utf-8")
    return f"rejected-{view.kind}.{form}", MEDIA_TYPES[form], pieces


def reason_of(errors: Iterable[dict[str, str]], mapping: Mapping[str, str] | None = None) -> str:
    """Return what is wrong with a row in a sentence each; columns are called as the file calls them."""
    names = mapping or {}
    return " ".join(
        (f"{names.get(error['column'], error['column'])}: " if error["column"] else "") + error["message"]
        for error in errors
    )


def csv_line(cells: Sequence[str], *, delimiter: str = ",") -> str:
    """Return a row as a line of CSV in which nothing runs as a formula."""
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter).writerow([_safe(cell) for cell in cells])
    return line.getvalue()


def _without_reasons(view: ImportView, rows: Iterable[Rejected]) -> tuple[list[str], Iterable[Rejected]]:
    """Return heading and rows without the reasons of a file that was given back before."""
    heading = list(view.heading or [])
    taken = set((view.mapping or {}).values())
    kept = [at for at, name in enumerate(heading) if name.casefold() != REASON or name in taken]
    if len(kept) == len(heading):
        return heading, rows
    width = len(heading)
    shorter = (
        (line, [cells[at] if at < len(cells) else "" for at in kept] + cells[width:], errors)
        for line, cells, errors in rows
    )
    return [heading[at] for at in kept], shorter


def _whole(row: Rejected, width: int) -> list[str]:
    """Return the cells of a row and the reason; those that no name of the heading stands over come behind it."""
    _, cells, errors = row
    return [*(cells[:width] + [""] * (width - len(cells))), reason_of(errors), *cells[width:]]


def _csv(heading: list[str], rows: Iterable[Rejected], *, delimiter: str, encoding: str) -> Iterator[bytes]:
    # Whatever the reason says must fit the encoding; a mark for the order of bytes stands at the beginning alone.
    yield csv_line(heading, delimiter=delimiter).encode(encoding, "replace")
    following = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding)
    for row in rows:
        yield csv_line(_whole(row, len(heading) - 1), delimiter=delimiter).encode(following, "replace")


def _json_lines(heading: list[str], rows: Iterable[Rejected]) -> Iterator[bytes]:
    for row in rows:
        pairs = zip(heading, _whole(row, len(heading) - 1), strict=False)
        yield (json.dumps({name: value for name, value in pairs if value}, ensure_ascii=False) + "\n").encode()


def _workbook(heading: list[str], rows: Iterable[Rejected]) -> Iterator[bytes]:
    import xlsxwriter  # noqa: PLC0415 - most processes never write a workbook, and it weighs twelve megabytes

    with tempfile.NamedTemporaryFile(prefix="arcoiris-", suffix=".xlsx") as file:
        options: dict[str, Any] = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file.name, options) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, heading)
            for at, row in enumerate(rows, 1):
                for place, cell in enumerate(_whole(row, len(heading) - 1)):
                    sheet.write_string(at, place, cell)
        file.seek(0)
        while piece := file.read(FILE_BYTES):
            yield piece


def _safe(cell: str) -> str:
    if cell.startswith(FORMULA_STARTS) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "").replace(",", "").isdigit()
