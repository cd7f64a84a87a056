"""A receipt as ESC/POS, the command language of receipt printers (Epson's TM series and all that follow it).

Commands come from this file alone. Text reaches the printer as bytes of a code page, none of which is a control
character, and a symbol's data stands behind its own length, so that nothing in a name or a note can be a command.
"""

from dataclasses import replace

from domain.pos.receipts.code_pages import FIRST_PAGE, in_pages, printable
from domain.pos.receipts.fit import Line, Placed, fit
from domain.pos.receipts.layout import Align, Barcode, Columns, Cut, Element, Feed, Layout, QrCode, Text
from domain.pos.receipts.text import padded

_ESC, _FS, _GS, _LF = b"\x1b", b"\x1c", b"\x1d", b"\n"
# Initialize; leave the two-byte mode in which Asian models start; the first code page.
_START = _ESC + b"@" + _FS + b"." + _ESC + b"t" + bytes([FIRST_PAGE])
_CUT = _GS + b"VB\x00"
_ALIGN = {Align.LEFT: _ESC + b"a\x00", Align.CENTER: _ESC + b"a\x01", Align.RIGHT: _ESC + b"a\x02"}
_BOLD = {False: _ESC + b"E\x00", True: _ESC + b"E\x01"}
_SIZE = {False: _GS + b"!\x00", True: _GS + b"!\x11"}
_QR_MODEL = _GS + b"(k\x04\x001A2\x00"
_QR_MODULE = _GS + b"(k\x03\x001C\x06"
_QR_LEVEL_M = _GS + b"(k\x03\x001E1"
_QR_PRINT = _GS + b"(k\x03\x001Q0"
_BARCODE_SHAPE = _GS + b"h\x50" + _GS + b"w\x02" + _GS + b"H\x02"
_CODE128 = _GS + b"k\x49"
_CODE_SET_B = b"{B"


def render_escpos(layout: Layout, *, width: int) -> bytes:
    """Return the bytes to send to the printer; `width` is its characters a line in font A."""
    shown = tuple(_printable(element) for element in layout)
    printer = _Printer()
    for placed in fit(shown, width=width, large=2):
        printer.put(placed, width)
    return printer.finished()


def _printable(element: Element) -> Element:
    match element:
        case Text():
            return replace(element, text=printable(element.text))
        case Columns():
            return replace(element, left=printable(element.left), right=printable(element.right))
        case _:
            return element


class _Printer:
    """What was sent so far, and the state that the printer is in then."""

    def __init__(self) -> None:
        self._sent = bytearray(_START)
        self._page = FIRST_PAGE
        self._align = Align.LEFT
        self._bold = False
        self._large = False

    def put(self, placed: Placed, width: int) -> None:
        """Print one line, symbol, feed or cut."""
        match placed:
            case Line():
                self._set(align=placed.align, bold=placed.bold, large=placed.large)
                self._write(padded(placed, width // 2 if placed.large else width))
                self._sent += _LF
            case QrCode():
                self._set(align=Align.CENTER)
                self._sent += _qr_code(placed.data) + _LF
            case Barcode():
                self._set(align=Align.CENTER)
                self._sent += _barcode(placed.data) + _LF
            case Feed():
                self._sent += _LF * placed.lines
            case Cut():
                self._sent += _CUT

    def finished(self) -> bytes:
        """Return everything, with the printer left as it was found."""
        self._set(align=Align.LEFT)
        return bytes(self._sent)

    def _set(self, *, align: Align, bold: bool = False, large: bool = False) -> None:
        if align != self._align:
            self._sent += _ALIGN[align]
        if bold != self._bold:
            self._sent += _BOLD[bold]
        if large != self._large:
            self._sent += _SIZE[large]
        self._align, self._bold, self._large = align, bold, large

    def _write(self, text: str) -> None:
        for page, run in in_pages(text):
            if page != self._page:
                self._sent += _ESC + b"t" + bytes([page])
                self._page = page
            self._sent += run


def _qr_code(data: str) -> bytes:
    stored = data.encode()
    length = (len(stored) + 3).to_bytes(2, "little")
    return _QR_MODEL + _QR_MODULE + _QR_LEVEL_M + _GS + b"(k" + length + b"1P0" + stored + _QR_PRINT


def _barcode(data: str) -> bytes:
    # `{` begins an instruction within the data, and is written twice to be itself.
    stored = _CODE_SET_B + data.encode("ascii").replace(b"{", b"{{")
    return _BARCODE_SHAPE + _CODE128 + bytes([len(stored)]) + stored
