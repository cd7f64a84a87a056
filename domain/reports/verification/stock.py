"""I3 and I9: levels against movements, and below zero."""

# ruff: noqa: S608 - every statement is built from constants of this package.
# `missing` is what recalculation adds to the row of that key to make it right.

from domain.reports.verification.naming import item, location

# Both sides are added up against each other, and the stored rows looked up where anything is left: most levels of a
# large catalogue have few movements, so that a table of sums to be joined would be as large as that of movements.
LEVELS = f"""
SELECT 'a level is not the sum of its movements' AS what,
    jsonb_build_object('item', {item("d.item_id")}, 'location', {location("d.location_id")}) AS place,
    jsonb_build_object('quantity', coalesce(l.quantity, 0.0000)::text, 'value', coalesce(l.value, 0)) AS found,
    jsonb_build_object('quantity', (coalesce(l.quantity, 0) + d.quantity)::numeric(18, 4)::text,
        'value', coalesce(l.value, 0) + d.value) AS expected,
    jsonb_build_array(d.location_id, d.item_id, d.quantity::text, d.value) AS missing
FROM (
    SELECT location_id, item_id, core.total(quantity) AS quantity, core.total(value) AS value
    FROM (
        SELECT x.location_id, x.item_id, x.quantity, x.value FROM inv.stock_movements x WHERE x.org_id = %(org_id)s
        UNION ALL
        SELECT y.location_id, y.item_id, -y.quantity, -y.value FROM inv.stock_levels y WHERE y.org_id = %(org_id)s
    ) AS both_sides
    GROUP BY location_id, item_id HAVING core.total(quantity) <> 0 OR core.total(value) <> 0
) d
LEFT JOIN LATERAL (
    SELECT z.quantity, z.value FROM inv.stock_levels z
    WHERE z.org_id = %(org_id)s AND z.location_id = d.location_id AND z.item_id = d.item_id OFFSET 0
) l ON true
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
