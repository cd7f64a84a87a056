"""What tills do with money alone: shifts, cash in and out, deposits, what customers pay on their accounts."""

from typing import Any

from tests.faults.floor import money, tender
from tests.faults.ledger import POSTED, Sent, perhaps, rejected
from tests.faults.tills import Counter, Drawer

SHIFTS, DEPOSITS = "/api/pos/shifts", "/api/pos/deposits"
MEASURES = {"paid_in": ("cash_in", 1), "paid_out": ("cash_out", -1), "drop": ("drop", -1)}
FLOAT = 10_000


async def open_shift(at: Counter) -> None:
    """Open a shift; seldom though one is open."""
    body = {"id": at.new_id(), "terminal_id": at.till.terminal_id, "float": money(FLOAT)}
    sent = Sent(body["id"], "shift.open", "shift_open")
    if at.drawer is not None:
        sent.fate = rejected("pos.shift_open")
    else:
        at.drawer = Drawer(sent.id, FLOAT)
    await at.post(SHIFTS, body, sent)


async def move_cash(at: Counter) -> None:
    """Put cash in, take cash out, drop it into the safe; seldom more than the drawer holds."""
    if at.drawer is None:
        return
    kind = at.dice.choice(tuple(MEASURES))
    measure, sign = MEASURES[kind]
    too_much = kind != "paid_in" and at.dice.random() < 0.2
    amount = at.dice.randint(1, 2000)
    if sign < 0 and (too_much or amount > at.drawer.cash):
        too_much, amount = True, max(at.drawer.cash, 0) + 1
    body = {"id": at.new_id(), "kind": kind, "amount": money(amount), "reason": "Change"}
    if kind != "drop":
        body["account"] = "6020"
    sent = Sent(body["id"], "shift.cash", kind, total=amount, shift_id=at.drawer.id, counts_as=(measure, amount))
    if too_much:
        sent.fate = rejected("pos.drawer_short")
    else:
        at.drawer.cash += sign * amount
    await at.post(f"{SHIFTS}/{at.drawer.id}/cash", body, sent)


async def open_drawer(at: Counter) -> None:
    """Open the drawer without a sale."""
    if at.drawer is None:
        return
    body = {"id": at.new_id(), "reason": "Change"}
    sent = Sent(body["id"], "drawer.open", "drawer_open", total=0, shift_id=at.drawer.id, counts_as=("drawer_open", 0))
    await at.post(f"{SHIFTS}/{at.drawer.id}/open-drawer", body, sent, manager=True)


async def close_shift(at: Counter) -> None:
    """Count and close; seldom twice. Then a new shift begins."""
    drawer = at.drawer
    if drawer is None:
        return
    counted = max(0, drawer.cash + at.dice.choice((0, 0, 0, -100, 35)))
    for fate in (POSTED, rejected("pos.shift_closed"))[: 1 + (at.dice.random() < 0.2)]:
        body: dict[str, Any] = {
            "id": at.new_id(),
            "counted": [{"method": "cash", "amount": money(counted)}],
            "manifest": {"sales": drawer.documents, "total": money(drawer.total)},
        }
        # What the drawer must hold is told by the report of the close; here it is what the till says.
        sent = Sent(body["id"], "shift.close", "shift_close", fate, total=drawer.cash, subject=drawer.id)
        await at.post(f"{SHIFTS}/{drawer.id}/close", body, sent)
    at.drawer, at.closed = None, drawer.id
    await open_shift(at)


async def take_deposit(at: Counter) -> None:
    """Take money for a sale that is still to come."""
    amount = at.dice.randint(500, 9000)
    identity = at.new_id()
    at.deposits[identity] = [amount]
    body = _money(at, identity, "payments", tender("cash", amount))
    sent = _sent(at, body, "deposit.take", "deposit", amount, {"cash": amount})
    sent.stored = {("deposit", identity): amount}
    await at.post(DEPOSITS, body, sent)


async def add_to_deposit(at: Counter) -> None:
    """Take a further instalment."""
    if not at.deposits:
        return
    identity, amount = at.dice.choice(list(at.deposits)), at.dice.randint(100, 2000)
    at.deposits[identity].append(amount)
    body = _money(at, at.new_id(), "payments", tender("card", amount))
    sent = _sent(at, body, "deposit.add", "deposit", amount, {"card": amount})
    sent.stored = {("deposit", identity): amount}
    await at.post(f"{DEPOSITS}/{identity}/payments", body, sent)


async def refund_deposit(at: Counter) -> None:
    """Give money of a deposit back; seldom more than it holds."""
    if not at.deposits:
        return
    identity = at.dice.choice(list(at.deposits))
    held = sum(at.deposits[identity])
    amount = at.dice.randint(1, held) if held and at.dice.random() < 0.8 else held + 1
    body = _money(at, at.new_id(), "refunds", tender("cash", amount)) | {"reason": "Changed their mind"}
    sent = _sent(at, body, "deposit.refund", "deposit_refund", -amount, {"cash": -amount})
    sent.stored = {("deposit", identity): -amount}
    if amount > held:
        sent.fate = rejected("pos.stored_value_short")
    else:
        at.deposits[identity].append(-amount)
    await at.post(f"{DEPOSITS}/{identity}/refund", body, sent)


async def spend_deposit(at: Counter) -> None:
    """Sell against a deposit, the rest by card."""
    found = [identity for identity, moves in at.deposits.items() if sum(moves)]
    if not found:
        return
    identity = at.dice.choice(found)
    body, lines, total = at.ring_up()
    amount = min(total, sum(at.deposits[identity]))
    at.deposits[identity].append(-amount)
    body["payments"] = [tender("deposit", amount, identity)]
    tenders = {"deposit": amount}
    if total > amount:
        body["payments"].append(tender("card", total - amount))
        tenders["card"] = total - amount
    sent = Sent(body["id"], "sale.post", "sale", total=total, lines=len(lines), moved=len(lines), tenders=tenders)
    sent.shift_id, sent.stored = at.name_shift(body), {("deposit", identity): -amount}
    await at.post("/api/pos/sales", body, sent)


async def undo_deposit(at: Counter) -> None:
    """Undo a deposit of which nothing was used yet, and try to undo it again."""
    found = [identity for identity, moves in at.deposits.items() if len(moves) == 1]
    if not found:
        return
    identity = at.dice.choice(found)
    (amount,) = at.deposits.pop(identity)
    shift_id = at.ledger.sent[identity].shift_id
    for fate in (POSTED, rejected("pos.already_undone")):
        body = {"id": at.new_id(), "reason": "Rung up by mistake"}
        named = at.name_shift(body) or shift_id
        sent = Sent(body["id"], "money.void", "money_void", fate, total=amount, shift_id=named)
        sent.tenders, sent.counts_as = {"cash": -amount}, ("money_void", -amount)
        sent.stored = {("deposit", identity): -amount}
        await at.post(f"/api/pos/money/{identity}/void", body, sent, manager=True)


async def take_payment(at: Counter) -> None:
    """Take what a customer pays of what is owed; how much that is other tills know better."""
    customer, amount = at.dice.choice(at.floor.customers), at.dice.randint(100, 6000)
    body = _money(at, at.new_id(), "payments", tender("card", amount))
    sent = _sent(at, body, "customer.pay", "customer_payment", amount, {"card": amount})
    sent.fate, sent.owed = perhaps("pos.exceeds_debt"), (customer, -amount)
    await at.post(f"/api/pos/customers/{customer}/payments", body, sent)


def _money(at: Counter, identity: str, path: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"id": identity, "terminal_id": at.till.terminal_id, path: [given]}


def _sent(  # noqa: PLR0917 - what was sent, side by side
    at: Counter, body: dict[str, Any], kind: str, document: str, amount: int, tenders: dict[str, int]
) -> Sent:
    sent = Sent(body["id"], kind, document, total=abs(amount), tenders=tenders, counts_as=(document, amount))
    sent.shift_id = at.name_shift(body)
    return sent
