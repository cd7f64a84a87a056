"""Statements over items that are there already, under the rules that `domain.inventory.service` holds for one item.

Each row finds its item by one look-up, in an order that one index alone has: else a table that was analyzed while it
was empty is read from end to end for each of them (decision 0006). What is not given stays as it is.
"""
# ruff: noqa: S608 - put together from constants of this file

STAGED = """
CREATE TEMP TABLE IF NOT EXISTS import_items (
    line bigint, audit_id uuid, sku text, name text, barcodes text[], category text, unit text, price numeric(18, 6),
    cost numeric(18, 6), tax_rate text, sales_account_id uuid, stocked boolean, tracking text,
    reorder_point numeric(18, 4), active boolean
) ON COMMIT DELETE ROWS
"""
FOUND = """
CREATE TEMP TABLE IF NOT EXISTS import_items_found (
    line bigint, id uuid, audit_id uuid, sku text, name text, category text, unit text, price numeric, cost numeric,
    tax_rate_id uuid, sales_account_id uuid, stocked boolean, tracking text, reorder_point numeric, active boolean,
    barcodes text[],
    changes boolean, relabels boolean, unknown_rate boolean, never_stocked boolean,
    restocks boolean, reunits boolean, retracks boolean,
    recosts boolean, old_category text, before jsonb
) ON COMMIT DELETE ROWS
"""
LOCK = """
SELECT FROM inv.items i WHERE i.org_id = %(org_id)s AND i.sku = ANY (ARRAY(SELECT s.sku FROM import_items s))
ORDER BY i.sku FOR NO KEY UPDATE
"""
# Most rows of a file that is sent again are as they were: only the others are kept.
FIND = """
INSERT INTO import_items_found
SELECT f.*, NULL FROM (
    SELECT s.line, e.id, s.audit_id, s.sku, coalesce(s.name, e.name), coalesce(s.category, e.category),
        coalesce(s.unit, e.unit), coalesce(s.price, e.price), coalesce(s.cost, e.cost),
        coalesce(t.id, e.tax_rate_id), coalesce(s.sales_account_id, e.sales_account_id),
        coalesce(s.stocked, e.stocked), coalesce(s.tracking, e.tracking), coalesce(s.reorder_point, e.reorder_point),
        coalesce(s.active, e.active), s.barcodes,
        (
            s.name <> e.name OR s.category <> e.category OR s.unit <> e.unit
            OR (s.category IS NOT NULL AND e.category IS NULL)
            OR s.price <> e.price OR s.cost <> e.cost OR (s.cost IS NOT NULL AND e.cost IS NULL)
            OR t.id <> e.tax_rate_id OR (t.id IS NOT NULL AND e.tax_rate_id IS NULL) OR s.stocked <> e.stocked
            OR s.sales_account_id <> e.sales_account_id
            OR (s.sales_account_id IS NOT NULL AND e.sales_account_id IS NULL) OR s.tracking <> e.tracking
            OR s.reorder_point <> e.reorder_point OR (s.reorder_point IS NOT NULL AND e.reorder_point IS NULL)
            OR s.active <> e.active OR s.barcodes <> coalesce(l.barcodes, '{}')
        ) IS TRUE AS changes,
        (s.barcodes <> coalesce(l.barcodes, '{}')) IS TRUE,
        s.tax_rate IS NOT NULL AND t.id IS NULL AS unknown_rate,
        (s.stocked AND (e.is_kit OR e.gift_card)) IS TRUE,
        (s.stocked <> e.stocked) IS TRUE, (s.unit <> e.unit) IS TRUE, (s.tracking <> e.tracking) IS TRUE,
        s.cost IS NOT NULL AND s.cost IS DISTINCT FROM e.cost, e.category
    FROM import_items s
    CROSS JOIN LATERAL (
        SELECT i.* FROM inv.items i WHERE i.org_id = %(org_id)s AND i.sku >= s.sku ORDER BY i.sku LIMIT 1
    ) e
    LEFT JOIN LATERAL (
        SELECT r.id FROM pos.tax_rates r WHERE r.org_id = %(org_id)s AND r.code = s.tax_rate LIMIT 1
    ) t ON s.tax_rate IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT array_agg(b.barcode ORDER BY b.barcode COLLATE "C") AS barcodes FROM (
            SELECT o.barcode FROM inv.item_barcodes o
            WHERE o.org_id = %(org_id)s AND o.item_id BETWEEN e.id AND e.id AND o.unit IS NULL
            ORDER BY o.item_id OFFSET 0
        ) b
    ) l ON s.barcodes IS NOT NULL
    WHERE e.sku = s.sku
) f WHERE f.changes OR f.unknown_rate OR %(policy)s = 'create_only'
"""
# Those that seem to change are looked at once more when they are locked.
NARROW = """
DELETE FROM import_items s WHERE s.line NOT IN (SELECT f.line FROM import_items_found f)
"""
FORGET = "DELETE FROM import_items_found"
# Whoever has moved has a movement; the index by item is asked for that, and only then where there is stock of it. What
# has a limit of its own is asked for each row, and never turned into a join with all there is.
MOVED = """((
    SELECT m.item_id FROM inv.stock_movements m WHERE m.org_id = %(org_id)s AND m.item_id >= f.id
    ORDER BY m.item_id LIMIT 1
) = f.id) IS TRUE"""
IN_STOCK = f"""({MOVED} AND EXISTS (
    SELECT FROM inv.locations p CROSS JOIN LATERAL (
        SELECT l.quantity, l.value FROM inv.stock_levels l
        WHERE l.org_id = %(org_id)s AND l.location_id = p.id AND l.item_id = f.id LIMIT 1
    ) v WHERE p.org_id = %(org_id)s AND (v.quantity <> 0 OR v.value <> 0)
))"""


def _account(category: str) -> str:
    return (
        "(SELECT c.inventory_account_id FROM inv.categories c"
        f" WHERE c.org_id = %(org_id)s AND c.code = f.{category} LIMIT 1)"
    )


FAULTS = f"""
SELECT f.line, 'sku', 'already_there' FROM import_items_found f WHERE %(policy)s = 'create_only'
UNION ALL
SELECT f.line, 'tax_rate', 'unknown' FROM import_items_found f WHERE f.unknown_rate
UNION ALL
SELECT f.line, 'barcodes', v.fault
FROM import_items_found f CROSS JOIN LATERAL unnest(f.barcodes) AS g (barcode) CROSS JOIN LATERAL (
    SELECT b.barcode, CASE WHEN b.item_id <> f.id THEN 'taken' WHEN b.unit IS NOT NULL THEN 'twice' END AS fault
    FROM inv.item_barcodes b WHERE b.org_id = %(org_id)s AND b.barcode >= g.barcode ORDER BY b.barcode LIMIT 1
) v WHERE f.relabels AND v.barcode = g.barcode AND v.fault IS NOT NULL
UNION ALL
SELECT f.line, 'stocked', 'never_stocked' FROM import_items_found f WHERE f.never_stocked
UNION ALL
SELECT f.line, CASE WHEN f.restocks THEN 'stocked' WHEN f.reunits THEN 'unit' ELSE 'tracking' END, 'moved'
FROM import_items_found f
WHERE (f.restocks OR f.reunits OR f.retracks) AND {MOVED}
UNION ALL
SELECT f.line, 'unit', 'unit_twice' FROM import_items_found f WHERE f.reunits AND (
    SELECT true FROM inv.item_units u WHERE u.org_id = %(org_id)s AND u.item_id = f.id AND u.code = f.unit LIMIT 1
) IS TRUE
UNION ALL
SELECT f.line, 'stocked', 'part' FROM import_items_found f WHERE f.restocks AND NOT f.stocked AND (
    SELECT true FROM inv.kit_parts k WHERE k.org_id = %(org_id)s AND k.item_id = f.id LIMIT 1
) IS TRUE
UNION ALL
SELECT f.line, 'cost', 'standard_cost' FROM import_items_found f WHERE f.recosts AND %(standard)s AND {IN_STOCK}
UNION ALL
SELECT f.line, 'category', 'on_account' FROM import_items_found f
WHERE f.category IS DISTINCT FROM f.old_category AND {_account("category")} IS DISTINCT FROM {_account("old_category")}
    AND {IN_STOCK}
"""
LEAVE_OUT = "DELETE FROM import_items_found WHERE line = ANY (%(lines)s)"
CATEGORIES = "SELECT DISTINCT f.category FROM import_items_found f WHERE f.category IS NOT NULL"
_MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


def _plain(value: str, least: str = "0") -> str:
    """Return a decimal as `plain_decimal` writes it."""
    return f"round({value}, greatest(scale(trim_scale({value})), {least}))::text"


_DIGITS = "%(digits)s"
_OWN_COLUMNS = f"""
    'id', i.id, 'sku', i.sku, 'name', i.name, 'category', i.category, 'unit', i.unit,
    'price', {_plain("i.price", _DIGITS)}, 'cost', {_plain("i.cost", _DIGITS)}, 'tax_rate_id', i.tax_rate_id,
    'stocked', i.stocked, 'tracking', i.tracking, 'gift_card', i.gift_card,
    'reorder_point', {_plain("i.reorder_point")}, 'active', i.active, 'version', i.version,
    'created_at', {_MOMENT.format("i.created_at")}, 'updated_at', {_MOMENT.format("i.updated_at")}
"""
_VIEW = f"""jsonb_build_object({_OWN_COLUMNS},
    'barcodes', (
        SELECT coalesce(jsonb_agg(b.barcode ORDER BY b.barcode), '[]') FROM (
            SELECT o.barcode FROM inv.item_barcodes o
            WHERE o.org_id = %(org_id)s AND o.item_id BETWEEN i.id AND i.id AND o.unit IS NULL
            ORDER BY o.item_id OFFSET 0
        ) b
    ),
    'units', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'code', u.code, 'factor', {_plain("u.factor")}, 'price', {_plain("u.price", _DIGITS)}, 'barcode', (
                SELECT b.barcode FROM inv.item_barcodes b
                WHERE b.org_id = %(org_id)s AND b.item_id = i.id AND b.unit = u.code
            )
        ) ORDER BY u.code), '[]') FROM inv.item_units u WHERE u.org_id = %(org_id)s AND u.item_id = i.id
    ),
    'kit', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'item_id', k.item_id, 'sku', p.sku, 'quantity', {_plain("k.quantity")}
        ) ORDER BY k.part_no), '[]')
        FROM inv.kit_parts k JOIN inv.items p ON p.org_id = k.org_id AND p.id = k.item_id
        WHERE k.org_id = %(org_id)s AND k.kit_id = i.id
    ),
    'reorder_points', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'location_id', r.location_id, 'quantity', {_plain("r.quantity")}
        ) ORDER BY r.location_id), '[]') FROM inv.reorder_points r
        WHERE r.org_id = %(org_id)s AND r.item_id = i.id
    ),
    'sales_account', (
        SELECT a.code FROM acct.chart_of_accounts a WHERE a.org_id = %(org_id)s AND a.id = i.sales_account_id
    ))"""
_THIS_ITEM = """CROSS JOIN LATERAL (
    SELECT * FROM (
        SELECT * FROM inv.items e WHERE e.org_id = %(org_id)s AND e.id >= f.id ORDER BY e.id LIMIT 1
    ) o WHERE o.id = f.id
) i"""
REMEMBER = f"""
UPDATE import_items_found n SET before = v.view
FROM (SELECT f.ctid AS place, {_VIEW} AS view FROM import_items_found f {_THIS_ITEM} OFFSET 0) v
WHERE n.ctid = v.place
"""
UNLABEL = """
DELETE FROM inv.item_barcodes b USING (
    SELECT o.place FROM import_items_found f CROSS JOIN LATERAL (
        SELECT l.ctid AS place, l.barcode FROM inv.item_barcodes l
        WHERE l.org_id = %(org_id)s AND l.item_id BETWEEN f.id AND f.id AND l.unit IS NULL ORDER BY l.item_id OFFSET 0
    ) o WHERE f.relabels AND o.barcode <> ALL (f.barcodes) OFFSET 0
) v WHERE b.ctid = v.place
"""
UPDATE = """
UPDATE inv.items i SET
    name = f.name, category = f.category, unit = f.unit, price = f.price, cost = f.cost, tax_rate_id = f.tax_rate_id,
    sales_account_id = f.sales_account_id, stocked = f.stocked, tracking = f.tracking,
    reorder_point = f.reorder_point, active = f.active, version = i.version + 1, updated_at = now()
FROM (
    SELECT n.*, o.place FROM import_items_found n CROSS JOIN LATERAL (
        SELECT e.id, e.ctid AS place FROM inv.items e WHERE e.org_id = %(org_id)s AND e.id >= n.id
        ORDER BY e.id LIMIT 1
    ) o WHERE o.id = n.id OFFSET 0
) f WHERE i.ctid = f.place
"""
LABEL = """
INSERT INTO inv.item_barcodes (org_id, barcode, item_id)
SELECT %(org_id)s, g.barcode, f.id FROM import_items_found f CROSS JOIN LATERAL unnest(f.barcodes) AS g (barcode)
WHERE f.relabels AND (
    SELECT b.barcode FROM inv.item_barcodes b WHERE b.org_id = %(org_id)s AND b.barcode >= g.barcode
    ORDER BY b.barcode LIMIT 1
) IS DISTINCT FROM g.barcode
ORDER BY g.barcode
"""
AUDIT = f"""
INSERT INTO core.audit_log
    (org_id, id, actor_type, actor_id, action, subject_type, subject_id, before, after, address, user_agent)
SELECT %(org_id)s, f.audit_id, %(actor_type)s, %(actor_id)s, 'item.update', 'item', f.id::text, f.before, {_VIEW},
    %(address)s, %(user_agent)s
FROM import_items_found f {_THIS_ITEM} ORDER BY f.audit_id
"""
CHANGE = (REMEMBER, UNLABEL, UPDATE, LABEL, AUDIT)
"""What changes items that are there, in this order."""
