"""Stock kept by hand, by each of the three methods: quantities and costs in exact fractions, values in minor units."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.books.rounding import half_up, millionths


@dataclass
class Level:
    """What lies somewhere: quantity, value, and what one cost when it was last known (None: never known)."""

    quantity: Fraction = Fraction(0)
    value: int = 0
    unit_cost: Fraction | None = None
    piles: list[tuple[Fraction, int]] = field(default_factory=list)
    """First in, first out only: quantity and value of what is left of each receipt, the oldest first."""


@dataclass
class Storekeeper:
    """The levels of one organization, by location and item."""

    digits: int
    method: str = "average"
    left_over: int = 0
    """What the rounding of what was taken at standard cost has left, until somebody asks for it."""
    levels: dict[tuple[str, str], Level] = field(default_factory=lambda: defaultdict(Level))

    def last_cost(self, level: Level, item: dict[str, Any]) -> Fraction:
        """Return the unit cost that was last known: after what came in last, or the item's own before anything did."""
        own = Fraction(item["cost"] or 0)
        if level.unit_cost is None or (self.method == "standard" and level.quantity == 0 and own):
            return own
        return level.unit_cost

    def worth(self, quantity: Fraction, unit_cost: Fraction) -> int:
        return half_up(quantity * unit_cost * 10**self.digits)

    def take(self, location_id: str, item: dict[str, Any], quantity: Fraction) -> int:
        """Take stock by the method; what goes below zero at the last known unit cost."""
        level = self.levels[location_id, item["id"]]
        level.unit_cost = self.last_cost(level, item)
        if self.method == "standard":
            value = self.worth(quantity, level.unit_cost)
            self.left_over += level.value - value - self.worth(level.quantity - quantity, level.unit_cost)
            level.quantity -= quantity
            level.value = self.worth(level.quantity, level.unit_cost)
            return value
        if self.method == "fifo":
            value = self.unpile(level, quantity)
        elif level.quantity > 0 and quantity < level.quantity:
            value = half_up(level.value * quantity / level.quantity)
        elif level.quantity > 0:
            value = level.value + self.worth(quantity - level.quantity, level.unit_cost)
        else:
            value = self.worth(quantity, level.unit_cost)
        level.quantity -= quantity
        level.value -= value
        return value

    def spill(self) -> int:
        """Return what was left over, once."""
        left, self.left_over = self.left_over, 0
        return left

    def unpile(self, level: Level, quantity: Fraction) -> int:
        """Take from the oldest piles; what is in none of them at the last known unit cost."""
        assert level.unit_cost is not None
        value = 0
        while quantity and level.piles:
            there, worth = level.piles.pop(0)
            part = min(there, quantity)
            cost = half_up(worth * part / there)
            if part < there:
                level.piles.insert(0, (there - part, worth - cost))
            value += cost
            quantity -= part
        return value + self.worth(quantity, level.unit_cost)

    def put(self, location_id: str, item: dict[str, Any], quantity: Fraction, unit_cost: Fraction) -> tuple[int, int]:
        """Add stock at a cost; return its value, and the part of it that the level does not keep.

        That is the difference to what the covered quantity had been costed at, or to the standard.
        """
        level = self.levels[location_id, item["id"]]
        value = self.worth(quantity, unit_cost)
        before, before_value = level.quantity, level.value
        if self.method == "standard":
            level.unit_cost = self.last_cost(level, item) or unit_cost
            level.quantity += quantity
            level.value = self.worth(level.quantity, level.unit_cost)
            return value, before_value + value - level.value
        level.quantity += quantity
        if before >= 0:
            level.value += value
            level.piles.append((quantity, value))
            average = millionths(Fraction(level.value, 10**self.digits) / level.quantity)
            level.unit_cost = unit_cost if self.method == "fifo" else average
            return value, 0
        remains = self.worth(level.quantity, unit_cost)
        if level.quantity <= 0:
            remains = half_up(before_value * level.quantity / before)
        else:
            level.piles.append((level.quantity, remains))
        level.value, level.unit_cost = remains, unit_cost
        return value, before_value + value - remains

    def put_value(self, location_id: str, item: dict[str, Any], quantity: Fraction, value: int) -> int:
        """Put goods back at exactly what they are worth; return the part of it that the level does not keep.

        Above zero they keep their own worth. Below, what covers the missing replaces what that had been costed at, what
        is left is worth its share, and what is still missing keeps its own.
        """
        level = self.levels[location_id, item["id"]]
        before, before_value = level.quantity, level.value
        each = millionths(Fraction(value, 10**self.digits) / quantity)
        if self.method == "standard":
            level.unit_cost = self.last_cost(level, item) or each
            level.quantity += quantity
            level.value = self.worth(level.quantity, level.unit_cost)
            return before_value + value - level.value
        level.quantity += quantity
        if before >= 0:
            level.value += value
            level.piles.append((quantity, value))
            average = millionths(Fraction(level.value, 10**self.digits) / level.quantity)
            level.unit_cost = each if self.method == "fifo" else average
            return 0
        remains = half_up(value * level.quantity / quantity)
        if level.quantity <= 0:
            remains = half_up(before_value * level.quantity / before)
        else:
            level.piles.append((level.quantity, remains))
        level.value, level.unit_cost = remains, each
        return before_value + value - remains
