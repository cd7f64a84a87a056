"""I2 and I6: journals in other currencies, what they left open, and what was settled of it.

What an item is follows from its line, what is settled of it from the lines that settle it; the lines together are what
the ledger has of their journal, account by account, rounding and exchange differences included.
"""

# ruff: noqa: S608 - every statement is built from constants of this package.

from domain.core.ids import NIL

# `missing` is what recalculation adds to the row of that key to make it right.
ITEMS = """
SELECT CASE WHEN i.amount IS NULL THEN 'a line settles an open item that is not there'
        ELSE 'what is settled of an open item is not what its settlements come to' END AS what,
    jsonb_build_object('journal_id', journal_id, 'line_no', line_no, 'currency', i.currency) AS place,
    jsonb_build_object('settled', coalesce(i.settled, 0), 'settled_base', coalesce(i.settled_base, 0)) AS found,
    jsonb_build_object('settled', coalesce(s.settled, 0), 'settled_base', coalesce(s.settled_base, 0)) AS expected,
    jsonb_build_array(journal_id, line_no, coalesce(s.settled, 0) - coalesce(i.settled, 0),
        coalesce(s.settled_base, 0) - coalesce(i.settled_base, 0)) AS missing
FROM (
    SELECT x.journal_id, x.line_no, x.currency, x.amount, x.settled, x.settled_base FROM acct.foreign_items x
    WHERE x.org_id = %(org_id)s
) i
FULL JOIN (
    SELECT y.settles_journal_id AS journal_id, y.settles_line_no AS line_no, -sum(y.amount)::bigint AS settled,
        -sum(y.base)::bigint AS settled_base
    FROM acct.foreign_lines y WHERE y.org_id = %(org_id)s AND y.settles_journal_id IS NOT NULL
    GROUP BY y.settles_journal_id, y.settles_line_no
) s USING (journal_id, line_no)
WHERE (coalesce(i.settled, 0), coalesce(i.settled_base, 0))
    IS DISTINCT FROM (coalesce(s.settled, 0), coalesce(s.settled_base, 0))
"""

LINES = f"""
WITH sent AS (
    SELECT f.journal_id, f.account_id, coalesce(f.location_id, '{NIL}') AS location_id, sum(f.base)::bigint AS base
    FROM acct.foreign_lines f WHERE f.org_id = %(org_id)s
    GROUP BY f.journal_id, f.account_id, coalesce(f.location_id, '{NIL}') HAVING sum(f.base) <> 0
),
posted AS (
    SELECT l.journal_id, l.account_id, coalesce(l.location_id, '{NIL}') AS location_id,
        sum(l.debit - l.credit)::bigint AS base
    FROM (SELECT DISTINCT f.journal_id FROM acct.foreign_lines f WHERE f.org_id = %(org_id)s) j
    JOIN acct.journal_lines l ON l.org_id = %(org_id)s AND l.journal_id = j.journal_id
    GROUP BY l.journal_id, l.account_id, coalesce(l.location_id, '{NIL}')
)
SELECT 'a journal in another currency is not what its lines come to' AS what,
    jsonb_build_object('journal_id', journal_id, 'account_id', account_id, 'location_id', location_id) AS place,
    jsonb_build_object('posted', coalesce(p.base, 0)) AS found,
    jsonb_build_object('posted', coalesce(s.base, 0)) AS expected
FROM sent s FULL JOIN posted p USING (journal_id, account_id, location_id)
WHERE coalesce(s.base, 0) <> coalesce(p.base, 0)
"""

UNBALANCED = """
SELECT 'a journal does not balance in its own currency' AS what,
    jsonb_build_object('journal_id', f.journal_id, 'currency', f.currency) AS place,
    jsonb_build_object('sum', sum(f.amount)) AS found, jsonb_build_object('sum', 0) AS expected
FROM acct.foreign_lines f WHERE f.org_id = %(org_id)s
GROUP BY f.journal_id, f.currency HAVING sum(f.amount) <> 0
"""

OPENED = """
SELECT 'an open item is not what its line says' AS what,
    jsonb_build_object('journal_id', i.journal_id, 'line_no', i.line_no) AS place,
    jsonb_build_object('amount', i.amount, 'base', i.base, 'currency', i.currency, 'account_id', i.account_id) AS found,
    jsonb_build_object('amount', f.amount, 'base', f.base, 'currency', f.currency, 'account_id', f.account_id)
        AS expected
FROM acct.foreign_items i
LEFT JOIN acct.foreign_lines f ON f.org_id = %(org_id)s AND f.journal_id = i.journal_id AND f.line_no = i.line_no
WHERE i.org_id = %(org_id)s
    AND (i.amount, i.base, i.currency, i.account_id, i.location_id)
        IS DISTINCT FROM (f.amount, f.base, f.currency, f.account_id, f.location_id)
"""
