"""Two ways to drive a server: as fast as it answers (closed), and on a schedule that it cannot slow down (open)."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from cli.load.client import Answer, Client, LoadError
from cli.load.latency import Latencies
from cli.load.target import Target

Result = TypeVar("Result")
OnAnswer = Callable[[int, Answer], None]
"""Told the request's place in the order of sending, and the answer."""


@dataclass(slots=True)
class Load:
    """What came of a load; instants are `time.perf_counter()` seconds."""

    started_at: float = 0.0
    ended_at: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    latency: Latencies = field(default_factory=Latencies)

    @property
    def answered(self) -> int:
        """Answers of any status."""
        return self.statuses.total()

    @property
    def accepted(self) -> int:
        """Answers of the 2xx kind."""
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300)  # noqa: PLR2004

    @property
    def duration_s(self) -> float:
        """From the first request to the last answer."""
        return self.ended_at - self.started_at

    @property
    def rate(self) -> float:
        """Accepted requests a second."""
        return self.accepted / self.duration_s if self.duration_s > 0 else 0.0


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, on uvloop where it is installed."""
    loop_factory = None
    with suppress(ImportError):
        import uvloop

        loop_factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(work)


async def closed_loop(
    target: Target,
    requests: Iterable[bytes],
    *,
    clients: int,
    duration_s: float | None = None,
    timeout_s: float = 30.0,
    on_answer: OnAnswer | None = None,
) -> Load:
    """Let `clients` connections send `requests`, each its next one as soon as it has its answer.

    Ends with the last request, or after `duration_s`. A request without an answer counts as an error and is not sent
    again.
    """
    load = Load()
    order = enumerate(requests)
    until = time.perf_counter() + duration_s if duration_s is not None else float("inf")

    async def till() -> None:
        client = Client(target, timeout_s=timeout_s)
        try:
            for at, request in order:
                began = time.perf_counter()
                if began >= until:
                    return
                await _send(client, request, at, began, load, on_answer)
        finally:
            client.close()

    load.started_at = time.perf_counter()
    await asyncio.gather(*(till() for _ in range(clients)))
    load.ended_at = time.perf_counter()
    return load


async def open_loop(
    target: Target,
    requests: Sequence[bytes],
    *,
    rate: float,
    connections: int = 64,
    timeout_s: float = 30.0,
    on_answer: OnAnswer | None = None,
) -> Load:
    """Send the n-th request n / `rate` seconds after the start, however long the answers take.

    Latency counts from the instant at which a request was due, so that a server that stalls is charged for all who
    had to wait behind the stall (no coordinated omission). At most `connections` are in flight; who finds none free
    waits, and that wait counts too.
    """
    load = Load()
    due: asyncio.Queue[tuple[int, float] | None] = asyncio.Queue()

    async def till() -> None:
        client = Client(target, timeout_s=timeout_s)
        try:
            while (next_one := await due.get()) is not None:
                at, intended = next_one
                await _send(client, requests[at], at, intended, load, on_answer)
        finally:
            client.close()

    tills = [asyncio.create_task(till()) for _ in range(connections)]
    load.started_at = time.perf_counter()
    for at in range(len(requests)):
        intended = load.started_at + at / rate
        pause = intended - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        due.put_nowait((at, intended))
    for _ in tills:
        due.put_nowait(None)
    await asyncio.gather(*tills)
    load.ended_at = time.perf_counter()
    return load


async def _send(  # noqa: PLR0917 - called once per request
    client: Client, request: bytes, at: int, began: float, load: Load, on_answer: OnAnswer | None
) -> None:
    try:
        answer = await client.send(request)
    except LoadError as error:
        load.errors[type(error).__name__] += 1
        return
    load.latency.add(time.perf_counter() - began)
    load.statuses[answer.status] += 1
    if on_answer is not None:
        on_answer(at, answer)


async def each(target: Target, requests: Sequence[bytes], *, clients: int = 8) -> list[Answer]:
    """Send every request once and return the answers in the order of the requests.

    **Raises** `LoadError` for the first one without an answer.
    """
    answers: dict[int, Answer] = {}
    order = iter(enumerate(requests))

    async def till() -> None:
        client = Client(target)
        try:
            for at, request in order:
                answers[at] = await client.send(request)
        finally:
            client.close()

    await asyncio.gather(*(till() for _ in islice(range(clients), len(requests))))
    return [answers[at] for at in range(len(requests))]
