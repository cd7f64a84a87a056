"""What a receipt comes to, compared with what the file says before anything is posted."""

from collections.abc import Mapping

from domain.core.money import text_of
from domain.imports.kinds.documents.document import Places
from domain.imports.kinds.sales.receipt import Money, Receipts
from domain.pos.pricing import price_lines
from domain.posting.errors import DiscountTooLargeError, TotalDiffersError


def check_totals(receipts: Receipts, sold: Places, back: Places, head: Mapping[str, str], money: Money) -> None:
    """Compare totals as posting will, as far as it is known here what lines come to.

    Where price lists, promotions or coins have a say, only posting can tell. **Raises** `TotalDiffersError`,
    `DiscountTooLargeError`.
    """
    if not receipts.facts.as_priced:
        return
    if sold and money.sold is not None:
        discount, tip = (receipts.minor(head.get(name)) for name in ("sale_discount", "tip"))
        _check(receipts, sold, money.sold, discount=discount, tip=tip)
    if back and money.back is not None:
        _check(receipts, back, money.back, discount=0, tip=0)


def _check(receipts: Receipts, rows: Places, expected: int, *, discount: int, tip: int) -> None:
    facts = receipts.facts
    lines = [receipts.priced(at) for at in rows]
    excessive = price_lines(lines, digits=facts.digits, document_discount=discount, per_document=facts.tax_per_document)
    if excessive is not None:
        raise DiscountTooLargeError.at(excessive)
    total = sum(line.total for line in lines) + tip
    if total != expected:
        message = f"It comes to {text_of(total, facts.digits)}, not {text_of(expected, facts.digits)}."
        raise TotalDiffersError.at("expected_total", message)
