"""The dice that one history is thrown with: identities, moments, amounts, and who is asked."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar
from uuid import UUID

from domain.core.clock import now
from tests.books.accountant import Accountant
from tests.books.ledger import Body
from tests.books.shop_floor import Floor, decimal

One = TypeVar("One")


class Chance:
    """What may happen in a shop whose books the accountant keeps."""

    def __init__(self, floor: Floor, accountant: Accountant, seed: int) -> None:
        self.floor, self.accountant, self.dice = floor, accountant, random.Random(seed)
        self.since, self.until = now() - timedelta(days=70), now() - timedelta(days=1)
        """The time in which everything happens, in any order."""

    def happens(self, probability: float) -> bool:
        return self.dice.random() < probability

    def one(self, of: Sequence[One]) -> One:
        return self.dice.choice(of)

    def new_id(self) -> str:
        return str(UUID(int=self.dice.getrandbits(128), version=4))

    def document(self, **given: Any) -> Body:
        """Return a document's identity and time, which may be long before or after that of the one before."""
        return {"id": self.new_id(), "occurred_at": self.moment().isoformat(), **given}

    def moment(self) -> datetime:
        """Return any minute of the time in which everything happens."""
        return self.since + timedelta(minutes=self.dice.randint(0, (self.until - self.since) // timedelta(minutes=1)))

    def text(self, minor: int) -> str:
        return self.accountant.ledger.text(minor)

    def amount(self, high: int) -> str:
        """Return an amount in the currency's digits, `high` in hundredths of a major unit."""
        return self.text(self.dice.randint(1, max(1, high * 10**self.floor.digits // 100)))

    def decimal(self, low: int, high: int, digits: int) -> str:
        return decimal(self.dice, low, high, digits)

    def part(self, quantity: Fraction) -> str:
        """Return a quantity of at most this much, often all of it."""
        whole = int(quantity * 10**4)
        some = whole if self.happens(0.4) else self.dice.randint(1, whole)
        return str(Decimal(some) / 10**4)

    def named(self, item: Body, *, barcode: bool = True) -> dict[str, str]:
        names = [{"item_id": item["id"]}, {"sku": item["sku"]}]
        return self.one([*names, {"barcode": item["barcodes"][0]}] if barcode and item["barcodes"] else names)

    def at_till(self) -> dict[str, str]:
        """Return a till and, mostly, its open shift; now and then any shift there has ever been."""
        terminal_id = self.one(self.floor.terminals)["id"]
        return {"terminal_id": terminal_id, **self.shift(terminal_id)}

    def shift(self, terminal_id: str) -> dict[str, str]:
        drawers = self.accountant.drawers
        if drawers.shifts and self.happens(0.03):
            return {"shift_id": self.one(list(drawers.shifts))}
        if terminal_id in drawers.open_at and self.happens(0.8):
            return {"shift_id": drawers.open_at[terminal_id].id}
        return {}
