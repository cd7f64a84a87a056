"""What a sale costs the customer: pure arithmetic in scaled integers, rounded half-up, away from zero.

Units: amounts in minor units, quantities in ten-thousandths, unit prices in millionths, percentages in millionths of a
percent (`NUMERIC(9,6)`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, divide_half_up

HUNDRED_PERCENT = 100 * 10**6
TO_MINOR = tuple(10 ** (QUANTITY_DIGITS + PRICE_DIGITS - digits) for digits in range(QUANTITY_DIGITS + PRICE_DIGITS))
"""What quantity × unit price is divided by, for a currency of 0, 1, 2, … digits."""


@dataclass(slots=True, kw_only=True)
class LinePrice:
    """One line on its way through pricing: what is asked, then what it comes to.

    `priced_quantity` is how many the unit price is asked for where that is not `quantity`: so many cases, not pieces.
    """

    quantity: int
    unit_price: int
    discount: int
    percent: int
    inclusive: bool
    tax_group: str
    priced_quantity: int = 0
    net: int = 0
    tax: int = 0

    @property
    def total(self) -> int:
        """What the customer pays for the line, minor units."""
        return self.net + self.tax


def extend(quantity: int, unit_price: int, digits: int) -> int:
    """Return quantity × unit price in minor units, rounded once."""
    return divide_half_up(quantity * unit_price, TO_MINOR[digits])


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Spread `total` over `weights` by largest remainder (Hamilton's method); ties go to the earlier one.

    The parts sum to `total` exactly. Weights are not negative; where all are zero the first takes everything.
    """
    whole = sum(weights)
    if whole == 0:
        return [total, *([0] * (len(weights) - 1))] if weights else []
    sign = -1 if total < 0 else 1
    parts, remainders = [], []
    for at, weight in enumerate(weights):
        part, remainder = divmod(abs(total) * weight, whole)
        parts.append(part)
        remainders.append((-remainder, at))
    for _, at in sorted(remainders)[: abs(total) - sum(parts)]:
        parts[at] += 1
    return [sign * part for part in parts]


def tax_of(amount: int, percent: int, *, inclusive: bool) -> int:
    """Return the tax on (exclusive) or in (inclusive) an amount, minor units."""
    if percent == 0:
        return 0
    return divide_half_up(amount * percent, HUNDRED_PERCENT + percent if inclusive else HUNDRED_PERCENT)


def price_lines(lines: Sequence[LinePrice], *, digits: int, document_discount: int, per_document: bool) -> str | None:
    """Fill in `discount` (with its share of the document's), `net` and `tax` of each line.

    Tax is rounded per line, or per document: then the tax of each rate comes from the sum of its lines' amounts and is
    spread over them by largest remainder. Returns None, or the path of a discount that is larger than what it is taken
    from: a line's, or the document's.
    """
    amounts = []
    for at, line in enumerate(lines):
        amount = extend(line.priced_quantity or line.quantity, line.unit_price, digits) - line.discount
        if amount < 0:
            return f"lines.{at}.discount"
        amounts.append(amount)
    if document_discount:
        if document_discount > sum(amounts):
            return "discount"
        for at, share in enumerate(spread(document_discount, amounts)):
            amounts[at] -= share
            lines[at].discount += share
    if per_document:
        _tax_per_document(lines, amounts)
    else:
        for line, amount in zip(lines, amounts, strict=True):
            line.tax = tax_of(amount, line.percent, inclusive=line.inclusive)
    for line, amount in zip(lines, amounts, strict=True):
        line.net = amount - line.tax if line.inclusive else amount
    return None


def _tax_per_document(lines: Sequence[LinePrice], amounts: Sequence[int]) -> None:
    groups: dict[tuple[str, bool], list[int]] = {}
    for at, line in enumerate(lines):
        groups.setdefault((line.tax_group, line.inclusive), []).append(at)
    for members in groups.values():
        first = lines[members[0]]
        weights = [amounts[at] for at in members]
        tax = tax_of(sum(weights), first.percent, inclusive=first.inclusive)
        for at, share in zip(members, spread(tax, weights), strict=True):
            lines[at].tax = share


def cash_rounding_of(due: int, step: int) -> int:
    """Return what rounding `due` to a multiple of `step` (the smallest coin, minor units) adds to it."""
    if step <= 1:
        return 0
    return divide_half_up(due, step) * step - due
