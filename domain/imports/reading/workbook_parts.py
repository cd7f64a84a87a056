"""What a workbook keeps beside its sheets: where its parts are, its texts, which number formats show dates."""

import re
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from domain.imports.errors import EmptyFileError, NotATableError, RowTooLongError, TruncatedError
from domain.imports.reading.limits import Limits

AT_ONCE = 1 << 14
MOST_DEEP = 64
MOST_OF_A_LIST = 16 << 20
"""How long a part may be that is kept as a whole, in bytes."""
LONGEST_NUMBER = 9
DAMAGED = "The workbook is damaged, locked by a password, or none."
# Numbers of formats that every workbook has (ECMA-376, 18.8.30); 45 to 47 show how long something took.
DATES = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
LENGTHS = frozenset({45, 46, 47})
QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', re.IGNORECASE)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
SURROGATES = range(0xD800, 0xE000)
# What a broken archive, packing or document raises, wherever it is broken.
BROKEN = (expat.ExpatError, BadZipFile, zlib.error, LookupError, EOFError, OSError, RuntimeError)
Attributes = dict[str, str]


class Parts:
    """The parts of an open archive, each read from its beginning and never beyond the size that it told."""

    def __init__(self, archive: ZipFile) -> None:
        """Find the first sheet. **Raises** `NotATableError`, `EmptyFileError`, `TruncatedError`."""
        self._archive = archive
        self._names = set(archive.namelist())
        if "[Content_Types].xml" not in self._names:
            message = "This is an archive, but no workbook: unpack it, and send the table in it."
            raise NotATableError(message)
        named = [target for kind, target in self._relations("").values() if kind == "officeDocument"]
        self._book = named[0] if named else "xl/workbook.xml"
        if self._book.endswith(".bin"):
            message = "This is a binary workbook (.xlsb): save it as .xlsx."
            raise NotATableError(message)
        by_id = self._relations(self._book)
        self.since_1904, sheets = self._sheets()
        found = [by_id[one][1] for one in sheets if one in by_id and by_id[one][0] == "worksheet"]
        if not found:
            raise EmptyFileError
        self.sheet = found[0]
        others = {kind: target for kind, target in by_id.values() if kind in {"sharedStrings", "styles"}}
        self.texts, self.styles = others.get("sharedStrings"), others.get("styles")

    def opened(self, name: str) -> tuple[IO[bytes], int]:
        """Return a part and how long it is. **Raises** `TruncatedError`."""
        try:
            return self._archive.open(name), self._archive.getinfo(name).file_size
        except BROKEN as error:
            raise TruncatedError(DAMAGED) from error

    def each(self, name: str, start: Callable[[str, Attributes], None]) -> None:
        """Read a part that is only elements and attributes. **Raises** `TruncatedError`."""
        part, size = self.opened(name)
        if size > MOST_OF_A_LIST:
            raise TruncatedError(DAMAGED)
        with part:
            for _ in parsed(part, most=1 << 20, StartElementHandler=lambda tag, given: start(plain(tag), given)):
                pass

    def _relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return by its identity the kind and the name of each part that another one names."""
        folder, _, own = name.rpartition("/")
        path = f"{folder}/_rels/{own}.rels" if folder else f"_rels/{own}.rels"
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, given: Attributes) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                target = given.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
                found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], _resolved(whole))

        if path in self._names:
            self.each(path, start)
        return found

    def _sheets(self) -> tuple[bool, list[str]]:
        found: list[str] = []
        since_1904: list[bool] = []

        def start(tag: str, given: Attributes) -> None:
            if tag == "workbookPr":
                since_1904.append(given.get("date1904", "0") in {"1", "true"})
            elif tag == "sheet":
                found.extend(value for name, value in given.items() if plain(name) == "id")

        self.each(self._book, start)
        return any(since_1904), found


class Texts:
    """The texts that cells share, in little more memory than they have letters."""

    def __init__(self) -> None:
        """Begin without any."""
        self._letters = bytearray()
        self._ends = array("Q")

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends)

    def add(self, text: str) -> None:
        """Keep the next one."""
        self._letters += text.encode()
        self._ends.append(len(self._letters))

    def __getitem__(self, at: int) -> str:
        """Return one of them."""
        begin = self._ends[at - 1] if at else 0
        return self._letters[begin : self._ends[at]].decode()


def texts_of(parts: Parts, limits: Limits) -> Texts:
    """Return the texts that cells share. **Raises** `RowTooLongError`, `TruncatedError`."""
    found = Texts()
    if parts.texts is None:
        return found
    reading = TextReading(limits)

    def start(tag: str, _: Attributes) -> None:
        name = plain(tag)
        if name == "si":
            reading.clear()
        reading.start(name)

    def end(tag: str) -> None:
        name = plain(tag)
        reading.end(name)
        if name == "si":
            found.add(reading.text)

    part, _ = parts.opened(parts.texts)
    handlers = {"StartElementHandler": start, "EndElementHandler": end, "CharacterDataHandler": reading.add}
    with part:
        for _ in parsed(part, most=limits.row_bytes, **handlers):
            pass
    return found


class TextReading:
    """Collects the text of a cell out of its runs, without how it is pronounced."""

    def __init__(self, limits: Limits) -> None:
        """Begin with none."""
        self._pieces: list[str] = []
        self._length, self._limits = 0, limits
        self._open = self._aside = False

    @property
    def text(self) -> str:
        """Return what has been collected."""
        found = "".join(self._pieces)
        return ESCAPED.sub(_unescaped, found) if "_x" in found else found

    def clear(self) -> None:
        """Begin anew."""
        self._pieces.clear()
        self._length, self._open = 0, False

    def start(self, name: str) -> None:
        """Note that an element begins."""
        if name == "rPh":
            self._aside = True
        elif name in {"t", "v"}:
            self._open = not self._aside

    def end(self, name: str) -> None:
        """Note that an element ends."""
        if name == "rPh":
            self._aside = False
        elif name in {"t", "v"}:
            self._open = False

    def add(self, data: str) -> None:
        """Take letters. **Raises** `RowTooLongError`."""
        if self._open:
            self._length += len(data)
            if self._length > self._limits.cell_chars:
                message = f"A cell of the workbook is longer than {self._limits.cell_chars:,} characters."
                raise RowTooLongError(message)
            self._pieces.append(data)


def formats_of(parts: Parts) -> list[str]:
    """Return of each style whether it shows a number as a `date`, as a `length` of time, or as it is."""
    own: dict[str, str] = {}
    styles: list[str] = []
    inside: list[bool] = [False]

    def start(tag: str, given: Attributes) -> None:
        if tag == "numFmt":
            own[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif tag in {"cellXfs", "cellStyleXfs", "dxfs"}:
            inside[0] = tag == "cellXfs"
        elif tag == "xf" and inside[0]:
            styles.append(_shows(given.get("numFmtId", "0"), own))

    if parts.styles is not None:
        parts.each(parts.styles, start)
    return styles


def parsed(part: IO[bytes], *, most: int, **handlers: Any) -> Iterator[int]:
    """Read XML a little at a time, yielding how far it has come. **Raises** `TruncatedError`, `RowTooLongError`.

    `most`: how long a single tag may be, in bytes. Definitions of a file's own, with which it could say little and mean
    much, are refused.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    start, end = handlers.pop("StartElementHandler"), handlers.pop("EndElementHandler", None)
    depth = 0

    def deeper(tag: str, given: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEEP:
            raise TruncatedError(DAMAGED)
        start(tag, given)

    def back(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(tag)

    def refuse(*_: Any) -> None:
        raise TruncatedError(DAMAGED)

    parser.StartElementHandler, parser.EndElementHandler = deeper, back
    parser.StartDoctypeDeclHandler = refuse
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    fed = 0
    try:
        while piece := part.read(AT_ONCE):
            fed += len(piece)
            parser.Parse(piece, False)
            if fed - parser.CurrentByteIndex > most:
                message = f"A tag in the workbook is longer than {most:,} bytes."
                raise RowTooLongError(message)
            yield fed
        parser.Parse(b"", True)
    except BROKEN as error:
        raise TruncatedError(DAMAGED) from error
    yield fed


def whole(text: str) -> int | None:
    """Return a number that counts something; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def plain(tag: str) -> str:
    """Return a tag without the prefix of its name space."""
    return tag.rpartition(":")[2]


def _shows(number: str, own: Mapping[str, str]) -> str:
    code = own.get(number)
    if code is None:
        known = whole(number) or 0
        return "date" if known in DATES else "length" if known in LENGTHS else ""
    letters = QUOTED.sub("", code.partition(";")[0]).lower()
    if "general" in letters:
        return ""
    if re.search(r"\[[hms]+\]", letters):
        return "length"
    return "date" if re.search(r"[dmyhs]", letters) else ""


def _resolved(path: str) -> str:
    """Return a path without its steps back."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _unescaped(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if number in SURROGATES else chr(number)
