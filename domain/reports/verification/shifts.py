"""I2 and I6: what shifts took by their sums, against the documents one by one; and what their closes expected of it."""

# ruff: noqa: S608 - every statement is built from constants of this package.
# `missing` is what recalculation adds to the row of that key to make it right.

from domain.reports.verification.naming import terminal

# What a document without goods came to: money that came in is positive, as the sums of shifts have it.
_MONEY = """
SELECT d.id, d.shift_id, d.supplement, d.kind, d.amount, d.rounding, t.tendered
FROM pos.money_documents d
LEFT JOIN (
    SELECT x.document_id, sum(x.amount - x.change) AS tendered
    FROM pos.money_tenders x WHERE x.org_id = %(org_id)s GROUP BY x.document_id
) t ON t.document_id = d.id
WHERE d.org_id = %(org_id)s AND d.shift_id IS NOT NULL
"""
_MEASURE_OF_MONEY = "CASE m.kind WHEN 'paid_in' THEN 'cash_in' WHEN 'paid_out' THEN 'cash_out' ELSE m.kind END"

_COUNTED = f"""
sold AS (
    SELECT s.id, s.shift_id, s.supplement, s.kind, s.total, s.net, s.discount, s.tip, s.rounding
    FROM pos.sales s WHERE s.org_id = %(org_id)s AND s.shift_id IS NOT NULL
),
moved AS ({_MONEY}),
counted AS (
    SELECT s.shift_id, s.supplement, s.kind AS measure, '' AS code, 1 AS number, s.total AS amount FROM sold s
    UNION ALL SELECT s.shift_id, s.supplement, 'discount', '', 1, s.discount FROM sold s WHERE s.discount <> 0
    UNION ALL SELECT s.shift_id, s.supplement, 'tip', '', 1, s.tip FROM sold s WHERE s.tip <> 0
    UNION ALL SELECT s.shift_id, s.supplement, 'rounding', '', 1, s.rounding FROM sold s WHERE s.rounding <> 0
    UNION ALL
    SELECT s.shift_id, s.supplement, 'net', '', count(*), sum(l.net)
    FROM sold s JOIN pos.sale_lines l ON l.org_id = %(org_id)s AND l.sale_id = s.id GROUP BY s.shift_id, s.supplement
    UNION ALL
    SELECT s.shift_id, s.supplement, 'tax', l.tax_rate_id::text, count(*), sum(l.tax)
    FROM sold s JOIN pos.sale_lines l ON l.org_id = %(org_id)s AND l.sale_id = s.id
    WHERE l.tax <> 0 GROUP BY s.shift_id, s.supplement, l.tax_rate_id
    UNION ALL
    SELECT s.shift_id, s.supplement, 'tender.' || p.kind, p.method, count(*), sum(p.amount - p.change)
    FROM sold s JOIN pos.payments p ON p.org_id = %(org_id)s AND p.sale_id = s.id
    GROUP BY s.shift_id, s.supplement, p.kind, p.method
    UNION ALL
    SELECT m.shift_id, m.supplement, {_MEASURE_OF_MONEY}, '', 1, coalesce(m.tendered - m.rounding, m.amount)
    FROM moved m
    UNION ALL SELECT m.shift_id, m.supplement, 'rounding', '', 1, m.rounding FROM moved m WHERE m.rounding <> 0
    UNION ALL
    SELECT m.shift_id, m.supplement, 'tender.' || t.kind, t.method, count(*), sum(t.amount - t.change)
    FROM moved m JOIN pos.money_tenders t ON t.org_id = %(org_id)s AND t.document_id = m.id
    GROUP BY m.shift_id, m.supplement, t.kind, t.method
)
"""

TOTALS = f"""
WITH {_COUNTED}
SELECT 'what a shift took is not the sum of its documents' AS what,
    jsonb_build_object('shift_id', shift_id, 'supplement', supplement, 'measure', measure, 'code', code) AS place,
    jsonb_build_object('number', coalesce(t.number, 0), 'amount', coalesce(t.amount, 0)) AS found,
    jsonb_build_object('number', coalesce(c.number, 0), 'amount', coalesce(c.amount, 0)) AS expected,
    jsonb_build_array(shift_id, supplement, measure, code, coalesce(c.number, 0) - coalesce(t.number, 0),
        coalesce(c.amount, 0) - coalesce(t.amount, 0)) AS missing
FROM (
    SELECT x.shift_id, x.supplement, x.measure, x.code, x.number, x.amount
    FROM pos.shift_totals x WHERE x.org_id = %(org_id)s
) t
FULL JOIN (
    SELECT y.shift_id, y.supplement, y.measure, y.code, sum(y.number)::bigint AS number, sum(y.amount)::bigint AS amount
    FROM counted y GROUP BY y.shift_id, y.supplement, y.measure, y.code
) c USING (shift_id, supplement, measure, code)
WHERE coalesce(t.number, 0) <> coalesce(c.number, 0) OR coalesce(t.amount, 0) <> coalesce(c.amount, 0)
"""

GRAND_TOTALS = f"""
SELECT 'the grand total of a till is not what its documents came to' AS what,
    jsonb_build_object('terminal', {terminal("q.terminal_id")}) AS place,
    jsonb_build_object('grand_total', q.grand_total) AS found,
    jsonb_build_object('grand_total', coalesce(s.total, 0)) AS expected,
    jsonb_build_array(q.terminal_id, coalesce(s.total, 0) - q.grand_total) AS missing
FROM pos.receipt_sequences q
LEFT JOIN (
    SELECT x.terminal_id, sum(x.total)::bigint AS total
    FROM pos.sales x WHERE x.org_id = %(org_id)s GROUP BY x.terminal_id
) s ON s.terminal_id = q.terminal_id
WHERE q.org_id = %(org_id)s AND q.grand_total <> coalesce(s.total, 0)
"""

# Tenders of which the difference is posted; the others are owed by or to somebody by name.
_BOOKED = "('cash', 'card', 'other')"

CLOSES = f"""
SELECT CASE
        WHEN c.status = 'open' THEN 'an open shift has been closed'
        WHEN c.expected <> c.taken THEN 'the close of a shift did not expect what it had taken'
        ELSE 'the variance of a shift is not what was counted less what was expected'
    END AS what,
    jsonb_build_object('shift_id', c.id, 'terminal', {terminal("c.terminal_id")}, 'number', c.number) AS place,
    jsonb_build_object('expected', c.expected, 'variance', c.variance) AS found,
    jsonb_build_object('expected', c.taken, 'variance', c.differs) AS expected
FROM (
    SELECT s.id, s.terminal_id, s.number, s.status, s.variance, s.close_id, n.expected, n.differs,
        s.opening_float + coalesce((
            SELECT sum(CASE WHEN t.measure IN ('cash_out', 'drop') THEN -t.amount ELSE t.amount END)
            FROM pos.shift_totals t
            WHERE t.org_id = %(org_id)s AND t.shift_id = s.id AND NOT t.supplement
                AND (t.measure IN ('cash_in', 'cash_out', 'drop') OR t.measure LIKE 'tender.%%')
        ), 0) AS taken
    FROM pos.shifts s
    LEFT JOIN LATERAL (
        SELECT sum((e ->> 2)::bigint) AS expected,
            coalesce(sum((e ->> 3)::bigint - (e ->> 2)::bigint) FILTER (WHERE e ->> 1 IN {_BOOKED}), 0) AS differs
        FROM jsonb_array_elements(s.counted) AS e
    ) n ON true
    WHERE s.org_id = %(org_id)s
) c
WHERE CASE c.status
    WHEN 'open' THEN c.close_id IS NOT NULL OR c.variance IS NOT NULL
    ELSE c.expected IS DISTINCT FROM c.taken OR c.variance IS DISTINCT FROM c.differs
END
"""
