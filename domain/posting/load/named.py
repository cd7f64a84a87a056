"""Loading what a batch names: items, terminals, customers and the like, one query per table, without locks."""

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.core.money import PRICE_DIGITS
from domain.posting.facts import Customer, Item, Location, OrgFacts, PostedJournal, Terminal
from domain.posting.load.dates import as_date
from domain.posting.load.statements import Connection, Rows, keys_json, seek
from domain.posting.naming import number
from domain.posting.wants import Wants

_ITEM = (
    "i.id, i.sku, i.name, i.price, coalesce(i.cost, 0) AS cost, i.tax_rate_id, i.sales_account_id, i.stocked, i.active,"
    " i.category"
)
ITEMS = seek(_ITEM, "inv.items i", "i.id", "uuid")
ITEMS_BY_SKU = seek(_ITEM, "inv.items i", "i.sku", "text")
ITEMS_BY_BARCODE = seek(
    _ITEM, "inv.item_barcodes b JOIN inv.items i ON i.org_id = b.org_id AND i.id = b.item_id", "b.barcode", "text"
)
TERMINALS = seek(
    "t.id, t.code, t.active AND l.active AS active, t.location_id, l.code AS location_code",
    "pos.terminals t JOIN inv.locations l ON l.org_id = t.org_id AND l.id = t.location_id",
    "t.id",
    "uuid",
)
LOCATIONS = seek("l.id, l.code, l.active", "inv.locations l", "l.id", "uuid")
ACCOUNTS = seek("a.id, a.active", "acct.chart_of_accounts a", "a.code", "text")
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
            (LOCATIONS, wants.locations),
            (ITEMS, wants.items),
            (ITEMS_BY_SKU, wants.skus),
            (ITEMS_BY_BARCODE, wants.barcodes),
            (ACCOUNTS, wants.accounts),
            (CUSTOMERS, wants.customers),
            (JOURNALS, wants.journals),
        )
        if keys
    }


def keep_named(facts: dict[str, OrgFacts], found: Mapping[str, Rows]) -> None:
    """Add what was found to the facts of its organization."""
    for org_id, key, *columns in found.get(ITEMS, ()):
        facts[org_id].items[key] = _item(columns)
    for org_id, key, *columns in found.get(ITEMS_BY_SKU, ()):
        facts[org_id].items_by_sku[key] = _item(columns)
    for org_id, key, *columns in found.get(ITEMS_BY_BARCODE, ()):
        facts[org_id].items_by_barcode[key] = _item(columns)
    for org_id, key, *columns in found.get(TERMINALS, ()):
        facts[org_id].terminals[key] = Terminal(*columns)
    for org_id, key, *columns in found.get(LOCATIONS, ()):
        facts[org_id].locations[key] = Location(*columns)
    for org_id, key, *columns in found.get(CUSTOMERS, ()):
        facts[org_id].customers[key] = Customer(*columns)
    for org_id, key, account_id, active in found.get(ACCOUNTS, ()):
        facts[org_id].accounts[key] = (account_id, active)
    for org_id, key, journal_id, book, day, memo, source_type, is_reversed, lines in found.get(JOURNALS, ()):
        sides = tuple(tuple(line) for line in msgspec.json.decode(lines or "[]"))
        facts[org_id].journals[key] = PostedJournal(
            journal_id, book, as_date(day), memo, source_type, is_reversed, sides
        )


def _item(columns: list[Any]) -> Item:
    item_id, sku, name, price, cost, tax_rate_id, sales_account_id, stocked, active, category = columns
    return Item(item_id, sku, name, price, _millionths(cost), tax_rate_id, sales_account_id, stocked, active, category)


def _millionths(text: str) -> int:
    """Return a NUMERIC(18,6), or the bare 0 that stands for none, in millionths."""
    return number(text) if "." in text else int(text) * 10**PRICE_DIGITS
