"""What the tills know of the day so far: every figure is counted from the server's answers."""

import time
from collections import deque
from datetime import datetime
from typing import Any

from cli.demo.basket import Sale, total_of, worth_telling
from cli.load import Latencies

POSTED, SET_ASIDE = "posted", ("rejected", "failed")


class Rate:
    """How many a second: now, and in the busiest second so far."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._at: deque[float] = deque()
        self.busiest = 0

    def note(self) -> None:
        """Count one, now."""
        now = time.monotonic()
        self._at.append(now)
        self._forget(now)
        self.busiest = max(self.busiest, len(self._at))

    def now(self) -> int:
        """Return how many there were within the last second."""
        self._forget(time.monotonic())
        return len(self._at)

    def _forget(self, now: float) -> None:
        while self._at and self._at[0] < now - 1.0:
            self._at.popleft()


class Tally:
    """Counts for the board, and the sales whose fate the proof asks for."""

    def __init__(self, *, wanted: int) -> None:
        """Name how many sales there will be."""
        self.wanted = wanted
        self.began = time.monotonic()
        self.finished: float | None = None
        self.told = (-1, "")
        self.accepted: dict[str, int] = {}
        """What was promised, each with the total that its till counted, minor units."""
        self.ended: dict[str, str] = {}
        self.rejections: dict[str, dict[str, Any]] = {}
        self.accepting, self.posting = Rate(), Rate()
        self.accept_latencies, self.post_latencies = Latencies(), Latencies()
        self.batches = 0
        self.from_queue = 0
        self.shorts: dict[str, Sale] = {}
        self.answers_lost = 0
        self.resent = 0
        self.replayed = 0
        self.conflicts: list[list[str]] = []
        self.problems: list[str] = []

    @property
    def posted(self) -> int:
        """How many of our sales are posted, by the server's own events."""
        return sum(self.ended.get(sale_id) == POSTED for sale_id in self.accepted)

    @property
    def set_aside(self) -> int:
        """How many of our sales are rejected or failed now."""
        return len(self.rejections)

    @property
    def all_ended(self) -> bool:
        """Whether nothing that was accepted still waits."""
        return self.accepted.keys() <= self.ended.keys()

    def accept(self, sale: Sale) -> None:
        """Note that the server has promised a sale."""
        sale_id = sale["id"]
        if sale_id in self.accepted:
            return
        self.accepted[sale_id] = total_of(sale)
        self.accepting.note()
        worth = worth_telling(sale)
        if worth > self.told[0]:
            self.told = (worth, sale_id)

    @property
    def elapsed_s(self) -> float:
        """How long the day has lasted; it ends with the last sale."""
        return (self.finished or time.monotonic()) - self.began

    def end(self, operation: dict[str, Any]) -> None:
        """Note an event of the stream: an operation has ended."""
        subject, status = operation["subject"]["id"], operation["status"]
        if operation["kind"] != "sale.post" or self.ended.get(subject) == status:
            return
        self.ended[subject] = status
        if status in SET_ASIDE:
            self.rejections[subject] = operation["error"]
            return
        self.rejections.pop(subject, None)
        self.posting.note()
        submitted, ended = (datetime.fromisoformat(operation[name]) for name in ("submitted_at", "ended_at"))
        self.post_latencies.add((ended - submitted).total_seconds())
