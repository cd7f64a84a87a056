"""First in, first out: what is taken costs what the oldest of it cost (IAS 2, paragraphs 25 and 27).

What is in a layer is never mixed with another's: what comes back is a layer of its own, the newest. Below zero there
are no layers, and a level is costed as under average: at the cost of the last receipt.
"""

from collections import deque
from itertools import accumulate

from domain.core.money import divide_half_up
from domain.inventory.costing.average import cover
from domain.inventory.costing.level import Layer, Layers, Level, unit_cost_of, value_at


def take(level: Level, layers: Layers, quantity: int, *, digits: int) -> int:
    """Take from the oldest layers; what goes below zero, at the last known unit cost."""
    value, missing = 0, quantity
    while missing and layers.open:
        layer = layers.open[0]
        layer.changed = True
        if layer.quantity > missing:
            part = divide_half_up(layer.value * missing, layer.quantity)
            layer.quantity -= missing
            layer.value -= part
            value += part
            missing = 0
        else:
            missing -= layer.quantity
            value += layer.value
            layer.quantity = layer.value = 0
            layers.spent.append(layers.open.popleft())
    if missing:
        value += value_at(missing, level.unit_cost, digits)
    level.quantity -= quantity
    level.value -= value
    return value


def put(level: Level, layers: Layers, quantity: int, unit_cost: int, *, digits: int) -> tuple[int, int]:
    """Put at a unit cost, as the newest layer."""
    value = value_at(quantity, unit_cost, digits)
    left = min(quantity, level.quantity + quantity)
    return value, _put(level, layers, quantity, value, unit_cost, value_at(left, unit_cost, digits))


def put_value(level: Level, layers: Layers, quantity: int, value: int, *, digits: int) -> int:
    """Put at exactly this value, as the newest layer."""
    left = min(quantity, level.quantity + quantity)
    unit_cost = unit_cost_of(quantity, value, digits)
    return _put(level, layers, quantity, value, unit_cost, divide_half_up(value * left, quantity))


def _put(  # noqa: PLR0917 - a layer's figures
    level: Level, layers: Layers, quantity: int, value: int, unit_cost: int, worth: int
) -> int:
    """Put a value into a level; `worth` is what of it is left after a level below zero was covered."""
    level.unit_cost = unit_cost
    if level.quantity < 0:
        written_off = cover(level, quantity, value, worth)
        if level.quantity > 0:
            layers.open.append(Layer(level.quantity, level.value, unit_cost, changed=True))
        return written_off
    level.quantity += quantity
    level.value += value
    layers.open.append(Layer(quantity, value, unit_cost, changed=True))
    return 0


def revalue(level: Level, layers: Layers, unit_cost: int, *, digits: int) -> int:
    """Say what one is worth from now on, in every layer; return by how much the level's value changed."""
    before = level.value
    if level.quantity <= 0:
        level.value = value_at(level.quantity, unit_cost, digits)
    else:
        for layer in layers.open:
            layer.value = value_at(layer.quantity, unit_cost, digits)
            layer.unit_cost, layer.changed = unit_cost, True
        level.value = sum(layer.value for layer in layers.open)
    level.unit_cost = unit_cost
    return level.value - before


def refit(layers: Layers, level: Level) -> None:
    """Make the layers the level again, where the two have come apart: the level is what is trusted.

    What remains of goods that go first in, first out is the newest; what no layer explains is added to the oldest. The
    level's value is shared out in proportion to what the layers were worth.
    """
    kept: deque[Layer] = deque()
    missing = max(level.quantity, 0)
    while layers.open:
        layer = layers.open.pop()
        part = min(layer.quantity, missing)
        _resize(layer, part)
        missing -= part
        if part:
            kept.appendleft(layer)
        else:
            layers.spent.append(layer)
    if missing and kept:
        _resize(kept[0], kept[0].quantity + missing)
    elif missing:
        kept.append(Layer(missing, level.value, level.unit_cost, changed=True))
    worths = [layer.value for layer in kept]
    if not any(worths):
        worths = [layer.quantity for layer in kept]
    given = 0
    for layer, weight in zip(kept, accumulate(worths), strict=True):
        layer.value = divide_half_up(level.value * weight, sum(worths)) - given
        given += layer.value
    layers.open = kept


def _resize(layer: Layer, quantity: int) -> None:
    layer.value = divide_half_up(layer.value * quantity, layer.quantity)
    layer.quantity, layer.changed = quantity, True
