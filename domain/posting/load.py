"""Loading: one query per table for everything that a batch needs, and the locks, in one global order.

The order of locks is: stock levels, customers, receipt sequences, books, each sorted by key over the whole batch, and
at last, in the writing, balances. Two batches can therefore never wait for each other in a circle.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from typing import Any

import msgspec
import psycopg

from domain.core.money import PRICE_DIGITS
from domain.inventory.costing import UNKNOWN_COST, Level
from domain.posting.facts import (
    Book,
    Customer,
    Item,
    Location,
    Method,
    OrgFacts,
    PostedJournal,
    TaxRate,
    Terminal,
)
from domain.posting.naming import number
from domain.posting.wants import Wants

Connection = psycopg.Connection[Any]
Rows = Iterable[tuple[Any, ...]]

ORGS = """
SELECT o.id, o.minor_digits, o.time_zone, s.day_cutoff, s.negative_stock, s.late_sale, s.tax_rounding,
    s.prices_include_tax, s.cash_rounding, s.price_check
FROM core.organizations o JOIN core.settings s ON s.org_id = o.id
WHERE o.id = ANY (%s::uuid[])
"""
ROLES = "SELECT org_id, role, account_id FROM acct.account_roles WHERE org_id = ANY (%s::uuid[])"
CLOSED = "SELECT org_id, period FROM acct.periods WHERE org_id = ANY (%s::uuid[]) AND closed_at IS NOT NULL"
METHODS = (
    "SELECT org_id, code, id, kind, account_id FROM pos.payment_methods WHERE org_id = ANY (%s::uuid[]) AND active"
)
TAX_RATES = """
SELECT org_id, id, percent, inclusive, account_id FROM pos.tax_rates WHERE org_id = ANY (%s::uuid[]) AND active
"""


def _keyed(statement: str, *types: str) -> str:
    """Return a statement over the wanted keys `w (k0, k1, …)`, which come as one JSON parameter.

    They are materialized first: taken apart within a join they would count as leaky under row-level security, and no
    index could be used for them.
    """
    keys = ", ".join(f"(e ->> {at})::{kind} AS k{at}" for at, kind in enumerate(types))
    return f"WITH w AS MATERIALIZED (SELECT {keys} FROM jsonb_array_elements(%s::jsonb) AS e) {statement}"  # noqa: S608


def _each(query: str, *types: str, lock: str = "") -> str:
    """Return the statement that runs `query` for each wanted key `w`.

    A query with its own LIMIT is never joined another way round: each key is one look-up in an index, whatever the
    statistics of a young table make the planner believe.
    """
    return _keyed(f"SELECT x.* FROM w CROSS JOIN LATERAL ({query} LIMIT 1 {lock}) AS x", *types)  # noqa: S608


def _seek(columns: str, tables: str, key: str, kind: str) -> str:
    """Return the statement that reads one row for each wanted key (organization, `key` of type `kind`).

    Asking for the first row not before the key leaves one index that gives that order: where several begin with the
    organization, equality alone would let a young table's planner walk through the wrong one.
    """
    org_id = f"{key.split('.', maxsplit=1)[0]}.org_id"
    query = (
        f"SELECT {org_id}, {key} AS key, {columns} FROM {tables} WHERE {org_id} = w.k0 AND {key} >= w.k1 ORDER BY {key}"  # noqa: S608
    )
    return _keyed(f"SELECT x.* FROM w CROSS JOIN LATERAL ({query} LIMIT 1) AS x WHERE x.key = w.k1", "uuid", kind)  # noqa: S608


_ITEM = (
    "i.id, i.sku, i.name, i.price, coalesce(i.cost, 0) AS cost, i.tax_rate_id, i.sales_account_id, i.stocked, i.active"
)
ITEMS = _seek(_ITEM, "inv.items i", "i.id", "uuid")
ITEMS_BY_SKU = _seek(_ITEM, "inv.items i", "i.sku", "text")
ITEMS_BY_BARCODE = _seek(
    _ITEM, "inv.item_barcodes b JOIN inv.items i ON i.org_id = b.org_id AND i.id = b.item_id", "b.barcode", "text"
)
TERMINALS = _seek(
    "t.id, t.code, t.active AND l.active AS active, t.location_id, l.code AS location_code",
    "pos.terminals t JOIN inv.locations l ON l.org_id = t.org_id AND l.id = t.location_id",
    "t.id",
    "uuid",
)
LOCATIONS = _seek("l.id, l.code, l.active", "inv.locations l", "l.id", "uuid")
ACCOUNTS = _seek("a.id, a.active", "acct.chart_of_accounts a", "a.code", "text")
CUSTOMERS = _seek("c.id, c.active, c.credit_limit", "pos.customers c", "c.id", "uuid")
JOURNALS = _seek(
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

UUIDS = ("uuid", "uuid")
UUID_TEXT = ("uuid", "text")


class Lockable:
    """One kind of row that a batch locks, in the order of the sorted keys; a missing one is made first."""

    def __init__(self, types: tuple[str, ...], *, read: str, make: str) -> None:
        """Keep the statements; all take the keys as one JSON parameter, sorted."""
        self.read = _each(read, *types)
        self.lock = _each(read, *types, lock="FOR NO KEY UPDATE")
        self.make = _keyed(f"{make} ON CONFLICT DO NOTHING", *types)


LEVELS = Lockable(
    ("uuid", "uuid", "uuid"),
    read="""
SELECT l.org_id, l.location_id, l.item_id, l.quantity, l.value, l.unit_cost FROM inv.stock_levels l
WHERE l.org_id = w.k0 AND l.location_id = w.k1 AND l.item_id = w.k2
""",
    make="""
INSERT INTO inv.stock_levels (org_id, location_id, item_id, quantity, value) SELECT w.k0, w.k1, w.k2, 0, 0 FROM w
""",
)
RECEIVABLES = Lockable(
    UUIDS,
    read="""
SELECT b.org_id, b.customer_id, b.receivable FROM pos.customer_balances b
WHERE b.org_id = w.k0 AND b.customer_id = w.k1
""",
    make="INSERT INTO pos.customer_balances (org_id, customer_id, receivable) SELECT w.k0, w.k1, 0 FROM w",
)
RECEIPTS = Lockable(
    UUIDS,
    read="""
SELECT r.org_id, r.terminal_id, r.last_number FROM pos.receipt_sequences r
WHERE r.org_id = w.k0 AND r.terminal_id = w.k1
""",
    make="INSERT INTO pos.receipt_sequences (org_id, terminal_id, last_number) SELECT w.k0, w.k1, 0 FROM w",
)
BOOKS = Lockable(
    UUID_TEXT,
    read="""
SELECT b.org_id, b.code, b.last_number, encode(b.last_hash, 'hex') AS last_hash FROM acct.books b
WHERE b.org_id = w.k0 AND b.code = w.k1
""",
    make="INSERT INTO acct.books (org_id, code) SELECT w.k0, w.k1 FROM w",
)
LOCK_ORDER = (LEVELS, RECEIVABLES, RECEIPTS, BOOKS)


def load_orgs(connection: Connection, wants: Wants) -> dict[str, OrgFacts]:
    """Return the facts of every organization in the batch, without the rows that must be locked."""
    org_ids = sorted(wants.org_ids)
    with connection.pipeline():
        of_orgs = [connection.execute(query, (org_ids,)) for query in (ORGS, ROLES, CLOSED, METHODS, TAX_RATES)]
        wanted = {
            query: connection.execute(query, (_keys(keys),))
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
    orgs, roles, closed, methods, tax_rates = of_orgs
    facts = _orgs(orgs)
    for org_id, role, account_id in roles:
        facts[org_id].roles[role] = account_id
    for org_id, period in closed:
        facts[org_id].closed.add(_date(period))
    for org_id, code, method_id, kind, account_id in methods:
        facts[org_id].methods[code] = Method(method_id, kind, account_id)
    for org_id, rate_id, percent, inclusive, account_id in tax_rates:
        contained = facts[org_id].prices_include_tax if inclusive is None else inclusive
        facts[org_id].tax_rates[rate_id] = TaxRate(rate_id, number(percent), percent, contained, account_id)
    _wanted(facts, wanted)
    return facts


def _orgs(rows: Rows) -> dict[str, OrgFacts]:
    return {
        org_id: OrgFacts(
            id=org_id,
            digits=digits,
            time_zone=time_zone,
            day_cutoff=day_cutoff if isinstance(day_cutoff, time) else time.fromisoformat(day_cutoff),
            negative_stock=negative_stock == "allow",
            late_sale_posts=late_sale == "post_to_open",
            tax_per_document=tax_rounding == "document",
            prices_include_tax=prices_include_tax,
            cash_rounding=cash_rounding,
            price_check=price_check == "reject_difference",
        )
        for (
            org_id,
            digits,
            time_zone,
            day_cutoff,
            negative_stock,
            late_sale,
            tax_rounding,
            prices_include_tax,
            cash_rounding,
            price_check,
        ) in rows
    }


def _wanted(facts: dict[str, OrgFacts], found: Mapping[str, Rows]) -> None:
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
        facts[org_id].journals[key] = PostedJournal(journal_id, book, _date(day), memo, source_type, is_reversed, sides)


def _item(columns: list[Any]) -> Item:
    item_id, sku, name, price, cost, tax_rate_id, sales_account_id, stocked, active = columns
    return Item(item_id, sku, name, price, _millionths(cost), tax_rate_id, sales_account_id, stocked, active)


def lock(connection: Connection, wants: Wants, facts: dict[str, OrgFacts], *, update: bool = True) -> None:
    """Lock and load levels, receivables, receipt sequences and books, in that order, making those that are missing.

    `update=False` reads them without locks and makes none: for a rehearsal.
    """
    keys: dict[Lockable, Collection[tuple[str, ...]]] = {
        LEVELS: wants.levels,
        RECEIVABLES: [key for key in wants.customers if key[1] in facts[key[0]].customers],
        RECEIPTS: wants.receipts,
        BOOKS: wants.books,
    }
    with connection.pipeline():
        found = [
            (kind, connection.execute(kind.lock if update else kind.read, (_keys(keys[kind]),)))
            for kind in LOCK_ORDER
            if keys[kind]
        ]
    rows = {kind: list(cursor) for kind, cursor in found}
    for at, kind in enumerate(LOCK_ORDER):
        if update and len(rows.get(kind, ())) < len(keys[kind]):
            _relock(connection, LOCK_ORDER[at:], keys, rows)
            break
    _locked(facts, rows, wants)


def _relock(
    connection: Connection,
    kinds: Iterable[Lockable],
    keys: dict[Lockable, Collection[tuple[str, ...]]],
    rows: dict[Lockable, list[tuple[Any, ...]]],
) -> None:
    """Make the rows that were missing, then lock all of these kinds; happens once in the life of each key."""
    for kind in kinds:
        if keys[kind]:
            connection.execute(kind.make, (_keys(keys[kind]),))
            rows[kind] = connection.execute(kind.lock, (_keys(keys[kind]),)).fetchall()


def _locked(facts: dict[str, OrgFacts], rows: dict[Lockable, list[tuple[Any, ...]]], wants: Wants) -> None:
    for org_id, location_id, item_id in wants.levels:
        facts[org_id].levels[location_id, item_id] = Level(unit_cost=UNKNOWN_COST)
    for org_id, location_id, item_id, quantity, value, unit_cost in rows.get(LEVELS, ()):
        facts[org_id].levels[location_id, item_id] = Level(
            number(quantity), value, UNKNOWN_COST if unit_cost is None else number(unit_cost)
        )
    for org_id, customer_id, receivable in rows.get(RECEIVABLES, ()):
        facts[org_id].customers[customer_id].receivable = receivable
    for org_id, terminal_id in wants.receipts:
        facts[org_id].receipts[terminal_id] = 0
    for org_id, terminal_id, last_number in rows.get(RECEIPTS, ()):
        facts[org_id].receipts[terminal_id] = last_number
    for org_id, code in wants.books:
        facts[org_id].books[code] = Book(0, b"")
    for org_id, code, last_number, last_hash in rows.get(BOOKS, ()):
        facts[org_id].books[code] = Book(last_number, bytes.fromhex(last_hash))


def _keys(keys: Collection[tuple[str, ...]]) -> str:
    return msgspec.json.encode(sorted(keys)).decode()


def _millionths(text: str) -> int:
    """Return a NUMERIC(18,6), or the bare 0 that stands for none, in millionths."""
    return number(text) if "." in text else int(text) * 10**PRICE_DIGITS


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
