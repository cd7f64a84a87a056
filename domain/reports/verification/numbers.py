"""I7: receipts and journals are numbered 1…n."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from domain.reports.verification.naming import terminal

RECEIPTS = f"""
SELECT CASE WHEN s.receipt_number = s.previous THEN 'a receipt number is repeated' ELSE 'receipt numbers have a gap' END
        AS what,
    jsonb_build_object('terminal', {terminal("s.terminal_id")}, 'sale_id', s.id) AS place,
    jsonb_build_object('receipt', s.receipt_number) AS found,
    jsonb_build_object('receipt', s.previous + 1) AS expected
FROM (
    SELECT x.terminal_id, x.id, x.receipt_number,
        lag(x.receipt_number, 1, 0) OVER (PARTITION BY x.terminal_id ORDER BY x.receipt_number) AS previous
    FROM pos.sales x WHERE x.org_id = %(org_id)s
) s
WHERE s.receipt_number <> s.previous + 1
"""

LAST_RECEIPTS = f"""
SELECT 'the last receipt number is not the number of receipts' AS what,
    jsonb_build_object('terminal', {terminal("terminal_id")}) AS place,
    jsonb_build_object('last_number', coalesce(q.last_number, 0)) AS found,
    jsonb_build_object('last_number', coalesce(s.receipts, 0)) AS expected
FROM (SELECT terminal_id, last_number FROM pos.receipt_sequences WHERE org_id = %(org_id)s) q
FULL JOIN (
    SELECT x.terminal_id, count(*) AS receipts FROM pos.sales x WHERE x.org_id = %(org_id)s GROUP BY x.terminal_id
) s USING (terminal_id)
WHERE coalesce(q.last_number, 0) <> coalesce(s.receipts, 0)
"""

JOURNALS = """
SELECT CASE WHEN j.number = j.previous THEN 'a journal number is repeated' ELSE 'journal numbers have a gap' END
        AS what,
    jsonb_build_object('book', j.book, 'journal_id', j.id) AS place,
    jsonb_build_object('number', j.number) AS found, jsonb_build_object('number', j.previous + 1) AS expected
FROM (
    SELECT x.book, x.id, x.number, lag(x.number, 1, 0) OVER (PARTITION BY x.book ORDER BY x.number) AS previous
    FROM acct.journals x WHERE x.org_id = %(org_id)s
) j
WHERE j.number <> j.previous + 1
"""

LAST_JOURNALS = """
SELECT 'the last number of a book is not the number of its journals' AS what,
    jsonb_build_object('book', book) AS place,
    jsonb_build_object('last_number', coalesce(b.last_number, 0)) AS found,
    jsonb_build_object('last_number', coalesce(j.journals, 0)) AS expected
FROM (SELECT code AS book, last_number FROM acct.books WHERE org_id = %(org_id)s) b
FULL JOIN (
    SELECT x.book, count(*) AS journals FROM acct.journals x WHERE x.org_id = %(org_id)s GROUP BY x.book
) j USING (book)
WHERE coalesce(b.last_number, 0) <> coalesce(j.journals, 0)
"""

SHIFTS = f"""
SELECT CASE WHEN s.number = s.previous THEN 'a shift number is repeated' ELSE 'shift numbers have a gap' END AS what,
    jsonb_build_object('terminal', {terminal("s.terminal_id")}, 'shift_id', s.id) AS place,
    jsonb_build_object('number', s.number) AS found, jsonb_build_object('number', s.previous + 1) AS expected
FROM (
    SELECT x.terminal_id, x.id, x.number,
        lag(x.number, 1, 0) OVER (PARTITION BY x.terminal_id ORDER BY x.number) AS previous
    FROM pos.shifts x WHERE x.org_id = %(org_id)s
) s
WHERE s.number <> s.previous + 1
"""

Z_REPORTS = f"""
SELECT CASE WHEN s.z_number = s.previous THEN 'a Z report number is repeated' ELSE 'Z report numbers have a gap' END
        AS what,
    jsonb_build_object('terminal', {terminal("s.terminal_id")}, 'shift_id', s.id) AS place,
    jsonb_build_object('z_number', s.z_number) AS found, jsonb_build_object('z_number', s.previous + 1) AS expected
FROM (
    SELECT x.terminal_id, x.id, x.z_number,
        lag(x.z_number, 1, 0) OVER (PARTITION BY x.terminal_id ORDER BY x.z_number) AS previous
    FROM pos.shifts x WHERE x.org_id = %(org_id)s AND x.status = 'closed'
) s
WHERE s.z_number IS DISTINCT FROM s.previous + 1
"""

LAST_SHIFTS = f"""
SELECT 'the last numbers of a till are not those of its shifts' AS what,
    jsonb_build_object('terminal', {terminal("terminal_id")}) AS place,
    jsonb_build_object('last_shift', coalesce(q.last_shift, 0), 'last_z', coalesce(q.last_z, 0)) AS found,
    jsonb_build_object('last_shift', coalesce(s.opened, 0), 'last_z', coalesce(s.closed, 0)) AS expected
FROM (SELECT terminal_id, last_shift, last_z FROM pos.receipt_sequences WHERE org_id = %(org_id)s) q
FULL JOIN (
    SELECT x.terminal_id, count(*) AS opened, count(*) FILTER (WHERE x.status = 'closed') AS closed
    FROM pos.shifts x WHERE x.org_id = %(org_id)s GROUP BY x.terminal_id
) s USING (terminal_id)
WHERE coalesce(q.last_shift, 0) <> coalesce(s.opened, 0) OR coalesce(q.last_z, 0) <> coalesce(s.closed, 0)
"""
