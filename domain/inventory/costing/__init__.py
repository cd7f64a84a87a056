"""What stock is worth, by average, first-in-first-out or standard cost: pure and in scaled integers.

Units: quantities in ten-thousandths, values in minor units, unit costs in millionths of a major unit. Whatever the
method, a level's value never strays from its quantity: taking all of it takes all of its value. Every method takes and
puts through the same functions; a level knows which method is its own.
"""

from domain.inventory.costing.fifo import refit
from domain.inventory.costing.level import (
    TO_MINOR,
    UNKNOWN_COST,
    Layer,
    Layers,
    Level,
    unit_cost_of,
    value_at,
)
from domain.inventory.costing.methods import put, put_value, revalue, settle, take

__all__ = [
    "TO_MINOR",
    "UNKNOWN_COST",
    "Layer",
    "Layers",
    "Level",
    "put",
    "put_value",
    "refit",
    "revalue",
    "settle",
    "take",
    "unit_cost_of",
    "value_at",
]
