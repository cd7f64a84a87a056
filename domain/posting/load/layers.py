"""Loading what the costing method of an organization keeps beside its levels."""

from domain.inventory.costing import Layer, Layers
from domain.posting.facts import OrgFacts
from domain.posting.load.statements import Connection, keyed, keys_json
from domain.posting.naming import number
from domain.posting.wants import Wants

LAYERS = keyed(
    """
SELECT x.* FROM w CROSS JOIN LATERAL (
    SELECT l.org_id, l.location_id, l.item_id, l.seq, l.quantity, l.value, l.unit_cost, l.lot_id
    FROM inv.cost_layers l
    WHERE l.org_id = w.k0 AND l.location_id = w.k1 AND l.item_id = w.k2 AND l.open
    ORDER BY l.seq
) AS x
ORDER BY x.seq
""",
    *("uuid", "uuid", "uuid"),
)


def keep_methods(connection: Connection, wants: Wants, facts: dict[str, OrgFacts]) -> None:
    """Tell each locked level its method, and load the open layers of those that go first in, first out.

    They are read by a statement of their own, after the lock: what another batch has left of them is then seen.
    """
    if not any(org.fifo or org.standard_cost for org in facts.values()):
        return
    layered = []
    for org_id, location_id, item_id in wants.levels:
        org = facts[org_id]
        level = org.levels[location_id, item_id]
        level.standard = org.standard_cost
        if org.fifo:
            level.layers = Layers()
            if (location_id, item_id) in org.stored_levels:
                layered.append((org_id, location_id, item_id))
    if not layered:
        return
    for org_id, location_id, item_id, seq, quantity, value, unit_cost, lot_id in connection.execute(
        LAYERS, (keys_json(layered),)
    ):
        layers = facts[org_id].levels[location_id, item_id].layers
        if layers is not None:
            layers.open.append(Layer(number(quantity), value, number(unit_cost), seq, lot_id))
    for org_id, location_id, item_id in layered:
        level = facts[org_id].levels[location_id, item_id]
        if level.layers is not None and level.quantity > 0 and not level.layers.open:
            # What was there before the method was chosen is one layer.
            level.layers.open.append(Layer(level.quantity, level.value, level.unit_cost, changed=True))
