"""A shop with everything that makes arithmetic hard; one seed is one shop."""

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.shops import Shop

RATES = (("0", None), ("16", None), ("8.25", False), ("7.7", True), ("19", True), ("33.333333", None))
UNITS = [{"code": "case", "factor": "12", "price": "55.5"}, {"code": "slice", "factor": "0.3333"}]
KITS = ((("S0", "2"), ("S1", "0.25")), (("S2", "0.3333"), ("S3", "1"), ("S0", "1.5")))


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
    card: dict[str, Any] = field(default_factory=dict)
    """The item that sells gift cards."""

    @property
    def goods(self) -> list[dict[str, Any]]:
        """Whatever is sold for its own sake."""
        return [item for item in self.items if item is not self.card]

    @property
    def stocked(self) -> list[dict[str, Any]]:
        return [item for item in self.items if item["stocked"]]


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
                price=decimal(dice, 1, 90_000_000, 6),
                cost=decimal(dice, 1, 40_000_000, 6) if at % 3 else None,
                tax_rate_id=dice.choice([None, *floor.rates]),
                stocked=stocked,
                units=UNITS if at % 6 == 1 else [],
            )
        )
    for at, parts in enumerate(KITS):
        floor.items.append(
            _create(
                shop,
                "/api/inventory/items",
                sku=f"KIT{at}",
                name=f"Kit {at}",
                barcodes=[f"990{at}"],
                price=decimal(dice, 1_000_000, 90_000_000, 6),
                tax_rate_id=dice.choice([None, *floor.rates]),
                kit=[{"sku": sku, "quantity": quantity} for sku, quantity in parts],
            )
        )
    floor.card = _create(shop, "/api/inventory/items", sku="CARD", name="Gift card", price="10", stocked=False)
    floor.items.append(floor.card)
    return floor


def _create(shop: Shop, path: str, **body: Any) -> dict[str, Any]:
    answer = shop.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def decimal(dice: random.Random, low: int, high: int, digits: int) -> str:
    """Return a decimal with at most that many digits after the point, often with fewer."""
    kept = dice.randint(0, digits)
    scaled = dice.randint(low, high) // 10 ** (digits - kept) * 10 ** (digits - kept)
    return str((Decimal(scaled or low) / 10**digits).normalize().quantize(Decimal(1).scaleb(-digits)))
