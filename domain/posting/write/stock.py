"""Writing stock documents, and movements that no line of a document stands for."""

from domain.posting.write.statements import update_by_key

STOCK_DOCUMENTS = """
WITH d AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, e ->> 2 AS kind, (e ->> 3)::uuid AS location_id,
        (e ->> 4)::timestamptz AS occurred_at, (e ->> 5)::date AS business_date, e ->> 6 AS supplier, e ->> 7 AS reason,
        (e ->> 8)::uuid AS journal_id, (e ->> 9)::uuid AS supplier_id, (e ->> 10)::uuid AS about_id, e ->> 11 AS note,
        nullif(e -> 12, 'null') AS details, e -> 13 AS lines
    FROM jsonb_array_elements(%s::jsonb) AS e
),
l AS MATERIALIZED (
    SELECT d.org_id, d.id AS document_id, d.kind, d.location_id, d.occurred_at, d.business_date,
        s.n::smallint AS line_no, (s.l ->> 0)::uuid AS item_id, (s.l ->> 1)::uuid AS movement_id,
        (s.l ->> 2)::numeric AS quantity, (s.l ->> 3)::numeric AS unit_cost, (s.l ->> 4)::bigint AS value,
        (s.l ->> 5)::uuid AS revaluation_id, (s.l ->> 6)::bigint AS revalued, (s.l ->> 7)::smallint AS about_line_no,
        nullif(s.l -> 8, 'null') AS details
    FROM d CROSS JOIN LATERAL jsonb_array_elements(d.lines) WITH ORDINALITY AS s (l, n)
),
documents AS (
    INSERT INTO inv.stock_documents (
        org_id, id, kind, location_id, occurred_at, business_date, supplier, reason, journal_id, supplier_id, about_id,
        note, details
    )
    SELECT d.org_id, d.id, d.kind, d.location_id, d.occurred_at, d.business_date, d.supplier, d.reason, d.journal_id,
        d.supplier_id, d.about_id, d.note, d.details
    FROM d
),
movements AS (
    INSERT INTO inv.stock_movements (
        org_id, id, location_id, item_id, quantity, value, unit_cost, kind, source_type, source_id, occurred_at,
        business_date
    )
    SELECT l.org_id, l.movement_id, l.location_id, l.item_id, l.quantity, l.value, l.unit_cost, l.kind, l.kind,
        l.document_id, l.occurred_at, l.business_date
    FROM l WHERE l.movement_id IS NOT NULL
    UNION ALL
    SELECT l.org_id, l.revaluation_id, l.location_id, l.item_id, 0, l.revalued, l.unit_cost, 'revaluation', l.kind,
        l.document_id, l.occurred_at, l.business_date
    FROM l WHERE l.revaluation_id IS NOT NULL
)
INSERT INTO inv.stock_document_lines (
    org_id, document_id, line_no, item_id, movement_id, quantity, unit_cost, value, revaluation_id, about_line_no,
    details
)
SELECT l.org_id, l.document_id, l.line_no, l.item_id, l.movement_id, l.quantity, l.unit_cost, l.value,
    l.revaluation_id, l.about_line_no, l.details
FROM l
"""
LOW_STOCK = """
INSERT INTO inv.low_stock_events (org_id, id, location_id, item_id, quantity, reorder_point, xid)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::numeric, (r ->> 5)::numeric,
    pg_current_xact_id()::text::bigint
FROM jsonb_array_elements(%s::jsonb) AS r
"""
MOVEMENTS = """
INSERT INTO inv.stock_movements (
    org_id, id, location_id, item_id, quantity, value, unit_cost, kind, source_type, source_id, occurred_at,
    business_date
)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::numeric, (r ->> 5)::bigint,
    (r ->> 6)::numeric, r ->> 7, r ->> 8, (r ->> 9)::uuid, (r ->> 10)::timestamptz, (r ->> 11)::date
FROM jsonb_array_elements(%s::jsonb) AS r
"""
LEVELS_TABLE = "stock_levels"
LEVELS = update_by_key(
    f"inv.{LEVELS_TABLE}",
    "quantity = r.c3, value = r.c4, unit_cost = r.c5",
    ("org_id", "location_id", "item_id"),
    *("uuid", "uuid", "uuid", "numeric", "bigint", "numeric"),
)
# Made only now, so that a level is written once in the batch that it begins with. Who comes second is refused.
NEW_LEVELS = """
INSERT INTO inv.stock_levels (org_id, location_id, item_id, quantity, value, unit_cost)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::numeric, (r ->> 4)::bigint, (r ->> 5)::numeric
FROM jsonb_array_elements(%s::jsonb) AS r
"""
LAYERS = update_by_key(
    "inv.cost_layers",
    "quantity = r.c4, value = r.c5, unit_cost = r.c6, open = r.c4 > 0",
    ("org_id", "location_id", "item_id", "seq"),
    *("uuid", "uuid", "uuid", "bigint", "numeric", "bigint", "numeric"),
)
NEW_LAYERS = """
INSERT INTO inv.cost_layers (org_id, location_id, item_id, quantity, value, unit_cost, open, movement_id, lot_id)
SELECT (r.e ->> 0)::uuid, (r.e ->> 1)::uuid, (r.e ->> 2)::uuid, (r.e ->> 3)::numeric, (r.e ->> 4)::bigint,
    (r.e ->> 5)::numeric, (r.e ->> 3)::numeric > 0, (r.e ->> 6)::uuid, (r.e ->> 7)::uuid
FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS r (e, n) ORDER BY r.n
"""
