"""B5: accepting a sale against an empty endpoint of the same server that authenticates and validates alike.

Workers and beat are frozen meanwhile, so that what they would take of the cores does not count against admission: B4
has that. Doorbells are rung all the same. Rounds alternate.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cli.bench.installation import Installation, refuse_errors
from cli.bench.processes import children_of, cpu_seconds_of_all_threads
from cli.bench.results import Bar, Cpu, Result, median
from cli.bench.server import EMPTY_PATH
from cli.embedded.processes import free_port
from cli.load import Client, LoadError, SaleFactory, Target, closed_loop, render_request, run
from cli.supervisor import ChildProcess

CLIENTS = 32
PATH = "/api/sales"
MOST_ACCEPTED_PER_S = 2500
EMPTY_FASTER = 2
READY_TIMEOUT_S = 30.0
OK = 200


@dataclass(slots=True)
class _Side:
    """What one of the two endpoints did, round by round."""

    rates: list[float] = field(default_factory=list)
    requests: int = 0
    server_s: float = 0.0
    postgres_s: float = 0.0

    def server_us(self) -> float:
        return self.server_s / self.requests * 1e6


def acceptance(place: Installation, factory: SaleFactory, *, rounds: int, seconds: float) -> Result:
    """Return B5: accepted requests a second over the empty endpoint's, medians of the rounds."""
    accepting, empty = _Side(), _Side()
    began = time.time()
    with _without_workers(place), _bench_server(place) as (target, server_pid):
        for at in range(rounds + 1):
            sales = factory.sales(int(seconds * MOST_ACCEPTED_PER_S))
            bodies = [(sale.body, place.shop.till_of(sale.terminal_id).headers) for sale in sales]
            for path, side, times in ((EMPTY_PATH, empty, 1 + EMPTY_FASTER), (PATH, accepting, 1)):
                requests = [render_request(target, "POST", path, headers=to, body=body) for body, to in bodies] * times
                postgres_pid = place.stack.pids()["postgres"]
                before = _cpu(server_pid), _cpu(postgres_pid)
                load = run(closed_loop(target, requests, clients=CLIENTS, duration_s=seconds))
                refuse_errors(load)
                # The first turn is for the server to become warm.
                if at:
                    side.rates.append(load.rate)
                    side.requests += load.accepted
                    side.server_s += _cpu(server_pid) - before[0]
                    side.postgres_s += _cpu(postgres_pid) - before[1]
    posted = place.posted_since(began)
    return Result(
        "B5",
        "accepting over an empty endpoint with the same checks",
        [Bar("ratio", median(accepting.rates) / median(empty.rates), 0.55, 0.8)],
        {
            "accepted_per_s": median(accepting.rates),
            "empty_per_s": median(empty.rates),
            "accepted_server_cpu_us": accepting.server_us(),
            "empty_server_cpu_us": empty.server_us(),
            "empty_over_accepted_in_server_cpu": empty.server_us() / accepting.server_us(),
            "accepted_rounds": accepting.rates,
            "empty_rounds": empty.rates,
            "posted_afterwards": posted.count,
        },
        Cpu(accepting.server_us(), accepting.postgres_s / accepting.requests * 1e6),
        "workers and beat frozen meanwhile; the same server process, alternating rounds",
    )


def _cpu(root: int) -> float:
    return sum(cpu_seconds_of_all_threads(pid) for pid in children_of(root))


@contextmanager
def _without_workers(place: Installation) -> Iterator[None]:
    """Freeze workers and beat, which have nothing in hand, for the length of a block."""
    frozen = [pid for name in ("beat", "worker") for pid in children_of(place.stack.pids()[name])]
    try:
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def _bench_server(place: Installation) -> Iterator[tuple[Target, int]]:
    port = free_port()
    server = ChildProcess(
        argv=[sys.executable, "-P", "-m", "cli.bench.server", str(port)],
        env=place.stack.environment,
        log=place.stack.data / "logs" / "bench-server.log",
    )
    target = Target("127.0.0.1", port)
    server.start()
    try:
        run(_until_live(target))
        assert server.process is not None
        yield target, server.process.pid
    finally:
        server.stop()


async def _until_live(target: Target) -> None:
    request = render_request(target, "GET", "/health/live")
    deadline = time.monotonic() + READY_TIMEOUT_S
    client = Client(target)
    try:
        while time.monotonic() < deadline:
            try:
                if (await client.send(request)).status == OK:
                    return
            except LoadError:
                time.sleep(0.05)  # noqa: ASYNC251 - nothing else runs on this loop
    finally:
        client.close()
    message = f"the bench server was not ready after {READY_TIMEOUT_S:g} s"
    raise RuntimeError(message)
