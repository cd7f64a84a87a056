"""I3 and I9: levels against movements, and below zero."""

# ruff: noqa: S608 - every statement is built from constants of this package.
# `missing` is what recalculation adds to the row of that key to make it right.

from domain.reports.verification.naming import item, location

LEVELS = f"""
SELECT 'a level is not the sum of its movements' AS what,
    jsonb_build_object('item', {item("item_id")}, 'location', {location("location_id")}) AS place,
    jsonb_build_object('quantity', coalesce(l.quantity, 0.0000)::text, 'value', coalesce(l.value, 0)) AS found,
    jsonb_build_object('quantity', coalesce(m.quantity, 0.0000)::text, 'value', coalesce(m.value, 0)) AS expected,
    jsonb_build_array(location_id, item_id, (coalesce(m.quantity, 0) - coalesce(l.quantity, 0))::text,
        coalesce(m.value, 0) - coalesce(l.value, 0)) AS missing
FROM (
    SELECT location_id, item_id, quantity, value FROM inv.stock_levels WHERE org_id = %(org_id)s
) l
FULL JOIN (
    SELECT x.location_id, x.item_id, sum(x.quantity) AS quantity, sum(x.value) AS value
    FROM inv.stock_movements x WHERE x.org_id = %(org_id)s GROUP BY x.location_id, x.item_id
) m USING (location_id, item_id)
WHERE coalesce(l.quantity, 0) <> coalesce(m.quantity, 0) OR coalesce(l.value, 0) <> coalesce(m.value, 0)
"""

EMPTY_WORTH = f"""
SELECT 'nothing is there, but it has a value' AS what,
    jsonb_build_object('item', {item("l.item_id")}, 'location', {location("l.location_id")}) AS place,
    jsonb_build_object('quantity', l.quantity::text, 'value', l.value) AS found,
    jsonb_build_object('quantity', l.quantity::text, 'value', 0) AS expected
FROM inv.stock_levels l
WHERE l.org_id = %(org_id)s AND l.quantity = 0 AND l.value <> 0
"""

BELOW_ZERO = f"""
SELECT 'a level is below zero where the policy forbids it' AS what,
    jsonb_build_object('item', {item("l.item_id")}, 'location', {location("l.location_id")}) AS place,
    jsonb_build_object('quantity', l.quantity::text) AS found,
    jsonb_build_object('quantity', 'not below zero') AS expected
FROM inv.stock_levels l
JOIN core.settings s ON s.org_id = l.org_id
WHERE l.org_id = %(org_id)s AND s.org_id = %(org_id)s AND s.negative_stock = 'reject' AND l.quantity < 0
"""
