"""Tills that never give up: each does what a day brings, and sends every document until it knows it is accepted.

A till sends one after the other and all its documents wait in one lane, so it knows what must become of each, unless it
touches what other places touch too: a gift card, an account, a sale of another till.
"""

import asyncio
import random
from collections import deque
from dataclasses import dataclass
from typing import Any

import msgspec

from cli.load import Catalogue, Client, SaleFactory, Till
from tests.faults.floor import Floor, Line, Sold, new_id
from tests.faults.ledger import POSTED, TIMEOUT_S, Ledger, Sent

REMEMBERED = 30
RESENT = 0.02
LATE = 0.03
DOCUMENTS = frozenset({"sale", "return", "exchange", "void"})


@dataclass(slots=True)
class Drawer:
    """An open shift as its till knows it: what the drawer must hold, and what it has sent; minor units."""

    id: str
    cash: int
    documents: int = 0
    total: int = 0


class Counter:
    """One till: its connection, its dice, and what it remembers."""

    def __init__(self, floor: Floor, till: Till, ledger: Ledger, *, seed: int) -> None:
        """Start from a seed; the same seed does the same things, as far as nobody else has a hand in them."""
        self.floor, self.till, self.ledger = floor, till, ledger
        self.dice = random.Random(seed)
        self.client = Client(floor.shop.target, timeout_s=TIMEOUT_S)
        self._factory = SaleFactory(
            seed=seed, catalogue=Catalogue(floor.shop.articles), terminals=[till.terminal_id], lines=3
        )
        self.drawer: Drawer | None = None
        self.closed: str | None = None
        """The shift before this one."""
        self.sold: deque[Sold] = deque(maxlen=REMEMBERED)
        self.rejected: str | None = None
        """A sale that was paid too little."""
        self.deposits: dict[str, list[int]] = {}
        """What was paid into each deposit and taken from it, one after the other."""

    def new_id(self) -> str:
        """Return an identity of this till's own dice."""
        return new_id(self.dice)

    def ring_up(self) -> tuple[dict[str, Any], list[Line], int]:
        """Return the body of a sale without payments, its lines, and what it comes to."""
        sale = self._factory.sale()
        body = msgspec.json.decode(sale.body)
        lines = []
        for line in body["lines"]:
            article, pieces = self.floor.articles[line["item_id"]], int(line["quantity"])
            net = article.price * pieces
            lines.append(Line(pieces, net, (2 * net * article.tax + 10**8) // (2 * 10**8)))
        assert sum(line.net + line.tax for line in lines) == sale.total
        body["payments"] = []
        return body, lines, sale.total

    def name_shift(self, body: dict[str, Any]) -> str | None:
        """Name the open shift, seldom the one before it (it comes late), seldom none; return what was named."""
        named = None if self.drawer is None else self.drawer.id
        chance = self.dice.random()
        if chance < LATE:
            named = self.closed
        elif chance < 2 * LATE:
            named = None
        if named is not None:
            body["shift_id"] = named
        return named

    async def post(self, path: str, body: dict[str, Any], sent: Sent, *, manager: bool = False) -> None:
        """Send a document until it is accepted, and seldom once more; `manager`: by somebody who may do more."""
        self.ledger.count(sent)
        self._expect(sent)
        request = self.floor.shop.request("POST", path, body, till=None if manager else self.till)
        await self.ledger.deliver(self.client, request, sent)
        if self.dice.random() < RESENT:
            await self.ledger.deliver(self.client, request, sent)

    def _expect(self, sent: Sent) -> None:
        """Keep the drawer as it must be; what may be rejected never moves cash."""
        drawer = self.drawer
        if drawer is None or sent.shift_id != drawer.id:
            return
        if sent.fate != POSTED:
            assert "posted" not in sent.fate or not sent.tenders.get("cash")
            return
        drawer.cash += sent.tenders.get("cash", 0)
        if sent.document in DOCUMENTS and sent.total is not None:
            drawer.documents += 1
            drawer.total += sent.total

    async def rest(self) -> None:
        """Wait for the next customer, mostly not at all."""
        if self.dice.random() < 0.5:
            await asyncio.sleep(self.dice.random() * 0.02)
