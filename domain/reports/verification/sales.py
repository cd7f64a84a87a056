"""I6: what a sale comes to, what was paid for it, what it cost, and the tax on it."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from domain.reports.verification.naming import item, terminal
from domain.reports.verification.references import SALE_KINDS, STOCK_DOCUMENTS

_SALE = f"jsonb_build_object('sale_id', s.id, 'terminal', {terminal('s.terminal_id')}, 'receipt', s.receipt_number)"

LINES = f"""
SELECT 'a sale is not the sum of its lines' AS what, {_SALE} AS place,
    jsonb_build_object('net', s.net, 'tax', s.tax, 'discount', s.discount, 'cost', s.cost, 'tip', s.tip,
        'rounding', s.rounding, 'total', s.total) AS found,
    jsonb_build_object('net', coalesce(l.net, 0), 'tax', coalesce(l.tax, 0), 'discount', coalesce(l.discount, 0),
        'cost', coalesce(l.cost, 0), 'tip', s.tip, 'rounding', s.rounding,
        'total', coalesce(l.net, 0) + coalesce(l.tax, 0) + s.tip + s.rounding) AS expected
FROM pos.sales s
LEFT JOIN (
    SELECT x.sale_id, sum(x.net) AS net, sum(x.tax) AS tax, sum(x.discount) AS discount, sum(x.cost) AS cost
    FROM pos.sale_lines x WHERE x.org_id = %(org_id)s GROUP BY x.sale_id
) l ON l.sale_id = s.id
WHERE s.org_id = %(org_id)s
    AND (s.net IS DISTINCT FROM l.net OR s.tax IS DISTINCT FROM l.tax OR s.discount IS DISTINCT FROM l.discount
        OR s.cost IS DISTINCT FROM l.cost OR s.total IS DISTINCT FROM l.net + l.tax + s.tip + s.rounding)
"""

LINE_TOTALS = f"""
SELECT 'a line of a sale is not its net and its tax' AS what,
    jsonb_build_object('sale_id', l.sale_id, 'line_no', l.line_no, 'item', {item("l.item_id")}) AS place,
    jsonb_build_object('total', l.total) AS found, jsonb_build_object('total', l.net + l.tax) AS expected
FROM pos.sale_lines l WHERE l.org_id = %(org_id)s AND l.total <> l.net + l.tax
"""

PAYMENTS = f"""
SELECT 'the payments of a sale are not its total' AS what, {_SALE} AS place,
    jsonb_build_object('paid', coalesce(p.amount, 0), 'change', coalesce(p.change, 0)) AS found,
    jsonb_build_object('paid', s.total + s.change, 'change', s.change) AS expected
FROM pos.sales s
LEFT JOIN (
    SELECT x.sale_id, sum(x.amount) AS amount, sum(x.change) AS change
    FROM pos.payments x WHERE x.org_id = %(org_id)s GROUP BY x.sale_id
) p ON p.sale_id = s.id
WHERE s.org_id = %(org_id)s
    AND (coalesce(p.change, 0) <> s.change OR coalesce(p.amount, 0) - coalesce(p.change, 0) <> s.total)
"""

# What went through stock, or would have: a line, or each part of a kit's line. Only what came back and was written off
# has a cost without a movement; that goods below zero came back at another cost is a movement of no line.
COSTS = f"""
SELECT 'a line of a sale did not cost what its movement took' AS what,
    jsonb_strip_nulls(jsonb_build_object('sale_id', coalesce(l.sale_id, m.source_id), 'line_no', l.line_no,
        'part_no', l.part_no, 'item', {item("coalesce(m.item_id, l.item_id)")},
        'movement_id', coalesce(m.id, l.movement_id))) AS place,
    jsonb_build_object('quantity', l.quantity::text, 'cost', l.cost) AS found,
    jsonb_build_object('quantity', (-m.quantity)::text, 'cost', coalesce(-m.value, 0)) AS expected
FROM (
    SELECT x.sale_id, x.line_no, NULL::smallint AS part_no, x.item_id, x.movement_id, x.quantity, x.cost
    FROM pos.sale_lines x
    LEFT JOIN (
        SELECT DISTINCT k.sale_id, k.line_no FROM pos.sale_line_parts k WHERE k.org_id = %(org_id)s
    ) p ON p.sale_id = x.sale_id AND p.line_no = x.line_no
    WHERE x.org_id = %(org_id)s
        AND (x.movement_id IS NOT NULL OR x.cost <> 0 AND x.restocked IS NOT FALSE AND p.sale_id IS NULL)
    UNION ALL
    SELECT k.sale_id, k.line_no, k.part_no, k.item_id, k.movement_id, k.quantity, k.cost
    FROM pos.sale_line_parts k
    JOIN pos.sale_lines x ON x.org_id = %(org_id)s AND x.sale_id = k.sale_id AND x.line_no = k.line_no
    WHERE k.org_id = %(org_id)s AND (k.movement_id IS NOT NULL OR k.cost <> 0 AND x.restocked IS NOT FALSE)
) l
FULL JOIN (
    SELECT y.id, y.source_id, y.item_id, y.quantity, y.value
    FROM inv.stock_movements y
    WHERE y.org_id = %(org_id)s AND y.source_type IN {SALE_KINDS} AND y.kind <> 'revaluation'
) m ON m.id = l.movement_id
WHERE l.sale_id IS DISTINCT FROM m.source_id OR l.item_id <> m.item_id
    OR l.quantity <> -m.quantity OR l.cost <> -m.value
"""

KITS = f"""
SELECT 'the line of a kit did not cost what its parts did' AS what,
    jsonb_build_object('sale_id', l.sale_id, 'line_no', l.line_no, 'item', {item("l.item_id")}) AS place,
    jsonb_build_object('cost', l.cost) AS found, jsonb_build_object('cost', p.cost) AS expected
FROM pos.sale_lines l
JOIN (
    SELECT k.sale_id, k.line_no, sum(k.cost) AS cost
    FROM pos.sale_line_parts k WHERE k.org_id = %(org_id)s GROUP BY k.sale_id, k.line_no
) p ON p.sale_id = l.sale_id AND p.line_no = l.line_no
WHERE l.org_id = %(org_id)s AND l.cost <> p.cost
"""

STOCK_LINES = f"""
SELECT 'a line of a stock document is not its movement' AS what,
    jsonb_strip_nulls(jsonb_build_object('document_id', coalesce(l.document_id, m.source_id), 'line_no', l.line_no,
        'item', {item("coalesce(m.item_id, l.item_id)")}, 'movement_id', coalesce(m.id, l.movement_id))) AS place,
    jsonb_build_object('quantity', l.quantity::text, 'value', l.value) AS found,
    jsonb_build_object('quantity', m.quantity::text, 'value', m.value) AS expected
FROM (
    SELECT x.document_id, x.line_no, x.item_id, x.movement_id, x.quantity, x.value
    FROM inv.stock_document_lines x
    WHERE x.org_id = %(org_id)s AND (x.movement_id IS NOT NULL OR x.quantity <> 0 OR x.value <> 0)
) l
FULL JOIN (
    SELECT y.id, y.source_id, y.item_id, y.quantity, y.value
    FROM inv.stock_movements y
    WHERE y.org_id = %(org_id)s AND y.source_type IN {STOCK_DOCUMENTS}
        AND (y.kind <> 'revaluation' OR y.source_type = 'revaluation')
) m ON m.id = l.movement_id
WHERE l.document_id IS DISTINCT FROM m.source_id OR l.item_id <> m.item_id
    OR l.quantity <> m.quantity OR l.value <> m.value
"""

# Tax accounts are those that serve a tax now, or have served one before by the log of changes. Where one of them serves
# something else as well, what a journal moved on it does not tell what of it was tax: such a journal is passed over.
_TAX_ACCOUNTS = """
served AS (
    SELECT x.subject_type, x.subject_id, a.id AS account_id
    FROM core.audit_log x JOIN acct.chart_of_accounts a ON a.org_id = %(org_id)s AND a.code = x.before ->> 'account'
    WHERE x.org_id = %(org_id)s AND x.subject_type IN ('tax_rate', 'account_role', 'payment_method')
    UNION ALL
    SELECT 'account_role', r.role, r.account_id FROM acct.account_roles r WHERE r.org_id = %(org_id)s
    UNION ALL
    SELECT 'account_role', r.role, r.account_id FROM acct.account_role_overrides r WHERE r.org_id = %(org_id)s
    UNION ALL
    SELECT 'tax_rate', '', t.account_id FROM pos.tax_rates t WHERE t.org_id = %(org_id)s
    UNION ALL
    SELECT 'payment_method', '', p.account_id FROM pos.payment_methods p WHERE p.org_id = %(org_id)s
    UNION ALL
    SELECT DISTINCT 'item', '', i.sales_account_id FROM inv.items i WHERE i.org_id = %(org_id)s
    UNION ALL
    SELECT 'category', '', c.sales_account_id FROM inv.categories c WHERE c.org_id = %(org_id)s
),
tax_accounts AS (
    SELECT u.account_id, bool_or(NOT u.taxes) AS mixed
    FROM (
        SELECT v.account_id,
            v.subject_type = 'tax_rate' OR (v.subject_type = 'account_role' AND v.subject_id = 'tax_payable') AS taxes
        FROM served v
    ) u
    GROUP BY u.account_id HAVING bool_or(u.taxes)
)
"""

TAX = f"""
WITH {_TAX_ACCOUNTS}
SELECT 'the tax of a sale is not what its journal moved on the tax accounts' AS what, {_SALE} AS place,
    jsonb_build_object('moved', coalesce(t.moved, 0)) AS found, jsonb_build_object('moved', s.tax) AS expected
FROM pos.sales s
LEFT JOIN (
    SELECT l.journal_id, sum(l.credit - l.debit) AS moved, bool_or(x.mixed) AS mixed
    FROM acct.journal_lines l JOIN tax_accounts x ON x.account_id = l.account_id
    WHERE l.org_id = %(org_id)s
    GROUP BY l.journal_id
) t ON t.journal_id = s.journal_id
WHERE s.org_id = %(org_id)s AND s.tax <> coalesce(t.moved, 0) AND t.mixed IS NOT TRUE
"""
