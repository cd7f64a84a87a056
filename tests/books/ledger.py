"""The policies of a shop, and the journals that its accountant enters: summed by account, location and month."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.books.rounding import Refused

CASH, SAFE, CARD, RECEIVABLE, INVENTORY, IN_TRANSIT = "1010", "1020", "1040", "1100", "1200", "1210"
GOODS_RECEIVED, TAX, GIFT_CARDS, STORE_CREDIT, DEPOSITS, TIPS = "2020", "2100", "2200", "2210", "2220", "2300"
SALES, COST_OF_SALES, VARIANCE, OVER_SHORT, ROUNDING = "4010", "5010", "5100", "6900", "6910"

Place = tuple[str, str | None]
"""An account and, where it has one, a location."""
Sides = list[tuple[str, str | None, int]]
"""Account, location and amount, debits positive."""
Body = dict[str, Any]


@dataclass
class Ledger:
    """What the shop has decided about itself, and its journals."""

    digits: int
    time_zone: str
    day_cutoff: str
    negative_stock: bool
    tax_per_document: bool
    prices_include_tax: bool
    cash_rounding: int
    discounts_account: str | None
    rates: dict[str, Body]
    items: list[Body]
    terminals: dict[str, str]
    limits: dict[str, int | None]
    codes: dict[str, str]
    costing: str
    balances: dict[tuple[str, str | None, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    books: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    entered: dict[str, dict[Place, int]] = field(default_factory=dict)
    """Every journal by the document that it is of: what each account took at each location."""

    def minor(self, amount: str) -> int:
        exact = Fraction(amount) * 10**self.digits
        assert exact.denominator == 1
        return int(exact)

    def text(self, amount: int) -> str:
        return str(Decimal(amount).scaleb(-self.digits))

    def item(self, line: Body) -> Body:
        for item in self.items:
            if line.get("item_id") == item["id"] or line.get("sku") == item["sku"]:
                return item
            if line.get("barcode") in item["barcodes"]:
                return item
        raise Refused("inventory.unknown_item")

    def item_by_id(self, item_id: str) -> Body:
        return next(item for item in self.items if item["id"] == item_id)

    def day(self, occurred_at: str) -> str:
        """Return the business date of an instant: the local date, yesterday's before the cut-off."""
        local = datetime.fromisoformat(occurred_at).astimezone(ZoneInfo(self.time_zone))
        if local.time() < time.fromisoformat(self.day_cutoff):
            local -= timedelta(days=1)
        return local.date().isoformat()

    def enter(self, document_id: str, book: str, day: str, sides: Sides) -> dict[Place, int]:
        """Write a document's journal: debits positive; lines of one account and location are summed."""
        summed: dict[Place, int] = defaultdict(int)
        for account, location_id, amount in sides:
            summed[account, location_id] += amount
        assert sum(summed.values()) == 0, sides
        assert document_id not in self.entered
        self.books[book] += 1
        for (account, location_id), amount in summed.items():
            self.balances[account, location_id, day[:7]][0 if amount > 0 else 1] += abs(amount)
        self.entered[document_id] = {place: amount for place, amount in summed.items() if amount}
        return self.entered[document_id]

    def till_book(self, location_id: str) -> str:
        return f"POS-{self.codes[location_id]}"

    def stock_book(self, location_id: str) -> str:
        return f"STK-{self.codes[location_id]}"
