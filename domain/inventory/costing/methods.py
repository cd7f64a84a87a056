"""Taking and putting by the method of the level; average, which most use, is asked for nothing but whether it is it."""

from domain.inventory.costing import average, fifo, standard
from domain.inventory.costing.level import Level


def take(level: Level, quantity: int, *, digits: int) -> int:
    """Take `quantity` (positive) out of a level and return its value.

    What goes below zero is costed at the last known unit cost. Under standard cost `settle` must follow.
    """
    if level.layers is not None:
        return fifo.take(level, level.layers, quantity, digits=digits)
    if level.standard:
        return standard.take(level, quantity, digits=digits)
    return average.take(level, quantity, digits=digits)


def settle(level: Level, *, digits: int) -> int:
    """Return what must be written off of a level after something was taken (positive: towards `stock_variance`).

    Only standard cost leaves something: the rounding between what was taken and what is left, both at the standard.
    """
    return standard.settle(level, digits=digits) if level.standard else 0


def put(level: Level, quantity: int, unit_cost: int, *, digits: int) -> tuple[int, int]:
    """Put `quantity` (positive) at `unit_cost` into a level; return its value and what must be written off.

    Where the level was below zero, the covered quantity had been costed at the last known unit cost. The difference to
    this receipt's cost is the second value: it leaves the level (positive: towards `stock_variance`), so that what is
    left is worth this receipt's unit cost, and what is still missing keeps its share of the old value. Under standard
    cost it is the whole difference to the standard.
    """
    if level.layers is not None:
        return fifo.put(level, level.layers, quantity, unit_cost, digits=digits)
    if level.standard:
        return standard.put(level, quantity, unit_cost, digits=digits)
    return average.put(level, quantity, unit_cost, digits=digits)


def put_value(level: Level, quantity: int, value: int, *, digits: int) -> int:
    """Put `quantity` (positive) worth exactly `value` into a level; return what must be written off.

    For goods that come back at what they had left with: returns, voids, transfers received. What is written off is as
    for `put`: what covered a level below zero, or differs from the standard.
    """
    if level.layers is not None:
        return fifo.put_value(level, level.layers, quantity, value, digits=digits)
    if level.standard:
        return standard.put_value(level, quantity, value, digits=digits)
    return average.put_value(level, quantity, value, digits=digits)


def revalue(level: Level, unit_cost: int, *, digits: int) -> int:
    """Say what one of a level is worth from now on; return by how much its value changed (against `stock_variance`)."""
    if level.layers is not None:
        return fifo.revalue(level, level.layers, unit_cost, digits=digits)
    if level.standard:
        return standard.revalue(level, unit_cost, digits=digits)
    return average.revalue(level, unit_cost, digits=digits)
