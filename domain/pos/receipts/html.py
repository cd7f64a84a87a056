"""A receipt as one HTML page that needs nothing else and prints on a roll of paper."""

from html import escape

from domain.pos.receipts.code128 import modules
from domain.pos.receipts.fit import Line, fit
from domain.pos.receipts.layout import Barcode, Columns, Cut, Element, Feed, Layout, QrCode, Rule, Text
from domain.pos.receipts.paper import millimetres, paper_of

_STYLE = """
@page {{ size: {paper} {length}; margin: 0 }}
body {{ margin: 0; color: #000; background: #fff }}
main {{ width: {printed}; margin: 3mm auto; font: {size}/1.25 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas,
  monospace; overflow-wrap: anywhere }}
span {{ white-space: pre-wrap }}
p {{ margin: 0; display: flex; justify-content: space-between; gap: 1ch; break-inside: avoid }}
p span:first-child {{ flex: 1 }}
p span + span {{ flex: none; max-width: 100%; text-align: right }}
.center {{ text-align: center }} .right {{ text-align: right }} .bold {{ font-weight: bold }}
.large {{ font-size: 1.6em }} .item span:first-child {{ padding-left: 2ch; text-indent: -2ch }}
.indent {{ padding-left: 2ch }}
hr {{ border: 0; border-top: 1px dashed #000; margin: .6em 0 }}
svg {{ display: block; margin: 1.5mm auto }}
.qr {{ width: 24mm; height: 24mm }} .barcode {{ width: 90%; height: 12mm }}
"""


_MARGINS_UM = 10_000
_SYMBOL_UM = 30_000


def render_html(layout: Layout, *, width: int, title: str) -> str:
    """Return the receipt as a page; `width` characters decide how wide the paper is. Everything shown is escaped."""
    paper = paper_of(width)
    style = _STYLE.format(
        paper=millimetres(paper.width_um),
        length=millimetres(_length_um(layout, width=width, size_um=paper.size_um(width))),
        printed=millimetres(paper.printed_um),
        size=millimetres(paper.size_um(width)),
    )
    body = "\n".join(part for element in layout if (part := _part(element)))
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        f"</body>\n</html>\n"
    )


def _length_um(layout: Layout, *, width: int, size_um: int) -> int:
    """Return how long a page must be for the whole receipt, with some room for a browser's own line breaks."""
    row_um = size_um * 5 // 4
    length_um = _MARGINS_UM
    for placed in fit(layout, width=width, large=2):
        match placed:
            case Line():
                length_um += (row_um * 2 if placed.large else row_um) * 21 // 20
            case QrCode() | Barcode():
                length_um += _SYMBOL_UM
            case Feed():
                length_um += row_um * placed.lines
            case Cut():
                pass
    return length_um


def _part(element: Element) -> str:
    part = ""
    match element:
        case Text():
            part = _line(element, (element.text,), element.align.value)
        case Columns():
            part = _line(element, (element.left, element.right), "left")
        case Rule():
            part = "<hr>"
        case QrCode():
            part = _qr_code(element.data)
        case Barcode():
            part = _barcode(element.data)
        case Feed():
            part = "<br>" * element.lines
        case Cut():
            pass
    return part


def _line(element: Text | Columns, texts: tuple[str, ...], align: str) -> str:
    styles = {"bold": element.bold, "large": element.large, "item": element.hanging, "indent": element.indent}
    names = " ".join([align, *(name for name, wanted in styles.items() if wanted)])
    return f'<p class="{names}">' + "".join(f'<span dir="auto">{escape(text)}</span>' for text in texts) + "</p>"


def _qr_code(data: str) -> str:
    # Only who prints a receipt pays for it.
    import segno  # noqa: PLC0415

    matrix = segno.make_qr(data, error="m").matrix
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, module in enumerate(row) if module)
    return _symbol("qr", data, f"-2 -2 {len(matrix) + 4} {len(matrix) + 4}", path)


def _barcode(data: str) -> str:
    bars = modules(data)
    path = "".join(f"M{x} 0h1v1h-1z" for x, module in enumerate(bars) if module == "1")
    shown = _line(Text(data), (data,), "center")
    return _symbol("barcode", data, f"-10 0 {len(bars) + 20} 1", path, 'preserveAspectRatio="none" ') + shown


def _symbol(name: str, data: str, box: str, path: str, more: str = "") -> str:
    return (
        f'<svg class="{name}" role="img" aria-label="{escape(data)}" viewBox="{box}" {more}'
        f'shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )
