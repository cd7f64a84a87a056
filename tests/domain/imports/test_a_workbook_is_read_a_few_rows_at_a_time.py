"""A workbook says little and can mean much: cells far apart, texts that a million cells share, tags without end."""

import datetime as dt
import io
import random
import resource
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from domain.core.errors import DomainError
from domain.imports import errors
from domain.imports.reading import open_table
from tests.domain.imports.workbooks import HEADING, cell, row, workbook

MIB = 1 << 20
LITTLE = 100_000
"""Kibibytes that a file of a few kibibytes may cost."""


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read(content: bytes) -> list[tuple[int, list[str]]]:
    return list(open_table(lambda: iter([content])).rows)


def test_two_cells_far_apart_do_not_fill_what_lies_between() -> None:
    before = peak()
    with pytest.raises(errors.TooManyColumnsError, match="16,384"):
        read(workbook([HEADING, row(1_048_576, cell("XFD1048576", "x"))]))
    assert read(workbook([HEADING, row(1_048_576, cell("B1048576", "x"))])) == [(1_048_576, ["", "x", ""])]
    assert peak() - before < LITTLE


def test_a_text_that_many_cells_share_is_kept_once() -> None:
    texts = f"<si><t>{'x' * 30_000}</t></si>"
    rows = (row(n, *(f'<c r="{letter}{n}" t="s"><v>0</v></c>' for letter in "ABC")) for n in range(2, 20_000))
    content = workbook([HEADING, *rows], texts=texts)
    before = peak()
    reading = open_table(lambda: iter([content]))
    assert sum(len(cells) for _, cells in reading.rows) == 3 * 19_998
    assert peak() - before < LITTLE


def test_a_million_empty_rows_are_passed_over() -> None:
    content = workbook([HEADING, *(f'<row r="{n}"/>' for n in range(2, 300_000)), row(300_000, cell("A300000", "Z"))])
    assert read(content) == [(300_000, ["Z", "", ""])]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(
            workbook([HEADING], before="<!DOCTYPE a [<!ENTITY b 'c'>]>"), errors.TruncatedError, id="entities"
        ),
        pytest.param(workbook([HEADING, "<row>" * 1000]), errors.TruncatedError, id="nested without end"),
        pytest.param(workbook([HEADING, f"<row {'x' * (2 * MIB)}"]), errors.RowTooLongError, id="a tag without end"),
        pytest.param(workbook([HEADING, row(2, cell("A2", "x" * 40_000))]), errors.RowTooLongError, id="a long cell"),
        pytest.param(workbook([HEADING, row(2, cell("A" * 999, "x"))]), errors.TruncatedError, id="no such cell"),
        pytest.param(workbook([HEADING, row(2, '<c t="s"><v>7</v></c>')]), errors.TruncatedError, id="no such text"),
        pytest.param(workbook([]), errors.EmptyFileError, id="nothing in it"),
        pytest.param(workbook([HEADING])[:-30], errors.TruncatedError, id="cut off"),
    ],
)
def test_it_is_refused_and_why(content: bytes, error: type[DomainError]) -> None:
    with pytest.raises(error) as refused:
        read(content)
    assert len(str(refused.value)) > 10


def test_thousands_of_sheets_leave_the_first_one_readable() -> None:
    assert read(workbook([HEADING, row(2, cell("A2", "A"))], sheets=3000)) == [(2, ["A", "", ""])]


def test_an_archive_of_parts_without_number_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at in range(10_500):
            archive.writestr(f"{at}", b"")
    with pytest.raises(errors.InflatedError):
        read(out.getvalue())


def test_a_row_has_the_number_that_the_spreadsheet_shows_and_cells_their_columns() -> None:
    content = workbook([row(4, cell("B4", "sku"), cell("C4", "name")), row(7, cell("C7", "Tea"))])
    reading = open_table(lambda: iter([content]))
    assert reading.heading == ["", "sku", "name"]
    assert list(reading.rows) == [(7, ["", "", "Tea"])]


def test_numbers_are_in_digits_alone_however_a_spreadsheet_keeps_them() -> None:
    numbers = ("5.0000000000000002E-5", "4006381333931", "1.1000000000000001", "40063813339311", "-0.5", "007", "1E+20")
    content = workbook([HEADING, *(row(n, f'<c r="A{n}"><v>{one}</v></c>') for n, one in enumerate(numbers, 2))])
    shown = [cells[0] for _, cells in read(content)]
    assert shown == ["0.00005", "4006381333931", "1.1", "40063813339311", "-0.5", "7", "100000000000000000000"]


def spreadsheet() -> bytes:
    """Return what a spreadsheet writes: dates, formulas, texts in parts, formats of its own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    formats = [
        book.add_format({"num_format": wanted})
        for wanted in ("yyyy-mm-dd hh:mm", '"day" 0.00', "[Red]#,##0.00;[Blue]-0", "hh:mm")
    ]
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, ["sku", "name", "at", "cost", "change", "time", "yes", "sum"])
    for n in range(1, 30):
        sheet.write_string(n, 0, f"S{n}")
        sheet.write_rich_string(n, 1, "a", bold, "b\n é", " c")
        sheet.write_datetime(n, 2, dt.datetime.fromisoformat(f"2026-01-{n:02} {10 * (n % 2):02}:00"), formats[0])
        sheet.write_number(n, 3, n * 1.1, formats[1])
        sheet.write_number(n, 4, -n * 1e5, formats[2])
        sheet.write_datetime(n, 5, dt.time(n % 24, 30), formats[3])
        sheet.write_boolean(n, 6, n % 2)
        sheet.write_formula(n, 7, "=D2*2", None, n * 2.2)
    book.close()
    return out.getvalue()


def test_it_says_what_another_reader_says() -> None:
    def text(value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, float):
            return f"{value:.15g}"
        return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)

    content = spreadsheet()
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [cells for _, cells in read(content)] == [[text(value) for value in cells] for cells in theirs[1:]]


def test_whatever_is_broken_in_it_is_an_error_of_ours() -> None:
    chance, content = random.Random(7), spreadsheet()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    added = (b"9" * 20, b'<c r="ZZZZZZ1"><v>1</v></c>', b"-1", b"1e999", b"<!DOCTYPE x>", b"&#0;", b't="s"', b"\xff")
    refused = 0
    for attempt in range(600):
        broken = bytearray(content)
        if attempt % 2:
            name = chance.choice(list(parts))
            part, at = bytearray(parts[name]), chance.randrange(len(parts[name]))
            part[at : at + chance.randrange(9)] = chance.choice(added)
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as archive:
                for other, kept in parts.items():
                    archive.writestr(other, bytes(part) if other == name else kept)
            broken = bytearray(out.getvalue())
        else:
            at = chance.randrange(len(broken))
            broken[at : at + chance.randrange(30)] = bytes([chance.randrange(256)])
        try:
            read(bytes(broken))
        except DomainError:
            refused += 1
    assert refused > 100
