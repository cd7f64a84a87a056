"""Standard cost: every piece is worth the standard, whatever was paid for it (IAS 2, paragraph 21).

A level is always worth round(quantity × standard), above zero and below. So what a movement is worth is the difference
of two such roundings: movements in any order add up to the same, to the last minor unit.
"""

from domain.inventory.costing.level import UNKNOWN_COST, Level, value_at


def take(level: Level, quantity: int, *, digits: int) -> int:
    """Take at the standard, above zero and below."""
    before = level.value
    level.quantity -= quantity
    level.value = value_at(level.quantity, level.unit_cost, digits)
    return before - level.value


def put(level: Level, quantity: int, unit_cost: int, *, digits: int) -> tuple[int, int]:
    """Put what was bought at `unit_cost`; the difference to the standard is written off.

    Where there is no standard yet, the first receipt's cost becomes it.
    """
    if level.unit_cost == UNKNOWN_COST:
        level.unit_cost = unit_cost
    value = value_at(quantity, unit_cost, digits)
    return value, put_value(level, quantity, value, digits=digits)


def put_value(level: Level, quantity: int, value: int, *, digits: int) -> int:
    """Put what is worth `value`; the difference to the standard is written off."""
    before = level.value
    level.quantity += quantity
    level.value = value_at(level.quantity, level.unit_cost, digits)
    return before + value - level.value


def revalue(level: Level, unit_cost: int, *, digits: int) -> int:
    """Change the standard; return by how much the level's value changed."""
    before = level.value
    level.unit_cost = unit_cost
    level.value = value_at(level.quantity, unit_cost, digits)
    return level.value - before
