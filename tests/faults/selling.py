"""What tills do with goods: sales, returns, exchanges, voids, gift cards, accounts."""

from datetime import timedelta
from typing import Any

from domain.core.clock import now
from tests.faults.floor import Line, Sold, money, tender
from tests.faults.ledger import POSTED, Sent, perhaps, rejected
from tests.faults.tills import Counter

SALES = "/api/pos/sales"
CLOCK_OFF_H = (-36, -5, 7, 20)


async def sell(at: Counter) -> None:
    """Sell, for cash or by card; seldom with a clock that is hours off."""
    body, lines, total = at.ring_up()
    if at.dice.random() < 0.05:
        body["occurred_at"] = (now() + timedelta(hours=at.dice.choice(CLOCK_OFF_H))).isoformat()
    method = at.dice.choice(("cash", "cash", "card"))
    given = total if method == "card" else -(-total // 500) * 500
    body["payments"] = [tender(method, given)]
    shift_id = at.name_shift(body)
    await at.post("/api/sales", body, _sale(body["id"], lines, total, {method: total}, shift_id))
    sale = Sold(body["id"], lines, method, total, shift_id)
    if method == "card" and at.dice.random() < 0.2:
        at.floor.elsewhere.append(sale)
    else:
        at.sold.append(sale)


def _sale(identity: str, lines: list[Line], total: int, tenders: dict[str, int], shift_id: str | None) -> Sent:
    return Sent(
        identity,
        "sale.post",
        "sale",
        total=total,
        lines=len(lines),
        moved=len(lines),
        tenders=tenders,
        shift_id=shift_id,
    )


async def sell_short(at: Counter) -> None:
    """Send a sale that is paid too little."""
    body, lines, total = at.ring_up()
    body["payments"] = [tender("card", 1)]
    sent = _sale(body["id"], lines, total, {}, at.name_shift(body))
    sent.fate = rejected("pos.payment_short")
    await at.post("/api/sales", body, sent)
    at.rejected = sent.id


async def load_card(at: Counter) -> None:
    """Sell a gift card, or load one that was sold."""
    code = at.dice.choice(at.floor.cards) if at.floor.cards and at.dice.random() < 0.5 else f"G-{at.new_id()}"
    amount = at.dice.randint(10, 50) * 100
    body, _, _ = at.ring_up()
    line = {"item_id": at.floor.gift_item, "quantity": "1", "unit_price": money(amount), "gift_card": code}
    body |= {"lines": [line], "payments": [tender("cash", amount)], "expected_total": money(amount)}
    sent = _sale(body["id"], [Line(1, amount, 0)], amount, {"cash": amount}, at.name_shift(body))
    sent.moved, sent.stored = 0, {("gift_card", code): amount}
    await at.post(SALES, body, sent)
    at.floor.cards.append(code)


async def pay_by_gift_card(at: Counter) -> None:
    """Sell against a gift card, the rest by card; whether it still holds enough nobody knows."""
    if not at.floor.cards:
        return
    body, lines, total = at.ring_up()
    code = at.dice.choice(at.floor.cards[-8:])
    amount = min(total, at.dice.randint(500, 2500))
    body["payments"] = [tender("gift_card", amount, code)]
    tenders = {"gift_card": amount}
    if total > amount:
        body["payments"].append(tender("card", total - amount))
        tenders["card"] = total - amount
    sent = _sale(body["id"], lines, total, tenders, at.name_shift(body))
    sent.fate = perhaps("pos.stored_value_short", "pos.unknown_stored_value")
    sent.stored = {("gift_card", code): -amount}
    await at.post(SALES, body, sent)


async def sell_on_account(at: Counter) -> None:
    """Sell to a customer who pays later; one of them may owe only so much."""
    body, lines, total = at.ring_up()
    customer = at.dice.choice(at.floor.customers)
    body |= {"customer_id": customer, "payments": [tender("on_account", total)]}
    sent = _sale(body["id"], lines, total, {"on_account": total}, at.name_shift(body))
    sent.owed = (customer, total)
    if customer == at.floor.customers[-1]:
        sent.fate = perhaps("pos.credit_limit")
    await at.post(SALES, body, sent)


async def bring_back(at: Counter) -> None:
    """Take something back of an own sale; seldom more than was sold, or of a sale that was voided."""
    if not at.sold:
        return
    sale = at.dice.choice(at.sold)
    number = at.dice.randrange(len(sale.lines))
    line = sale.lines[number]
    pieces, fate, amount = line.left + 1, rejected("pos.return_exceeds_sale"), 0
    if sale.voided:
        fate = rejected("pos.sale_voided")
    elif line.left and at.dice.random() < 0.9:
        pieces, fate = at.dice.randint(1, line.left), POSTED
        amount = line.bring_back(pieces)
    restock = at.dice.random() < 0.85
    back = {"line_no": number + 1, "quantity": str(pieces), "restock": restock}
    body: dict[str, Any] = {"id": at.new_id(), "terminal_id": at.till.terminal_id, "lines": [back]}
    tenders = {sale.method: -amount} if fate == POSTED else {}
    sent = _return(body["id"], -amount, tenders, at.name_shift(body))
    sent.fate, sent.moved = fate, int(restock)
    await at.post(f"{SALES}/{sale.id}/return", body, sent)


def _return(identity: str, total: int, tenders: dict[str, int], shift_id: str | None) -> Sent:
    return Sent(identity, "sale.return", "return", total=total, lines=1, moved=1, tenders=tenders, shift_id=shift_id)


async def bring_back_nothing(at: Counter) -> None:
    """Take something back of a sale that was itself rejected, or that never was."""
    body: dict[str, Any] = {
        "id": at.new_id(),
        "terminal_id": at.till.terminal_id,
        "lines": [{"line_no": 1, "quantity": "1"}],
        "refunds": [tender("cash", 100)],
    }
    sent = _return(body["id"], -100, {}, at.name_shift(body))
    sent.fate = rejected("pos.unknown_sale")
    subject = at.rejected if at.rejected is not None and at.dice.random() < 0.8 else at.new_id()
    await at.post(f"{SALES}/{subject}/return", body, sent)


async def bring_back_from_elsewhere(at: Counter) -> None:
    """Take back the whole first line of a sale of any till: it may not be posted yet, or somebody else was faster."""
    if not at.floor.elsewhere:
        return
    sale = at.dice.choice(at.floor.elsewhere)
    line = sale.lines[0]
    amount = line.net + line.tax
    body: dict[str, Any] = {
        "id": at.new_id(),
        "terminal_id": at.till.terminal_id,
        "lines": [{"line_no": 1, "quantity": str(line.pieces)}],
        "refunds": [tender("card", amount)],
        "expected_total": money(amount),
    }
    sent = _return(body["id"], -amount, {"card": -amount}, at.name_shift(body))
    sent.fate, sent.subject = perhaps("pos.unknown_sale", "pos.return_exceeds_sale"), sale.id
    await at.post(f"{SALES}/{sale.id}/return", body, sent)


async def exchange(at: Counter) -> None:
    """Take one piece of an own sale back and sell something else, the difference settled by card."""
    found = [
        (sale, at_line) for sale in at.sold if not sale.voided for at_line, line in enumerate(sale.lines) if line.left
    ]
    if not found:
        return
    sale, number = at.dice.choice(found)
    body, lines, _ = at.ring_up()
    due = lines[0].net + lines[0].tax - sale.lines[number].bring_back(1)
    back = {"return_of": {"sale_id": sale.id, "line_no": number + 1}, "quantity": "1"}
    body |= {"lines": [back, body["lines"][0]], "expected_total": money(due)}
    if due:
        body["payments" if due > 0 else "refunds"] = [tender("card", abs(due))]
    sent = _sale(body["id"], lines[:2], due, {"card": due} if due else {}, at.name_shift(body))
    sent.document = "exchange"
    await at.post(SALES, body, sent)


async def void(at: Counter) -> None:
    """Undo an own sale; seldom one of which something came back already, or that is undone already."""
    if not at.sold:
        return
    sale = at.dice.choice(at.sold)
    if not sale.untouched and at.dice.random() < 0.7:
        return
    body = {"id": at.new_id(), "reason": "Rung up by mistake"}
    # What names no shift counts to that of the sale.
    shift_id = at.name_shift(body) or sale.shift_id
    sent = Sent(body["id"], "sale.void", "void", total=-sale.total, lines=len(sale.lines), moved=len(sale.lines))
    sent.shift_id, sent.tenders = shift_id, {sale.method: -sale.total}
    if sale.voided:
        sent.fate = rejected("pos.sale_voided")
    elif not sale.untouched:
        sent.fate = rejected("pos.not_voidable")
    sale.voided |= sent.fate == POSTED
    await at.post(f"{SALES}/{sale.id}/void", body, sent, manager=True)
