"""A shop with everything that makes arithmetic hard, and random documents for it; one seed is one history."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.core.clock import now
from tests.books.inbox import Wanted
from tests.shops import Shop

RATES = (("0", None), ("16", None), ("8.25", False), ("7.7", True), ("19", True), ("33.333333", None))


@dataclass
class Floor:
    """What stands in the shop: ids by what the accountant must know of them."""

    shop: Shop
    digits: int
    time_zone: str
    settings: dict[str, Any]
    rates: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    terminals: list[dict[str, Any]] = field(default_factory=list)
    customers: list[dict[str, Any]] = field(default_factory=list)
    location_ids: list[str] = field(default_factory=list)


def furnish(shop: Shop, *, seed: int, digits: int, time_zone: str, **settings: Any) -> Floor:
    """Set policies and master data over HTTP, as an owner would."""
    dice = random.Random(seed)
    made = shop.patch("/api/org/settings", json=settings)
    assert made.status_code == 200, made.text
    floor = Floor(shop, digits, time_zone, made.json())
    for at, (percent, inclusive) in enumerate(RATES):
        given = {"code": f"T{at}", "name": f"Tax {at}", "percent": percent, "inclusive": inclusive}
        rate = _create(shop, "/api/pos/tax-rates", **given)
        floor.rates[rate["id"]] = rate
    floor.location_ids = [str(shop.default_location_id)]
    floor.location_ids.append(_create(shop, "/api/inventory/locations", code="EAST", name="East")["id"])
    for at in range(3):
        location_id = floor.location_ids[at % 2]
        floor.terminals.append(
            _create(shop, "/api/pos/terminals", code=f"T{at}", name=f"Till {at}", location_id=location_id)
        )
    for at in range(3):
        limit = None if at else "200" if digits == 0 else "200.00"
        floor.customers.append(_create(shop, "/api/pos/customers", name=f"Customer {at}", credit_limit=limit))
    for at in range(20):
        stocked = at % 5 != 4
        floor.items.append(
            _create(
                shop,
                "/api/inventory/items",
                sku=f"S{at}",
                name=f"Item {at}",
                barcodes=[f"750{at:05}"],
                price=_decimal(dice, 1, 90_000_000, 6),
                cost=_decimal(dice, 1, 40_000_000, 6) if at % 3 else None,
                tax_rate_id=dice.choice([None, *floor.rates]),
                stocked=stocked,
            )
        )
    return floor


def _create(shop: Shop, path: str, **body: Any) -> dict[str, Any]:
    answer = shop.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _decimal(dice: random.Random, low: int, high: int, digits: int) -> str:
    """Return a decimal with at most that many digits after the point, often with fewer."""
    kept = dice.randint(0, digits)
    scaled = dice.randint(low, high) // 10 ** (digits - kept) * 10 ** (digits - kept)
    return str((Decimal(scaled or low) / 10**digits).normalize().quantize(Decimal(1).scaleb(-digits)))


class Days:
    """Random documents, in the order of their posting."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self.floor, self.dice = floor, random.Random(seed)
        self.began = now() - timedelta(days=70)
        self.serial = 0
        self.journals: list[str] = []

    def documents(self, count: int) -> list[Wanted]:
        """Return the next documents: mostly sales, receipts at drifting costs, adjustments, journals, reversals."""
        made: list[Wanted] = []
        for _ in range(count):
            roll = self.dice.random()
            if roll < 0.08:
                made.append(("stock.receive", self.receipt()))
            elif roll < 0.12:
                made.append(("stock.adjust", self.adjustment()))
            elif roll < 0.14:
                made.append(("journal.post", self.journal()))
                self.journals.append(made[-1][1]["id"])
            elif roll < 0.15 and self.journals:
                journal_id = self.dice.choice(self.journals)
                made.append(("journal.reverse", {"id": self.new_id(), "journal_id": journal_id}))
            else:
                made.append(("sale.post", self.sale()))
        return made

    def new_id(self) -> str:
        return str(UUID(int=self.dice.getrandbits(128), version=4))

    def moment(self) -> datetime:
        """Return an instant up to two months apart from the one before, in either direction."""
        return self.began + timedelta(minutes=self.dice.randint(0, 60 * 24 * 69))

    def amount(self, high: int) -> str:
        """Return an amount in the currency's digits, `high` in hundredths of a major unit."""
        minor = self.dice.randint(1, max(1, high * 10**self.floor.digits // 100))
        return str(Decimal(minor).scaleb(-self.floor.digits))

    def named(self, item: dict[str, Any], *, barcode: bool = True) -> dict[str, str]:
        names = [{"item_id": item["id"]}, {"sku": item["sku"]}, {"barcode": item["barcodes"][0]}]
        return self.dice.choice(names if barcode else names[:2])

    def sale(self) -> dict[str, Any]:
        dice, floor = self.dice, self.floor
        self.serial += 1
        sale: dict[str, Any] = {
            "id": self.new_id(),
            "terminal_id": dice.choice(floor.terminals)["id"],
            "terminal_seq": self.serial,
            "occurred_at": self.moment().isoformat(),
            "lines": [self.sale_line() for _ in range(dice.choice((1, 1, 2, 3, 4, 7)))],
        }
        if dice.random() < 0.3:
            sale["discount"] = self.amount(900)
        if dice.random() < 0.2:
            sale["tip"] = self.amount(500)
        if dice.random() < 0.3:
            sale["customer_id"] = dice.choice(floor.customers)["id"]
        return sale

    def sale_line(self) -> dict[str, Any]:
        dice = self.dice
        item = dice.choice(self.floor.items)
        line: dict[str, Any] = {**self.named(item), "quantity": _decimal(dice, 1, 60_000, 4)}
        if dice.random() < 0.4:
            line["unit_price"] = _decimal(dice, 0, 50_000_000, 6)
        if dice.random() < 0.25:
            line["discount"] = self.amount(300)
        if dice.random() < 0.2:
            line["tax_rate_id"] = dice.choice(list(self.floor.rates))
        return line

    def tenders(self) -> list[str]:
        return [self.dice.choice(("cash", "cash", "card", "on_account")) for _ in range(self.dice.choice((1, 1, 2, 3)))]

    def pay(self, due: int, step: int, methods: list[str]) -> list[dict[str, Any]]:
        """Return payments of what is due (minor units): cash pays the rest, rounded up to a coin, and often more.

        Now and then a minor unit is missing, or a card pays too much.
        """
        dice = self.dice
        amounts = [0 if method == "cash" else dice.randint(0, due) // len(methods) for method in methods]
        if "cash" in methods:
            rest = due - sum(amounts)
            amounts[methods.index("cash")] += -(-rest // max(step, 1)) * max(step, 1) + dice.choice((0, 0, 37, 500))
        else:
            amounts[-1] += due - sum(amounts)
        if dice.random() < 0.03:
            amounts[dice.randrange(len(amounts))] += dice.choice((-1, 1))
        return [
            {"method": method, "amount": str(Decimal(amount).scaleb(-self.floor.digits))}
            for method, amount in zip(methods, amounts, strict=True)
            if amount > 0
        ]

    def receipt(self) -> dict[str, Any]:
        dice = self.dice
        stocked = [item for item in self.floor.items if item["stocked"]]
        return {
            "id": self.new_id(),
            "location_id": dice.choice(self.floor.location_ids),
            "occurred_at": self.moment().isoformat(),
            "supplier": dice.choice((None, "Mill & Sons")),
            "lines": [
                {
                    **self.named(dice.choice(stocked), barcode=False),
                    "quantity": _decimal(dice, 1, 900_000, 4),
                    "unit_cost": _decimal(dice, 0, 40_000_000, 6),
                }
                for _ in range(dice.randint(1, 6))
            ],
        }

    def adjustment(self) -> dict[str, Any]:
        dice = self.dice
        stocked = [item for item in self.floor.items if item["stocked"]]
        lines = []
        for _ in range(dice.randint(1, 4)):
            sign = dice.choice(("", "-"))
            line = {
                **self.named(dice.choice(stocked), barcode=False),
                "quantity_delta": sign + _decimal(dice, 1, 50_000, 4),
            }
            if not sign and dice.random() < 0.5:
                line["unit_cost"] = _decimal(dice, 0, 40_000_000, 6)
            lines.append(line)
        return {
            "id": self.new_id(),
            "location_id": dice.choice(self.floor.location_ids),
            "occurred_at": self.moment().isoformat(),
            "reason": "Found otherwise",
            "lines": lines,
        }

    def journal(self) -> dict[str, Any]:
        amount = self.amount(100_000)
        one, other = self.dice.sample(("1030", "2010", "3010", "6010", "6020", "6110"), 2)
        where = {"location_id": self.dice.choice(self.floor.location_ids)} if self.dice.random() < 0.5 else {}
        return {
            "id": self.new_id(),
            "date": self.moment().date().isoformat(),
            "memo": self.dice.choice(("", "Rent", "=cmd|'/c calc'!A1", 'Say "Señor"\n and go')),
            "lines": [{"account": one, "debit": amount, **where}, {"account": other, "credit": amount, **where}],
        }
