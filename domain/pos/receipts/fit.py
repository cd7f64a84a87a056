"""A layout on paper that is so many characters wide: the lines as text, PDF and printer show them."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.pos.receipts.layout import Align, Barcode, Columns, Cut, Element, Feed, Layout, QrCode, Rule, Text

_LEAST_LEFT = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `left` and `right` fit beside each other. `large` halves the cells, where the medium has large text."""

    left: str
    right: str = ""
    align: Align = Align.LEFT
    bold: bool = False
    large: bool = False


Placed = Line | QrCode | Barcode | Feed | Cut


def cells(text: str) -> int:
    """Return how many cells of a fixed-width line clean text takes: two for a wide character, none for an accent."""
    if text.isascii():
        return len(text)
    # Its tables are megabytes that a process which prints no receipt does without.
    from wcwidth import wcswidth  # noqa: PLC0415

    return max(wcswidth(text), 0)


def fit(layout: Layout, *, width: int, large: int = 1) -> list[Placed]:
    """Return the layout's lines; no line exceeds `width` cells, a large one `width // large`. No character is lost."""
    return [placed for element in layout for placed in _place(element, width, large)]


def _place(element: Element, width: int, large: int) -> Iterator[Placed]:
    match element:
        case Text():
            room = width // large if element.large else width
            for text in _wrapped(element.text, room, hanging=element.hanging, indent=element.indent):
                yield Line(text, "", element.align, bold=element.bold, large=element.large)
        case Columns():
            room = width // large if element.large else width
            for left, right in _columns(element, room):
                yield Line(left, right, bold=element.bold, large=element.large)
        case Rule():
            yield Line(element.character * width)
        case _:
            yield element


def _columns(element: Columns, room: int) -> Iterator[tuple[str, str]]:
    """Yield the lines of two columns: the right one stands whole on the first, or on a line of its own."""
    taken = cells(element.right)
    left_room = room - taken - 1
    if not element.right or left_room < min(_LEAST_LEFT, cells(element.left)):
        for text in _wrapped(element.left, room, hanging=element.hanging, indent=element.indent):
            yield text, ""
        for text in _wrapped(element.right, room):
            yield "", text
        return
    first, *others = _wrapped(element.left, left_room, hanging=element.hanging, indent=element.indent) or [""]
    yield first, element.right
    for text in others:
        yield text, ""


def _wrapped(text: str, room: int, *, hanging: int = 0, indent: int = 0) -> list[str]:
    """Return text broken at words, and inside of one only where it is longer than a line."""
    lines: list[str] = []
    line = " " * indent
    blank = True
    for word in text.split(" "):
        rest = word
        while rest:
            gap = "" if blank else " "
            if cells(line) + len(gap) + cells(rest) <= room:
                line, blank, rest = line + gap + rest, False, ""
            elif blank:
                head, rest = _split(rest, room - cells(line))
                lines.append(line + head)
                line = " " * (indent + hanging)
            else:
                lines.append(line)
                line, blank = " " * (indent + hanging), True
    return lines if blank else [*lines, line]


def _split(word: str, room: int) -> tuple[str, str]:
    """Return as much of a word as fits, at least one character as a reader sees it, and the rest."""
    if word.isascii() and room > 0:
        return word[:room], word[room:]
    from wcwidth import iter_graphemes  # noqa: PLC0415 - as in `cells`

    head = ""
    for grapheme in iter_graphemes(word):
        if cells(head + grapheme) > room:
            break
        head += grapheme
    if head:
        return head, word[len(head) :]
    # Wider than the whole line: a stand-in of one cell.
    return "?", word[len(next(iter_graphemes(word))) :]
