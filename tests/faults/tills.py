"""Tills that never give up: each sends a sale until it knows for certain what became of it."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec

from cli.load import Client, LoadError, Shop, SimulatedSale
from domain.core.clock import now

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 0.8
TIMEOUT_S = 4.0
CLOCK_OFF_H = (-36, -5, 7, 20)


@dataclass
class Ledger:
    """What the clients know: every identity ever sent, what was promised, and what was refused for good."""

    sent: dict[str, str] = field(default_factory=dict)
    """Identity to address."""
    accepted: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    """Sales that are paid too little, and must end rejected."""
    totals: dict[str, int] = field(default_factory=dict)
    """The total of each sale that must be posted, minor units, where it is known beforehand."""
    contested: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Sales sent at once with two contents: the notes of each."""
    won: dict[str, set[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)


async def _until_known(client: Client, request: bytes, ledger: Ledger) -> Any:
    """Send until there is an answer that says what became of it; return that answer."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            answer = await client.send(request)
        except LoadError as error:
            ledger.answers[type(error).__name__] += 1
        else:
            ledger.answers[str(answer.status)] += 1
            if answer.status not in {429, 500, 502, 503, 504}:
                return answer
            if answer.status == 500:
                ledger.refused.append(answer.body.decode(errors="replace")[:300])
        await asyncio.sleep(pause_s)
        pause_s = min(LONGEST_PAUSE_S, 2 * pause_s)


async def till(shop: Shop, sales: "Sales", ledger: Ledger, stop: asyncio.Event, *, seed: int) -> None:
    """Sell until told to stop."""
    dice = random.Random(seed)
    client = Client(shop.target, timeout_s=TIMEOUT_S)
    while not stop.is_set():
        sale = sales.following()
        body = msgspec.json.decode(sale.body)
        if dice.random() < 0.05:
            body["occurred_at"] = (now() + timedelta(hours=dice.choice(CLOCK_OFF_H))).isoformat()
        if dice.random() < 0.03:
            body["payments"] = [{"method": "card", "amount": "0.01"}]
            ledger.short.add(sale.id)
        else:
            ledger.totals[sale.id] = sale.total
        ledger.sent[sale.id] = "/api/sales"
        await _sell(client, shop, body, ledger)
        if dice.random() < 0.02:
            await _sell(client, shop, body, ledger)
        if dice.random() < 0.5:
            await asyncio.sleep(dice.random() * 0.02)
    client.close()


async def _sell(client: Client, shop: Shop, body: dict[str, Any], ledger: Ledger) -> None:
    request = shop.request("POST", "/api/sales", body, till=shop.till_of(body["terminal_id"]))
    answer = await _until_known(client, request, ledger)
    if answer.status in {200, 202}:
        ledger.accepted.add(answer.json()["id"])
    else:
        ledger.refused.append(f"{answer.status} {answer.body[:300]!r}")


class Sales:
    """The sales of a shop, one after the other, for many tills."""

    def __init__(self, shop: Shop, *, seed: int) -> None:
        """Start from a seed."""
        self._factory = shop.factory(seed=seed)

    def following(self) -> SimulatedSale:
        """Return the next sale."""
        return self._factory.sale()


async def back_office(shop: Shop, ledger: Ledger, stop: asyncio.Event, *, seed: int) -> None:
    """Receive, correct and book, until told to stop."""
    dice = random.Random(seed)
    client = Client(shop.target, timeout_s=TIMEOUT_S)
    while not stop.is_set():
        path, body = _document(shop, dice)
        ledger.sent[body["id"]] = path
        answer = await _until_known(client, shop.request("POST", path, body), ledger)
        if answer.status in {200, 202}:
            ledger.accepted.add(body["id"])
        else:
            ledger.refused.append(f"{answer.status} {answer.body[:300]!r}")
        await asyncio.sleep(dice.random() * 0.1)
    client.close()


def _document(shop: Shop, dice: random.Random) -> tuple[str, dict[str, Any]]:
    body: dict[str, Any] = {"id": str(uuid4())}
    kind = dice.choice(["receipts", "adjustments", "journals"])
    if kind == "journals":
        amount = f"{dice.randint(1, 500)}.00"
        lines = [{"account": "1000", "debit": amount}, {"account": "4000", "credit": amount}]
        return "/api/accounting/journals", body | {"date": now().date().isoformat(), "lines": lines}
    articles = dice.sample(list(shop.articles), 3)
    body |= {"location_id": dice.choice(shop.locations), "occurred_at": now().isoformat()}
    if kind == "receipts":
        body["lines"] = [
            {"item_id": article.id, "quantity": str(dice.randint(1, 20)), "unit_cost": f"{dice.randint(1, 900)}.37"}
            for article in articles
        ]
    else:
        body["reason"] = "Counted"
        body["lines"] = [
            {"item_id": article.id, "quantity_delta": str(dice.choice([-3, -1, 2]))} for article in articles
        ]
    return f"/api/inventory/{kind}", body


async def crowd(shop: Shop, sale: SimulatedSale, ledger: Ledger, *, size: int = 20) -> None:
    """Send one sale `size` times at once, and among them once with another content."""
    body = msgspec.json.decode(sale.body)
    other = body | {"tip": "1.00", "expected_total": None, "payments": [{"method": "cash", "amount": "9999.00"}]}
    ledger.sent[sale.id] = "/api/sales"
    ledger.contested[sale.id] = (str(sale.total), str(sale.total + 100))
    clients = [Client(shop.target, timeout_s=TIMEOUT_S) for _ in range(size + 1)]

    async def one(at: int) -> None:
        content = other if at == size // 2 else body
        request = shop.request("POST", "/api/sales", content, till=shop.till_of(sale.terminal_id))
        answer = await _until_known(clients[at], request, ledger)
        if answer.status in {200, 202}:
            ledger.accepted.add(sale.id)
            ledger.won.setdefault(sale.id, set()).add("other" if content is other else "first")
        elif answer.status != 409 or not any("tip" in fault["path"] for fault in answer.json()["errors"]):
            ledger.refused.append(f"{answer.status} {answer.body[:300]!r}")

    await asyncio.gather(*(one(at) for at in range(size + 1)))
    for client in clients:
        client.close()
