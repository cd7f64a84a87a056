"""I6: bank statements against the ledger: what is matched is there, once, and makes the bank's amount."""

MATCHES = """
SELECT CASE
        WHEN s.journal_id IS NULL THEN 'a line of the bank is matched with a line of a journal that is not there'
        WHEN s.account_id <> a.account_id THEN 'a line of the bank is matched with a line on another account'
        ELSE 'a match has another amount than its line of the journal'
    END AS what,
    jsonb_build_object('reconciliation_id', m.reconciliation_id, 'journal_id', m.journal_id, 'line_no', m.line_no)
        AS place,
    jsonb_build_object('amount', m.amount) AS found,
    jsonb_build_object('amount', s.debit - s.credit) AS expected
FROM acct.bank_matches m
JOIN acct.bank_accounts a ON a.org_id = %(org_id)s AND a.id = m.bank_account_id
LEFT JOIN acct.journal_lines s
    ON s.org_id = %(org_id)s AND s.journal_id = m.journal_id AND s.line_no = m.line_no
WHERE m.org_id = %(org_id)s AND m.active
    AND (s.journal_id IS NULL OR s.account_id <> a.account_id OR s.debit - s.credit <> m.amount)
"""

# What a reconciliation brings together makes its line's amount; what an undoing leaves cancels itself.
RECONCILED = """
SELECT 'what is matched with a line of the bank does not make its amount' AS what,
    jsonb_build_object('reconciliation_id', r.id, 'bank_line_id', r.line_id) AS place,
    jsonb_build_object('matched', coalesce(m.amount, 0)) AS found,
    jsonb_build_object('matched', CASE r.kind WHEN 'reconcile' THEN l.amount ELSE 0 END) AS expected
FROM acct.bank_reconciliations r
JOIN acct.bank_lines l ON l.org_id = %(org_id)s AND l.id = r.line_id
LEFT JOIN (
    SELECT x.reconciliation_id, sum(x.amount)::bigint AS amount
    FROM acct.bank_matches x WHERE x.org_id = %(org_id)s AND x.active GROUP BY x.reconciliation_id
) m ON m.reconciliation_id = r.id
WHERE r.org_id = %(org_id)s
    AND coalesce(m.amount, 0) <> CASE
        WHEN r.kind = 'undo' THEN 0
        WHEN l.reconciliation_id = r.id THEN l.amount
        ELSE 0
    END
"""

STANDING = """
SELECT CASE
        WHEN r.id IS NULL THEN 'an open line of the bank has a reconciliation that was not undone'
        ELSE 'a line of the bank stands reconciled by what was undone, or by another line''s'
    END AS what,
    jsonb_build_object('bank_line_id', l.id) AS place,
    jsonb_build_object('reconciliation_id', l.reconciliation_id) AS found,
    jsonb_build_object('reconciliation_id', s.id) AS expected
FROM acct.bank_lines l
LEFT JOIN acct.bank_reconciliations r ON r.org_id = %(org_id)s AND r.id = l.reconciliation_id
LEFT JOIN acct.bank_reconciliations s ON s.org_id = %(org_id)s AND s.line_id = l.id AND s.kind = 'reconcile'
    AND NOT EXISTS (
        SELECT FROM acct.bank_reconciliations u WHERE u.org_id = %(org_id)s AND u.undoes_id = s.id
    )
WHERE l.org_id = %(org_id)s AND l.reconciliation_id IS DISTINCT FROM s.id
"""

# Behind the marks every line on a bank's account is noted, and nothing else is.
ENTRIES = """
SELECT 'what is noted of a bank''s account is not what its journals say' AS what,
    jsonb_build_object('journal_id', coalesce(e.journal_id, s.journal_id), 'line_no', coalesce(e.line_no, s.line_no))
        AS place,
    jsonb_build_object('amount', e.amount, 'business_date', e.business_date) AS found,
    jsonb_build_object('amount', s.amount, 'business_date', s.business_date) AS expected
FROM (
    SELECT x.bank_account_id, x.journal_id, x.line_no, x.amount, x.business_date
    FROM acct.bank_entries x WHERE x.org_id = %(org_id)s
) e
FULL JOIN (
    SELECT a.id AS bank_account_id, y.journal_id, y.line_no, y.debit - y.credit AS amount, y.business_date
    FROM acct.bank_accounts a
    JOIN acct.journal_lines y ON y.org_id = %(org_id)s AND y.account_id = a.account_id
    JOIN acct.journals j ON j.org_id = %(org_id)s AND j.id = y.journal_id
    JOIN acct.bank_marks k ON k.org_id = %(org_id)s AND k.book = j.book AND j.number <= k.number
    WHERE a.org_id = %(org_id)s
) s USING (bank_account_id, journal_id, line_no)
WHERE e.amount IS DISTINCT FROM s.amount OR e.business_date IS DISTINCT FROM s.business_date
"""
