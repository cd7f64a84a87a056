"""I2: what a closed period holds stays as it was."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from domain.accounting.modules import HELD, Module
from domain.reports.verification.naming import account, location

_YEARS = "('year_close', 'year_reopen')"


def _held_by(module: Module) -> str:
    """Return the types of documents that a module holds, as SQL."""
    return ", ".join(f"'{one}'" for modules, types in HELD.items() if module in modules for one in types)


# By transactions, not by clocks: `posted_at` is when a transaction began, and one that began before a close may have
# been committed behind it. Each operation keeps the transaction that carried it out; from the barrier of a close on,
# until a reopening, all have seen the period as closed. That the operation ended after the mark is asked besides, for
# a database that was restored into another server counts its transactions anew. A close holds the months before it
# that had nothing in them, too. What closes a year is dated into it on purpose.
POSTED_INTO_CLOSED = f"""
WITH closes AS MATERIALIZED (
    SELECT c.period, g.month::date AS month, c.module, c.barrier_xid, c.marked_at, c.at, r.xid AS reopened_xid
    FROM acct.closings c
    LEFT JOIN LATERAL (
        SELECT x.xid FROM acct.closings x
        WHERE x.org_id = %(org_id)s AND x.kind = 'period_reopen' AND x.period = c.period AND x.module = c.module
            AND x.at > c.at
        ORDER BY x.at LIMIT 1
    ) r ON true
    CROSS JOIN (SELECT min(b.period)::timestamp AS month FROM acct.balances b WHERE b.org_id = %(org_id)s) first
    CROSS JOIN LATERAL generate_series(greatest(first.month, (
        SELECT max(e.period) + interval '1 month' FROM acct.closings e
        WHERE e.org_id = %(org_id)s AND e.kind = 'period_close' AND e.module = c.module AND e.period < c.period
    )), c.period, interval '1 month') AS g (month)
    WHERE c.org_id = %(org_id)s AND c.kind = 'period_close'
),
ended AS MATERIALIZED (
    SELECT o.id, o.ended_xid, o.ended_at FROM core.operations o
    WHERE o.org_id = %(org_id)s AND o.ended_xid >= (SELECT min(c.barrier_xid) FROM closes c)
),
posted AS MATERIALIZED (
    SELECT j.id, j.book, j.number, j.source_type, j.posted_at, j.business_date, e.ended_xid, e.ended_at,
        date_trunc('month', j.business_date::timestamp)::date AS month
    FROM ended e JOIN acct.journals j ON j.org_id = %(org_id)s AND j.source_id = e.id
    WHERE j.source_type NOT IN {_YEARS} AND j.business_date < (SELECT max(c.period) + interval '1 month' FROM closes c)
)
SELECT 'something was posted into a period after it was closed' AS what,
    jsonb_build_object('period', to_char(c.period, 'YYYY-MM'), 'module', c.module, 'book', p.book, 'number', p.number,
        'journal_id', p.id) AS place,
    jsonb_build_object('posted_at', p.posted_at, 'business_date', p.business_date) AS found,
    jsonb_build_object('closed_at', c.at) AS expected
FROM posted p JOIN closes c ON c.month = p.month
WHERE p.ended_xid >= c.barrier_xid AND p.ended_at > c.marked_at
    AND (c.reopened_xid IS NULL OR p.ended_xid < c.reopened_xid)
    AND CASE c.module
        WHEN '{Module.SALES}' THEN p.source_type IN ({_held_by(Module.SALES)})
        WHEN '{Module.STOCK}' THEN p.source_type IN ({_held_by(Module.STOCK)})
        ELSE true
    END
"""

# Of what is closed as a whole; less the journals of years that were closed and reopened since.
FIGURES = f"""
SELECT 'the balances of a closed period are not what they were when it was closed' AS what,
    jsonb_build_object('period', to_char(p.period, 'YYYY-MM')) AS place,
    jsonb_build_object('debit', coalesce(b.debit, 0) - coalesce(y.debit, 0),
        'credit', coalesce(b.credit, 0) - coalesce(y.credit, 0)) AS found,
    jsonb_build_object('debit', c.debit, 'credit', c.credit) AS expected
FROM acct.periods p
JOIN acct.closings c ON c.org_id = %(org_id)s AND c.id = p.closing_id
LEFT JOIN (
    SELECT x.period, sum(x.debit) AS debit, sum(x.credit) AS credit
    FROM acct.balances x WHERE x.org_id = %(org_id)s GROUP BY x.period
) b ON b.period = p.period
LEFT JOIN LATERAL (
    SELECT sum(l.debit) AS debit, sum(l.credit) AS credit
    FROM acct.closings v
    JOIN acct.journal_lines l ON l.org_id = %(org_id)s AND l.journal_id = v.journal_id
    WHERE v.org_id = %(org_id)s AND v.kind IN {_YEARS} AND v.at > c.at
        AND date_trunc('month', l.business_date)::date = p.period
) y ON true
WHERE p.org_id = %(org_id)s AND p.module = '{Module.ALL}' AND p.closed_at IS NOT NULL
    AND (coalesce(b.debit, 0) - coalesce(y.debit, 0), coalesce(b.credit, 0) - coalesce(y.credit, 0))
        IS DISTINCT FROM (c.debit::numeric, c.credit::numeric)
"""

# Up to the last day of the last closed year nothing is left on what tells a result.
RESULTS = f"""
SELECT 'a closed fiscal year left something on an account of its result' AS what,
    jsonb_build_object('fiscal_year', y.fiscal_year, 'account', {account("b.account_id")},
        'location', {location("nullif(b.location_id, '00000000-0000-0000-0000-000000000000')")}) AS place,
    jsonb_build_object('balance', sum(b.debit - b.credit)) AS found, jsonb_build_object('balance', 0) AS expected
FROM acct.balances b
JOIN acct.chart_of_accounts a ON a.org_id = %(org_id)s AND a.id = b.account_id AND a.type IN ('revenue', 'expense')
JOIN (
    SELECT x.fiscal_year, x.last_day FROM acct.fiscal_years x
    WHERE x.org_id = %(org_id)s ORDER BY x.fiscal_year DESC LIMIT 1
) y ON b.period <= y.last_day
WHERE b.org_id = %(org_id)s
GROUP BY y.fiscal_year, b.account_id, b.location_id
HAVING sum(b.debit - b.credit) <> 0
"""
