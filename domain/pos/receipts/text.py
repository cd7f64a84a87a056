"""A receipt as plain text of a fixed width."""

from domain.pos.receipts.fit import Line, Placed, cells, fit
from domain.pos.receipts.layout import Align, Barcode, Cut, Feed, Layout, QrCode, Text


def render_text(layout: Layout, *, width: int) -> str:
    """Return the receipt as lines of at most `width` cells; what only paper can show is written out."""
    lines = [line for placed in fit(layout, width=width) for line in _written(placed, width)]
    return "".join(f"{line}\n" for line in lines)


def padded(line: Line, width: int) -> str:
    """Return a line with the spaces between its columns."""
    if line.right:
        return line.left + " " * (width - cells(line.left) - cells(line.right)) + line.right
    return line.left


def _written(placed: Placed, width: int) -> list[str]:
    match placed:
        case Line():
            free = width - cells(padded(placed, width))
            before = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[placed.align]
            return [(" " * before + padded(placed, width)).rstrip()]
        case QrCode() | Barcode():
            layout = (Text(placed.data, Align.CENTER),)
            return [text for line in fit(layout, width=width) for text in _written(line, width)]
        case Feed():
            return [""] * placed.lines
        case Cut():
            return []
