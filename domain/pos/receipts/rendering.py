"""From a sale and a template to what is shown or printed: one template, one layout, four media."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.pos.errors import ReceiptTemplateInvalid
from domain.pos.receipts.code_pages import printable
from domain.pos.receipts.escpos import render_escpos
from domain.pos.receipts.html import render_html
from domain.pos.receipts.layout import Layout, LayoutFault, parse_layout
from domain.pos.receipts.pdf import render_pdf
from domain.pos.receipts.template import render_template
from domain.pos.receipts.text import render_text


class Medium(StrEnum):
    """What a receipt is shown or printed on."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    ESCPOS = "escpos"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sale as templates see it, and the template that the organization shows it with."""

    context: Mapping[str, Any]
    template: str
    title: str | None = None
    """What a page or a file is called; None: the sale's receipt number."""


def lay_out(template: str, context: Mapping[str, Any]) -> Layout:
    """Return a template's layout of a sale. **Raises** `ReceiptTemplateInvalid`."""
    try:
        return parse_layout(render_template(template, context))
    except LayoutFault as fault:
        raise ReceiptTemplateInvalid.at("template", str(fault)) from fault


def render(receipt: Receipt, *, medium: Medium, width: int) -> bytes:
    """Return a receipt in one medium, `width` characters wide. **Raises** `ReceiptTemplateInvalid`."""
    context = receipt.context
    if medium is Medium.ESCPOS:
        context = _with_printable_symbol(context)
    layout = lay_out(receipt.template, context)
    title = receipt.title or f"{context['terminal']['code']}-{context['sale']['number']}"
    match medium:
        case Medium.TEXT:
            return render_text(layout, width=width).encode()
        case Medium.HTML:
            return render_html(layout, width=width, title=title).encode()
        case Medium.PDF:
            return render_pdf(layout, width=width, title=title)
        case Medium.ESCPOS:
            return render_escpos(layout, width=width)


def _with_printable_symbol(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the context with the currency's code for a symbol that is in no code page, rather than `?`."""
    currency = context["currency"]
    if printable(currency["symbol"]) == currency["symbol"]:
        return context
    return {**context, "currency": {**currency, "symbol": currency["code"]}}
