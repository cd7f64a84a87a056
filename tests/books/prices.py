"""What goods cost the customer: prices, discounts and tax of the lines of a document, in exact fractions."""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.books.ledger import Body, Ledger
from tests.books.rounding import Refused, half_up, largest_remainder, millionths, next_share, ten_thousandths


@dataclass
class Part:
    """What a kit takes of one item, and what that had cost."""

    item: Body
    quantity: Fraction
    cost: int = 0


@dataclass
class Line:
    """A line of a document; what comes back has a negative quantity and negative amounts, minor units."""

    item: Body
    rate: Body | None
    quantity: Fraction
    discount: int
    revenue_discount: int = 0
    """The discount without the tax that was in it."""
    net: int = 0
    tax: int = 0
    cost: int = 0
    card: str | None = None
    restock: bool = True
    moved: bool = False
    parts: list[Part] = field(default_factory=list)
    original: "Line | None" = None
    returned: Fraction = Fraction(0)

    @property
    def total(self) -> int:
        return self.net + self.tax

    def share(self, amount: int, quantity: Fraction) -> int:
        """Return what of an amount of this line belongs to the next quantity of it that comes back."""
        return next_share(amount, self.returned, quantity, self.quantity)

    def back(self, quantity: Fraction, *, restock: bool) -> "Line":
        """Return the next `quantity` of this line as it comes back."""
        return Line(
            self.item,
            self.rate,
            -quantity,
            -self.share(self.discount, quantity),
            revenue_discount=-self.share(self.revenue_discount, quantity),
            net=-self.share(self.net, quantity),
            tax=-self.share(self.tax, quantity),
            cost=-self.share(self.cost, quantity),
            card=self.card,
            restock=restock,
            moved=self.moved,
            parts=self._parts_back(quantity),
            original=self,
        )

    def _parts_back(self, quantity: Fraction) -> list[Part]:
        """Return the parts of a kit that come back: of each the share of its quantity, at the share of its cost."""
        parts = []
        for part in self.parts:
            before = ten_thousandths(part.quantity * self.returned / self.quantity)
            after = ten_thousandths(part.quantity * (self.returned + quantity) / self.quantity)
            if after > before:
                cost = next_share(part.cost, before, after - before, part.quantity)
                parts.append(Part(part.item, after - before, cost))
        return parts


@dataclass
class Prices:
    """The price list of one shop, and its rules of tax."""

    ledger: Ledger

    def lines(self, body: Body) -> list[Line]:
        """Return a document's lines as they are sold, without those that come back."""
        ledger = self.ledger
        lines, amounts = [], []
        for given in body["lines"]:
            if "return_of" in given:
                continue
            line, amount = self._line(given)
            lines.append(line)
            amounts.append(amount)
        discount = ledger.minor(body.get("discount", "0"))
        if discount > sum(amounts):
            raise Refused("pos.discount_too_large")
        if discount:
            for at, share in enumerate(largest_remainder(discount, amounts)):
                amounts[at] -= share
                lines[at].discount += share
                if lines[at].card and lines[at].discount:
                    raise Refused("pos.gift_card_line")
        for line, amount, tax in zip(lines, amounts, self._taxes(amounts, lines), strict=True):
            inclusive = line.rate is not None and self.inclusive(line.rate)
            line.tax, line.net = tax, amount - tax if inclusive else amount
            line.revenue_discount = line.discount
            if inclusive and line.rate is not None:
                line.revenue_discount -= self.tax_on(line.discount, line.rate)
        return lines

    def _line(self, given: Body) -> tuple[Line, int]:
        ledger = self.ledger
        item = ledger.item(given)
        rate = ledger.rates.get(given.get("tax_rate_id") or item["tax_rate_id"])
        priced, (factor, price) = Fraction(given["quantity"]), self._unit(item, given)
        quantity = ten_thousandths(priced * factor)
        if not quantity:
            raise Refused("inventory.unit_quantity")
        discount = ledger.minor(given.get("discount", "0"))
        amount = half_up(Fraction(given.get("unit_price", price)) * priced * 10**ledger.digits) - discount
        line = Line(item, rate, quantity, discount, restock=given.get("restock", True))
        for part in item["kit"]:
            taken = ten_thousandths(quantity * Fraction(part["quantity"]))
            if not taken:
                raise Refused("inventory.unit_quantity")
            line.parts.append(Part(ledger.item_by_id(part["item_id"]), taken))
        if "gift_card" in given:
            if item["stocked"] or discount or quantity != 1:
                raise Refused("pos.gift_card_line")
            line.card, line.rate = given["gift_card"], None
        if amount < 0:
            raise Refused("pos.discount_too_large")
        return line, amount

    def _unit(self, item: Body, given: Body) -> tuple[Fraction, Fraction]:
        """Return how much of the item's own a line's unit is, and what one of the unit is sold for."""
        code = given.get("unit")
        if code is None or code == item["unit"]:
            return Fraction(1), Fraction(item["price"])
        unit = next((unit for unit in item["units"] if unit["code"] == code), None)
        if unit is None:
            raise Refused("inventory.unknown_unit")
        factor = Fraction(unit["factor"])
        if unit["price"] is None:
            return factor, millionths(Fraction(item["price"]) * factor)
        return factor, Fraction(unit["price"])

    def inclusive(self, rate: Body) -> bool:
        return bool(self.ledger.prices_include_tax if rate["inclusive"] is None else rate["inclusive"])

    def tax_on(self, amount: int, rate: Body) -> int:
        percent = Fraction(rate["percent"])
        return half_up(amount * percent / (100 + percent) if self.inclusive(rate) else amount * percent / 100)

    def _taxes(self, amounts: list[int], lines: list[Line]) -> list[int]:
        rates = [line.rate for line in lines]
        if not self.ledger.tax_per_document:
            return [
                0 if rate is None else self.tax_on(amount, rate) for amount, rate in zip(amounts, rates, strict=True)
            ]
        taxes = [0] * len(amounts)
        for rate in rates:
            members = [at for at, other in enumerate(rates) if rate is not None and other is rate]
            if members and rate is not None:
                weights = [amounts[at] for at in members]
                for at, share in zip(members, largest_remainder(self.tax_on(sum(weights), rate), weights), strict=True):
                    taxes[at] = share
        return taxes
