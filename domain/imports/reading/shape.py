"""What kind of file this is, recognised from its beginning; whoever sends it may say otherwise."""

import codecs
import csv
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.imports.errors import EmptyFileError, EncodingError, NotATableError
from domain.imports.reading.numbers import Mark, mark_of
from domain.imports.reading.pieces import GZIP

SAMPLE_BYTES = 1 << 16
SAMPLE_ROWS = 100
SURE_ROWS = 2
DELIMITERS = (",", ";", "\t", "|")
# What back offices really send, likelier ones first; anything else can be named.
ENCODINGS = ["utf_8", "cp1252", "iso8859_15", "cp850", "cp1250", "cp1251", "mac_roman", "shift_jis", "gb18030", "big5"]
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Other ways to write letters down, and what a lone half of a letter could come in by.
NO_ENCODINGS = frozenset(
    {
        "idna",
        "punycode",
        "raw-unicode-escape",
        "unicode-escape",
        "undefined",
        "utf-7",
    }
)
WIDE = ("utf-16", "utf-32")
NO_TEXT = "There are bytes in the file that no text has."
ZIP, PDF = b"PK\x03\x04", b"%PDF"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


class Format(StrEnum):
    """How rows are written down in a file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    OFX = "ofx"
    CAMT053 = "camt053"
    MT940 = "mt940"


STATEMENTS = frozenset({Format.OFX, Format.CAMT053, Format.MT940})
"""What only banks send: no tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a file is to be read; what is None is recognised."""

    format: Format | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal_comma: bool | None = None
    statement_digits: int | None = None
    """Where the file may be a bank's statement: how many digits its amounts have behind the point."""

    def given(self, other: "Shape") -> "Shape":
        """Return this shape with what `other` says in the place of what was recognised."""
        said = {name: getattr(other, name) for name in self.__dataclass_fields__}
        return replace(self, **{name: value for name, value in said.items() if value is not None})


def recognise(sample: bytes, *, given: Shape) -> Shape:
    """Return the shape of a file from its (unpacked) first bytes; what is given is not guessed.

    **Raises** `EmptyFileError`, `NotATableError`, `EncodingError`.
    """
    if not sample.strip():
        raise EmptyFileError
    kind = given.format or _format_of(sample)
    if kind is Format.XLSX:
        return Shape(format=kind, decimal_comma=False).given(given)
    encoding = _told(sample, given.encoding) or _encoding_of(sample)
    text = decoded(sample, encoding)
    if b"\x00" in sample and not codecs.lookup(encoding).name.startswith(WIDE):
        raise NotATableError(NO_TEXT)
    given = replace(given, encoding=encoding)
    if given.format is None and text.lstrip().startswith("{"):
        kind = Format.JSONL
    if kind is Format.JSONL:
        return Shape(format=kind, encoding=encoding, decimal_comma=False).given(given)
    delimiter = given.delimiter or _delimiter_of(text)
    comma = _decimal_comma_of(text, delimiter)
    return Shape(format=kind, encoding=encoding, delimiter=delimiter, decimal_comma=comma).given(given)


def decoded(sample: bytes, encoding: str) -> str:
    """Return the beginning of a text; its last character may be cut off. **Raises** `EncodingError`."""
    try:
        "a".encode(encoding)
        found = codecs.lookup(encoding)
    except (LookupError, ValueError) as error:
        raise EncodingError(f"There is no encoding {encoding[:40]}.") from error
    if found.name in NO_ENCODINGS or found.incrementaldecoder is None:
        raise EncodingError(f"{encoding} is no encoding of files.")
    try:
        return found.incrementaldecoder().decode(sample)
    except UnicodeDecodeError as error:
        message = f"Byte {error.start + 1} is not {encoding}: name the file's encoding."
        raise EncodingError(message) from error


def sample_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the first rows of a text; the last one, which may be cut off, only if it is the first below a heading."""
    lines = text.splitlines(keepends=True)[: SAMPLE_ROWS + 1]
    if len(lines) > SURE_ROWS:
        lines = lines[:-1]
    try:
        return [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return []


def _format_of(sample: bytes) -> Format:
    if sample.startswith(ZIP):
        return Format.XLSX
    if sample.startswith(PDF):
        message = "This is a PDF: export the table as CSV or XLSX."
        raise NotATableError(message)
    if sample.startswith(OLD_WORKBOOK):
        message = "This is a workbook in the old format (.xls), or one that is locked by a password: save it as .xlsx."
        raise NotATableError(message)
    return Format.CSV


def _told(sample: bytes, given: str | None) -> str | None:
    """Return the encoding that was given, unless the file's own mark says how exactly it is meant."""
    if given is None or not given.lower().startswith("utf"):
        return given
    return next((encoding for bom, encoding in BOMS if sample.startswith(bom)), given)


def _encoding_of(sample: bytes) -> str:
    for bom, encoding in BOMS:
        if sample.startswith(bom):
            return encoding
    if b"\x00" in sample:
        return _wide_encoding_of(sample)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # noqa: PLC0415 - needed where a file is not UTF-8, and five megabytes

        found = {match.encoding: match.chaos for match in from_bytes(sample, cp_isolation=ENCODINGS)}
        return min(found or ["cp1252"], key=lambda name: (found.get(name, 0.0), ENCODINGS.index(name)))
    return "utf-8"


def _wide_encoding_of(sample: bytes) -> str:
    """Return the encoding of a text of two bytes a letter that does not say so. **Raises** `NotATableError`."""
    for encoding, zeros, letters in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        count = len(sample) // 2
        if sample[letters::2].count(0) == 0 and sample[zeros::2].count(0) * 2 > count:
            return encoding
    packed = "What is packed in this file is packed once more: unpack it, and send what is in it."
    raise NotATableError(packed if sample.startswith(GZIP) else NO_TEXT)


def _delimiter_of(text: str) -> str:
    """Return the delimiter that gives the most columns, as long as the rows agree on how many."""

    def agreed(delimiter: str) -> float:
        widths = [len(row) for row in sample_rows(text, delimiter)]
        if not widths or widths[0] == 1:
            return 0.0
        return widths[0] * sum(width == widths[0] for width in widths) / len(widths)

    best = max(DELIMITERS, key=agreed)
    return best if agreed(best) else ","


def _decimal_comma_of(text: str, delimiter: str) -> bool | None:
    """Return what more cells tell; None where as many tell either, or none does."""
    marks = Counter(mark_of(cell.strip()) for row in sample_rows(text, delimiter)[1:] for cell in row)
    return None if marks[Mark.COMMA] == marks[Mark.POINT] else marks[Mark.COMMA] > marks[Mark.POINT]
