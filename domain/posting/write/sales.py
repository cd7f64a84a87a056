"""Writing what the till posts: sales, returns, exchanges and voids, and what of earlier sales has come back."""

from domain.posting.write.statements import update_by_key

# Each document comes with its lines inside, so that what they share is sent and parsed once; a line is also its stock
# movement. Everything is taken apart before it is inserted. What few documents and lines have lies in one object behind
# the others, which most do not have.
SALES = """
WITH d AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, (e ->> 2)::uuid AS location_id,
        (e ->> 3)::uuid AS terminal_id, (e ->> 4)::bigint AS terminal_seq, (e ->> 5)::uuid AS customer_id,
        (e ->> 6)::bigint AS receipt_number, (e ->> 7)::timestamptz AS occurred_at, (e ->> 8)::date AS business_date,
        (e ->> 9)::date AS original_date, e ->> 10 AS tax_rounding, (e ->> 11)::bigint AS discount,
        (e ->> 12)::bigint AS net, (e ->> 13)::bigint AS tax, (e ->> 14)::bigint AS tip,
        (e ->> 15)::bigint AS rounding, (e ->> 16)::bigint AS total, (e ->> 17)::bigint AS change,
        (e ->> 18)::bigint AS cost, (e ->> 19)::uuid AS journal_id, e -> 20 AS lines, e -> 21 AS payments,
        e -> 22 AS more
    FROM jsonb_array_elements(%s::jsonb) AS e
),
l AS MATERIALIZED (
    SELECT d.org_id, d.id AS sale_id, d.location_id, d.occurred_at, d.business_date,
        coalesce(d.more ->> 'kind', 'sale') AS kind, s.n::smallint AS line_no,
        (s.l ->> 0)::uuid AS item_id, (s.l ->> 1)::uuid AS movement_id, s.l ->> 2 AS sku, s.l ->> 3 AS name,
        (s.l ->> 4)::numeric AS quantity, (s.l ->> 5)::numeric AS unit_price, (s.l ->> 6)::bigint AS discount,
        (s.l ->> 7)::bigint AS net, (s.l ->> 8)::bigint AS tax, (s.l ->> 9)::bigint AS cost,
        (s.l ->> 10)::uuid AS tax_rate_id, (s.l ->> 11)::numeric AS tax_percent, (s.l ->> 12)::boolean AS tax_inclusive,
        (s.l ->> 13)::numeric AS unit_cost, s.l -> 14 AS more
    FROM d CROSS JOIN LATERAL jsonb_array_elements(d.lines) WITH ORDINALITY AS s (l, n)
),
sales AS (
    INSERT INTO pos.sales (
        org_id, id, location_id, terminal_id, terminal_seq, customer_id, receipt_number, occurred_at, business_date,
        original_date, tax_rounding, discount, net, tax, tip, rounding, total, change, cost, journal_id,
        kind, original_sale_id, shift_id, supplement, reference, note
    )
    SELECT d.org_id, d.id, d.location_id, d.terminal_id, d.terminal_seq, d.customer_id, d.receipt_number, d.occurred_at,
        d.business_date, d.original_date, d.tax_rounding, d.discount, d.net, d.tax, d.tip, d.rounding, d.total,
        d.change, d.cost, d.journal_id, coalesce(d.more ->> 'kind', 'sale'), (d.more ->> 'original')::uuid,
        (d.more ->> 'shift')::uuid, coalesce((d.more ->> 'supplement')::boolean, false), d.more ->> 'reference',
        d.more ->> 'note'
    FROM d
),
payments AS (
    INSERT INTO pos.payments (org_id, sale_id, payment_no, method_id, method, kind, amount, change, reference,
        stored_value_id)
    SELECT d.org_id, d.id, s.n::smallint, (s.p ->> 0)::uuid, s.p ->> 1, s.p ->> 2, (s.p ->> 3)::bigint,
        (s.p ->> 4)::bigint, s.p ->> 5, (s.p ->> 6)::uuid
    FROM d CROSS JOIN LATERAL jsonb_array_elements(d.payments) WITH ORDINALITY AS s (p, n)
),
movements AS (
    INSERT INTO inv.stock_movements (
        org_id, id, location_id, item_id, quantity, value, unit_cost, kind, source_type, source_id, occurred_at,
        business_date
    )
    SELECT l.org_id, l.movement_id, l.location_id, l.item_id, -l.quantity, -l.cost, l.unit_cost,
        CASE WHEN l.kind = 'void' THEN 'void' WHEN l.quantity < 0 THEN 'return' ELSE 'sale' END, l.kind,
        l.sale_id, l.occurred_at, l.business_date
    FROM l WHERE l.movement_id IS NOT NULL
)
INSERT INTO pos.sale_lines (
    org_id, sale_id, line_no, item_id, movement_id, sku, name, quantity, unit_price, discount, net, tax, total, cost,
    tax_rate_id, tax_percent, tax_inclusive, return_of_sale_id, return_of_line_no, restocked, stored_value_id, unit,
    unit_quantity, note, explained
)
SELECT l.org_id, l.sale_id, l.line_no, l.item_id, l.movement_id, l.sku, l.name, l.quantity, l.unit_price, l.discount,
    l.net, l.tax, l.net + l.tax, l.cost, l.tax_rate_id, l.tax_percent, l.tax_inclusive, (l.more ->> 'sale')::uuid,
    (l.more ->> 'line')::smallint, (l.more ->> 'restocked')::boolean, (l.more ->> 'stored_value')::uuid,
    l.more ->> 'unit', (l.more ->> 'unit_quantity')::numeric, l.more ->> 'note', l.more -> 'explained'
FROM l
"""
PARTS = """
INSERT INTO pos.sale_line_parts (org_id, sale_id, line_no, part_no, item_id, movement_id, quantity, cost)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::smallint, (r ->> 3)::smallint, (r ->> 4)::uuid, (r ->> 5)::uuid,
    (r ->> 6)::numeric, (r ->> 7)::bigint
FROM jsonb_array_elements(%s::jsonb) AS r
"""
CAME_BACK = update_by_key(
    "pos.sale_lines", "returned = r.c3", ("org_id", "sale_id", "line_no"), *("uuid", "uuid", "smallint", "numeric")
)
BECAME = update_by_key("pos.sales", "status = r.c2", ("org_id", "id"), *("uuid", "uuid", "text"))
