"""I6: what has come back of sales, and what became of them by it."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from domain.reports.verification.naming import item, terminal

_SALE = f"jsonb_build_object('sale_id', s.id, 'terminal', {terminal('s.terminal_id')}, 'receipt', s.receipt_number)"

RETURNED = f"""
SELECT CASE WHEN l.quantity IS NULL THEN 'what came back was never sold'
        WHEN coalesce(r.returned, 0) > l.quantity THEN 'more has come back of a line than was sold'
        ELSE 'what came back of a line is not what its row says'
    END AS what,
    jsonb_strip_nulls(
        jsonb_build_object('sale_id', sale_id, 'line_no', line_no, 'item', {item("l.item_id")})
    ) AS place,
    jsonb_build_object('returned', l.returned::text) AS found,
    jsonb_build_object('returned', coalesce(r.returned, 0)::text, 'at_most', l.quantity::text) AS expected
FROM (
    SELECT x.sale_id, x.line_no, x.item_id, x.quantity, x.returned FROM pos.sale_lines x WHERE x.org_id = %(org_id)s
) l
FULL JOIN (
    SELECT y.return_of_sale_id AS sale_id, y.return_of_line_no AS line_no, sum(-y.quantity) AS returned
    FROM pos.sale_lines y WHERE y.org_id = %(org_id)s AND y.return_of_sale_id IS NOT NULL
    GROUP BY y.return_of_sale_id, y.return_of_line_no
) r USING (sale_id, line_no)
WHERE l.returned IS DISTINCT FROM coalesce(r.returned, 0) OR r.returned > l.quantity
"""

# Lines that came back themselves are not waited for; a document of nothing else stays as it was posted.
STATUS = f"""
SELECT 'the status of a sale does not say what became of it' AS what, {_SALE} AS place,
    jsonb_build_object('status', s.status) AS found, jsonb_build_object('status', e.status) AS expected
FROM (
    SELECT x.id, CASE WHEN v.original_sale_id IS NOT NULL THEN 'voided'
            WHEN l.everything THEN 'returned' WHEN l.something THEN 'part_returned' ELSE 'posted'
        END AS status
    FROM pos.sales x
    LEFT JOIN (
        SELECT y.sale_id, bool_and(y.returned = y.quantity) AS everything, bool_or(y.returned <> 0) AS something
        FROM pos.sale_lines y WHERE y.org_id = %(org_id)s AND y.return_of_sale_id IS NULL AND y.quantity > 0
        GROUP BY y.sale_id
    ) l ON l.sale_id = x.id
    LEFT JOIN (
        SELECT DISTINCT z.original_sale_id FROM pos.sales z WHERE z.org_id = %(org_id)s AND z.kind = 'void'
    ) v ON v.original_sale_id = x.id
    WHERE x.org_id = %(org_id)s
) e
JOIN pos.sales s ON s.org_id = %(org_id)s AND s.id = e.id
WHERE s.status <> e.status
"""

VOIDS = f"""
SELECT CASE WHEN count(*) OVER (PARTITION BY s.original_sale_id) > 1 THEN 'a sale is voided more than once'
        ELSE 'a void is not the mirror of its sale'
    END AS what,
    {_SALE} AS place,
    jsonb_build_object('net', s.net, 'tax', s.tax, 'tip', s.tip, 'rounding', s.rounding, 'total', s.total,
        'cost', s.cost) AS found,
    jsonb_build_object('net', -o.net, 'tax', -o.tax, 'tip', -o.tip, 'rounding', -o.rounding, 'total', -o.total,
        'cost', -o.cost) AS expected
FROM pos.sales s
LEFT JOIN pos.sales o ON o.org_id = %(org_id)s AND o.id = s.original_sale_id
WHERE s.org_id = %(org_id)s AND s.kind = 'void'
"""
VOIDS = f"SELECT * FROM ({VOIDS}) v WHERE v.what LIKE '%%more than once' OR v.found <> v.expected"
