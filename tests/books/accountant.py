"""A second set of books, kept by hand: the posting rules in the plainest fractions, written from the rules alone.

Nothing of the product's own arithmetic is imported here, so that a mistake in it cannot be made twice by one hand.
Amounts are minor units, quantities and costs exact fractions of one and of a major unit.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.books.rounding import Refused, half_up, largest_remainder
from tests.books.storekeeper import Storekeeper

CASH, CARD, RECEIVABLE, INVENTORY, GOODS_RECEIVED, TAX, TIPS = "1010", "1040", "1100", "1200", "2020", "2100", "2300"
SALES, COST_OF_SALES, VARIANCE, ROUNDING = "4010", "5010", "5100", "6910"
TENDERS = {"cash": CASH, "card": CARD, "on_account": RECEIVABLE}


@dataclass
class SaleFigures:
    """A sale's amounts, minor units."""

    nets: list[int]
    taxes: list[int]
    discounts: list[int]
    due: int
    tip: int


@dataclass
class Accountant:
    """The books of one organization."""

    digits: int
    time_zone: str
    day_cutoff: str
    negative_stock: bool
    tax_per_document: bool
    prices_include_tax: bool
    cash_rounding: int
    discounts_account: str | None
    rates: dict[str, dict[str, Any]]
    items: list[dict[str, Any]]
    terminals: dict[str, str]
    limits: dict[str, int | None]
    codes: dict[str, str]
    costing: str
    balances: dict[tuple[str, str | None, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    receipts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    books: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    owed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sales: dict[str, dict[str, Any]] = field(default_factory=dict)
    journals: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = Storekeeper(self.digits, self.costing)

    def minor(self, amount: str) -> int:
        exact = Fraction(amount) * 10**self.digits
        assert exact.denominator == 1
        return int(exact)

    def item(self, line: dict[str, Any]) -> dict[str, Any]:
        for item in self.items:
            if line.get("item_id") == item["id"] or line.get("sku") == item["sku"]:
                return item
            if line.get("barcode") in item["barcodes"]:
                return item
        raise Refused("unknown item")

    def day(self, occurred_at: str) -> str:
        """Return the business date of an instant: the local date, yesterday's before the cut-off."""
        local = datetime.fromisoformat(occurred_at).astimezone(ZoneInfo(self.time_zone))
        if local.time() < time.fromisoformat(self.day_cutoff):
            local -= timedelta(days=1)
        return local.date().isoformat()

    def enter(self, book: str, day: str, sides: list[tuple[str, str | None, int]]) -> list[tuple[str, str | None, int]]:
        """Write a journal: debits positive; lines of one account and location are summed."""
        summed: dict[tuple[str, str | None], int] = defaultdict(int)
        for account, location_id, amount in sides:
            summed[account, location_id] += amount
        assert sum(summed.values()) == 0, sides
        self.books[book] += 1
        for (account, location_id), amount in summed.items():
            self.balances[account, location_id, day[:7]][0 if amount > 0 else 1] += abs(amount)
        return [(account, location_id, amount) for (account, location_id), amount in summed.items()]

    # Sales

    def price(self, sale: dict[str, Any]) -> SaleFigures:
        amounts, discounts, lines = [], [], []
        for line in sale["lines"]:
            item = self.item(line)
            unit_price = Fraction(line.get("unit_price", item["price"]))
            discount = self.minor(line.get("discount", "0"))
            amount = half_up(unit_price * Fraction(line["quantity"]) * 10**self.digits) - discount
            if amount < 0:
                raise Refused("discount of a line above its price")
            amounts.append(amount)
            discounts.append(discount)
            lines.append(self.rates.get(line.get("tax_rate_id") or item["tax_rate_id"]))
        discount = self.minor(sale.get("discount", "0"))
        if discount > sum(amounts):
            raise Refused("discount above the sale")
        shares = largest_remainder(discount, amounts)
        amounts = [amount - share for amount, share in zip(amounts, shares, strict=True)]
        discounts = [had + share for had, share in zip(discounts, shares, strict=True)]
        taxes = self.taxes(amounts, lines)
        nets = [
            amount - tax if rate is not None and self.inclusive(rate) else amount
            for amount, tax, rate in zip(amounts, taxes, lines, strict=True)
        ]
        tip = self.minor(sale.get("tip", "0"))
        return SaleFigures(nets, taxes, discounts, sum(nets) + sum(taxes) + tip, tip)

    def inclusive(self, rate: dict[str, Any]) -> bool:
        return bool(self.prices_include_tax if rate["inclusive"] is None else rate["inclusive"])

    def tax_on(self, amount: int, rate: dict[str, Any]) -> int:
        percent = Fraction(rate["percent"])
        return half_up(amount * percent / (100 + percent) if self.inclusive(rate) else amount * percent / 100)

    def taxes(self, amounts: list[int], rates: list[dict[str, Any] | None]) -> list[int]:
        if not self.tax_per_document:
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

    def rounded_cash(self, due: int, payments: list[dict[str, Any]]) -> int:
        """Return what is added so that the part paid in cash is a multiple of the smallest coin."""
        if self.cash_rounding <= 1 or not any(payment["method"] == "cash" for payment in payments):
            return 0
        in_cash = due - sum(self.minor(payment["amount"]) for payment in payments if payment["method"] != "cash")
        if in_cash <= 0:
            return 0
        return half_up(Fraction(in_cash, self.cash_rounding)) * self.cash_rounding - in_cash

    def sale(self, sale: dict[str, Any]) -> None:
        figures = self.price(sale)
        rounding = self.rounded_cash(figures.due, sale["payments"])
        total = figures.due + rounding
        paid = dict.fromkeys(TENDERS, 0)
        for payment in sale["payments"]:
            paid[payment["method"]] += self.minor(payment["amount"])
        change = sum(paid.values()) - total
        if change < 0:
            raise Refused("short payment")
        if change > paid["cash"]:
            raise Refused("overpaid, and not in cash")
        self.check_credit(sale, paid["on_account"])
        location_id = self.terminals[sale["terminal_id"]]
        self.check_stock(sale, location_id)
        costs = self.take_stock(sale, location_id)
        left_over = self.store.spill()
        paid["cash"] -= change
        sides: list[tuple[str, str | None, int]] = [
            (TENDERS[name], location_id, amount) for name, amount in paid.items()
        ]
        for line, net, discount in zip(sale["lines"], figures.nets, figures.discounts, strict=True):
            sides += self.revenue(line, net, discount, location_id)
        sides += [
            (TAX, location_id, -sum(figures.taxes)),
            (TIPS, location_id, -figures.tip),
            (ROUNDING, location_id, -rounding),
            (COST_OF_SALES, location_id, sum(costs)),
            (INVENTORY, location_id, -sum(costs) - left_over),
            (VARIANCE, location_id, left_over),
        ]
        day = self.day(sale["occurred_at"])
        self.enter(f"POS-{self.codes[location_id]}", day, sides)
        self.owed[sale.get("customer_id", "")] += paid["on_account"]
        self.receipts[sale["terminal_id"]] += 1
        self.sales[sale["id"]] = {
            "receipt_number": self.receipts[sale["terminal_id"]],
            "nets": figures.nets,
            "taxes": figures.taxes,
            "costs": costs,
            "total": total,
            "tax": sum(figures.taxes),
            "change": change,
            "rounding": rounding,
            "business_date": day,
        }

    def revenue(
        self, line: dict[str, Any], net: int, discount: int, location_id: str
    ) -> list[tuple[str, str | None, int]]:
        """Return what a line earns: net of its discount, or gross beside it where discounts have their own account."""
        if self.discounts_account is None:
            return [(SALES, location_id, -net)]
        rate = self.rates.get(line.get("tax_rate_id") or self.item(line)["tax_rate_id"])
        if rate is not None and self.inclusive(rate):
            discount -= self.tax_on(discount, rate)
        return [(self.discounts_account, location_id, discount), (SALES, location_id, -net - discount)]

    def check_credit(self, sale: dict[str, Any], on_account: int) -> None:
        if on_account == 0:
            return
        if "customer_id" not in sale:
            raise Refused("on account of nobody")
        limit = self.limits[sale["customer_id"]]
        if limit is not None and self.owed[sale["customer_id"]] + on_account > limit:
            raise Refused("over the credit limit")

    def check_stock(self, sale: dict[str, Any], location_id: str) -> None:
        wanted: dict[str, Fraction] = defaultdict(Fraction)
        for line in sale["lines"]:
            item = self.item(line)
            if item["stocked"] and not self.negative_stock:
                wanted[item["id"]] += Fraction(line["quantity"])
                if wanted[item["id"]] > self.store.levels[location_id, item["id"]].quantity:
                    raise Refused("not enough stock")

    def take_stock(self, sale: dict[str, Any], location_id: str) -> list[int]:
        return [
            self.store.take(location_id, item, Fraction(line["quantity"])) if item["stocked"] else 0
            for line in sale["lines"]
            for item in [self.item(line)]
        ]

    # Stock

    def receipt(self, receipt: dict[str, Any]) -> None:
        location_id = receipt["location_id"]
        sides: list[tuple[str, str | None, int]] = []
        for line in receipt["lines"]:
            value, variance = self.store.put(
                location_id, self.item(line), Fraction(line["quantity"]), Fraction(line["unit_cost"])
            )
            sides += [(INVENTORY, location_id, value - variance), (VARIANCE, location_id, variance)]
            sides.append((GOODS_RECEIVED, location_id, -value))
        self.enter(f"STK-{self.codes[location_id]}", self.day(receipt["occurred_at"]), sides)

    def adjustment(self, adjustment: dict[str, Any]) -> None:
        location_id = adjustment["location_id"]
        held: dict[str, Fraction] = {}
        for line in adjustment["lines"]:
            item_id, delta = self.item(line)["id"], Fraction(line["quantity_delta"])
            held[item_id] = held.get(item_id, self.store.levels[location_id, item_id].quantity) + delta
            if delta < 0 and held[item_id] < 0 and not self.negative_stock:
                raise Refused("not enough stock")
        sides: list[tuple[str, str | None, int]] = []
        for line in adjustment["lines"]:
            item, delta = self.item(line), Fraction(line["quantity_delta"])
            if delta < 0:
                change = -self.store.take(location_id, item, -delta) - self.store.spill()
            else:
                known = self.store.last_cost(self.store.levels[location_id, item["id"]], item)
                value, variance = self.store.put(location_id, item, delta, Fraction(line.get("unit_cost", known)))
                change = value - variance
            sides += [(INVENTORY, location_id, change), (VARIANCE, location_id, -change)]
        self.enter(f"STK-{self.codes[location_id]}", self.day(adjustment["occurred_at"]), sides)

    # Journals

    def journal(self, journal: dict[str, Any]) -> None:
        sides = [
            (line["account"], line.get("location_id"), self.minor(line.get("debit", "0")) - self.minor(credit))
            for line in journal["lines"]
            for credit in [line.get("credit", "0")]
        ]
        self.journals[journal["id"]] = {"day": journal["date"], "sides": sides, "reversed": False}
        self.enter("GEN", journal["date"], sides)

    def reversal(self, reversal: dict[str, Any]) -> None:
        original = self.journals.get(reversal["journal_id"])
        if original is None or original["reversed"]:
            raise Refused("nothing to reverse")
        original["reversed"] = True
        mirror = [(account, location_id, -amount) for account, location_id, amount in original["sides"]]
        self.enter("GEN", original["day"], mirror)
