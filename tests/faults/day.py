"""What happens at a till in which proportion: sales most of all; and the crowd that sends one sale at once."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from cli.load import Client, SimulatedSale
from tests.faults import drawers, selling
from tests.faults.floor import Floor
from tests.faults.ledger import TIMEOUT_S, Ledger, Sent, until_known
from tests.faults.tills import Counter

STEPS: dict[Callable[[Counter], Awaitable[None]], int] = {
    selling.sell: 600,
    selling.sell_short: 20,
    selling.load_card: 25,
    selling.pay_by_gift_card: 50,
    selling.sell_on_account: 35,
    selling.bring_back: 60,
    selling.bring_back_nothing: 10,
    selling.bring_back_from_elsewhere: 25,
    selling.exchange: 30,
    selling.void: 25,
    drawers.open_shift: 4,
    drawers.move_cash: 25,
    drawers.open_drawer: 10,
    drawers.close_shift: 15,
    drawers.take_deposit: 20,
    drawers.add_to_deposit: 10,
    drawers.refund_deposit: 10,
    drawers.spend_deposit: 15,
    drawers.undo_deposit: 10,
    drawers.take_payment: 30,
}
"""In about a thousand."""


async def work(at: Counter, stop: asyncio.Event) -> None:
    """Open a shift, then do what a day brings until told to stop."""
    await drawers.open_shift(at)
    steps, weights = list(STEPS), list(STEPS.values())
    while not stop.is_set():
        (step,) = at.dice.choices(steps, weights)
        await step(at)
        await at.rest()
    at.client.close()


async def crowd(floor: Floor, sale: SimulatedSale, ledger: Ledger, *, size: int = 20) -> None:
    """Send one sale `size` times at once, and among them once with another content."""
    shop = floor.shop
    body = msgspec.json.decode(sale.body)
    other = body | {"tip": "1.00", "expected_total": None, "payments": [{"method": "cash", "amount": "9999.00"}]}
    ledger.count(Sent(sale.id, "sale.post", "sale", lines=len(body["lines"]), moved=len(body["lines"])))
    ledger.contested[sale.id] = (sale.total, sale.total + 100)
    clients = [Client(shop.target, timeout_s=TIMEOUT_S) for _ in range(size + 1)]

    async def one(at: int) -> None:
        content = other if at == size // 2 else body
        request = shop.request("POST", "/api/sales", content, till=shop.till_of(sale.terminal_id))
        answer = await until_known(clients[at], request, ledger)
        if answer.status in {200, 202}:
            ledger.accepted.add(sale.id)
            ledger.won.setdefault(sale.id, set()).add("other" if content is other else "first")
        elif answer.status != 409 or not any("tip" in fault["path"] for fault in answer.json()["errors"]):
            ledger.refused.append(f"{answer.status} {answer.body[:300]!r}")

    await asyncio.gather(*(one(at) for at in range(size + 1)))
    for client in clients:
        client.close()
