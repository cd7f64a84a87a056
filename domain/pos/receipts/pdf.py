"""A receipt as a PDF whose page is as wide as the roll and as long as the receipt."""

from pathlib import Path
from typing import TYPE_CHECKING

from domain.pos.receipts.code128 import modules
from domain.pos.receipts.fit import Line, Placed, fit
from domain.pos.receipts.layout import Align, Barcode, Cut, Feed, Layout, QrCode
from domain.pos.receipts.paper import Paper, paper_of

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS = Path(__file__).with_name("fonts")
_FAMILY = "receipt"
_MARGIN_UM = 4_000
_SYMBOL_GAP_UM = 2_000
_QR_UM = 24_000
_BARCODE_UM = 12_000
# A page of PDF 1.7 is at most 200 inches long (ISO 32000-1, annex C.2); a longer receipt goes on on another page.
_LONGEST_UM = 200 * 25_400
_POINTS_PER_UM = 72 / 25_400
_MISSING = "□"


def render_pdf(layout: Layout, *, width: int, title: str) -> bytes:
    """Return the receipt as a PDF; a character that the font does not have shows as an empty box."""
    # Half a second and 30 MB that only who prints a PDF pays for.
    from fpdf import FPDF  # noqa: PLC0415

    paper = paper_of(width)
    pdf = FPDF(unit=_POINTS_PER_UM, format=(paper.width_um, paper.width_um))
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.set_title(title)
    pdf.add_font(_FAMILY, "", _FONTS / "DejaVuSansMono.ttf")
    pdf.add_font(_FAMILY, "B", _FONTS / "DejaVuSansMono-Bold.ttf")
    drawing = _Drawing(pdf, paper, paper.size_um(width))
    for page in drawing.pages(fit(layout, width=width, large=2)):
        drawing.draw(page)
    return bytes(pdf.output())


class _Drawing:
    """A page being drawn from its top down."""

    def __init__(self, pdf: "FPDF", paper: Paper, size_um: int) -> None:
        self._pdf = pdf
        self._paper = paper
        self._size_um = size_um
        self._x_um = (paper.width_um - paper.printed_um) // 2

    def pages(self, placed: list[Placed]) -> list[list[Placed]]:
        """Return what goes on each page; there is at least one."""
        pages: list[list[Placed]] = [[]]
        left_um = _LONGEST_UM - 2 * _MARGIN_UM
        for one in placed:
            height_um = self._height_um(one)
            if height_um > left_um:
                pages.append([])
                left_um = _LONGEST_UM - 2 * _MARGIN_UM
            left_um -= height_um
            pages[-1].append(one)
        return pages

    def draw(self, page: list[Placed]) -> None:
        """Add a page that is just as long as what stands on it."""
        length_um = sum(self._height_um(one) for one in page) + 2 * _MARGIN_UM
        self._pdf.add_page(format=(self._paper.width_um, length_um), orientation="portrait")
        y_um = _MARGIN_UM
        for one in page:
            match one:
                case Line():
                    self._draw_line(one, y_um)
                case QrCode():
                    self._draw_qr_code(one.data, y_um + _SYMBOL_GAP_UM)
                case Barcode():
                    self._draw_barcode(one.data, y_um + _SYMBOL_GAP_UM)
                case _:
                    pass
            y_um += self._height_um(one)

    def _height_um(self, placed: Placed) -> int:
        row_um = self._size_um * 5 // 4
        match placed:
            case Line():
                return row_um * 2 if placed.large else row_um
            case QrCode():
                return _QR_UM + 2 * _SYMBOL_GAP_UM
            case Barcode():
                return _BARCODE_UM + 2 * _SYMBOL_GAP_UM + row_um
            case Feed():
                return row_um * placed.lines
            case Cut():
                return 0

    def _draw_line(self, line: Line, y_um: int) -> None:
        size_um = self._size_um * 2 if line.large else self._size_um
        self._pdf.set_font(_FAMILY, "B" if line.bold or line.large else "", size_um * _POINTS_PER_UM)
        baseline_um = y_um + size_um
        self._write(line.left, line.align, baseline_um)
        self._write(line.right, Align.RIGHT, baseline_um)

    def _write(self, text: str, align: Align, baseline_um: int) -> None:
        if not text.strip():
            return
        text = self._in_font(text)
        self._pdf.set_stretching(100)
        taken = self._pdf.get_string_width(text)
        if taken > self._paper.printed_um:
            # Only where the font's own width of a character is not that of its cells.
            self._pdf.set_stretching(100 * self._paper.printed_um / taken)
            taken = self._paper.printed_um
        free = self._paper.printed_um - taken
        before = {Align.LEFT: 0, Align.CENTER: free / 2, Align.RIGHT: free}[align]
        self._pdf.text(self._x_um + before, baseline_um, text)

    def _in_font(self, text: str) -> str:
        """Return text with a box for every character that the font has no drawing of."""
        known = getattr(self._pdf.current_font, "cmap", {})
        return "".join(character if ord(character) in known else _MISSING for character in text)

    def _draw_qr_code(self, data: str, y_um: int) -> None:
        import segno  # noqa: PLC0415 - as fpdf2

        matrix = segno.make_qr(data, error="m").matrix
        module_um = _QR_UM // len(matrix)
        x_um = (self._paper.width_um - module_um * len(matrix)) // 2
        for row_no, row in enumerate(matrix):
            for column, module in enumerate(row):
                if module:
                    x, y = x_um + column * module_um, y_um + row_no * module_um
                    self._pdf.rect(x, y, module_um, module_um, style="F")

    def _draw_barcode(self, data: str, y_um: int) -> None:
        bars = modules(data)
        module_um = min(self._paper.printed_um // (len(bars) + 20), 400)
        x_um = (self._paper.width_um - module_um * len(bars)) // 2
        for place, module in enumerate(bars):
            if module == "1":
                self._pdf.rect(x_um + place * module_um, y_um, module_um, _BARCODE_UM, style="F")
        self._draw_line(Line(data, align=Align.CENTER), y_um + _BARCODE_UM)
