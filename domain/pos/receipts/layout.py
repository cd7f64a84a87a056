"""The layout language that a receipt's template renders to: a line is text, two columns, or a directive.

```text
text                      a line, wrapped at words
left | right              two columns; the right one is never broken before the left one
.center text              also .right, .bold, .large, .item (what follows the first line is indented), .indent,
                          and chains of them such as .center.bold
.rule                     a line across, of `-` or of the character that follows
.qr data  .barcode data   a symbol; data that it cannot hold is printed as text
.feed 2                   empty lines
.cut                      where the paper is cut
```

Empty lines are left out, so that a template's tags leave no holes; `.feed` makes them. `..text` begins with a point.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.pos.receipts.characters import COLUMN, DIRECTIVE, clean, unquoted

MAX_LINES = 10_000
MAX_SYMBOLS = 8
MAX_FEED = 20
MAX_QR = 300
MAX_BARCODE = 40
MAX_TEXT = 2_000


class Align(StrEnum):
    """Where a text stands on its line."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `hanging` cells stand before every line but the first, `indent` before every one."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    large: bool = False
    hanging: int = 0
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns on one line: a name and an amount."""

    left: str
    right: str
    bold: bool = False
    large: bool = False
    hanging: int = 0
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""

    character: str = "-"


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code."""

    data: str


@dataclass(frozen=True, slots=True)
class Barcode:
    """A Code 128 barcode; printable ASCII."""

    data: str


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the paper is cut."""


Element = Text | Columns | Rule | QrCode | Barcode | Feed | Cut
Layout = tuple[Element, ...]


class LayoutFault(Exception):
    """A line that the layout language does not know."""

    def __init__(self, line: int, message: str) -> None:
        """Keep the line's number, from one, and what is wrong with it."""
        super().__init__(f"Line {line} of the rendered template: {message}")


_STYLES = frozenset({"center", "right", "bold", "large", "item", "indent"})
_INDENT = 2
_RULES = "-=_*.~#"


def parse_layout(rendered: str) -> Layout:
    """Return what a rendered template says. Raises `LayoutFault`."""
    lines = rendered.split("\n")
    if len(lines) > MAX_LINES:
        raise LayoutFault(MAX_LINES, f"a receipt has at most {MAX_LINES} lines.")
    layout = tuple(element for number, line in enumerate(lines, 1) for element in _parse_line(number, line.strip()))
    if sum(isinstance(element, QrCode | Barcode) for element in layout) > MAX_SYMBOLS:
        raise LayoutFault(len(lines), f"a receipt has at most {MAX_SYMBOLS} symbols.")
    return layout


def _parse_line(number: int, line: str) -> Iterator[Element]:
    if not line.startswith(DIRECTIVE) or line.startswith(DIRECTIVE * 2):
        yield from _styled(number, frozenset(), line.removeprefix(DIRECTIVE))
        return
    word, _, rest = line[1:].partition(" ")
    names = word.split(DIRECTIVE)
    if set(names) <= _STYLES:
        yield from _styled(number, frozenset(names), rest)
        return
    yield _block(number, word, unquoted(rest))


def _styled(number: int, styles: frozenset[str], content: str) -> Iterator[Element]:
    parts = [unquoted(part)[:MAX_TEXT] for part in content.split(COLUMN)]
    bold, large = "bold" in styles, "large" in styles
    hanging = _INDENT if "item" in styles else 0
    indent = _INDENT if "indent" in styles else 0
    if len(parts) > 2:  # noqa: PLR2004 - left and right
        raise LayoutFault(number, f"there are two columns, so one `{COLUMN}` in a line.")
    if len(parts) == 1:
        align = Align.CENTER if "center" in styles else Align.RIGHT if "right" in styles else Align.LEFT
        if parts[0]:
            yield Text(parts[0], align, bold=bold, large=large, hanging=hanging, indent=indent)
    elif any(parts):
        yield Columns(parts[0], parts[1], bold=bold, large=large, hanging=hanging, indent=indent)


def _block(number: int, word: str, rest: str) -> Element:
    match word:
        case "rule":
            if rest and (len(rest) > 1 or rest not in _RULES):
                raise LayoutFault(number, f"a rule is made of one of {_RULES}")
            return Rule(rest or "-")
        case "qr":
            return QrCode(rest) if 0 < len(rest) <= MAX_QR else Text(rest[:MAX_TEXT], Align.CENTER)
        case "barcode":
            fits = 0 < len(rest) <= MAX_BARCODE and all(" " <= character <= "~" for character in rest)
            return Barcode(rest) if fits else Text(rest[:MAX_TEXT], Align.CENTER)
        case "feed":
            if not (rest or "1").isascii() or not (rest or "1").isdigit() or not 0 < int(rest or "1") <= MAX_FEED:
                raise LayoutFault(number, f"feed 1 to {MAX_FEED} lines.")
            return Feed(int(rest or "1"))
        case "cut":
            return Cut()
    raise LayoutFault(number, f"there is no directive .{clean(word)[:40]}")
