"""Layers of cost fitted again to their level, where the two have come apart.

The level is the sum of its movements, which nobody can change; a layer is what is left of one of them. So the level is
put right first, and its layers then follow it.
"""

import json
from uuid import UUID

from domain.core.db import UnitOfWork
from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, price_from, quantity_from, text_of
from domain.inventory.costing import Layer, Layers, Level, refit
from domain.org.profile import profile_of
from domain.reports.verification import Difference
from domain.reports.verification.costing import LAYERS

LOCK = """
SELECT x.location_id::text, x.item_id::text, x.quantity, x.value, coalesce(x.unit_cost, 0)
FROM inv.stock_levels x
JOIN (
    SELECT (e ->> 0)::uuid AS location_id, (e ->> 1)::uuid AS item_id FROM jsonb_array_elements(%(keys)s::jsonb) AS e
) w ON w.location_id = x.location_id AND w.item_id = x.item_id
WHERE x.org_id = %(org_id)s ORDER BY x.location_id, x.item_id FOR NO KEY UPDATE OF x
"""
READ = """
SELECT y.seq, y.quantity, y.value, y.unit_cost FROM inv.cost_layers y
WHERE y.org_id = %(org_id)s AND y.location_id = %(location_id)s AND y.item_id = %(item_id)s AND y.open ORDER BY y.seq
"""
CHANGE = """
UPDATE inv.cost_layers y SET quantity = %(quantity)s, value = %(value)s, open = %(open)s
WHERE y.org_id = %(org_id)s AND y.location_id = %(location_id)s AND y.item_id = %(item_id)s AND y.seq = %(seq)s
"""
ADD = """
INSERT INTO inv.cost_layers (org_id, location_id, item_id, quantity, value, unit_cost, open)
VALUES (%(org_id)s, %(location_id)s, %(item_id)s, %(quantity)s, %(value)s, %(unit_cost)s, %(open)s)
"""


def layers_apart(uow: UnitOfWork, *, org_id: UUID, repair: bool) -> list[Difference]:
    """Return the levels whose layers are not them; with `repair`, fit those layers to their level.

    Levels are locked before their layers are read, as posting does it; the caller commits.
    """
    rows = uow.driver.execute(LAYERS, {"org_id": org_id}).fetchall()
    if repair and rows:
        _fit(uow, org_id, [key for *_, key in rows])
    digits = profile_of(uow, org_id=org_id).digits
    found = [Difference(org_id, what, place, is_now, expected, digits) for what, place, is_now, expected, _ in rows]
    return sorted(found, key=lambda difference: json.dumps(difference.where))


def _fit(uow: UnitOfWork, org_id: UUID, keys: list[list[str]]) -> None:
    """Fit the layers of these levels; one level at a time, for there are few."""
    locked = uow.driver.execute(LOCK, {"org_id": org_id, "keys": json.dumps(keys)}).fetchall()
    for location_id, item_id, quantity, value, unit_cost in locked:
        where = {"org_id": org_id, "location_id": location_id, "item_id": item_id}
        level = Level(quantity_from(quantity), value, price_from(unit_cost))
        layers = Layers()
        for seq, remains, worth, cost in uow.driver.execute(READ, where):
            layers.open.append(Layer(quantity_from(remains), worth, price_from(cost), seq))
        refit(layers, level)
        for layer in layers.changed():
            _store(uow, where, layer)


def _store(uow: UnitOfWork, where: dict[str, object], layer: Layer) -> None:
    figures = {
        "seq": layer.seq,
        "quantity": text_of(layer.quantity, QUANTITY_DIGITS),
        "value": layer.value,
        "unit_cost": text_of(layer.unit_cost, PRICE_DIGITS),
        "open": layer.quantity > 0,
    }
    uow.driver.execute(CHANGE if layer.seq else ADD, where | figures)
