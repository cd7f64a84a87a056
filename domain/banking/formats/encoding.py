"""From bytes to text: the encodings that banks use, and the files that are no text at all."""

import codecs
from collections.abc import Mapping
from types import MappingProxyType

from domain.banking.errors import StatementUnreadable

# A byte order mark says which encoding follows; without one UTF-8 is recognised by itself, because hardly any text of
# another encoding is valid UTF-8, and what is left is what Windows writes.
MARKS: Mapping[bytes, str] = MappingProxyType(
    {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
)
GUESSES = ("utf-8", "cp1252")
NO_TEXT: Mapping[bytes, str] = MappingProxyType(
    {
        b"%PDF": "a PDF",
        b"PK\x03\x04": "a ZIP archive or a workbook",
        b"\xd0\xcf\x11\xe0": "an old workbook",
        b"\x89PNG": "a picture",
        b"\xff\xd8\xff": "a picture",
        b"\x1f\x8b": "a compressed file",
    }
)


def encoding_of(sample: bytes) -> str | None:
    """Return the encoding of a file by its beginning, which may end in a letter; None where the file itself says it."""
    if sample.startswith(tuple(MARKS)) or b"\x00" in sample:
        return None
    for name in GUESSES:
        try:
            codecs.getincrementaldecoder(name)().decode(sample)
        except UnicodeDecodeError:
            continue
        return name
    return None


def decoded(raw: bytes, *, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of a file and its encoding, which is recognised unless it is given.

    **Raises** `StatementUnreadable` for an empty file and for what is no text.
    """
    if not raw.strip():
        raise StatementUnreadable("The file is empty.")
    for mark, name in NO_TEXT.items():
        if raw.startswith(mark):
            raise StatementUnreadable(f"The file is {name}, not a statement.")
    marked = next((name for mark, name in MARKS.items() if raw.startswith(mark)), None)
    for name in (encoding,) if encoding else (marked,) if marked else GUESSES:
        try:
            text = raw.decode(name)
        except (UnicodeError, LookupError):
            continue
        if "\x00" in text:
            break
        return text, name
    raise StatementUnreadable(f"The file is not text{f' in {encoding}' if encoding else ''}.")
