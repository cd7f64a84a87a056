"""Loading what a batch names in other currencies; a batch without any asks nothing."""

from typing import Any

from domain.posting.facts import OrgFacts
from domain.posting.foreign import ForeignItem, ForeignLine
from domain.posting.load.statements import Connection, Rows, keyed, keys_json
from domain.posting.naming import number
from domain.posting.wants import Wants

CURRENCIES = "SELECT o.id, o.currency FROM core.organizations o WHERE o.id = ANY (%s::uuid[])"
RATES = keyed(
    """
SELECT w.k0, w.k1, w.k2::text AS day, x.rate FROM w CROSS JOIN LATERAL (
    SELECT r.rate FROM acct.exchange_rates r
    WHERE r.org_id = w.k0 AND r.currency = w.k1 AND r.date <= w.k2 ORDER BY r.date DESC LIMIT 1
) AS x
""",
    *("uuid", "text", "date"),
)
LINES = keyed(
    """
SELECT x.* FROM w CROSS JOIN LATERAL (
    SELECT l.org_id, l.journal_id, l.line_no, l.kind, l.account_id, l.location_id, l.currency, l.amount, l.base, l.rate,
        l.settles_journal_id, l.settles_line_no
    FROM acct.foreign_lines l WHERE l.org_id = w.k0 AND l.journal_id = w.k1 ORDER BY l.line_no
) AS x
""",
    *("uuid", "uuid"),
)
ITEM_COLUMNS = """
i.org_id, i.journal_id, i.line_no, i.account_id, i.location_id, i.currency, i.business_date::text AS day, i.amount,
    i.base, i.settled, i.settled_base
"""
ITEMS = keyed(
    f"""
SELECT x.* FROM w CROSS JOIN LATERAL (
    SELECT {ITEM_COLUMNS} FROM acct.foreign_items i WHERE i.org_id = w.k0 AND i.journal_id = w.k1
) AS x
""",  # noqa: S608 - of constants
    *("uuid", "uuid"),
)
ONE_ITEM = f"""
SELECT {ITEM_COLUMNS} FROM acct.foreign_items i WHERE i.org_id = w.k0 AND i.journal_id = w.k1 AND i.line_no = w.k2
"""  # noqa: S608 - of constants


def load_foreign(connection: Connection, wants: Wants, facts: dict[str, OrgFacts]) -> None:
    """Load own currencies, rates, and the lines and open items of wanted journals, without locks.

    What an item is never changes; how much of it is settled is read again once it is locked.
    """
    journals = keys_json(wants.foreign_journals)
    with connection.pipeline():
        currencies = connection.execute(CURRENCIES, (sorted(wants.org_ids),))
        rates = connection.execute(RATES, (keys_json(wants.rates),))
        lines = connection.execute(LINES, (journals,))
        items = connection.execute(ITEMS, (journals,))
    for org_id, currency in currencies:
        facts[org_id].foreign.currency = currency
    for org_id, currency, day, rate in rates:
        facts[org_id].foreign.rates[currency, day] = number(rate)
    found: dict[tuple[str, str], list[ForeignLine]] = {}
    for org_id, journal_id, *columns in lines:
        found.setdefault((org_id, journal_id), []).append(_line(columns))
    for (org_id, journal_id), of_journal in found.items():
        facts[org_id].foreign.lines[journal_id] = tuple(of_journal)
    keep_items(facts, items)


def keep_items(facts: dict[str, OrgFacts], rows: Rows) -> None:
    """Add open items to the facts of their organizations, as they are now."""
    for org_id, *columns in rows:
        item = ForeignItem(*columns)
        facts[org_id].foreign.items[item.journal_id, item.line_no] = item


def _line(columns: list[Any]) -> ForeignLine:
    line_no, kind, account_id, location_id, currency, amount, base, rate, journal_id, settled_line_no = columns
    settles = None if journal_id is None else (journal_id, settled_line_no)
    return ForeignLine(line_no, kind, account_id, location_id, currency, amount, base, number(rate), settles=settles)
