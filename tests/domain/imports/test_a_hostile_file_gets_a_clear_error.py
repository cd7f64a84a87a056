"""Nothing that calls itself a table can make us read for ever, fill the memory, or fail without saying why."""

import gzip
import io
import resource
import zipfile
import zlib
from typing import Any

import pytest

from domain.imports import errors
from domain.imports.reading import Format, Limits, Shape, open_table

MIB = 1 << 20


def read_all(content: bytes, limits: Limits | None = None, **shape):
    pieces = [content[at : at + MIB] for at in range(0, len(content), MIB)]
    reading = open_table(lambda: iter(pieces), given=Shape(**shape), **({"limits": limits} if limits else {}))
    return sum(1 for _ in reading.rows)


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_xml", ".xml").replace("_txt", ".txt"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", errors.EmptyFileError, id="empty"),
        pytest.param(b" \r\n\n ", errors.EmptyFileError, id="blank"),
        pytest.param(b"%PDF-1.7 nothing here", errors.NotATableError, id="a PDF called csv"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\x00" * 512, errors.NotATableError, id="an old workbook"),
        pytest.param(b"sku,name\nA,\x00\n", errors.NotATableError, id="a zero byte"),
        pytest.param(b"sku,name\nA,\xc3\xa9\nB,\xff\xfe", errors.EncodingError, id="misnamed"),
        pytest.param(",".join(f"c{at}" for at in range(9999)).encode() + b"\n", errors.TooManyColumnsError, id="wide"),
        pytest.param(b'sku,name\nA,"' + b"x\n" * 40_000, errors.RowTooLongError, id="an open quotation mark"),
        pytest.param(b'sku,name\nA,"open', errors.TruncatedError, id="cut off within quotes"),
        pytest.param(b"sku" + b"x" * (2 * MIB), errors.RowTooLongError, id="no end of line"),
        pytest.param(gzip.compress(b"sku,name\nA,B\n" * 999)[:-9], errors.TruncatedError, id="cut off when packed"),
        pytest.param(gzip.compress(b"sku\n") + b"more", errors.TruncatedError, id="something behind"),
        pytest.param(b"PK\x03\x04 and no more", errors.TruncatedError, id="half a workbook"),
        pytest.param(zipped(readme_txt=b"no table"), errors.NotATableError, id="an archive"),
        pytest.param(b'{"sku": "A"}\n{"sku": \n', errors.TruncatedError, id="half an object"),
        pytest.param(b'{"sku": "A"}\n["B"]\n', errors.TruncatedError, id="no object"),
        pytest.param(b'{"a": ' + b"[" * 99_999 + b"]" * 99_999 + b"}", errors.TruncatedError, id="nested deeply"),
        pytest.param(b'{"a":' * 99_999 + b"1" + b"}" * 99_999, errors.TruncatedError, id="objects in objects"),
        pytest.param(b'{"sku": "\\ud800"}\n', errors.TruncatedError, id="half a letter"),
        pytest.param(b'{"price": NaN}\n', errors.TruncatedError, id="no number of JSON"),
        pytest.param(b"sku,name\n" + b'"\n",' * (MIB // 2), errors.RowTooLongError, id="a row of line ends"),
        pytest.param(gzip.compress(gzip.compress(b"sku\nA\n")), errors.NotATableError, id="packed twice"),
        pytest.param(b"sku,name\nA," + b"x" * (2 * MIB), errors.RowTooLongError, id="a cell without end"),
    ],
)
def test_it_is_refused_and_why(content, error):
    shape: dict[str, Any] = {"encoding": "utf-8"} if content.endswith(b"\xff\xfe") else {}
    with pytest.raises(error) as refused:
        read_all(content, **shape)
    assert len(str(refused.value)) > 10


@pytest.mark.parametrize("name", ["hex", "rot13", "idna", "unicode_escape", "undefined", "utf-7", "klingon", "a\x00b"])
def test_what_is_no_encoding_of_files_is_refused(name: str) -> None:
    with pytest.raises(errors.EncodingError):
        read_all(b"sku,name\n\\ud800,+2AA-\n", encoding=name)


def test_an_encoding_that_fails_late_names_the_place():
    content = b"sku,name\n" + b"A,B\n" * 50_000 + b"C,\xe9\n"
    with pytest.raises(errors.EncodingError, match="line"):
        read_all(content)


def test_a_bomb_of_gzip_is_not_unpacked():
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress((b"A," + b"B" * 1021 + b"\n") * 1024) for _ in range(300)) + packer.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(errors.InflatedError):
        read_all(packed)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_bomb_of_a_workbook_is_not_unpacked():
    content = zipped(**{"[Content_Types]_xml": b"<Types/>", "sheet_xml": b" " * (300 * MIB)})
    assert len(content) < MIB
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(errors.InflatedError):
        read_all(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_workbook_that_lies_about_its_size_is_refused():
    honest = bytearray(zipped(**{"[Content_Types]_xml": b"<Types/>", "sheet_xml": b"x" * 5000}))
    lied = bytes(honest).replace((5000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert lied != bytes(honest)
    with pytest.raises((errors.TruncatedError, errors.NotATableError, errors.EmptyFileError)):
        read_all(lied)


def test_a_long_file_is_read_in_little_memory():
    row = b"A-1,Something with a name,12.50\n"

    def pieces():
        yield b"sku,name,price\n"
        for _ in range(400):
            yield row * 4000

    reading = open_table(pieces)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in reading.rows) == 1_600_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    assert reading.shape.format == Format.CSV
