"""Rolling up: the journals beyond the marks become rows of summaries, a bounded number in a transaction."""

# ruff: noqa: S608 - every statement is built from the facts.

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from domain.summaries.facts import FACTS, Fact, window
from domain.summaries.sources import ALL_JOURNALS, NEXT_JOURNALS

Connection = psycopg.Connection[Any]

# One roll-up of an organization at a time: who comes second waits, and then begins where the first has ended, because
# each statement sees what had been committed when it began. A book that is new begins at nothing.
ALONE = "SELECT pg_advisory_xact_lock(7266, hashtext(%(org_id)s::text))"
BEGIN = """
INSERT INTO acct.summary_marks (org_id, book, number)
SELECT b.org_id, b.code, 0 FROM acct.books b
WHERE b.org_id = %(org_id)s
    AND NOT EXISTS (SELECT FROM acct.summary_marks m WHERE m.org_id = %(org_id)s AND m.book = b.code)
"""
FORGET = "UPDATE acct.summary_marks SET number = 0 WHERE org_id = %(org_id)s"


@dataclass(frozen=True, slots=True)
class Summarized:
    """How many journals were rolled up, and whether there are more."""

    journals: int
    more: bool


def summarize(connection: Connection, *, org_id: UUID, limit: int) -> Summarized:
    """Roll up to `limit` journals of one organization into its summaries, of each book in order; the caller commits.

    The transaction must be READ COMMITTED and see the organization. Whatever happens to it, each journal is in the
    summaries once: the marks move in the statement that adds. Two at once are one after the other.
    """
    given = {"org_id": org_id, "limit": limit}
    connection.execute(ALONE, given)
    connection.execute(BEGIN, given)
    row = connection.execute(ROLL_UP, given).fetchone()
    assert row is not None
    return Summarized(row[0], more=row[1])


def rebuild(connection: Connection, *, org_id: UUID) -> Summarized:
    """Forget an organization's summaries and derive them from all of its journals again; the caller commits.

    Reports see the old ones until then, and no sale waits.
    """
    given = {"org_id": org_id}
    connection.execute(ALONE, given)
    connection.execute(BEGIN, given)
    connection.execute(FORGET, given)
    for fact in FACTS:
        connection.execute(f"DELETE FROM {fact.table} WHERE org_id = %(org_id)s", given)
    # Whole tables are joined with whole tables: hashed, whatever the statistics of a young database say.
    connection.execute("SELECT set_config('enable_nestloop', 'off', true)")
    row = connection.execute(REBUILD, given).fetchone()
    connection.execute("SELECT set_config('enable_nestloop', 'on', true)")
    assert row is not None
    return Summarized(row[0], more=False)


def _add(fact: Fact) -> str:
    """Return the part of the statement that adds to one fact what the window holds.

    What is later than all that is stored can meet none of it, and is inserted for half the price.
    """
    added = ", ".join(f"{measure} = x.{measure} + excluded.{measure}" for measure in fact.measures)
    dated = fact.keys[0]
    last = f"(SELECT s.{dated} FROM {fact.table} s WHERE s.org_id = %(org_id)s ORDER BY s.{dated} DESC LIMIT 1)"
    return f"""{fact.derived}_added AS (
    INSERT INTO {fact.table} AS x (org_id, {fact.columns})
    SELECT %(org_id)s, {fact.columns} FROM {fact.derived} WHERE {dated} <= {last}
    ON CONFLICT (org_id, {", ".join(fact.keys)}) DO UPDATE SET {added}
),
{fact.derived}_begun AS (
    INSERT INTO {fact.table} (org_id, {fact.columns})
    SELECT %(org_id)s, {fact.columns} FROM {fact.derived} WHERE ({dated} <= {last}) IS NOT TRUE
)"""


def _roll_up(relations: str) -> str:
    """Return the statement that adds a window to every fact and moves the marks to its end."""
    return f"""
WITH {relations},
{",".join(_add(fact) for fact in FACTS)},
moved AS (
    UPDATE acct.summary_marks m SET number = w.number
    FROM (SELECT t.book, max(t.number) AS number FROM tail t GROUP BY t.book) w
    WHERE m.org_id = %(org_id)s AND m.book = w.book
)
SELECT w.journals, w.journals < (
    SELECT coalesce(sum(b.last_number - m.number), 0)
    FROM acct.summary_marks m JOIN acct.books b ON b.org_id = %(org_id)s AND b.code = m.book
    WHERE m.org_id = %(org_id)s
)
FROM (SELECT count(*) AS journals FROM tail) w
"""


ROLL_UP = _roll_up(window(NEXT_JOURNALS))
REBUILD = _roll_up(window(ALL_JOURNALS, whole=True))
