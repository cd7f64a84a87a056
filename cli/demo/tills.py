"""Tills at work: they sell, go offline, repeat what may have been lost, and now and then do something wrong."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from cli.demo.basket import Assortment, Sale, altered, ring_up
from cli.demo.client import Line, told
from cli.demo.shop import Till
from cli.demo.tally import Tally
from cli.load import Answer, LoadError

SALES = "/api/sales"
BATCH = "/api/pos/sales/batch"
BATCH_SIZE = 50
MORNING = 0.4
MORNING_LONGEST_S = 5.0
OFFLINE_FROM, OFFLINE_UNTIL = 0.15, 0.45
EVERY_NTH_OFFLINE = 4
ONE_LOST_IN = 60
ONE_REPEATED_IN = 80
ONE_ALTERED_IN = 500
TRIES = 20
PAUSE_S = 0.5
ACCEPTED = {200, 202}
COME_AGAIN = {429, 503}
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Plan:
    """A till's day: how many sales, and at which of them (counted from 0) something happens."""

    sales: int
    offline: range
    lost: frozenset[int]
    repeated: frozenset[int]
    altered: frozenset[int]
    short: frozenset[int]
    pause_s: float
    morning: int

    def pause_before(self, at: int) -> float:
        """Return how long the till waits for its next customer: a while in the morning, not at all in the rush."""
        return self.pause_s if at < self.morning or at in self.offline else 0.0


def plan_day(dice: random.Random, *, sales: int, tills: int) -> list[Plan]:
    """Share a day's sales between the tills, and say what happens to whom.

    Every fourth till goes offline, so the second of any two; at least one answer is lost, one sale repeated, one
    altered, as long as somebody who is online sells enough, and exactly one is paid too little.
    """
    counts = [sales // tills + (at < sales % tills) for at in range(tills)]
    offline = [at % EVERY_NTH_OFFLINE == min(2, tills - 1) and tills > 1 for at in range(tills)]
    online = [(till, at) for till, count in enumerate(counts) if not offline[till] for at in range(1, count)]
    dice.shuffle(online)
    lost, repeated, odd = (max(1, sales // one_in) for one_in in (ONE_LOST_IN, ONE_REPEATED_IN, ONE_ALTERED_IN))
    marked = [
        frozenset(online[begin:end])
        for begin, end in (
            (0, 1),
            (1, 1 + odd),
            (1 + odd, 1 + odd + lost),
            (1 + odd + lost, 1 + odd + lost + repeated),
        )
    ]
    morning_s = min(MORNING_LONGEST_S, sales / 400)
    plans = []
    for till, count in enumerate(counts):
        short, odd_ones, lost_ones, repeated_ones = (
            frozenset(at for owner, at in marks if owner == till) for marks in marked
        )
        morning = int(count * MORNING)
        away = range(int(count * OFFLINE_FROM), int(count * OFFLINE_UNTIL)) if offline[till] else range(0)
        pause_s = morning_s / morning if morning else 0.0
        plans.append(Plan(count, away, lost_ones, repeated_ones, odd_ones, short, pause_s, morning))
    return plans


class TillAtWork:
    """One till with its own key and its own line, and the queue in its memory while it is offline."""

    def __init__(
        self, *, till: Till, line: Line, plan: Plan, assortment: Assortment, tally: Tally, dice: random.Random, seq: int
    ) -> None:
        """Nothing is sold yet; `seq`: the number of the last sale of an earlier run."""
        self.till = till
        self.plan = plan
        self.sold = 0
        self.state = "open"
        self.queue: list[Sale] = []
        self._line = line
        self._assortment = assortment
        self._tally = tally
        self._dice = dice
        self._seq = seq

    async def work(self) -> None:
        """Sell until the day's sales are done and everything rung up has been accepted."""
        self.state = "selling"
        for at in range(self.plan.sales):
            pause_s = self.plan.pause_before(at)
            if pause_s:
                await asyncio.sleep(pause_s * self._dice.uniform(0.5, 1.5))
            sale = ring_up(
                self._dice,
                self._assortment,
                terminal_id=self.till.id,
                terminal_seq=self._seq + at + 1,
                short=at in self.plan.short,
            )
            self.sold += 1
            if at in self.plan.short:
                self._tally.shorts[sale["id"]] = sale
            if at in self.plan.offline:
                self.state = "offline"
                self.queue.append(sale)
                continue
            if self.queue:
                await self._send_queue()
            await self._sell(at, sale)
        await self._send_queue()
        self.state = "done"

    async def _sell(self, at: int, sale: Sale) -> None:
        if at in self.plan.lost:
            await self._line.send_and_lose_the_answer(SALES, sale, patience_s=self._dice.uniform(0.0, 0.01))
            self._tally.answers_lost += 1
            self._tally.resent += 1
        answer = await self._post(SALES, sale)
        if answer is None:
            return
        self._take(sale, answer)
        if at in self.plan.repeated:
            self._tally.resent += 1
            again = await self._post(SALES, sale)
            if again is not None:
                self._take(sale, again)
                self._expect(again.header("idempotency-replayed") == "true", sale, "was taken for a new sale", again)
        if at in self.plan.altered:
            other = await self._post(SALES, altered(sale))
            if other is not None:
                self._take_conflict(sale, other)

    def _take(self, sale: Sale, answer: Answer) -> None:
        self._expect(answer.status in ACCEPTED, sale, "was not accepted", answer)
        if answer.status in ACCEPTED:
            self._tally.replayed += answer.header("idempotency-replayed") == "true"
            self._tally.accept(sale)

    def _take_conflict(self, sale: Sale, answer: Answer) -> None:
        self._expect(answer.status == CONFLICT, sale, "was accepted with other content", answer)
        if answer.status == CONFLICT:
            self._tally.conflicts.append([error["path"] for error in answer.json()["errors"]])

    async def _send_queue(self) -> None:
        """Post what was sold while offline; the first batch's answer is lost, so that it goes twice."""
        first = True
        while self.queue:
            self.state = "catching up"
            batch = self.queue[:BATCH_SIZE]
            if first:
                first = False
                await self._line.send_and_lose_the_answer(BATCH, {"sales": batch}, patience_s=0.02)
                self._tally.answers_lost += 1
                self._tally.resent += len(batch)
            answer = await self._post(BATCH, {"sales": batch})
            del self.queue[: len(batch)]
            self._tally.batches += 1
            self._tally.from_queue += len(batch)
            if answer is not None:
                self._take_batch(batch, answer)
        self.state = "selling"

    def _take_batch(self, batch: Sequence[Sale], answer: Answer) -> None:
        if answer.status not in ACCEPTED:
            self._tally.problems.append(f"a batch of {self.till.code} was answered {told(answer)}")
            return
        sales = {sale["id"]: sale for sale in batch}
        for operation in answer.json()["operations"]:
            if "status" in operation:
                self._tally.accept(sales[operation["id"]])
            else:
                self._tally.problems.append(f"sale {operation['id']} was not accepted: {operation['error']['code']}")
        missing = sales.keys() - self._tally.accepted.keys()
        self._tally.problems.extend(f"sale {sale_id} was not answered for" for sale_id in missing)

    async def _post(self, path: str, body: Sale) -> Answer | None:
        """Post until there is an answer that stands; a busy server or a lost line means: later, the same again."""
        for _ in range(TRIES):
            began = time.perf_counter()
            try:
                answer = await self._line.send("POST", path, body)
            except LoadError:
                self._tally.answers_lost += 1
                self._tally.resent += 1
                await asyncio.sleep(PAUSE_S)
                continue
            if answer.status not in COME_AGAIN:
                if path == SALES and answer.status in ACCEPTED:
                    self._tally.accept_latencies.add(time.perf_counter() - began)
                return answer
            await asyncio.sleep(float(answer.header("retry-after") or PAUSE_S))
        self._tally.problems.append(f"{self.till.code} has no answer after {TRIES} tries")
        return None

    def _expect(self, holds: bool, sale: Sale, otherwise: str, answer: Answer) -> None:  # noqa: FBT001 - reads as assert
        if not holds:
            self._tally.problems.append(f"sale {sale['id']} {otherwise}: {told(answer)}")
