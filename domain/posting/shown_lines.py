"""Lines of a sale that is not posted, as rehearsals and quotes show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, plain, text_of
from domain.pos.price_rules.explanation import shown
from domain.posting.effects import Row
from domain.posting.naming import number


def shown_line(row: Row, line_no: int, *, digits: int) -> dict[str, Any]:
    """Return a line from the row that would be written: `item id, movement, sku, name, quantity, unit price, …`."""
    item_id, _, sku, name, quantity, unit_price, discount, net, tax = row[:9]
    more: Mapping[str, Any] = row[14] if len(row) > 14 else {}  # noqa: PLR2004 - what few lines have comes last
    explained: Sequence[Mapping[str, Any]] | None = more.get("explained")
    return {
        "line_no": line_no,
        "item_id": item_id,
        "sku": sku,
        "name": name,
        "quantity": plain(number(quantity), QUANTITY_DIGITS),
        "unit_price": plain(number(unit_price), PRICE_DIGITS, least=digits),
        "discount": text_of(discount, digits),
        "net": text_of(net, digits),
        "tax": text_of(tax, digits),
        "total": text_of(net + tax, digits),
        "explained": shown(explained, digits=digits),
    }
