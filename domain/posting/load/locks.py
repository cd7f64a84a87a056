"""Loading and locking the rows that a batch changes, in one global order.

The order of locks is: sales of which something comes back, receipts of which goods go back, transfers under way (those
three before it is known which levels they touch), bank accounts, stock levels, customers, stored values, shifts,
receipt sequences, open items in other currencies and books, each sorted by key over the whole batch, and at last, in
the writing, balances. Two batches can therefore never wait for each other in a circle. Layers of cost and lots belong
to a level: who has locked it has them. A level that is not there yet cannot be locked; it is made when it is written,
and who is second then begins again.
"""

from collections.abc import Collection, Iterable
from typing import Any

from domain.inventory.costing import UNKNOWN_COST, Level
from domain.pos.stored_codes import stored_value_id
from domain.posting.facts import Book, OrgFacts, TillNumbers
from domain.posting.load.foreign import ONE_ITEM, keep_items
from domain.posting.load.layers import keep_methods
from domain.posting.load.lots import load_lots
from domain.posting.load.reorder_points import load_reorder_points
from domain.posting.load.rules import ask_rules, keep_rules
from domain.posting.load.shifts import load_shifts
from domain.posting.load.statements import Connection, each, keyed, keys_json
from domain.posting.naming import number
from domain.posting.tills import Shift, StoredValue
from domain.posting.wants import Wants

UUIDS = ("uuid", "uuid")
UUID_TEXT = ("uuid", "text")


class Lockable:
    """One kind of row that a batch locks, in the order of the sorted keys.

    Where `make` is given, a row that is missing is made first; else it is simply not there.
    """

    def __init__(self, types: tuple[str, ...], *, read: str, make: str | None = None) -> None:
        """Keep the statements; all take the keys as one JSON parameter, sorted."""
        self.read = each(read, *types)
        self.lock = each(read, *types, lock="FOR NO KEY UPDATE")
        self.make = None if make is None else keyed(f"{make} ON CONFLICT DO NOTHING", *types)


LEVELS = Lockable(
    ("uuid", "uuid", "uuid"),
    read="""
SELECT l.org_id, l.location_id, l.item_id, l.quantity, l.value, l.unit_cost FROM inv.stock_levels l
WHERE l.org_id = w.k0 AND l.location_id = w.k1 AND l.item_id = w.k2
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
STORED_VALUES = Lockable(
    ("uuid", "text", "text"),
    read="""
SELECT v.org_id, v.kind, v.code, v.id, v.customer_id, v.balance, v.expires_on::text AS expires_on,
    v.blocked
FROM pos.stored_values v
WHERE v.org_id = w.k0 AND v.kind = w.k1 AND v.code = w.k2
""",
)
SHIFTS = Lockable(
    UUIDS,
    read="""
SELECT s.org_id, s.id, s.terminal_id, s.location_id, s.number, s.status, s.opening_float FROM pos.shifts s
WHERE s.org_id = w.k0 AND s.id = w.k1
""",
)
RECEIPTS = Lockable(
    UUIDS,
    read="""
SELECT r.org_id, r.terminal_id, r.last_number, r.last_shift, r.last_z, r.grand_total FROM pos.receipt_sequences r
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
FOREIGN_ITEMS = Lockable(("uuid", "uuid", "smallint"), read=ONE_ITEM)
LOCK_ORDER = (LEVELS, RECEIVABLES, STORED_VALUES, SHIFTS, RECEIPTS, FOREIGN_ITEMS, BOOKS)

Keys = dict[Lockable, Collection[tuple[str, ...]]]
Found = dict[Lockable, list[tuple[Any, ...]]]


def lock(connection: Connection, wants: Wants, facts: dict[str, OrgFacts], *, update: bool = True) -> None:
    """Lock and load what a batch changes, in the global order, making what is missing where that is usual.

    `update=False` reads without locks and makes nothing: for a rehearsal.
    """
    keys: Keys = {
        LEVELS: wants.levels,
        RECEIVABLES: [key for key in wants.owing if key[1] in facts[key[0]].customers],
        STORED_VALUES: wants.stored,
        SHIFTS: wants.shifts,
        RECEIPTS: wants.receipts,
        FOREIGN_ITEMS: wants.foreign_items,
        BOOKS: wants.books,
    }
    with connection.pipeline():
        found = [
            (kind, connection.execute(kind.lock if update else kind.read, (keys_json(keys[kind]),)))
            for kind in LOCK_ORDER
            if keys[kind]
        ]
        ruled = ask_rules(connection, wants) if wants.ruled else None
    if ruled is not None:
        keep_rules(facts, *ruled)
    rows: Found = {kind: list(cursor) for kind, cursor in found}
    for at, kind in enumerate(LOCK_ORDER):
        if update and kind.make is not None and len(rows.get(kind, ())) < len(keys[kind]):
            _relock(connection, LOCK_ORDER[at:], keys, rows)
            break
    _keep_stock_and_ends(facts, rows, wants)
    keep_methods(connection, wants, facts)
    load_lots(connection, wants, facts)
    load_reorder_points(connection, wants, facts)
    if wants.foreign_items:
        keep_items(facts, rows.get(FOREIGN_ITEMS, ()))
    if wants.stored or wants.shifts:
        _keep_tills(facts, rows, wants)
    if wants.taken or wants.opening:
        load_shifts(connection, wants, facts)


def _relock(connection: Connection, kinds: Iterable[Lockable], keys: Keys, rows: Found) -> None:
    """Make the rows that were missing, then lock all of these kinds; happens once in the life of each key."""
    for kind in kinds:
        if keys[kind]:
            if kind.make is not None:
                connection.execute(kind.make, (keys_json(keys[kind]),))
            rows[kind] = connection.execute(kind.lock, (keys_json(keys[kind]),)).fetchall()


def _keep_stock_and_ends(facts: dict[str, OrgFacts], rows: Found, wants: Wants) -> None:
    for org_id, location_id, item_id in wants.levels:
        facts[org_id].levels[location_id, item_id] = Level(unit_cost=UNKNOWN_COST)
    for org_id, location_id, item_id, quantity, value, unit_cost in rows.get(LEVELS, ()):
        facts[org_id].stored_levels.add((location_id, item_id))
        facts[org_id].levels[location_id, item_id] = Level(
            number(quantity), value, UNKNOWN_COST if unit_cost is None else number(unit_cost)
        )
    for org_id, customer_id in wants.owing:
        if customer_id in facts[org_id].customers:
            facts[org_id].customers[customer_id].owing = True
    for org_id, customer_id, receivable in rows.get(RECEIVABLES, ()):
        facts[org_id].customers[customer_id].receivable = receivable
    for org_id, terminal_id in wants.receipts:
        facts[org_id].receipts[terminal_id] = TillNumbers()
    for org_id, terminal_id, *numbers in rows.get(RECEIPTS, ()):
        facts[org_id].receipts[terminal_id] = TillNumbers(*numbers)
    for org_id, code in wants.books:
        facts[org_id].books[code] = Book(0, b"")
    for org_id, code, last_number, last_hash in rows.get(BOOKS, ()):
        facts[org_id].books[code] = Book(last_number, bytes.fromhex(last_hash))


def _keep_tills(facts: dict[str, OrgFacts], rows: Found, wants: Wants) -> None:
    for org_id, kind, code in wants.stored:
        facts[org_id].stored[kind, code] = StoredValue(
            stored_value_id(org_id, kind, code), kind, code, None, 0, None, known=False, stored=False
        )
    for org_id, kind, code, value_id, customer_id, balance, expires_on, blocked in rows.get(STORED_VALUES, ()):
        facts[org_id].stored[kind, code] = StoredValue(
            value_id, kind, code, customer_id, balance, expires_on, known=True, blocked=blocked
        )
    for org_id, shift_id, terminal_id, location_id, number_, status, opening_float in rows.get(SHIFTS, ()):
        facts[org_id].shifts[shift_id] = Shift(
            shift_id, terminal_id, location_id, number_, status == "open", opening_float
        )
