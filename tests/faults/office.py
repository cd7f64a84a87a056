"""The back office: receives, corrects, counts, revalues, moves and books, one after the other."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid5

from cli.load import Client
from domain.core.clock import now
from tests.faults.floor import FULL, Floor, new_id
from tests.faults.ledger import POSTED, TIMEOUT_S, Ledger, Sent, perhaps, rejected

STOCK = "/api/inventory"
JOURNALS = "/api/accounting/journals"


class Office:
    """A person at a desk, with all rights."""

    def __init__(self, floor: Floor, ledger: Ledger, *, seed: int) -> None:
        """Start from a seed."""
        self.floor, self.ledger = floor, ledger
        self.dice = random.Random(seed)
        self.client = Client(floor.shop.target, timeout_s=TIMEOUT_S)

    async def work(self, stop: asyncio.Event) -> None:
        """Do one thing after the other until told to stop."""
        while not stop.is_set():
            await self.dice.choice(STEPS)(self)
            await asyncio.sleep(self.dice.random() * 0.05)
        self.client.close()

    async def post(self, path: str, body: dict[str, Any], sent: Sent) -> None:
        """Send a document until it is accepted, and seldom once more."""
        self.ledger.count(sent)
        request = self.floor.shop.request("POST", path, body)
        await self.ledger.deliver(self.client, request, sent)
        if self.dice.random() < 0.05:
            await self.ledger.deliver(self.client, request, sent)

    def of_stock(self, lines: list[dict[str, Any]], **more: str) -> dict[str, Any]:
        """Return the body of a stock document somewhere."""
        place = {"location_id": self.dice.choice(self.floor.shop.locations)}
        return {"id": new_id(self.dice), **place, "occurred_at": now().isoformat(), **more, "lines": lines}

    def some_items(self, count: int) -> list[str]:
        """Return items, each once."""
        return [article.id for article in self.dice.sample(list(self.floor.shop.articles), count)]

    def pieces(self, least: int = 1, most: int = 20) -> str:
        """Return a quantity."""
        return str(self.dice.randint(least, most))


async def receive(at: Office) -> None:
    """Receive goods, and seldom take the receipt back, twice."""
    lines = [
        {"item_id": item, "quantity": at.pieces(), "unit_cost": f"{at.dice.randint(1, 900)}.37"}
        for item in at.some_items(3)
    ]
    body = at.of_stock(lines)
    await at.post(f"{STOCK}/receipts", body, Sent(body["id"], "stock.receive", "receipt", moved=3))
    if at.dice.random() < 0.2:
        for fate in (POSTED, rejected("inventory.receipt_reversed")):
            back = {"id": new_id(at.dice), "reason": "Wrong delivery"}
            sent = Sent(back["id"], "receipt.reverse", "receipt_reversal", fate, subject=body["id"])
            await at.post(f"{STOCK}/receipts/{body['id']}/reverse", back, sent)


async def adjust(at: Office) -> None:
    """Correct stock."""
    lines = [{"item_id": item, "quantity_delta": str(at.dice.choice([-3, -1, 2]))} for item in at.some_items(3)]
    body = at.of_stock(lines, reason="Broken")
    await at.post(f"{STOCK}/adjustments", body, Sent(body["id"], "stock.adjust", "adjustment", moved=3))


async def count(at: Office) -> None:
    """Count; seldom on the condition that nothing has moved."""
    lines = [{"item_id": item, "counted": str(FULL - at.dice.randint(0, 500))} for item in at.some_items(2)]
    body = at.of_stock(lines)
    sent = Sent(body["id"], "stock.count", "count")
    if at.dice.random() < 0.3:
        lines[0]["expected"] = str(FULL)
        sent.fate = perhaps("inventory.count_expected_other")
    await at.post(f"{STOCK}/counts", body, sent)


async def revalue(at: Office) -> None:
    """Say that goods are worth something else."""
    lines = [{"item_id": item, "unit_cost": f"{at.dice.randint(1, 30)}.25"} for item in at.some_items(1)]
    body = at.of_stock(lines, reason="Market price")
    await at.post(f"{STOCK}/revaluations", body, Sent(body["id"], "stock.revalue", "revaluation"))


async def send_back(at: Office) -> None:
    """Send goods back to a supplier."""
    body = at.of_stock([{"item_id": item, "quantity": at.pieces()} for item in at.some_items(2)])
    sent = Sent(body["id"], "stock.return_to_supplier", "supplier_return", moved=2)
    await at.post(f"{STOCK}/supplier-returns", body, sent)


async def book(at: Office) -> None:
    """Book by hand, and seldom reverse it, twice."""
    amount = f"{at.dice.randint(1, 500)}.00"
    lines = [{"account": "1000", "debit": amount}, {"account": "4000", "credit": amount}]
    body: dict[str, Any] = {"id": new_id(at.dice), "date": now().date().isoformat(), "lines": lines}
    await at.post(JOURNALS, body, Sent(body["id"], "journal.post", "journal", moved=0))
    if at.dice.random() < 0.3:
        for fate in (POSTED, rejected("accounting.already_reversed")):
            back = {"id": new_id(at.dice)}
            sent = Sent(back["id"], "journal.reverse", "reversal", fate, moved=0, subject=body["id"])
            await at.post(f"{JOURNALS}/{body['id']}/reverse", back, sent)


async def transfer_at_once(at: Office) -> None:
    """Send goods that arrive by themselves; seldom somebody says so too, and one of both is first."""
    transfer = await _transfer(at, "at_once")
    follow_up = Sent(str(uuid5(UUID(transfer), "transfer.receive")), "transfer.receive", "transfer_receipt", moved=2)
    follow_up.subject = transfer
    # Nobody sends it: the first half hands it on.
    at.ledger.count(follow_up)
    if at.dice.random() < 0.2:
        follow_up.fate = perhaps("inventory.nothing_under_way")
        await _about(at, transfer, "receive", "transfer_receipt", perhaps("inventory.nothing_under_way"), moved=2)


async def transfer_on_arrival(at: Office) -> None:
    """Send goods, and say what became of them: all arrived, came back, or arrived in part and then no more."""
    transfer = await _transfer(at, "on_arrival")
    what = at.dice.choice(("arrived", "returned", "in part"))
    if what == "arrived":
        await _about(at, transfer, "receive", "transfer_receipt", POSTED, moved=2)
    elif what == "returned":
        await _about(at, transfer, "return", "transfer_return", POSTED, moved=2)
    else:
        # Receiving and writing off may wait in two lanes; what is written off first cannot arrive any more.
        some = [{"line_no": 1, "quantity": "1", "lost": "1"}]
        fate = perhaps("inventory.nothing_under_way")
        await _about(at, transfer, "receive", "transfer_receipt", fate, moved=1, lines=some)
        await _about(at, transfer, "close", "transfer_close", POSTED, moved=0)


async def _transfer(at: Office, receive_how: str) -> str:
    source, target = at.dice.sample(list(at.floor.shop.locations), 2)
    identity = new_id(at.dice)
    lines = [{"item_id": item, "quantity": at.pieces(3)} for item in at.some_items(2)]
    where = {"from_location_id": source, "to_location_id": target}
    body = {"id": identity, **where, "receive": receive_how, "lines": lines}
    await at.post(f"{STOCK}/transfers", body, Sent(identity, "stock.transfer", "transfer", moved=2))
    return identity


async def _about(at: Office, transfer: str, verb: str, document: str, fate: frozenset[str], **more: Any) -> None:
    body = {"id": new_id(at.dice)} | ({"lines": more["lines"]} if "lines" in more else {})
    # What arrives in part does not end a transfer; only what ends it can happen but once.
    subject = None if "lines" in more or verb == "close" else transfer
    sent = Sent(body["id"], f"transfer.{verb}", document, fate, moved=more["moved"], subject=subject)
    await at.post(f"{STOCK}/transfers/{transfer}/{verb}", body, sent)


STEPS: tuple[Callable[[Office], Awaitable[None]], ...] = (
    receive,
    adjust,
    count,
    revalue,
    send_back,
    book,
    transfer_at_once,
    transfer_at_once,
    transfer_on_arrival,
    transfer_on_arrival,
)
