"""What stock is worth: average cost over a level, pure and in scaled integers.

Units: quantities in ten-thousandths, values in minor units, unit costs in millionths of a major unit. A level's value
never strays from its quantity: taking all of it takes all of its value.
"""

from dataclasses import dataclass

from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, divide_half_up

TO_MINOR = tuple(10 ** (QUANTITY_DIGITS + PRICE_DIGITS - digits) for digits in range(QUANTITY_DIGITS + PRICE_DIGITS))
"""What quantity × unit cost is divided by, for a currency of 0, 1, 2, … digits."""


UNKNOWN_COST = -1
"""The unit cost of a level where nothing has ever been received; whoever costs from it puts a real one first."""


@dataclass(slots=True)
class Level:
    """What lies at a location: quantity, value, and the cost of one as the last receipt left it.

    The unit cost stays when nothing is left, and does not follow the rounding of what is taken.
    """

    quantity: int = 0
    value: int = 0
    unit_cost: int = 0


def value_at(quantity: int, unit_cost: int, digits: int) -> int:
    """Return quantity × unit cost in minor units, half-up."""
    return divide_half_up(quantity * unit_cost, TO_MINOR[digits])


def unit_cost_of(quantity: int, value: int, digits: int) -> int:
    """Return value / quantity in millionths, half-up; the quantity is positive."""
    return divide_half_up(value * TO_MINOR[digits], quantity)


def take(level: Level, quantity: int, *, digits: int) -> int:
    """Take `quantity` (positive) out of a level at average cost and return its value.

    What goes below zero is costed at the last known unit cost.
    """
    held = level.quantity
    if held <= 0:
        value = value_at(quantity, level.unit_cost, digits)
    elif quantity < held:
        value = divide_half_up(level.value * quantity, held)
    else:
        value = level.value
        if quantity > held:
            value += value_at(quantity - held, level.unit_cost, digits)
    level.quantity -= quantity
    level.value -= value
    return value


def put(level: Level, quantity: int, unit_cost: int, *, digits: int) -> tuple[int, int]:
    """Put `quantity` (positive) at `unit_cost` into a level; return its value and what must be written off.

    Where the level was below zero, the covered quantity had been costed at the last known unit cost. The difference to
    this receipt's cost is the second value: it leaves the level (positive: towards `stock_variance`), so that what is
    left is worth this receipt's unit cost, and what is still missing keeps its share of the old value.
    """
    value = value_at(quantity, unit_cost, digits)
    variance = 0
    held, held_value = level.quantity, level.value
    level.quantity += quantity
    level.value += value
    if held < 0:
        if level.quantity > 0:
            worth = value_at(level.quantity, unit_cost, digits)
        else:
            worth = divide_half_up(held_value * level.quantity, held)
        variance = level.value - worth
        level.value = worth
        level.unit_cost = unit_cost
    else:
        level.unit_cost = unit_cost_of(level.quantity, level.value, digits)
    return value, variance


def put_value(level: Level, quantity: int, value: int, *, digits: int) -> int:
    """Put `quantity` (positive) worth exactly `value` into a level; return what must be written off.

    For goods that come back at what they had left with: returns, voids, transfers received. Where the level was below
    zero, the covered quantity had been costed at the last known unit cost; the difference to its share of `value`
    leaves the level (positive: towards `stock_variance`), exactly as `put` does it.
    """
    held, held_value = level.quantity, level.value
    level.quantity += quantity
    level.value += value
    if held >= 0:
        level.unit_cost = unit_cost_of(level.quantity, level.value, digits)
        return 0
    if level.quantity > 0:
        worth = divide_half_up(value * level.quantity, quantity)
    else:
        worth = divide_half_up(held_value * level.quantity, held)
    variance = level.value - worth
    level.value = worth
    level.unit_cost = unit_cost_of(quantity, value, digits)
    return variance
