"""The shop that everything happens in: tills at several places, customers, gift cards, and what tills know together."""

import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cli.load import Article, Client, Refused, Shop, open_shop
from domain.core.clock import now

POOLED = 20
COSTING = ("average", "fifo", "standard")
LIMIT = "50.00"
FULL = 1_000_000
"""Pieces of each item at each place at first: nothing ever runs out."""


@dataclass(slots=True)
class Line:
    """A line that was sold: pieces, minor units, and how many pieces have been sent back so far."""

    pieces: int
    net: int
    tax: int
    back: int = 0

    @property
    def left(self) -> int:
        """Pieces that can still come back."""
        return self.pieces - self.back

    def bring_back(self, pieces: int) -> int:
        """Return what the next pieces are worth with their tax: all parts together are worth the line."""
        before, self.back = self.back, self.back + pieces

        def share(amount: int) -> int:
            return _half_up(amount * self.back, self.pieces) - _half_up(amount * before, self.pieces)

        return share(self.net) + share(self.tax)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass(slots=True)
class Sold:
    """A plain sale as its till remembers it."""

    id: str
    lines: list[Line]
    method: str
    total: int
    shift_id: str | None
    voided: bool = False

    @property
    def untouched(self) -> bool:
        """Whether nothing has come back of it."""
        return not self.voided and all(line.back == 0 for line in self.lines)


@dataclass
class Floor:
    """A shop, with what every till may name whoever made it."""

    shop: Shop
    gift_item: str
    """What is sold where a gift card is loaded."""
    customers: list[str]
    """They may owe without limit, but the last one."""
    articles: dict[str, Article]
    cards: list[str] = field(default_factory=list)
    elsewhere: deque[Sold] = field(default_factory=lambda: deque(maxlen=POOLED))
    """Sales paid by card whose first line any till may take back, perhaps several at once."""


async def open_floor(base_url: str, *, terminals: int, locations: int, seed: int) -> Floor:
    """Open the shop, with all that its tills need; its stock is costed in one of three ways, as the seed says."""
    shop = await open_shop(base_url, items=40, locations=locations, terminals=terminals, seed=seed, stock=0)
    dice, client = random.Random(seed), Client(shop.target)
    gift: dict[str, Any] = {"id": new_id(dice), "sku": "GIFT", "name": "Gift card", "price": "10.00", "stocked": False}
    people = [{"id": new_id(dice), "name": f"Customer {at}"} for at in range(4)]
    people.append({"id": new_id(dice), "name": "Customer with a limit", "credit_limit": LIMIT})
    asked = [
        ("PATCH", "/api/org/settings", {"costing_method": COSTING[seed % len(COSTING)]}),
        ("POST", "/api/inventory/items", gift),
        *(("POST", "/api/pos/customers", one) for one in people),
        *(("POST", "/api/inventory/receipts", _stock(shop, place, dice)) for place in shop.locations),
    ]
    for method, path, body in asked:
        answer = await client.send(shop.request(method, path, body, Prefer="wait=30"))
        if answer.status not in {200, 201}:
            message = f"{path} answered {answer.status}: {answer.body[:300].decode(errors='replace')}"
            raise Refused(message)
    client.close()
    return Floor(shop, gift["id"], [one["id"] for one in people], {one.id: one for one in shop.articles})


def _stock(shop: Shop, location_id: str, dice: random.Random) -> dict[str, Any]:
    lines = [{"item_id": one.id, "quantity": str(FULL), "unit_cost": money(one.cost)} for one in shop.articles]
    return {"id": new_id(dice), "location_id": location_id, "occurred_at": now().isoformat(), "lines": lines}


def new_id(dice: random.Random) -> str:
    """Return an identity: the same one for the same dice."""
    return str(UUID(int=dice.getrandbits(128), version=4))


def money(minor: int) -> str:
    """Return an amount as the API writes it."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def tender(method: str, minor: int, reference: str | None = None) -> dict[str, Any]:
    """Return one payment or refund."""
    given = {"method": method, "amount": money(minor)}
    return given if reference is None else given | {"reference": reference}
