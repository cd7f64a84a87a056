"""The way that B3 is measured against: a transaction for each sale, and in it a statement for each row.

Written as one would who had not thought of batches, and no worse: the organization's facts are read once, statements
are prepared, rows are locked in sorted order, and the processes share no location, so that none waits for another.
It neither reads the inbox nor writes outcomes, which the drain does. The lines of a journal go in together, because
the database checks after each statement that the journal balances.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.string import TextLoader

from cli.bench.drainers import Crew
from domain.accounting.entries import Entry, journal_hash
from domain.core import clock
from domain.core.ids import NIL, new_id_text
from domain.core.money import divide_half_up
from domain.inventory.costing import Level, take, unit_cost_of
from domain.pos.pricing import tax_of

DIGITS = 2
PRICE_TO_MINOR = 10**8
TERMINAL = """
SELECT t.code, t.location_id, l.code FROM pos.terminals t
JOIN inv.locations l ON l.org_id = t.org_id AND l.id = t.location_id WHERE t.org_id = %s AND t.id = %s AND t.active
"""
ITEM = """
SELECT i.sku, i.name, i.tax_rate_id, x.quantity, x.value, x.unit_cost
FROM inv.items i JOIN inv.stock_levels x ON x.org_id = i.org_id AND x.item_id = i.id AND x.location_id = %s
WHERE i.org_id = %s AND i.id = %s AND i.active FOR UPDATE OF x
"""
RECEIPT = """
INSERT INTO pos.receipt_sequences AS s (org_id, terminal_id, last_number) VALUES (%s, %s, 1)
ON CONFLICT (org_id, terminal_id) DO UPDATE SET last_number = s.last_number + 1 RETURNING last_number
"""
MAKE_BOOK = "INSERT INTO acct.books (org_id, code) VALUES (%s, %s) ON CONFLICT DO NOTHING"
BOOK = "SELECT last_number, last_hash FROM acct.books WHERE org_id = %s AND code = %s FOR UPDATE"
END_BOOK = "UPDATE acct.books SET last_number = %s, last_hash = %s WHERE org_id = %s AND code = %s"
SALE = """
INSERT INTO pos.sales (org_id, id, location_id, terminal_id, terminal_seq, receipt_number, occurred_at, business_date,
    tax_rounding, discount, net, tax, tip, rounding, total, change, cost, journal_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'line', 0, %s, %s, 0, 0, %s, %s, %s, %s)
"""
LINE = """
INSERT INTO pos.sale_lines (org_id, sale_id, line_no, item_id, movement_id, sku, name, quantity, unit_price, discount,
    net, tax, total, cost, tax_rate_id, tax_percent, tax_inclusive)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s, %s, %s, %s, %s, false)
"""
PAYMENT = """
INSERT INTO pos.payments (org_id, sale_id, payment_no, method_id, method, kind, amount, change)
VALUES (%s, %s, %s, %s, %s, 'cash', %s, %s)
"""
MOVEMENT = """
INSERT INTO inv.stock_movements (org_id, id, location_id, item_id, quantity, value, unit_cost, kind, source_type,
    source_id, occurred_at, business_date)
VALUES (%s, %s, %s, %s, %s::numeric / 10000, %s, %s::numeric / 1000000, 'sale', 'sale', %s, %s, %s)
"""
LEVEL = """
UPDATE inv.stock_levels SET quantity = %s::numeric / 10000, value = %s
WHERE org_id = %s AND location_id = %s AND item_id = %s
"""
JOURNAL = """
INSERT INTO acct.journals (org_id, id, book, number, business_date, occurred_at, memo, source_type, source_id,
    previous_hash, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, 'sale', %s, %s, %s)
"""
JOURNAL_LINE = "(%s, %s, %s, %s, %s, %s, %s, %s)"
JOURNAL_LINES = """
INSERT INTO acct.journal_lines (org_id, journal_id, line_no, account_id, location_id, business_date, debit, credit)
VALUES
"""
BALANCE = """
INSERT INTO acct.balances AS b (org_id, period, account_id, location_id, debit, credit) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (org_id, period, account_id, location_id)
DO UPDATE SET debit = b.debit + excluded.debit, credit = b.credit + excluded.credit
"""

Sale = Mapping[str, Any]


def open_tills(crew: Crew, url: str, *, org_id: str, shares: Sequence[Sequence[Sequence[Sale]]]) -> None:
    """Give each process the sales of each of its turns, in canonical form."""
    crew.open(url, _open_till, [(org_id, share) for share in shares])


@dataclass(slots=True)
class _Till:
    connection: psycopg.Connection[Any]
    org_id: str
    rounds: list[Sequence[Sale]]
    accounts: dict[str, str]
    method_id: str
    rates: dict[str, tuple[int, str]]
    time_zone: str
    day_cutoff: Any


def _open_till(url: str, given: tuple[str, Sequence[Sequence[Sale]]]) -> _Till:
    org_id, rounds = given
    connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
    for type_name in ("uuid", "numeric"):
        connection.adapters.register_loader(type_name, TextLoader)
    with connection.transaction():
        _see(connection, org_id)
        roles = connection.execute("SELECT role, account_id FROM acct.account_roles WHERE org_id = %s", (org_id,))
        accounts: dict[str, str] = dict(roles.fetchall())
        rates = connection.execute("SELECT id, percent FROM pos.tax_rates WHERE org_id = %s", (org_id,)).fetchall()
        facts = connection.execute(
            "SELECT o.time_zone, s.day_cutoff, m.id FROM core.organizations o JOIN core.settings s ON s.org_id = o.id"
            " JOIN pos.payment_methods m ON m.org_id = o.id AND m.code = 'cash' WHERE o.id = %s",
            (org_id,),
        ).fetchone()
    assert facts is not None
    return _Till(
        connection=connection,
        org_id=org_id,
        rounds=list(rounds),
        accounts=accounts,
        method_id=facts[2],
        rates={rate_id: (_scaled(percent), percent) for rate_id, percent in rates},
        time_zone=facts[0],
        day_cutoff=facts[1],
    )


def post_turn(till: _Till) -> dict[str, int]:
    """Post one turn's sales, a transaction each."""
    sales = till.rounds.pop(0)
    for sale in sales:
        with till.connection.transaction():
            _see(till.connection, till.org_id)
            _post(till, sale)
    return {"posted": len(sales)}


def _see(connection: psycopg.Connection[Any], org_id: str) -> None:
    connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{org_id}}}",))


@dataclass(slots=True)
class _Line:
    at: int
    item_id: str
    sku: str
    name: str
    quantity: int
    net: int
    tax: int
    cost: int
    movement_id: str
    rate_id: str


def _post(till: _Till, sale: Sale) -> None:
    execute, org_id = till.connection.execute, till.org_id
    terminal = execute(TERMINAL, (org_id, sale["terminal_id"])).fetchone()
    assert terminal is not None
    terminal_code, location_id, location_code = terminal
    items, levels = _lock_items(till, sale, location_id)
    lines = [_line(till, line, at, items, levels) for at, line in enumerate(sale["lines"], 1)]
    net, tax, cost = (sum(getattr(line, name) for line in lines) for name in ("net", "tax", "cost"))
    total = net + tax
    tendered = sum(_scaled(payment["amount"]) for payment in sale["payments"])
    assert tendered >= total
    instant = datetime.fromisoformat(sale["occurred_at"])
    day = clock.business_date(instant, time_zone=till.time_zone, day_cutoff=till.day_cutoff)
    receipt = execute(RECEIPT, (org_id, sale["terminal_id"])).fetchone()
    assert receipt is not None
    journal_id = new_id_text()
    seq = sale.get("terminal_seq")
    head = (org_id, sale["id"], location_id, sale["terminal_id"], seq, receipt[0], instant, day)
    execute(SALE, (*head, net, tax, total, tendered - total, cost, journal_id))
    for line, given in zip(lines, sale["lines"], strict=True):
        rate = till.rates[line.rate_id]
        named = (org_id, sale["id"], line.at, line.item_id, line.movement_id, line.sku, line.name)
        priced = (given["quantity"], given["unit_price"], line.net, line.tax, line.net + line.tax, line.cost)
        execute(LINE, (*named, *priced, line.rate_id, rate[1]))
        unit_cost = unit_cost_of(line.quantity, line.cost, DIGITS)
        moved = (org_id, line.movement_id, location_id, line.item_id, -line.quantity, -line.cost, unit_cost)
        execute(MOVEMENT, (*moved, sale["id"], instant, day))
    for at, payment in enumerate(sale["payments"], 1):
        amount = _scaled(payment["amount"])
        execute(PAYMENT, (org_id, sale["id"], at, till.method_id, payment["method"], amount, tendered - total))
    for item_id, level in levels.items():
        execute(LEVEL, (level.quantity, level.value, org_id, location_id, item_id))
    entry = _entry(till, location_id, total=total, net=net, tax=tax, cost=cost)
    memo = f"Sale {terminal_code} {receipt[0]}"
    _post_journal(till, sale, journal_id, f"POS-{location_code}", memo=memo, entry=entry, dates=(instant, day))


def _lock_items(till: _Till, sale: Sale, location_id: str) -> tuple[dict[str, Any], dict[str, Level]]:
    items, levels = {}, {}
    for item_id in sorted({line["item_id"] for line in sale["lines"]}):
        row = till.connection.execute(ITEM, (location_id, till.org_id, item_id)).fetchone()
        assert row is not None
        items[item_id] = row
        levels[item_id] = Level(_scaled(row[3]), row[4], _scaled(row[5]))
    return items, levels


def _line(till: _Till, line: Sale, at: int, items: dict[str, Any], levels: dict[str, Level]) -> _Line:
    sku, name, rate_id = items[line["item_id"]][:3]
    quantity = _scaled(line["quantity"])
    net = divide_half_up(quantity * _scaled(line["unit_price"]), PRICE_TO_MINOR)
    tax = tax_of(net, till.rates[rate_id][0], inclusive=False)
    cost = take(levels[line["item_id"]], quantity, digits=DIGITS)
    return _Line(at, line["item_id"], sku, name, quantity, net, tax, cost, new_id_text(), rate_id)


def _entry(till: _Till, location_id: str, *, total: int, net: int, tax: int, cost: int) -> Entry:
    entry = Entry()
    entry.debit(till.accounts["cash"], location_id, total)
    entry.credit(till.accounts["sales"], location_id, net)
    entry.credit(till.accounts["tax_payable"], location_id, tax)
    entry.debit(till.accounts["cogs"], location_id, cost)
    entry.credit(till.accounts["inventory"], location_id, cost)
    return entry


def _post_journal(
    till: _Till, sale: Sale, journal_id: str, book: str, *, memo: str, entry: Entry, dates: tuple[datetime, Any]
) -> None:
    execute, org_id = till.connection.execute, till.org_id
    instant, day = dates
    execute(MAKE_BOOK, (org_id, book))
    row = execute(BOOK, (org_id, book)).fetchone()
    assert row is not None
    number, previous = row[0] + 1, bytes(row[1])
    head = {
        "book": book,
        "number": number,
        "business_date": day.isoformat(),
        "original_date": None,
        "occurred_at": instant.isoformat(),
        "memo": memo,
        "source_type": "sale",
        "source_id": sale["id"],
        "reverses_id": None,
        "id": journal_id,
    }
    lines = entry.lines()
    digest = journal_hash(previous, head, lines)
    execute(JOURNAL, (org_id, journal_id, book, number, day, instant, memo, sale["id"], previous, digest))
    values: list[Any] = []
    for at, (account, location, debit, credit) in enumerate(lines, 1):
        values += (org_id, journal_id, at, account, location, day, debit, credit)
    execute(JOURNAL_LINES + ", ".join([JOURNAL_LINE] * len(lines)), values)
    month = clock.month_of(day)
    for account, location, debit, credit in sorted(lines, key=lambda line: (line[0], line[1] or str(NIL))):
        execute(BALANCE, (org_id, month, account, location or NIL, debit, credit))
    execute(END_BOOK, (number, digest, org_id, book))


def _scaled(text: str) -> int:
    return int(str(text).replace(".", ""))


# Every line has an article in stock, and every journal cash, sales, tax, cost of goods sold and inventory.
CHECK = """
SELECT (SELECT count(*) FROM pos.sales), (SELECT sum(total) FROM pos.sales),
    (SELECT count(*) FROM pos.sale_lines), (SELECT count(*) FROM pos.payments),
    (SELECT count(*) FROM inv.stock_movements WHERE kind = 'sale'),
    (SELECT count(*) FROM acct.journal_lines l JOIN pos.sales s ON s.org_id = l.org_id AND s.journal_id = l.journal_id)
"""
JOURNAL_SIDES = 5


def check_posted(connection: psycopg.Connection[Any], sales: Sequence[Sale]) -> None:
    """Raise `RuntimeError` unless the database, new before, holds these sales' rows as the drain would write them."""
    lines = sum(len(sale["lines"]) for sale in sales)
    total = sum(_scaled(sale["expected_total"]) for sale in sales)
    expected = (len(sales), total, lines, len(sales), lines, JOURNAL_SIDES * len(sales))
    found = connection.execute(CHECK).fetchone()
    if found != expected:
        message = f"the plain way wrote {found}, and should have written {expected}"
        raise RuntimeError(message)
