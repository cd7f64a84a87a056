"""Writing the lines of journals in other currencies, and what is open of them."""

from collections.abc import Iterable, Iterator

from domain.posting.effects import Effects
from domain.posting.facts import OrgFacts
from domain.posting.write.statements import Row, update_by_key

LINES = """
INSERT INTO acct.foreign_lines (
    org_id, journal_id, line_no, kind, account_id, location_id, currency, amount, base, rate, settles_journal_id,
    settles_line_no
)
SELECT (e ->> 0)::uuid, (e ->> 1)::uuid, (e ->> 2)::smallint, e ->> 3, (e ->> 4)::uuid, (e ->> 5)::uuid, e ->> 6,
    (e ->> 7)::bigint, (e ->> 8)::bigint, (e ->> 9)::numeric, (e ->> 10)::uuid, (e ->> 11)::smallint
FROM jsonb_array_elements(%s::jsonb) AS e
"""
NEW_ITEMS = """
INSERT INTO acct.foreign_items (
    org_id, journal_id, line_no, account_id, location_id, currency, business_date, amount, base, settled, settled_base
)
SELECT (e ->> 0)::uuid, (e ->> 1)::uuid, (e ->> 2)::smallint, (e ->> 3)::uuid, (e ->> 4)::uuid, e ->> 5,
    (e ->> 6)::date, (e ->> 7)::bigint, (e ->> 8)::bigint, (e ->> 9)::bigint, (e ->> 10)::bigint
FROM jsonb_array_elements(%s::jsonb) AS e
"""
ITEMS = update_by_key(
    "acct.foreign_items",
    "settled = r.c3, settled_base = r.c4",
    ("org_id", "journal_id", "line_no"),
    *("uuid", "uuid", "smallint", "bigint", "bigint"),
)


def statements(orgs: Iterable[OrgFacts], effects: Effects) -> Iterator[tuple[str, list[Row]]]:
    """Yield the lines, the items that are new by the end of the batch, and those of which something was settled."""
    new: list[Row] = []
    changed: list[Row] = []
    for org in orgs:
        for key, item in sorted(org.foreign.items.items()):
            settled = (item.settled, item.settled_base)
            if not item.stored:
                what = (item.account_id, item.location_id, item.currency, item.business_date, item.amount, item.base)
                new.append((org.id, *key, *what, *settled))
            elif item.changed:
                changed.append((org.id, *key, *settled))
    yield LINES, effects.foreign_lines
    yield NEW_ITEMS, new
    yield ITEMS, changed
