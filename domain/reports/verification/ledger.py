"""I1, I2 and I4: journals, balances, and stock against the ledger."""

# ruff: noqa: S608 - every statement is built from constants of this package.
# `missing` is what recalculation adds to the row of that key to make it right.

from domain.core.ids import NIL
from domain.reports.verification.naming import account, location

UNBALANCED = """
SELECT 'the lines of a journal do not sum to zero' AS what,
    jsonb_build_object('journal_id', l.journal_id, 'book', j.book, 'number', j.number) AS place,
    jsonb_build_object('debit', l.debit, 'credit', l.credit, 'sum', l.debit - l.credit) AS found,
    jsonb_build_object('sum', 0) AS expected
FROM (
    SELECT x.journal_id, sum(x.debit) AS debit, sum(x.credit) AS credit
    FROM acct.journal_lines x WHERE x.org_id = %(org_id)s
    GROUP BY x.journal_id HAVING sum(x.debit) <> sum(x.credit)
) l
LEFT JOIN acct.journals j ON j.org_id = %(org_id)s AND j.id = l.journal_id
"""

BALANCES = f"""
SELECT 'a balance is not the sum of its lines' AS what,
    jsonb_build_object('account', {account("account_id")},
        'location', CASE WHEN location_id <> '{NIL}' THEN {location("location_id")} END,
        'period', to_char(period, 'YYYY-MM')) AS place,
    jsonb_build_object('debit', coalesce(b.debit, 0), 'credit', coalesce(b.credit, 0)) AS found,
    jsonb_build_object('debit', coalesce(l.debit, 0), 'credit', coalesce(l.credit, 0)) AS expected,
    jsonb_build_array(period, account_id, location_id, coalesce(l.debit, 0) - coalesce(b.debit, 0),
        coalesce(l.credit, 0) - coalesce(b.credit, 0)) AS missing
FROM (
    SELECT period, account_id, location_id, debit, credit FROM acct.balances WHERE org_id = %(org_id)s
) b
FULL JOIN (
    SELECT d.business_date - extract(day FROM d.business_date)::integer + 1 AS period, d.account_id, d.location_id,
        sum(d.debit) AS debit, sum(d.credit) AS credit
    FROM (
        SELECT x.business_date, x.account_id, coalesce(x.location_id, '{NIL}') AS location_id,
            sum(x.debit) AS debit, sum(x.credit) AS credit
        FROM acct.journal_lines x WHERE x.org_id = %(org_id)s GROUP BY 1, 2, 3
    ) d
    GROUP BY 1, 2, 3
) l USING (period, account_id, location_id)
WHERE coalesce(b.debit, 0) <> coalesce(l.debit, 0) OR coalesce(b.credit, 0) <> coalesce(l.credit, 0)
"""

LINE_DATES = """
SELECT 'a line is dated otherwise than its journal' AS what,
    jsonb_build_object('journal_id', j.id, 'book', j.book, 'number', j.number, 'line_no', l.line_no) AS place,
    jsonb_build_object('business_date', l.business_date) AS found,
    jsonb_build_object('business_date', j.business_date) AS expected
FROM acct.journal_lines l
JOIN acct.journals j ON j.org_id = %(org_id)s AND j.id = l.journal_id
WHERE l.org_id = %(org_id)s AND l.business_date <> j.business_date
"""

RECEIVABLES = """
SELECT 'what a customer owes is not what was left on account less what was paid' AS what,
    jsonb_build_object('customer_id', customer_id) AS place,
    jsonb_build_object('receivable', coalesce(b.receivable, 0)) AS found,
    jsonb_build_object('receivable', coalesce(p.owed, 0)) AS expected,
    jsonb_build_array(customer_id, coalesce(p.owed, 0) - coalesce(b.receivable, 0)) AS missing
FROM (SELECT customer_id, receivable FROM pos.customer_balances WHERE org_id = %(org_id)s) b
FULL JOIN (
    SELECT e.customer_id, sum(e.amount) AS owed
    FROM (
        SELECT s.customer_id, y.amount - y.change AS amount
        FROM pos.payments y JOIN pos.sales s ON s.org_id = %(org_id)s AND s.id = y.sale_id
        WHERE y.org_id = %(org_id)s AND y.kind = 'on_account'
        UNION ALL
        SELECT d.customer_id, -d.amount FROM pos.money_documents d
        WHERE d.org_id = %(org_id)s AND d.kind = 'customer_payment'
        UNION ALL
        SELECT o.customer_id, o.amount
        FROM pos.money_documents d JOIN pos.money_documents o ON o.org_id = %(org_id)s AND o.id = d.original_id
        WHERE d.org_id = %(org_id)s AND d.kind = 'money_void' AND o.kind = 'customer_payment'
    ) e
    GROUP BY e.customer_id
) p USING (customer_id)
WHERE coalesce(b.receivable, 0) <> coalesce(p.owed, 0)
"""

# Stock stands on its category's account, else on that of the role; each account is compared by itself.
STOCK_AGAINST_LEDGER = f"""
WITH inventory AS (
    SELECT r.account_id FROM acct.account_roles r WHERE r.org_id = %(org_id)s AND r.role = 'inventory'
),
of_categories AS (
    SELECT c.code, c.inventory_account_id AS account_id
    FROM inv.categories c WHERE c.org_id = %(org_id)s AND c.inventory_account_id IS NOT NULL
)
SELECT 'the value of stock is not the balance of its inventory account' AS what,
    jsonb_build_object('account', {account("account_id")},
        'location', CASE WHEN location_id <> '{NIL}' THEN {location("location_id")} END) AS place,
    jsonb_build_object('balance', coalesce(b.balance, 0)) AS found,
    jsonb_build_object('balance', coalesce(s.value, 0)) AS expected
FROM (
    SELECT coalesce(c.account_id, (SELECT r.account_id FROM inventory r)) AS account_id, l.location_id,
        sum(l.value) AS value
    FROM inv.stock_levels l
    LEFT JOIN inv.items i ON i.org_id = %(org_id)s AND i.id = l.item_id
    LEFT JOIN of_categories c ON c.code = i.category
    WHERE l.org_id = %(org_id)s GROUP BY 1, 2
) s
FULL JOIN (
    SELECT x.account_id, x.location_id, sum(x.debit - x.credit) AS balance
    FROM acct.balances x
    WHERE x.org_id = %(org_id)s
        AND x.account_id IN (SELECT r.account_id FROM inventory r UNION SELECT c.account_id FROM of_categories c)
    GROUP BY x.account_id, x.location_id
) b USING (account_id, location_id)
WHERE coalesce(s.value, 0) <> coalesce(b.balance, 0)
"""
