"""What back offices send: any delimiter, encoding, line end and packing gives the same rows."""

import gzip
import io

import hypothesis.strategies as st
import pytest
import xlsxwriter
from hypothesis import given, settings

from domain.imports.reading import Format, Shape, open_table

HEADING = ["sku", "name", "price"]
ROWS = [["A-1", "Café crème", "2.50"], ["B-2", "Tea, green", "1,234.00"], ["C-3", 'A "big" one', ""]]


def in_pieces(content: bytes, size: int = 7):
    return lambda: (content[at : at + size] for at in range(0, len(content), size))


def read(content: bytes, **shape):
    reading = open_table(in_pieces(content, 1000), given=Shape(**shape))
    return reading, [cells for _, cells in reading.rows]


def written(delimiter: str = ",", end: str = "\r\n") -> str:
    def cell(text: str) -> str:
        quoted = text.replace('"', '""')
        return f'"{quoted}"' if any(sign in text for sign in (delimiter, '"', "\n", "\r")) else text

    return "".join(delimiter.join(cell(text) for text in row) + end for row in (HEADING, *ROWS))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end(delimiter, end):
    reading, rows = read(written(delimiter, end).encode())
    assert (reading.heading, rows) == (HEADING, ROWS)
    assert reading.shape.delimiter == delimiter


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding(encoding):
    reading, rows = read(written().encode(encoding))
    assert (reading.heading, rows) == (HEADING, ROWS)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_are_recognised_without_a_mark(encoding):
    content = written().encode(encoding)
    for shape in ({}, {"encoding": encoding}):
        reading, rows = read(content, **shape)
        assert (reading.heading, rows, reading.shape.encoding) == (HEADING, ROWS, encoding)


@pytest.mark.parametrize(
    ("written_as", "named"), [("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-16", "utf-8")]
)
def test_a_mark_at_the_beginning_is_no_part_of_the_first_name(written_as, named):
    reading, rows = read(written().encode(written_as), encoding=named)
    assert (reading.heading, rows) == (HEADING, ROWS)


def test_a_name_over_two_lines_or_with_signs_that_nobody_sees_is_a_name():
    reading, _ = read('"\u200fsku","Unit\r\nprice"\nA,1\n'.encode())
    assert reading.heading == ["sku", "Unit price"]


def test_an_encoding_that_is_named_is_taken():
    reading, rows = read(written().encode("cp850"), encoding="cp850")
    assert (reading.heading, rows) == (HEADING, ROWS)


def test_mixed_line_ends_and_quotes_across_lines_keep_the_line_a_row_begins_on():
    content = b'sku,name\r\nA,"one\ntwo"\rB,three\n\n\nC,four\r\n'
    reading = open_table(in_pieces(content))
    assert list(reading.rows) == [(2, ["A", "one\ntwo"]), (4, ["B", "three"]), (7, ["C", "four"])]


def test_packed_files_are_unpacked_also_when_several_were_put_together():
    half = written().encode()
    _, rows = read(gzip.compress(half[:20]) + gzip.compress(half[20:]))
    assert rows == ROWS


@given(st.binary(max_size=5000), st.integers(1, 400))
@settings(max_examples=60, deadline=None)
def test_packed_bytes_come_out_as_they_went_in(content, size):
    from domain.imports.reading.limits import LIMITS
    from domain.imports.reading.pieces import Pieces

    packed = gzip.compress(content)
    pieces = Pieces(in_pieces(packed, size)(), limits=LIMITS, by_row=False)
    assert io.BufferedReader(pieces).read() == content
    assert pieces.bytes_read == len(packed)


def test_json_lines_keep_numbers_as_they_are_written():
    content = b'{"sku": "A", "price": 2.50}\n\n{"price": 1e3, "sku": "B", "tags": ["x"], "active": true}\n'
    reading, rows = read(content)
    assert reading.shape.format == Format.JSONL
    assert reading.heading == ["sku", "price", "tags", "active"]
    assert rows == [["A", "2.50"], ["B", "1e3", '["x"]', "true"]]


def test_a_workbook_gives_what_its_cells_show():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["sku", "price", "sum"])
    sheet.write_row(1, 0, ["A-1", 2.1])
    sheet.write_formula(1, 2, "=B2*2", None, 4.2)
    sheet.write_row(2, 0, ["B-2", 1234567.25])
    sheet.write_row(3, 0, ["C-3", 3])
    book.close()
    reading, rows = read(out.getvalue())
    assert reading.heading == ["sku", "price", "sum"]
    assert rows == [["A-1", "2.1", "4.2"], ["B-2", "1234567.25", ""], ["C-3", "3", ""]]


@pytest.mark.parametrize(
    ("content", "comma"),
    [
        ("a;b\n1;2,50\n", True),
        ("a;b\n1;1.234,50\n", True),
        ("a;b\n1;2.50\n", False),
        ("a,b\n1,x\n", None),
        ("a;b\n1;1,000\n", None),
    ],
)
def test_a_decimal_comma_is_recognised(content, comma):
    assert read(content.encode())[0].shape.decimal_comma is comma
