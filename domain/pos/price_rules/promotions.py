"""Promotions: what each kind takes off the parts of a basket that it covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.core.money import PRICE_DIGITS, QUANTITY_ONE, divide_half_up, plain, text_of
from domain.pos.price_rules.conditions import ALWAYS, Conditions
from domain.pos.price_rules.parts import BasketLine, Part, take_units
from domain.pos.pricing import HUNDRED_PERCENT, spread


class PromotionKind(StrEnum):
    """What a promotion does.

    `percentage` and `amount` lower what is to be paid; `buy_get` lowers the cheapest units of a group; `fixed_price`
    gives a number of units for one price.
    """

    PERCENTAGE = "percentage"
    AMOUNT = "amount"
    BUY_GET = "buy_get"
    FIXED_PRICE = "fixed_price"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """One promotion; what its kind has no use for stays as it is.

    `percent` in millionths of a percent (of `percentage`, and of `buy_get` for the units that are got); `amount` in
    minor units (of `amount`, and the price of `fixed_price`), off each unit where `per_unit` is set; `buy` and `get`
    whole units (`fixed_price` has `buy` of them). It counts where what it covers costs at least `min_amount`.
    """

    code: str
    name: str
    kind: PromotionKind
    priority: int = 0
    exclusive: bool = False
    conditions: Conditions = ALWAYS
    item_ids: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    percent: int = 0
    amount: int = 0
    per_unit: bool = False
    buy: int = 0
    get: int = 0
    min_amount: int = 0

    def covers(self, line: BasketLine) -> bool:
        """Say whether a line's item is meant, by itself or by its category; without either, every item is."""
        if not self.item_ids and not self.categories:
            return True
        return line.item_id in self.item_ids or line.category in self.categories

    def text(self, digits: int) -> str:
        """Return in words what it does."""
        match self.kind:
            case PromotionKind.PERCENTAGE:
                return f"{self.name}: {_percent(self.percent)} off"
            case PromotionKind.AMOUNT:
                return f"{self.name}: {text_of(self.amount, digits)} off{' each' if self.per_unit else ''}"
            case PromotionKind.BUY_GET:
                got = "free" if self.percent == HUNDRED_PERCENT else f"at {_percent(self.percent)} off"
                return f"{self.name}: buy {self.buy}, get {self.get} {got}"
            case PromotionKind.FIXED_PRICE:
                return f"{self.name}: {self.buy} for {text_of(self.amount, digits)}"


def _percent(millionths: int) -> str:
    return f"{plain(millionths, PRICE_DIGITS)} %"


def in_order(promotions: Iterable[Promotion]) -> list[Promotion]:
    """Return promotions in the order in which they count: highest priority first, then by code."""
    return sorted(promotions, key=lambda one: (-one.priority, one.code))


def apply_promotion(promotion: Promotion, at: int, parts: list[Part], lines: Sequence[BasketLine]) -> list[Part]:
    """Take off what a promotion, the one with number `at`, takes off; return the parts, some of them split.

    An exclusive promotion counts only where none has counted before, and none counts after it. One that takes nothing
    off leaves everything as it was.
    """
    members = [
        part
        for part in parts
        if part.amount > 0
        and not part.closed
        and not (promotion.exclusive and part.touched)
        and promotion.covers(lines[part.line])
    ]
    if not members or sum(part.amount for part in members) < promotion.min_amount:
        return parts
    if promotion.kind in {PromotionKind.PERCENTAGE, PromotionKind.AMOUNT}:
        shares = _shares(promotion, members)
        counted = [(part, share) for part, share in zip(members, shares, strict=True) if share]
        rest = [part for part in parts if all(part is not one for one, _ in counted)]
    else:
        counted, rest = _offer(promotion, members)
        rest += [part for part in parts if all(part is not one for one in members)]
    if not any(share for _, share in counted):
        return parts
    for part, share in counted:
        part.touched = True
        part.closed = part.closed or promotion.exclusive
        if share:
            part.take(at, share)
    return sorted([part for part, _ in counted] + rest, key=lambda part: part.line)


def _shares(promotion: Promotion, members: Sequence[Part]) -> list[int]:
    amounts = [part.amount for part in members]
    if promotion.kind is PromotionKind.PERCENTAGE:
        return spread(divide_half_up(sum(amounts) * promotion.percent, HUNDRED_PERCENT), amounts)
    if promotion.per_unit:
        return [
            0 if part.packed else min(part.amount, divide_half_up(promotion.amount * part.quantity, QUANTITY_ONE))
            for part in members
        ]
    return spread(min(promotion.amount, sum(amounts)), amounts)


def _offer(promotion: Promotion, members: Sequence[Part]) -> tuple[list[tuple[Part, int]], list[Part]]:
    """Return the units that take part in an offer with what is taken off them, and the parts that do not."""
    free = [part for part in members if not part.offered and part.units]
    others = [part for part in members if part.offered or not part.units]
    if promotion.kind is PromotionKind.BUY_GET:
        counted, rest = _buy_get(promotion, free)
    else:
        counted, rest = _fixed_price(promotion, free)
    if any(share for _, share in counted):
        for part, _ in counted:
            part.offered = True
    return counted, rest + others


def _buy_get(promotion: Promotion, parts: list[Part]) -> tuple[list[tuple[Part, int]], list[Part]]:
    """Make as many groups as there are units for, of the cheapest; of these the cheapest are the ones that are got."""
    group = promotion.buy + promotion.get
    groups = sum(part.units for part in parts) // group
    cheapest = sorted(parts, key=lambda part: (part.worth, part.line))
    got, rest = take_units(cheapest, groups * promotion.get)
    bought, rest = take_units(rest, groups * promotion.buy)
    amounts = [part.amount for part in got]
    shares = spread(divide_half_up(sum(amounts) * promotion.percent, HUNDRED_PERCENT), amounts)
    return [*zip(got, shares, strict=True), *((part, 0) for part in bought)], rest


def _fixed_price(promotion: Promotion, parts: list[Part]) -> tuple[list[tuple[Part, int]], list[Part]]:
    """Make groups of the dearest units, as long as another group costs more than its price."""
    dearest = sorted(parts, key=lambda part: (-part.worth, part.line))
    most = sum(part.units for part in dearest) // promotion.buy
    # What each further group saves never grows, so that the last one worth making is found by halving.
    least, groups = 0, most
    while least < groups:
        middle = (least + groups + 1) // 2
        saved = _cost_of(dearest, middle * promotion.buy) - _cost_of(dearest, (middle - 1) * promotion.buy)
        if saved > promotion.amount:
            least = middle
        else:
            groups = middle - 1
    chosen, rest = take_units(dearest, groups * promotion.buy)
    amounts = [part.amount for part in chosen]
    off = max(0, sum(amounts) - groups * promotion.amount)
    return list(zip(chosen, spread(off, amounts), strict=True)), rest


def _cost_of(parts: Sequence[Part], units: int) -> int:
    """Return what the first `units` of these parts cost, minor units."""
    cost = 0
    for part in parts:
        count = min(units, part.units)
        if count == 0:
            break
        units -= count
        cost += spread(part.amount, (count * QUANTITY_ONE, part.quantity - count * QUANTITY_ONE))[0]
    return cost
