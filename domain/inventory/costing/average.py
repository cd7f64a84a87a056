"""Moving average: every piece of a level is worth the same (IAS 2, paragraphs 25 and 27)."""

from domain.core.money import divide_half_up
from domain.inventory.costing.level import Level, unit_cost_of, value_at


def take(level: Level, quantity: int, *, digits: int) -> int:
    """Take at average cost; what goes below zero, at the last known unit cost."""
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
    """Put at a unit cost, which is mixed into the average."""
    value = value_at(quantity, unit_cost, digits)
    if level.quantity >= 0:
        level.quantity += quantity
        level.value += value
        level.unit_cost = unit_cost_of(level.quantity, level.value, digits)
        return value, 0
    left = level.quantity + quantity
    written_off = cover(level, quantity, value, value_at(left, unit_cost, digits) if left > 0 else 0)
    level.unit_cost = unit_cost
    return value, written_off


def put_value(level: Level, quantity: int, value: int, *, digits: int) -> int:
    """Put at exactly this value, which is mixed into the average."""
    if level.quantity >= 0:
        level.quantity += quantity
        level.value += value
        level.unit_cost = unit_cost_of(level.quantity, level.value, digits)
        return 0
    left = level.quantity + quantity
    written_off = cover(level, quantity, value, divide_half_up(value * left, quantity) if left > 0 else 0)
    level.unit_cost = unit_cost_of(quantity, value, digits)
    return written_off


def cover(level: Level, quantity: int, value: int, worth: int) -> int:
    """Put into a level below zero; return what of the value the level must not keep.

    The covered quantity had been costed at the last known unit cost. What is left above zero is worth `worth`; what is
    still missing keeps its share of the old value.
    """
    held, held_value = level.quantity, level.value
    level.quantity += quantity
    if level.quantity <= 0:
        worth = divide_half_up(held_value * -level.quantity, -held)
    level.value = worth
    return held_value + value - worth


def revalue(level: Level, unit_cost: int, *, digits: int) -> int:
    """Say what one is worth from now on; return by how much the level's value changed."""
    before = level.value
    level.value = value_at(level.quantity, unit_cost, digits)
    level.unit_cost = unit_cost
    return level.value - before
