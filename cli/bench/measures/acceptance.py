"""B5: accepting a sale against an empty endpoint of the same server that authenticates and validates alike.

The workers are halted meanwhile, so that what they would take of the cores does not count against admission: B4 has
that. Doorbells are rung all the same. Rounds alternate.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cli.bench.installation import Installation, refuse_errors
from cli.bench.results import Bar, Cpu, Result, median
from cli.bench.server import EMPTY_PATH
from cli.embedded.processes import free_port
from cli.load import Client, LoadError, SaleFactory, Target, closed_loop, render_request, run
from cli.supervisor import ChildProcess

CLIENTS = 32
MOST_PER_S = 6000
READY_TIMEOUT_S = 30.0
OK = 200


def acceptance(place: Installation, factory: SaleFactory, *, rounds: int, seconds: float) -> Result:
    """Return B5: accepted requests a second over the empty endpoint's, medians of the rounds."""
    accepted: list[float] = []
    empty: list[float] = []
    sent, began = 0, time.time()
    with _without_workers(place), _bench_server(place) as (target, server):
        for _ in range(rounds):
            sales = factory.sales(int(seconds * MOST_PER_S / 3))
            bodies = [(sale.body, place.shop.till_of(sale.terminal_id).headers) for sale in sales]
            for path, rates in ((EMPTY_PATH, empty), ("/api/sales", accepted)):
                requests = [render_request(target, "POST", path, headers=to, body=body) for body, to in bodies]
                if path == EMPTY_PATH:
                    requests *= 3
                load = run(closed_loop(target, requests, clients=CLIENTS, duration_s=seconds))
                refuse_errors(load)
                rates.append(load.rate)
                sent += load.accepted if path != EMPTY_PATH else 0
        cpu_us = _server_cpu_us(place, server, accepted)
    posted = place.posted_since(began)
    ratio = median(accepted) / median(empty)
    return Result(
        "B5",
        "accepting over an empty endpoint with the same checks",
        [Bar("ratio", ratio, 0.55, 0.8)],
        {
            "accepted_per_s": median(accepted),
            "empty_per_s": median(empty),
            "accepted_rounds": accepted,
            "empty_rounds": empty,
            "posted_afterwards": posted.count,
            "accepted": sent,
        },
        cpu_us,
        "workers halted meanwhile; the same server process, alternating rounds",
    )


def _server_cpu_us(_place: Installation, _server: ChildProcess, _accepted: list[float]) -> Cpu | None:
    return None


@contextmanager
def _without_workers(place: Installation) -> Iterator[None]:
    for name in ("beat", "worker"):
        place.stack.supervisor.halt(name)
    try:
        yield
    finally:
        for name in ("worker", "beat"):
            place.stack.supervisor.resume(name)


@contextmanager
def _bench_server(place: Installation) -> Iterator[tuple[Target, ChildProcess]]:
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
        yield target, server
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
