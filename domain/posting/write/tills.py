"""Writing what tills keep: numbers drawn, shifts and their totals, stored value, money without a sale, what is owed."""

from domain.posting.write.statements import update_by_key

RECEIVABLES = update_by_key(
    "pos.customer_balances", "receivable = r.c2", ("org_id", "customer_id"), *("uuid", "uuid", "bigint")
)
RECEIPTS = update_by_key(
    "pos.receipt_sequences",
    "last_number = r.c2, last_shift = r.c3, last_z = r.c4, seen = x.seen + r.c5",
    ("org_id", "terminal_id"),
    *("uuid", "uuid", "bigint", "bigint", "bigint", "int8multirange"),
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
        (e ->> 16)::uuid AS journal_id, e -> 17 AS tenders
    FROM jsonb_array_elements(%s::jsonb) AS e
),
documents AS (
    INSERT INTO pos.money_documents (
        org_id, id, kind, location_id, terminal_id, shift_id, supplement, customer_id, stored_value_id, account_id,
        amount, reason, reference, occurred_at, business_date, original_date, journal_id
    )
    SELECT d.org_id, d.id, d.kind, d.location_id, d.terminal_id, d.shift_id, d.supplement, d.customer_id,
        d.stored_value_id, d.account_id, d.amount, d.reason, d.reference, d.occurred_at, d.business_date,
        d.original_date, d.journal_id
    FROM d
)
INSERT INTO pos.money_tenders (org_id, document_id, tender_no, method_id, method, kind, amount, reference)
SELECT d.org_id, d.id, s.n::smallint, (s.t ->> 0)::uuid, s.t ->> 1, s.t ->> 2, (s.t ->> 3)::bigint, s.t ->> 4
FROM d CROSS JOIN LATERAL jsonb_array_elements(d.tenders) WITH ORDINALITY AS s (t, n)
"""
SHIFTS_OPENED = """
INSERT INTO pos.shifts (
    org_id, id, terminal_id, location_id, number, opening_float, opened_at, business_date, opening_journal_id, note
)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::bigint, (r ->> 5)::bigint,
    (r ->> 6)::timestamptz, (r ->> 7)::date, (r ->> 8)::uuid, r ->> 9
FROM jsonb_array_elements(%s::jsonb) AS r
"""
SHIFTS_CLOSED = """
UPDATE pos.shifts s SET status = 'closed', close_id = (r ->> 2)::uuid, closed_at = (r ->> 3)::timestamptz,
    z_number = (r ->> 4)::bigint, counted = r -> 5, variance = (r ->> 6)::bigint, manifest = nullif(r -> 7, 'null'),
    closing_journal_id = (r ->> 8)::uuid
FROM jsonb_array_elements(%s::jsonb) AS r
WHERE s.org_id = (r ->> 0)::uuid AND s.id = (r ->> 1)::uuid
"""
SHIFT_TOTALS = """
INSERT INTO pos.shift_totals AS t (org_id, shift_id, supplement, measure, code, number, amount)
SELECT (r ->> 0)::uuid, (r ->> 1)::uuid, (r ->> 2)::boolean, r ->> 3, r ->> 4, (r ->> 5)::bigint, (r ->> 6)::bigint
FROM jsonb_array_elements(%s::jsonb) AS r
ON CONFLICT (org_id, shift_id, supplement, measure, code)
DO UPDATE SET number = t.number + excluded.number, amount = t.amount + excluded.amount
"""
