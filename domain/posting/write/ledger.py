"""Writing journals, the ends of their books, and balances."""

from domain.posting.write.statements import update_by_key

JOURNALS = """
WITH d AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id, e ->> 2 AS book, (e ->> 3)::bigint AS number,
        (e ->> 4)::date AS business_date, (e ->> 5)::date AS original_date, (e ->> 6)::timestamptz AS occurred_at,
        e ->> 7 AS memo, e ->> 8 AS source_type, (e ->> 9)::uuid AS source_id, (e ->> 10)::uuid AS reverses_id,
        decode(e ->> 11, 'hex') AS previous_hash, decode(e ->> 12, 'hex') AS hash, e -> 13 AS lines
    FROM jsonb_array_elements(%s::jsonb) AS e
),
journals AS (
    INSERT INTO acct.journals (
        org_id, id, book, number, business_date, original_date, occurred_at, memo, source_type, source_id, reverses_id,
        previous_hash, hash
    )
    SELECT d.org_id, d.id, d.book, d.number, d.business_date, d.original_date, d.occurred_at, d.memo, d.source_type,
        d.source_id, d.reverses_id, d.previous_hash, d.hash
    FROM d
)
INSERT INTO acct.journal_lines (
    org_id, journal_id, line_no, account_id, location_id, business_date, debit, credit, memo
)
SELECT d.org_id, d.id, s.n::smallint, (s.l ->> 0)::uuid, (s.l ->> 1)::uuid, d.business_date, (s.l ->> 2)::bigint,
    (s.l ->> 3)::bigint, s.l ->> 4
FROM d CROSS JOIN LATERAL jsonb_array_elements(d.lines) WITH ORDINALITY AS s (l, n)
"""
BOOKS = update_by_key(
    "acct.books", "last_number = r.c2, last_hash = r.c3", ("org_id", "code"), *("uuid", "text", "bigint", "bytea")
)
BALANCES = """
INSERT INTO acct.balances AS b (org_id, period, account_id, location_id, debit, credit)
SELECT (r ->> 0)::uuid, (r ->> 1)::date, (r ->> 2)::uuid, (r ->> 3)::uuid, (r ->> 4)::bigint, (r ->> 5)::bigint
FROM jsonb_array_elements(%s::jsonb) AS r
ON CONFLICT (org_id, period, account_id, location_id)
DO UPDATE SET debit = b.debit + excluded.debit, credit = b.credit + excluded.credit
"""
