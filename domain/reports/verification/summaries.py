"""I2: summaries against the rows that they sum up, up to their marks."""

# ruff: noqa: S608 - every statement is built from constants of this package.

from types import MappingProxyType

from domain.core.ids import NIL
from domain.reports.verification.naming import account, item, location, terminal
from domain.summaries.facts import FACTS, Fact, window
from domain.summaries.sources import JOURNALS_UP_TO_MARKS

_NAMED = MappingProxyType({"account_id": account, "item_id": item, "location_id": location, "terminal_id": terminal})


def _place(key: str) -> str:
    """Return SQL for the name and value of a key: codes where people know one, and null for the nil UUID."""
    if not key.endswith("_id"):
        return f"'{key}', {key}::text"
    named = _NAMED[key](key) if key in _NAMED else f"{key}::text"
    return f"'{key.removesuffix('_id')}', CASE WHEN {key} <> '{NIL}' THEN {named} END"


def _shown(alias: str, measure: str) -> str:
    value = f"coalesce({alias}.{measure}, 0)"
    return f"'{measure}', {f'{value}::numeric(18, 4)::text' if measure == 'quantity' else value}"


def _differing(fact: Fact) -> str:
    keys = ", ".join(fact.keys)
    found, expected = (
        ", ".join(f"coalesce({alias}.{measure}, 0)" for measure in fact.measures) for alias in ("s", "d")
    )
    return f"""
SELECT 'a summary is not the sum of its rows' AS what,
    jsonb_build_object('summary', '{fact.table}', {", ".join(_place(key) for key in fact.keys)}) AS place,
    jsonb_build_object({", ".join(_shown("s", measure) for measure in fact.measures)}) AS found,
    jsonb_build_object({", ".join(_shown("d", measure) for measure in fact.measures)}) AS expected
FROM (SELECT {fact.columns} FROM {fact.table} WHERE org_id = %(org_id)s) s
FULL JOIN {fact.derived} d USING ({keys})
WHERE ({found}) <> ({expected})"""


SUMMARIES = f"""
WITH {window(JOURNALS_UP_TO_MARKS, whole=True)}
{" UNION ALL ".join(_differing(fact) for fact in FACTS)}
UNION ALL
SELECT 'a book is summed up beyond its end', jsonb_build_object('book', m.book),
    jsonb_build_object('number', m.number), jsonb_build_object('number', coalesce(b.last_number, 0))
FROM acct.summary_marks m LEFT JOIN acct.books b ON b.org_id = %(org_id)s AND b.code = m.book
WHERE m.org_id = %(org_id)s AND m.number > coalesce(b.last_number, 0)
"""
