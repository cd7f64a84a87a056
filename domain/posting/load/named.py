"""Loading what a batch names: items, terminals, customers and the like, one query per table, without locks."""

from collections.abc import Mapping

import msgspec

from domain.posting.facts import Customer, Location, OrgFacts, PostedJournal, Terminal
from domain.posting.load.dates import as_date
from domain.posting.load.items import ITEMS, ITEMS_BY_BARCODE, ITEMS_BY_SKU, keep_items
from domain.posting.load.money import DEPOSITS, MONEY, keep_money
from domain.posting.load.statements import Connection, Rows, keys_json, seek
from domain.posting.wants import Wants

TERMINALS = seek(
    "t.id, t.code, t.active AND l.active AS active, t.location_id, l.code AS location_code",
    "pos.terminals t JOIN inv.locations l ON l.org_id = t.org_id AND l.id = t.location_id",
    "t.id",
    "uuid",
)
TILLS_OF_SHIFTS = seek(
    "t.id, t.code, t.active AND l.active AS active, t.location_id, l.code AS location_code",
    "pos.shifts s JOIN pos.terminals t ON t.org_id = s.org_id AND t.id = s.terminal_id"
    " JOIN inv.locations l ON l.org_id = t.org_id AND l.id = t.location_id",
    "s.id",
    "uuid",
)
LOCATIONS = seek("l.id, l.code, l.active", "inv.locations l", "l.id", "uuid")
ACCOUNTS = seek("a.id, a.active, a.controlled", "acct.chart_of_accounts a", "a.code", "text")
SUPPLIERS = seek("s.name, s.active", "inv.suppliers s", "s.id", "uuid")
REASONS = seek("CASE WHEN r.active THEN r.account_id END AS account_id", "inv.reasons r", "r.code", "text")
CUSTOMERS = seek("c.id, c.active, c.credit_limit, c.price_group", "pos.customers c", "c.id", "uuid")
JOURNALS = seek(
    """
j.id, j.book, j.business_date, j.memo, j.source_type,
    EXISTS (SELECT FROM acct.journals r WHERE r.org_id = j.org_id AND r.reverses_id = j.id) AS reversed,
    (SELECT jsonb_agg(jsonb_build_array(l.account_id, l.location_id, l.debit, l.credit) ORDER BY l.line_no)::text
     FROM acct.journal_lines l WHERE l.org_id = j.org_id AND l.journal_id = j.id) AS lines
""",
    "acct.journals j",
    "j.id",
    "uuid",
)


def ask_named(connection: Connection, wants: Wants) -> dict[str, Rows]:
    """Send the query of each table of which something is wanted; to be called inside a pipeline."""
    return {
        query: connection.execute(query, (keys_json(keys),))
        for query, keys in (
            (TERMINALS, wants.terminals),
            (TILLS_OF_SHIFTS, wants.tills_of_shifts),
            (LOCATIONS, wants.locations),
            (ITEMS, wants.items),
            (ITEMS_BY_SKU, wants.skus),
            (ITEMS_BY_BARCODE, wants.barcodes),
            (REASONS, wants.reasons),
            (SUPPLIERS, wants.suppliers),
            (ACCOUNTS, wants.accounts),
            (CUSTOMERS, wants.customers),
            (JOURNALS, wants.journals),
            (DEPOSITS, wants.deposits),
            (MONEY, wants.money),
        )
        if keys
    }


def keep_named(facts: dict[str, OrgFacts], found: Mapping[str, Rows]) -> set[tuple[str, str]]:
    """Add what was found to the facts of its organization; return the parts that its kits consist of."""
    parts = keep_items(facts, found)
    for org_id, key, account_id in found.get(REASONS, ()):
        facts[org_id].reasons[key] = account_id
    for org_id, key, name, active in found.get(SUPPLIERS, ()):
        if active:
            facts[org_id].suppliers[key] = name
    for org_id, key, *columns in found.get(TERMINALS, ()):
        facts[org_id].terminals[key] = Terminal(*columns)
    for org_id, key, *columns in found.get(TILLS_OF_SHIFTS, ()):
        terminal = Terminal(*columns)
        facts[org_id].terminals[terminal.id] = terminal
        facts[org_id].tills_of_shifts[key] = terminal.id
    for org_id, key, *columns in found.get(LOCATIONS, ()):
        facts[org_id].locations[key] = Location(*columns)
    for org_id, key, *columns in found.get(CUSTOMERS, ()):
        facts[org_id].customers[key] = Customer(*columns)
    for org_id, key, account_id, active, controlled in found.get(ACCOUNTS, ()):
        if controlled:
            facts[org_id].controlled.add(account_id)
        facts[org_id].accounts[key] = (account_id, active)
    for org_id, key, journal_id, book, day, memo, source_type, is_reversed, lines in found.get(JOURNALS, ()):
        sides = tuple(tuple(line) for line in msgspec.json.decode(lines or "[]"))
        facts[org_id].journals[key] = PostedJournal(
            journal_id, book, as_date(day), memo, source_type, is_reversed, sides
        )
    keep_money(facts, found)
    return parts
