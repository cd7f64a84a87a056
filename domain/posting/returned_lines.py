"""Lines that come back: their amounts and their cost are shares of what was sold, to the last minor unit."""

from typing import Any

from domain.core.money import QUANTITY_DIGITS, divide_half_up, plain, text_of
from domain.posting.errors import (
    NotReturnableError,
    ReturnExceedsError,
    SaleVoidedError,
    SameLineTwiceError,
    UnknownSaleError,
)
from domain.posting.facts import OrgFacts, TaxRate
from domain.posting.naming import number
from domain.posting.originals import OriginalLine, OriginalPart, OriginalSale
from domain.posting.priced_sale import UNTAXED, SoldLine


def original_of(org: OrgFacts, sale_id: str, path: str) -> OriginalSale:
    """Return a posted sale of which something may come back. Raises `UnknownSaleError`, `SaleVoidedError`."""
    original = org.originals.get(sale_id)
    if original is None or original.kind == "void":
        raise UnknownSaleError.at(path)
    if original.status == "voided":
        raise SaleVoidedError.at(path)
    return original


def exchanged_lines(content: dict[str, Any], org: OrgFacts) -> list[SoldLine]:
    """Return the lines of a sale that bring something back. Raises as `returned_line`."""
    seen: set[tuple[str, int]] = set()
    lines = []
    for at, line in enumerate(content["lines"]):
        if "return_of" in line:
            named = line["return_of"]
            key = named["sale_id"], named["line_no"]
            if key in seen:
                raise SameLineTwiceError.at(f"lines.{at}.return_of")
            seen.add(key)
            original = original_of(org, key[0], f"lines.{at}.return_of.sale_id")
            lines.append(returned_line(org, original, key[1], line, path=f"lines.{at}"))
    return lines


def returned_line(org: OrgFacts, original: OriginalSale, line_no: int, given: dict[str, Any], *, path: str) -> SoldLine:
    """Return one line that comes back, its share of every amount negative.

    Raises `UnknownSaleError` where the sale has no such line, `NotReturnableError`, `ReturnExceedsError`.
    """
    line = original.lines.get(line_no)
    if line is None:
        raise UnknownSaleError.at(f"{path}.line_no", f"The sale has no line {line_no}.")
    if line.came_back or line.stored_value_code is not None:
        raise NotReturnableError.at(path)
    quantity = number(given["quantity"])
    if quantity > line.quantity - line.returned:
        left = plain(line.quantity - line.returned, QUANTITY_DIGITS)
        raise ReturnExceedsError.at(f"{path}.quantity", f"At most {left} of this line can still come back.")
    return mirrored(org, original, line, quantity, restock=given.get("restock", True), note=given.get("note"))


def mirrored(
    org: OrgFacts,
    original: OriginalSale,
    line: OriginalLine,
    quantity: int,
    *,
    restock: bool = True,
    note: str | None = None,
) -> SoldLine:
    """Return `quantity` of a line as it comes back: the next share of its amounts, negative."""
    return SoldLine(
        quantity=-quantity,
        unit_price=number(line.unit_price_text),
        discount=-line.share(line.discount, quantity),
        percent=line.percent,
        inclusive=line.inclusive,
        tax_group=line.rate_id or "",
        net=-line.share(line.net, quantity),
        tax=-line.share(line.tax, quantity),
        item=org.items[line.item_id],
        rate=_rate_of(org, line),
        quantity_text=text_of(-quantity, QUANTITY_DIGITS),
        unit_price_text=line.unit_price_text,
        cost=line.share(line.cost, quantity),
        original=line,
        original_sale=original,
        restock=restock,
        parts=_parts_of(line, quantity) if line.parts else None,
        more=_said(line, quantity, note),
    )


def _parts_of(line: OriginalLine, quantity: int) -> list[OriginalPart]:
    """Return what of a kit's parts comes back with the next `quantity` of it: the shares of all returns add up."""
    parts = []
    for part in line.parts:
        before = divide_half_up(part.quantity * line.returned, line.quantity)
        after = divide_half_up(part.quantity * (line.returned + quantity), line.quantity)
        cost = divide_half_up(part.cost * after, part.quantity) - divide_half_up(part.cost * before, part.quantity)
        if after > before:
            parts.append(OriginalPart(part.item_id, after - before, cost))
    return parts


def _said(line: OriginalLine, quantity: int, note: str | None) -> dict[str, Any] | None:
    """Return what few lines have: a note, and how many of the unit that the line was sold in come back."""
    said: dict[str, Any] = {} if note is None else {"note": note}
    if line.unit is not None:
        units = text_of(-line.share(line.unit_quantity, quantity), QUANTITY_DIGITS)
        said |= {"unit": line.unit, "unit_quantity": units}
    return said or None


def _rate_of(org: OrgFacts, line: OriginalLine) -> TaxRate:
    """Return the tax as it was when the line was sold: its account is today's, its percentage that of the sale."""
    if line.rate_id is None:
        return UNTAXED
    account_id = org.tax_rates[line.rate_id].account_id
    return TaxRate(line.rate_id, line.percent, line.percent_text, line.inclusive, account_id, active=True)
