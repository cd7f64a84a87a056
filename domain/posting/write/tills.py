"""Writing what tills keep: numbers drawn, totals of shifts, stored value, money without a sale, what is owed."""

from domain.posting.write.statements import update_by_key

RECEIVABLES = update_by_key(
    "pos.customer_balances", "receivable = r.c2", ("org_id", "customer_id"), *("uuid", "uuid", "bigint")
)
RECEIPTS = update_by_key(
    "pos.receipt_sequences",
    "last_number = r.c2, last_shift = r.c3, last_z = r.c4, grand_total = r.c5, seen = x.seen + r.c6",
    ("org_id", "terminal_id"),
    *("uuid", "uuid", "bigint", "bigint", "bigint", "bigint", "int8multirange"),
)
STORED_VALUES = update_by_key(
    "pos.stored_values", "balance = x.balance + r.c2", ("org_id", "id"), *("uuid", "uuid", "bigint")
)
# Two batches may meet over a card that neither has seen before: the later one adds to what the earlier one made.
NEW_STORED_VALUES = """
INSERT INTO pos.stored_values AS v (org_id, id, kind, code, customer_id, balance, expires_on)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, r ->> 2, r ->> 3, (r ->> 4)::uuid, (r ->> 5)::bigint, (r ->> 6)::date
FROM jsonb_array_elements(%s::jsonb) AS r
ON CONFLICT (org_id, kind, code) DO UPDATE SET balance = v.balance + excluded.balance
"""
STORED_MOVEMENTS = """
INSERT INTO pos.stored_value_movements (
    org_id, id, stored_value_id, amount, source_type, source_id, occurred_at, business_date
)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::bigint, r ->> 4, (r ->> 5)::uuid,
    (r ->> 6)::timestamptz, (r ->> 7)::date
FROM jsonb_array_elements(%s::jsonb) AS r
"""
MONEY_DOCUMENTS = """
WITH d AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, e ->> 2 AS kind, (e ->> 3)::uuid AS location_id,
        (e ->> 4)::uuid AS terminal_id, (e ->> 5)::uuid AS shift_id, (e ->> 6)::boolean AS supplement,
        (e ->> 7)::uuid AS customer_id, (e ->> 8)::uuid AS stored_value_id, (e ->> 9)::uuid AS account_id,
        (e ->> 10)::bigint AS amount, e ->> 11 AS reason, e ->> 12 AS reference,
        (e ->> 13)::timestamptz AS occurred_at, (e ->> 14)::date AS business_date, (e ->> 15)::date AS original_date,
        (e ->> 16)::uuid AS journal_id, e -> 17 AS tenders, e -> 18 AS more
    FROM jsonb_array_elements(%s::jsonb) AS e
),
documents AS (
    INSERT INTO pos.money_documents (
        org_id, id, kind, location_id, terminal_id, shift_id, supplement, customer_id, stored_value_id, account_id,
        amount, reason, reference, occurred_at, business_date, original_date, journal_id, rounding, original_id, note
    )
    SELECT d.org_id, d.id, d.kind, d.location_id, d.terminal_id, d.shift_id, d.supplement, d.customer_id,
        d.stored_value_id, d.account_id, d.amount, d.reason, d.reference, d.occurred_at, d.business_date,
        d.original_date, d.journal_id, coalesce((d.more ->> 'rounding')::bigint, 0), (d.more ->> 'original')::uuid,
        d.more ->> 'note'
    FROM d
)
INSERT INTO pos.money_tenders (
    org_id, document_id, tender_no, method_id, method, kind, amount, reference, change, stored_value_id
)
SELECT d.org_id, d.id, s.n::smallint, (s.t ->> 0)::uuid, s.t ->> 1, s.t ->> 2, (s.t ->> 3)::bigint, s.t ->> 4,
    coalesce((s.t ->> 5)::bigint, 0), (s.t ->> 6)::uuid
FROM d CROSS JOIN LATERAL jsonb_array_elements(d.tenders) WITH ORDINALITY AS s (t, n)
"""
SHIFT_TOTALS = """
INSERT INTO pos.shift_totals AS t (org_id, shift_id, supplement, measure, code, number, amount)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::boolean, r ->> 3, r ->> 4, (r ->> 5)::bigint, (r ->> 6)::bigint
FROM jsonb_array_elements(%s::jsonb) AS r
ON CONFLICT (org_id, shift_id, supplement, measure, code)
DO UPDATE SET number = t.number + excluded.number, amount = t.amount + excluded.amount
"""
DEPOSITS = """
WITH d AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, (e ->> 2)::uuid AS stored_value_id,
        (e ->> 3)::uuid AS customer_id, (e ->> 4)::bigint AS total, (e ->> 5)::date AS due_on, e ->> 6 AS reference,
        e ->> 7 AS note, e -> 8 AS lines
    FROM jsonb_array_elements(%s::jsonb) AS e
),
deposits AS (
    INSERT INTO pos.deposits (org_id, id, stored_value_id, customer_id, total, due_on, reference, note)
    SELECT d.org_id, d.id, d.stored_value_id, d.customer_id, d.total, d.due_on, d.reference, d.note FROM d
)
INSERT INTO pos.layaway_lines (
    org_id, deposit_id, line_no, item_id, sku, name, quantity, unit_price, discount, net, tax, total, note
)
SELECT d.org_id, d.id, s.n::smallint, (s.l ->> 0)::uuid, s.l ->> 1, s.l ->> 2, (s.l ->> 3)::numeric,
    (s.l ->> 4)::numeric, (s.l ->> 5)::bigint, (s.l ->> 6)::bigint, (s.l ->> 7)::bigint,
    (s.l ->> 6)::bigint + (s.l ->> 7)::bigint, s.l ->> 8
FROM d CROSS JOIN LATERAL jsonb_array_elements(d.lines) WITH ORDINALITY AS s (l, n)
"""
