"""What is odd in the data, and what becomes of it: a rule for each, counted where it is used; nothing is dropped.

The source (84.51°, by way of the packages `completejourney` for R and Python) says what its columns mean: `sales_value`
is what the retailer receives for a line, after the discount of the loyalty card (`retail_disc`) and after the
retailer's match of a coupon (`coupon_match_disc`), but before the manufacturer's coupon (`coupon_disc`), which the
manufacturer pays back. So the shelf price of a line is `sales_value + retail_disc + coupon_match_disc`; the first two
are its discount; and a manufacturer's coupon is no discount of ours but something that pays, like a voucher.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from cli.replay.source import Basket, Product

PRICE_ONE = 10_000
"""Millionths of a major unit in a minor unit: the digits of a unit price."""
FUEL = "GASOLINE"
GIFT_CARD = "GIFT CARD"
GALLON = "gal"
THOUSAND = 1000
"""The source counts fuel in thousandths of a gallon, and everything else in pieces."""
WITHOUT_GOODS = "-0"


class Quirk(StrEnum):
    """What is odd; the value is how it is told."""

    TIME = "moments are UTC without saying so"
    NO_QUANTITY = "quantity 0"
    NO_VALUE = "goods for 0.00"
    NO_TOTAL = "baskets that come to 0.00"
    FUEL_BY_VOLUME = "fuel in thousandths of a gallon"
    FUEL_BY_VALUE = "fuel sold by value"
    UNKNOWN_PRODUCT = "product missing from the table of products"
    GIFT_CARD = "gift cards sold, without their numbers"
    DISCOUNT_OVER_PRICE = "discount larger than what is paid"
    COUPON = "manufacturer's coupon"
    COUPON_OVER_PRICE = "coupon larger than the value of its line"
    COUPON_OVER_BASKET = "coupons larger than the basket"
    NEGATIVE = "negative amounts or quantities (returns)"
    TOO_MANY_LINES = "more lines than a document may have"


RULES = {
    Quirk.TIME: "Read as UTC and dated in the stores' zone, New York: then, and only then, each week of the source "
    "begins at midnight, and the year ends on 31 December.",
    Quirk.NO_QUANTITY: "No goods moved: a line of quantity 1, at the line's value, of the item `<product>-0`, "
    "which is not stocked.",
    Quirk.NO_VALUE: "Sold: at the shelf price with a discount as large, or at 0.00 where there is no discount.",
    Quirk.NO_TOTAL: "Posted without a payment: goods went out, no money came in.",
    Quirk.FUEL_BY_VOLUME: "Sold in gallons: the quantity divided by 1,000 (2.43 a gallon, as it was in 2017).",
    Quirk.FUEL_BY_VALUE: "Fuel with quantity 1 is paid ahead: how many gallons nobody says, so its item is not "
    "stocked.",
    Quirk.UNKNOWN_PRODUCT: "The item is made from the line: `Product <number>`, without category.",
    Quirk.GIFT_CARD: "Sold like goods: without its number a card is no liability that could be redeemed.",
    Quirk.DISCOUNT_OVER_PRICE: "Sold: the shelf price is what is paid and the discount together, so none exceeds it.",
    Quirk.COUPON: "A payment `coupon`, which the manufacturer owes; the line's value is what the retailer receives.",
    Quirk.COUPON_OVER_PRICE: "It pays for the rest of its basket too.",
    Quirk.COUPON_OVER_BASKET: "They pay the basket; the rest is not given back in money (counted in cents below).",
    Quirk.NEGATIVE: "There are none; they would be refused with their reason and counted as rejected.",
    Quirk.TOO_MANY_LINES: "There are none (161 at most); they would be refused with their reason.",
}


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it goes into the file: amounts in minor units, the quantity in thousandths, the price in millionths."""

    sku: str
    quantity: int
    unit_price: int
    discount: int
    value: int
    """What it comes to."""


@dataclass(frozen=True, slots=True)
class Sold:
    """A basket as it goes into the file, amounts in minor units."""

    basket: Basket
    lines: list[SoldLine]
    coupons: int
    """What coupons pay of it."""
    paid: int
    """The rest."""


@dataclass(slots=True)
class Article:
    """An item that was sold: its last shelf price, in millionths, and whether stock of it is kept."""

    sku: str
    product: int
    price: int = 0
    stocked: bool = True
    unit: str = "each"
    odd: bool = False
    """Whether its every line is counted under some rule."""


class Books:
    """Rings up baskets by the rules, counts what was odd, and gathers the items that were sold."""

    def __init__(self, products: dict[int, Product], *, most_lines: int) -> None:
        """Begin with nothing counted."""
        self._products, self._most_lines = products, most_lines
        self.counted: Counter[Quirk] = Counter(dict.fromkeys(Quirk, 0))
        self.unpaid_coupons = 0
        """What coupons were worth beyond their baskets, minor units."""
        self.articles: dict[str, Article] = {}
        self._goods: dict[tuple[int, bool], Article] = {}

    def ring_up(self, basket: Basket) -> Sold:
        """Return a basket as a sale."""
        lines, coupons, total = [], 0, 0
        for _, _, _, _, number, quantity, value, retail, coupon, match in basket.rows:
            lines.append(self._line(number, quantity, value, retail + match))
            total += value
            if coupon:
                self._count_coupon(coupon, value)
                coupons += coupon
        counted = self.counted
        counted[Quirk.TIME] += len(lines)
        if not total:
            counted[Quirk.NO_TOTAL] += 1
        if len(lines) > self._most_lines:
            counted[Quirk.TOO_MANY_LINES] += 1
        if coupons > total:
            counted[Quirk.COUPON_OVER_BASKET] += 1
            self.unpaid_coupons += coupons - total
            coupons = total
        return Sold(basket, lines, coupons, total - coupons)

    def _line(self, number: int, quantity: int, value: int, discount: int) -> SoldLine:
        article = self._goods.get((number, quantity > 1)) if quantity else None
        if article is None or article.odd or value <= 0 or quantity < 0:
            article = self._odd_article(number, quantity, value)
        if discount > value:
            self.counted[Quirk.DISCOUNT_OVER_PRICE] += 1
        # Without goods one line is sold, at its value.
        thousandths = quantity if article.unit == GALLON else (quantity or 1) * THOUSAND
        shelf = value + discount
        unit_price = _half_up(abs(shelf) * PRICE_ONE * THOUSAND, abs(thousandths))
        if shelf:
            article.price = unit_price
        return SoldLine(article.sku, thousandths, unit_price, discount, value)

    def _count_coupon(self, coupon: int, value: int) -> None:
        self.counted[Quirk.COUPON] += 1
        if coupon > value:
            self.counted[Quirk.COUPON_OVER_PRICE] += 1
        if coupon < 0:
            self.counted[Quirk.NEGATIVE] += 1

    def _odd_article(self, number: int, quantity: int, value: int) -> Article:
        """Return the item of a line that has something odd, or that is the first of its item, and count it."""
        product, counted = self._products.get(number), self.counted
        kind = "" if product is None else product.kind
        fuel = kind.startswith(FUEL)
        by_volume = fuel and quantity > 1
        for quirk, holds in (
            (Quirk.NO_QUANTITY, not quantity),
            (Quirk.NO_VALUE, not value and quantity > 0),
            (Quirk.UNKNOWN_PRODUCT, product is None),
            (Quirk.GIFT_CARD, GIFT_CARD in kind),
            (Quirk.FUEL_BY_VOLUME, by_volume),
            (Quirk.FUEL_BY_VALUE, fuel and quantity == 1),
            (Quirk.NEGATIVE, quantity < 0 or value < 0),
        ):
            counted[quirk] += holds
        sku = str(number) if quantity else f"{number}{WITHOUT_GOODS}"
        article = self.articles.get(sku)
        if article is None:
            article = self.articles[sku] = Article(
                sku,
                number,
                stocked=bool(quantity) and (by_volume or not fuel),
                unit=GALLON if by_volume else "each",
                odd=product is None or fuel or GIFT_CARD in kind,
            )
        if quantity:
            self._goods[number, quantity > 1] = article
        return article


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
