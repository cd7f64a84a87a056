"""I3, for what is kept beside a level: layers of cost, the standard, and lots."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from domain.reports.verification.naming import item, location

# Below zero there are no layers. An organization that costs otherwise has none at all.
LAYERS = f"""
SELECT 'the layers of cost are not their level' AS what,
    jsonb_build_object('item', {item("item_id")}, 'location', {location("location_id")}) AS place,
    jsonb_build_object('quantity', coalesce(y.quantity, 0.0000)::text, 'value', coalesce(y.value, 0)) AS found,
    jsonb_build_object('quantity', coalesce(l.quantity, 0.0000)::text, 'value', coalesce(l.value, 0)) AS expected,
    jsonb_build_array(location_id, item_id) AS key
FROM (
    SELECT x.location_id, x.item_id, greatest(x.quantity, 0) AS quantity,
        CASE WHEN x.quantity > 0 THEN x.value ELSE 0 END AS value
    FROM inv.stock_levels x JOIN core.settings s ON s.org_id = x.org_id
    WHERE x.org_id = %(org_id)s AND s.org_id = %(org_id)s AND s.costing_method = 'fifo'
) l
FULL JOIN (
    SELECT x.location_id, x.item_id, sum(x.quantity) AS quantity, sum(x.value)::bigint AS value
    FROM inv.cost_layers x WHERE x.org_id = %(org_id)s AND x.open GROUP BY x.location_id, x.item_id
) y USING (location_id, item_id)
WHERE coalesce(l.quantity, 0) <> coalesce(y.quantity, 0) OR coalesce(l.value, 0) <> coalesce(y.value, 0)
"""

STANDARD = f"""
SELECT 'a level is not worth its quantity at standard cost' AS what,
    jsonb_build_object('item', {item("l.item_id")}, 'location', {location("l.location_id")}) AS place,
    jsonb_build_object('quantity', l.quantity::text, 'value', l.value) AS found,
    jsonb_build_object('quantity', l.quantity::text,
        'value', round(l.quantity * coalesce(l.unit_cost, 0) * 10::numeric ^ o.minor_digits)) AS expected
FROM inv.stock_levels l
JOIN core.settings s ON s.org_id = l.org_id
JOIN core.organizations o ON o.id = l.org_id
WHERE l.org_id = %(org_id)s AND s.org_id = %(org_id)s AND s.costing_method = 'standard'
    AND l.value <> round(l.quantity * coalesce(l.unit_cost, 0) * 10::numeric ^ o.minor_digits)
"""

# `missing` as in `stock`.
LOT_LEVELS = f"""
SELECT 'a level of a lot is not the sum of its movements' AS what,
    jsonb_build_object('lot_id', lot_id, 'item', {item("item_id")}, 'location', {location("location_id")}) AS place,
    jsonb_build_object('quantity', coalesce(l.quantity, 0.0000)::text) AS found,
    jsonb_build_object('quantity', coalesce(m.quantity, 0.0000)::text) AS expected,
    jsonb_build_array(location_id, item_id, lot_id, (coalesce(m.quantity, 0) - coalesce(l.quantity, 0))::text)
        AS missing
FROM (
    SELECT location_id, item_id, lot_id, quantity FROM inv.lot_levels WHERE org_id = %(org_id)s
) l
FULL JOIN (
    SELECT x.location_id, x.item_id, x.lot_id, sum(x.quantity) AS quantity
    FROM inv.lot_movements x WHERE x.org_id = %(org_id)s GROUP BY x.location_id, x.item_id, x.lot_id
) m USING (location_id, item_id, lot_id)
WHERE coalesce(l.quantity, 0) <> coalesce(m.quantity, 0)
"""

LOT_MOVEMENTS = f"""
SELECT 'more of a movement is of lots than moved, or of another item or place' AS what,
    jsonb_build_object('movement_id', p.movement_id, 'item', {item("p.item_id")}) AS place,
    jsonb_build_object('quantity', p.quantity::text) AS found,
    jsonb_build_object('quantity', m.quantity::text) AS expected
FROM (
    SELECT x.movement_id, x.item_id, x.location_id, sum(x.quantity) AS quantity
    FROM inv.lot_movements x WHERE x.org_id = %(org_id)s GROUP BY x.movement_id, x.item_id, x.location_id
) p
LEFT JOIN inv.stock_movements m
    ON m.org_id = %(org_id)s AND m.id = p.movement_id AND m.item_id = p.item_id AND m.location_id = p.location_id
WHERE m.id IS NULL OR sign(p.quantity) <> sign(m.quantity) OR abs(p.quantity) > abs(m.quantity)
"""
