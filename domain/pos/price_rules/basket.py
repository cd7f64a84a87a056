"""A basket priced: list prices first, then the promotions in their order, each line with its explanation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.core.money import PRICE_DIGITS, plain
from domain.pos.price_rules.conditions import Occasion
from domain.pos.price_rules.explanation import PRICE_LIST, PROMOTION, Explanation
from domain.pos.price_rules.lists import Entry, PriceList, best_price
from domain.pos.price_rules.parts import BasketLine, Part
from domain.pos.price_rules.promotions import Promotion, apply_promotion, in_order
from domain.pos.price_rules.reading import Rules
from domain.pos.pricing import extend

Entries = Mapping[str, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What the rules made of a line: its unit price, what promotions took off it in minor units, and why.

    For a trusted line it is what they would have made of it: the price of a list, and nothing to explain.
    """

    unit_price: int
    taken: int
    explained: tuple[Explanation, ...]


def price_basket(
    lines: Sequence[BasketLine], rules: Rules, entries: Entries, occasion: Occasion, *, digits: int
) -> list[PricedLine]:
    """Return the price of every line, in the order of the lines; `entries` are those of each item, in any list.

    Lines of the same item count together towards a list's minimum quantity, so that ten lines of one cost what one
    line of ten does. Promotions see the lines sorted by content: the order in which they were rung up decides neither
    the total nor, beyond which of two equal lines is meant, anything else.
    """
    listed = _listed(lines, rules.lists, entries, occasion)
    order = sorted(range(len(lines)), key=lambda at: _content(lines[at], listed[at]))
    taken = _promoted([lines[at] for at in order], [listed[at][0] for at in order], rules, occasion, digits)
    found: list[PricedLine | None] = [None] * len(lines)
    for place, at in enumerate(order):
        unit_price, price_list = listed[at]
        why = [] if price_list is None or lines[at].trusted else [_by_list(lines[at], price_list, unit_price, digits)]
        why += [
            Explanation(PROMOTION, promotion.code, promotion.name, amount, promotion.text(digits))
            for promotion, amount in taken[place]
        ]
        off = sum(amount for _, amount in taken[place])
        found[at] = PricedLine(unit_price, off, tuple(why))
    return [line for line in found if line is not None]


def _content(line: BasketLine, listed: tuple[int, PriceList | None]) -> tuple[str | int, ...]:
    kind = (line.trusted, line.packed, line.category or "")
    return (line.item_id, listed[0], line.quantity, line.discount, *kind, line.own_price)


def _listed(
    lines: Sequence[BasketLine], lists: Sequence[PriceList], entries: Entries, occasion: Occasion
) -> list[tuple[int, PriceList | None]]:
    """Return each line's unit price, and the list it comes from."""
    valid = [one for one in lists if one.conditions.hold(occasion)]
    if not valid:
        return [(line.own_price, None) for line in lines]
    bought: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        if not line.packed:
            bought[line.item_id] += line.quantity
    best = {
        item_id: best_price(valid, entries.get(item_id, ()), quantity=quantity) for item_id, quantity in bought.items()
    }
    prices: list[tuple[int, PriceList | None]] = []
    for line in lines:
        found = None if line.packed else best[line.item_id]
        prices.append((line.own_price, None) if found is None else (found[1].price, found[0]))
    return prices


def _by_list(line: BasketLine, price_list: PriceList, unit_price: int, digits: int) -> Explanation:
    off = extend(line.quantity, line.own_price, digits) - extend(line.quantity, unit_price, digits)
    own, new = (plain(price, PRICE_DIGITS, least=digits) for price in (line.own_price, unit_price))
    text = f"{price_list.name}: {new} instead of {own}"
    return Explanation(PRICE_LIST, price_list.code, price_list.name, off, text)


def _promoted(
    lines: Sequence[BasketLine], unit_prices: Sequence[int], rules: Rules, occasion: Occasion, digits: int
) -> list[list[tuple[Promotion, int]]]:
    """Return for each line which promotions took how much off it, in the order in which they counted."""
    promotions = in_order(one for one in rules.promotions if one.conditions.hold(occasion))
    parts = [
        Part(at, line.quantity, max(0, extend(line.quantity, unit_price, digits) - line.discount), line.packed)
        for at, (line, unit_price) in enumerate(zip(lines, unit_prices, strict=True))
        if not line.trusted
    ]
    for number, promotion in enumerate(promotions):
        parts = apply_promotion(promotion, number, parts, lines)
    sums: list[dict[int, int]] = [{} for _ in lines]
    for part in parts:
        for number, amount in part.taken.items():
            sums[part.line][number] = sums[part.line].get(number, 0) + amount
    return [[(promotions[number], amount) for number, amount in sorted(line.items()) if amount] for line in sums]
