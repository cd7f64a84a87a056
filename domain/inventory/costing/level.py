"""What lies at a location, and what it is worth."""

from collections import deque
from dataclasses import dataclass, field

from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, divide_half_up

TO_MINOR = tuple(10 ** (QUANTITY_DIGITS + PRICE_DIGITS - digits) for digits in range(QUANTITY_DIGITS + PRICE_DIGITS))
"""What quantity × unit cost is divided by, for a currency of 0, 1, 2, … digits."""


UNKNOWN_COST = -1
"""The unit cost of a level where nothing has ever been received; whoever costs from it puts a real one first."""


@dataclass(slots=True)
class Layer:
    """What is left of one receipt: quantity and value; `seq` tells it from the level's others, 0 until it is stored."""

    quantity: int
    value: int
    unit_cost: int
    seq: int = 0
    lot_id: str | None = None
    movement_id: str | None = None
    changed: bool = False


@dataclass(slots=True)
class Layers:
    """The layers of a level: what is open, the oldest first, and what has been used up since they were loaded."""

    open: deque[Layer] = field(default_factory=deque)
    spent: list[Layer] = field(default_factory=list)

    def changed(self) -> list[Layer]:
        """Return what must be stored: layers that are new, smaller or used up, the oldest first."""
        return self.spent + [layer for layer in self.open if layer.changed]


@dataclass(slots=True)
class Level:
    """What lies at a location: quantity, value, and the cost of one as the last receipt left it.

    The unit cost stays when nothing is left, and does not follow the rounding of what is taken. Under standard cost it
    is the standard. `layers` are there under first-in-first-out only: Σ layers is the level, and below zero there are
    none.
    """

    quantity: int = 0
    value: int = 0
    unit_cost: int = 0
    layers: Layers | None = None
    standard: bool = False


def value_at(quantity: int, unit_cost: int, digits: int) -> int:
    """Return quantity × unit cost in minor units, half-up."""
    return divide_half_up(quantity * unit_cost, TO_MINOR[digits])


def unit_cost_of(quantity: int, value: int, digits: int) -> int:
    """Return value / quantity in millionths, half-up; the quantity is positive."""
    return divide_half_up(value * TO_MINOR[digits], quantity)
