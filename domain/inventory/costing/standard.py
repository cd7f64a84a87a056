"""Standard cost: every piece is worth the standard, whatever was paid for it (IAS 2, paragraph 21).

What is taken costs round(quantity × standard), whenever it is taken; a level is worth round(quantity × standard), above
zero and below. What these roundings leave over, a minor unit now and then, is settled: it is no cost of what was sold.
So in whatever order the same movements arrive, each costs the same, and every total is the same.

A standard of nothing is none yet: what comes in first sets it.
"""

from domain.inventory.costing.level import Level, unit_cost_of, value_at


def take(level: Level, quantity: int, *, digits: int) -> int:
    """Take at the standard, above zero and below; `settle` follows."""
    value = value_at(quantity, level.unit_cost, digits)
    level.quantity -= quantity
    level.value -= value
    return value


def settle(level: Level, *, digits: int) -> int:
    """Make a level worth its quantity again; return what the rounding of what was taken had left over."""
    before = level.value
    level.value = value_at(level.quantity, level.unit_cost, digits)
    return before - level.value


def put(level: Level, quantity: int, unit_cost: int, *, digits: int) -> tuple[int, int]:
    """Put what was bought at `unit_cost`; the difference to the standard is written off."""
    if level.unit_cost <= 0:
        level.unit_cost = unit_cost
    value = value_at(quantity, unit_cost, digits)
    return value, put_value(level, quantity, value, digits=digits)


def put_value(level: Level, quantity: int, value: int, *, digits: int) -> int:
    """Put what is worth `value`; the difference to the standard is written off."""
    if level.unit_cost <= 0:
        level.unit_cost = unit_cost_of(quantity, value, digits)
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
