"""Unicode on a printer of single-byte code pages: which page a character is in, and its stand-in where it is in none.

The numbers are those of `ESC t` in Epson's command reference, which the makers of most receipt printers follow; the
pages themselves are in Python's codecs.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

# In this order: what most printers have comes first, so that a Western receipt needs one page or two.
PAGES: Mapping[int, str] = MappingProxyType(
    {
        0: "cp437",
        16: "cp1252",
        19: "cp858",
        18: "cp852",
        17: "cp866",
        14: "cp737",
        13: "cp857",
        33: "cp775",
        36: "cp862",
        46: "cp1251",
        47: "cp1253",
        50: "cp1256",
    }
)
FIRST_PAGE = 0
_PRINTABLE = range(0x20, 0x100)
_DELETE = 0x7F
_WITHOUT_CELL = frozenset({"Mn", "Me", "Cf"})
_STAND_INS = MappingProxyType(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
    }
)


def printable(text: str) -> str:
    """Return clean text as the printer can show it: without accents where no page has them, `?` for the rest."""
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", text))


def in_pages(text: str) -> Iterator[tuple[int, bytes]]:
    """Yield printable text as runs of bytes, each with its page; a page is kept as long as it serves."""
    page, run = FIRST_PAGE, bytearray()
    for character in text:
        byte = _byte(page, character)
        if byte is None:
            if run:
                yield page, bytes(run)
            page, byte = _found(character) or (page, ord("?"))
            run = bytearray()
        run.append(byte)
    if run:
        yield page, bytes(run)


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if _found(character):
        return character
    if unicodedata.category(character) in _WITHOUT_CELL:
        return ""
    plain = _STAND_INS.get(character) or "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    return plain if plain and all(map(_found, plain)) else "?"


@lru_cache(maxsize=4096)
def _found(character: str) -> tuple[int, int] | None:
    return next(((page, byte) for page in PAGES if (byte := _byte(page, character)) is not None), None)


def _byte(page: int, character: str) -> int | None:
    """Return the character's byte in a page; never one that a printer could take for a command.

    Some pages hold joiners and marks, which stand in no cell of their own on paper of fixed width: they are left out.
    """
    if unicodedata.category(character) in _WITHOUT_CELL:
        return None
    try:
        encoded = character.encode(PAGES[page])
    except UnicodeEncodeError:
        return None
    return encoded[0] if len(encoded) == 1 and encoded[0] in _PRINTABLE and encoded[0] != _DELETE else None
