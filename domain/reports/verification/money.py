"""I2 and I6: stored values, and the money that moves without a sale."""

# ruff: noqa: S608 - every statement is built from constants of this package.
# `missing` is what recalculation adds to the row of that key to make it right.

STORED_VALUES = """
SELECT 'a stored value is not the sum of its movements' AS what,
    jsonb_build_object('stored_value_id', id, 'kind', v.kind, 'code', v.code) AS place,
    jsonb_build_object('balance', coalesce(v.balance, 0)) AS found,
    jsonb_build_object('balance', coalesce(m.amount, 0)) AS expected,
    jsonb_build_array(id, coalesce(m.amount, 0) - coalesce(v.balance, 0)) AS missing
FROM (SELECT x.id, x.kind, x.code, x.balance FROM pos.stored_values x WHERE x.org_id = %(org_id)s) v
FULL JOIN (
    SELECT y.stored_value_id AS id, sum(y.amount) AS amount
    FROM pos.stored_value_movements y WHERE y.org_id = %(org_id)s GROUP BY y.stored_value_id
) m USING (id)
WHERE coalesce(v.balance, 0) <> coalesce(m.amount, 0)
"""

# The accounts where stored values are owed, now or, by the log of changes, before; `mixed` where such an account serves
# something else as well, so that what a journal moved on it does not tell what of it was stored value.
_ROLES = "('gift_card', 'store_credit', 'customer_deposits')"
_KINDS = "('gift_card', 'store_credit', 'deposit')"
_OWED_ACCOUNTS = f"""
served AS (
    SELECT a.id AS account_id, x.subject_type = 'account_role' AND x.subject_id IN {_ROLES}
        OR x.subject_type = 'payment_method' AND x.before ->> 'kind' IN {_KINDS} AS owed
    FROM core.audit_log x JOIN acct.chart_of_accounts a ON a.org_id = %(org_id)s AND a.code = x.before ->> 'account'
    WHERE x.org_id = %(org_id)s AND x.subject_type IN ('tax_rate', 'account_role', 'payment_method')
    UNION ALL
    SELECT r.account_id, r.role IN {_ROLES} FROM acct.account_roles r WHERE r.org_id = %(org_id)s
    UNION ALL
    SELECT r.account_id, r.role IN {_ROLES} FROM acct.account_role_overrides r WHERE r.org_id = %(org_id)s
    UNION ALL
    SELECT p.account_id, p.kind IN {_KINDS} FROM pos.payment_methods p
    WHERE p.org_id = %(org_id)s AND p.account_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT t.account_id, false FROM pos.tax_rates t WHERE t.org_id = %(org_id)s AND t.account_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT i.sales_account_id, false FROM inv.items i
    WHERE i.org_id = %(org_id)s AND i.sales_account_id IS NOT NULL
),
owed_accounts AS (
    SELECT s.account_id, bool_or(NOT s.owed) AS mixed FROM served s GROUP BY s.account_id HAVING bool_or(s.owed)
)
"""

# What an accountant writes by hand (cards that nobody will redeem) moves the account and no card: that is theirs.
OWED = f"""
WITH {_OWED_ACCOUNTS}
SELECT 'what a document moved on stored values is not what its journal moved on their accounts' AS what,
    jsonb_build_object('type', source_type, 'document_id', source_id) AS place,
    jsonb_build_object('moved', coalesce(t.moved, 0)) AS found,
    jsonb_build_object('moved', coalesce(m.amount, 0)) AS expected
FROM (
    SELECT y.source_type, y.source_id, sum(y.amount) AS amount
    FROM pos.stored_value_movements y WHERE y.org_id = %(org_id)s GROUP BY y.source_type, y.source_id
) m
FULL JOIN (
    SELECT j.source_type, j.source_id, sum(l.credit - l.debit) AS moved, bool_or(x.mixed) AS mixed
    FROM acct.journal_lines l
    JOIN owed_accounts x ON x.account_id = l.account_id
    JOIN acct.journals j ON j.org_id = %(org_id)s AND j.id = l.journal_id
    WHERE l.org_id = %(org_id)s AND j.source_type NOT IN ('journal', 'reversal')
    GROUP BY j.source_type, j.source_id
) t USING (source_type, source_id)
WHERE coalesce(m.amount, 0) <> coalesce(t.moved, 0) AND t.mixed IS NOT TRUE
"""

# Whose kind is paid in or out at a drawer has no tenders; deposits and payments always have.
TENDERS = """
SELECT 'the tenders of a document are not its amount' AS what,
    jsonb_build_object('type', d.kind, 'document_id', d.id) AS place,
    jsonb_build_object('tendered', t.amount) AS found,
    jsonb_build_object('tendered', CASE
            WHEN d.kind = 'deposit_refund' OR d.kind = 'money_void' AND o.kind <> 'deposit_refund' THEN -d.amount
            ELSE d.amount
        END + d.rounding) AS expected
FROM pos.money_documents d
LEFT JOIN pos.money_documents o ON o.org_id = %(org_id)s AND o.id = d.original_id
LEFT JOIN (
    SELECT x.document_id, sum(x.amount - x.change) AS amount
    FROM pos.money_tenders x WHERE x.org_id = %(org_id)s GROUP BY x.document_id
) t ON t.document_id = d.id
WHERE d.org_id = %(org_id)s AND d.kind IN ('deposit', 'deposit_refund', 'customer_payment', 'money_void')
    AND t.amount IS DISTINCT FROM CASE
        WHEN d.kind = 'deposit_refund' OR d.kind = 'money_void' AND o.kind <> 'deposit_refund' THEN -d.amount
        ELSE d.amount
    END + d.rounding
"""

# What a tender of a document took from a stored value, or gave to it, is there as a movement, and nothing else is.
STORED_TENDERS = """
SELECT 'a stored value did not move by what the tenders and lines of a document say' AS what,
    jsonb_build_object('document_id', source_id, 'stored_value_id', stored_value_id) AS place,
    jsonb_build_object('moved', coalesce(m.amount, 0)) AS found,
    jsonb_build_object('moved', coalesce(g.amount, 0)) AS expected
FROM (
    SELECT y.source_id, y.stored_value_id, sum(y.amount) AS amount
    FROM pos.stored_value_movements y WHERE y.org_id = %(org_id)s GROUP BY y.source_id, y.stored_value_id
) m
FULL JOIN (
    SELECT e.source_id, e.stored_value_id, sum(e.amount) AS amount
    FROM (
        SELECT p.sale_id AS source_id, p.stored_value_id, p.change - p.amount AS amount FROM pos.payments p
        WHERE p.org_id = %(org_id)s AND p.stored_value_id IS NOT NULL
        UNION ALL
        SELECT l.sale_id, l.stored_value_id, l.net FROM pos.sale_lines l
        WHERE l.org_id = %(org_id)s AND l.stored_value_id IS NOT NULL
        UNION ALL
        SELECT t.document_id, t.stored_value_id, t.change - t.amount FROM pos.money_tenders t
        WHERE t.org_id = %(org_id)s AND t.stored_value_id IS NOT NULL
        UNION ALL
        SELECT d.id, d.stored_value_id, CASE
                WHEN d.kind = 'deposit_refund' OR d.kind = 'money_void' AND o.kind <> 'deposit_refund' THEN -d.amount
                ELSE d.amount
            END
        FROM pos.money_documents d LEFT JOIN pos.money_documents o ON o.org_id = %(org_id)s AND o.id = d.original_id
        WHERE d.org_id = %(org_id)s AND d.stored_value_id IS NOT NULL
    ) e
    GROUP BY e.source_id, e.stored_value_id
) g USING (source_id, stored_value_id)
WHERE coalesce(m.amount, 0) <> coalesce(g.amount, 0)
"""

UNDOINGS = """
SELECT CASE WHEN o.id IS NULL THEN 'an undoing of no document' ELSE 'an undoing is not the mirror of what it undoes' END
        AS what,
    jsonb_build_object('document_id', d.id, 'original_id', d.original_id) AS place,
    jsonb_build_object('amount', d.amount, 'rounding', d.rounding, 'stored_value_id', d.stored_value_id,
        'customer_id', d.customer_id) AS found,
    jsonb_build_object('amount', o.amount, 'rounding', -o.rounding, 'stored_value_id', o.stored_value_id,
        'customer_id', o.customer_id) AS expected
FROM pos.money_documents d
LEFT JOIN pos.money_documents o ON o.org_id = %(org_id)s AND o.id = d.original_id
WHERE d.org_id = %(org_id)s AND (d.kind = 'money_void') <> (d.original_id IS NOT NULL)
    OR d.org_id = %(org_id)s AND d.kind = 'money_void'
        AND (d.amount, -d.rounding, d.stored_value_id, d.customer_id)
            IS DISTINCT FROM (o.amount, o.rounding, o.stored_value_id, o.customer_id)
"""

LAYAWAYS = """
SELECT 'the total of a deposit is not what is put aside for it' AS what,
    jsonb_build_object('deposit_id', d.id) AS place,
    jsonb_build_object('total', d.total) AS found, jsonb_build_object('total', l.total) AS expected
FROM pos.deposits d
LEFT JOIN (
    SELECT x.deposit_id, sum(x.total)::bigint AS total FROM pos.layaway_lines x
    WHERE x.org_id = %(org_id)s AND x.total = x.net + x.tax GROUP BY x.deposit_id
) l ON l.deposit_id = d.id
WHERE d.org_id = %(org_id)s AND d.total IS DISTINCT FROM l.total
"""
