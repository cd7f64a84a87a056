"""Writing what was closed and reopened."""

from collections.abc import Iterator

from domain.posting.closing import ClosingEffects, Row

# A mark that is taken over, or closed, keeps the time from which it holds.
MARKED = """
INSERT INTO acct.periods (org_id, period, module, closing_id, barrier_xid, marked_at, closed_at)
SELECT (r ->> 0)::uuid, (r ->> 1)::date, r ->> 2, (r ->> 3)::uuid, (r ->> 4)::bigint, clock_timestamp(),
    CASE WHEN (r ->> 5)::boolean THEN clock_timestamp() END
FROM jsonb_array_elements(%s::jsonb) AS r
ON CONFLICT (org_id, period, module) DO UPDATE
SET closing_id = excluded.closing_id, barrier_xid = excluded.barrier_xid, closed_at = excluded.closed_at
"""
REOPENED = """
DELETE FROM acct.periods p USING jsonb_array_elements(%s::jsonb) AS r
WHERE p.org_id = (r ->> 0)::uuid AND p.period = (r ->> 1)::date AND p.module = r ->> 2
"""
YEARS_CLOSED = """
INSERT INTO acct.fiscal_years (org_id, fiscal_year, first_day, last_day, closing_id, journal_id, closed_at)
SELECT (r ->> 0)::uuid, (r ->> 1)::smallint, (r ->> 2)::date, (r ->> 3)::date, (r ->> 4)::uuid, (r ->> 5)::uuid,
    clock_timestamp()
FROM jsonb_array_elements(%s::jsonb) AS r
"""
YEARS_REOPENED = """
DELETE FROM acct.fiscal_years y USING jsonb_array_elements(%s::jsonb) AS r
WHERE y.org_id = (r ->> 0)::uuid AND y.fiscal_year = (r ->> 1)::smallint
"""
CLOSINGS = """
INSERT INTO acct.closings (
    org_id, id, kind, period, module, fiscal_year, journal_id, debit, credit, profit, marked_at, barrier_xid, at, xid
)
SELECT c.org_id, c.id, c.kind, c.period, c.module, c.fiscal_year, c.journal_id, c.debit, c.credit, c.profit,
    p.marked_at, p.barrier_xid, clock_timestamp(), pg_current_xact_id()::text::bigint
FROM (
    SELECT (r ->> 0)::uuid AS org_id, (r ->> 1)::uuid AS id, r ->> 2 AS kind, (r ->> 3)::date AS period,
        r ->> 4 AS module, (r ->> 5)::smallint AS fiscal_year, (r ->> 6)::uuid AS journal_id,
        (r ->> 7)::bigint AS debit, (r ->> 8)::bigint AS credit, (r ->> 9)::bigint AS profit
    FROM jsonb_array_elements(%s::jsonb) AS r
) c
LEFT JOIN acct.periods p
    ON p.org_id = c.org_id AND p.period = c.period AND p.module = c.module AND p.closing_id = c.id
"""


def statements(effects: ClosingEffects) -> Iterator[tuple[str, list[Row]]]:
    """Yield what writes periods and years, with its rows; a close names the mark that it found."""
    yield MARKED, effects.marked
    yield REOPENED, effects.reopened
    yield YEARS_CLOSED, effects.years_closed
    yield YEARS_REOPENED, effects.years_reopened
    yield CLOSINGS, effects.closings
