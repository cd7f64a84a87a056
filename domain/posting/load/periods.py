"""Loading what closes and reopenings are decided over; they are rare, and nothing else asks for it."""

from collections.abc import Sequence
from typing import Any

from domain.accounting.period_payload import month_named
from domain.core.ids import NIL
from domain.core.settings import settings
from domain.posting.closing import ClosedPeriod, ClosedYear, MonthTotals, Periods
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.load.dates import as_date
from domain.posting.load.statements import Connection
from domain.posting.wants import Wants

# Its own transaction id was drawn before anything was loaded (`domain.posting.drain`); a rehearsal has none.
SEEN = """
SELECT s.fiscal_year_start, coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0),
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint
FROM core.settings s WHERE s.org_id = %(org_id)s
"""
# What was accepted earlier and has not ended; not what ends with this batch. Background work has a shard of its own.
WAITING = """
SELECT o.id FROM core.operations o
WHERE o.org_id = %(org_id)s AND o.id = ANY (%(wanted)s::uuid[]) AND EXISTS (
    SELECT FROM generate_series(0, %(shards)s - 1) AS s (shard)
    CROSS JOIN LATERAL (
        SELECT p.id FROM core.operations p
        WHERE p.shard = s.shard::smallint AND p.org_id = %(org_id)s AND p.status = 'pending'
            AND p.position < o.position AND p.id <> ALL (%(batch)s::uuid[])
        LIMIT 1
    ) AS earlier
)
"""
ROWS = """
SELECT p.period, p.module, p.closing_id, p.barrier_xid, p.closed_at IS NOT NULL
FROM acct.periods p WHERE p.org_id = %(org_id)s
"""
YEARS = """
SELECT y.fiscal_year, y.last_day, y.journal_id, c.profit
FROM acct.fiscal_years y JOIN acct.closings c ON c.org_id = %(org_id)s AND c.id = y.closing_id
WHERE y.org_id = %(org_id)s
"""
# One look-up for each month with balances, however many accounts there are.
POSTED = """
WITH RECURSIVE months (period) AS (
    (SELECT b.period FROM acct.balances b WHERE b.org_id = %(org_id)s ORDER BY b.period LIMIT 1)
    UNION ALL
    SELECT following.period FROM months m CROSS JOIN LATERAL (
        SELECT b.period FROM acct.balances b
        WHERE b.org_id = %(org_id)s AND b.period > m.period ORDER BY b.period LIMIT 1
    ) AS following
)
SELECT period FROM months
"""
TOTALS = """
SELECT b.period, sum(b.debit)::bigint, sum(b.credit)::bigint,
    coalesce(sum(b.credit - b.debit) FILTER (WHERE a.type IN ('revenue', 'expense')), 0)::bigint
FROM acct.balances b
JOIN acct.chart_of_accounts a ON a.org_id = %(org_id)s AND a.id = b.account_id
WHERE b.org_id = %(org_id)s AND b.period = ANY (%(months)s::date[])
GROUP BY b.period
"""
RESULTS = """
SELECT b.period, b.account_id, b.location_id, (b.debit - b.credit)::bigint
FROM acct.balances b
JOIN acct.chart_of_accounts a ON a.org_id = %(org_id)s AND a.id = b.account_id AND a.type IN ('revenue', 'expense')
WHERE b.org_id = %(org_id)s AND b.debit <> b.credit
    AND b.period > coalesce((SELECT max(y.last_day) FROM acct.fiscal_years y WHERE y.org_id = %(org_id)s), '-infinity')
ORDER BY a.code, b.location_id, b.period
"""
JOURNALS = """
SELECT y.journal_id, l.account_id, l.location_id, l.debit, l.credit
FROM acct.fiscal_years y
JOIN acct.journal_lines l ON l.org_id = %(org_id)s AND l.journal_id = y.journal_id
WHERE y.org_id = %(org_id)s AND y.fiscal_year = ANY (%(years)s::smallint[])
ORDER BY l.line_no
"""


def load_periods(
    connection: Connection, wants: Wants, facts: dict[str, OrgFacts], batch: Sequence[Claimed], *, update: bool
) -> None:
    """Load the periods of each organization that closes or reopens one, under the lock on its general book.

    What is under way is asked first: the figures are read after it, and so hold all that has ended by then.
    """
    for org_id in sorted({org_id for org_id, _ in wants.closings}):
        mine = [operation for operation in batch if operation.org_id == org_id]
        closes = [one for one in mine if one.kind == "period.close"]
        given: dict[str, Any] = {
            "org_id": org_id,
            "wanted": [one.id for one in mine if (org_id, one.id) in wants.closings],
            "batch": [one.id for one in mine],
            "shards": settings().shard_count,
            "months": sorted({month_named(one.content["period"]) for one in closes}),
            "years": sorted(year for of, year in wants.closing_journals if of == org_id),
        }
        facts[org_id].periods = _load(connection, given, update=update, results=org_id in wants.results)


def _load(connection: Connection, given: dict[str, Any], *, update: bool, results: bool) -> Periods:
    [(start, xid, oldest_xid)] = connection.execute(SEEN, given).fetchall()
    waiting = {row[0] for row in connection.execute(WAITING, given)} if update else set()
    periods = Periods(start, xid, oldest_xid, waiting)
    for month, module, closing_id, barrier_xid, closed in connection.execute(ROWS, given):
        periods.rows[as_date(month), module] = ClosedPeriod(closing_id, barrier_xid, closed)
    for year, last_day, journal_id, profit in connection.execute(YEARS, given):
        periods.years[year] = ClosedYear(as_date(last_day), journal_id, profit)
    periods.posted = [as_date(month) for (month,) in connection.execute(POSTED, given)]
    periods.totals = dict.fromkeys(given["months"], MonthTotals())
    if given["months"]:
        for month, *totals in connection.execute(TOTALS, given):
            periods.totals[as_date(month)] = MonthTotals(*totals)
    if results:
        for month, account_id, location_id, amount in connection.execute(RESULTS, given):
            place = None if location_id == str(NIL) else location_id
            periods.results.append((as_date(month), account_id, place, amount))
    if given["years"]:
        periods.journals = {year.journal_id: [] for year in periods.years.values()}
        for journal_id, *line in connection.execute(JOURNALS, given):
            periods.journals[journal_id].append((line[0], line[1], line[2], line[3]))
    return periods
