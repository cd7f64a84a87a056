"""A whole installation to measure over HTTP, and what its inbox and its processes say afterwards."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from cli.bench.processes import children_of, cpu_seconds_of_all_threads, memory_bytes, name_of
from cli.bench.results import Cpu
from cli.load import Load, Shop, SimulatedSale, closed_loop, prepare_shop, run
from cli.up import Stack, running_stack

POLL_S = 0.1
POSTED_TIMEOUT_S = 300.0
OPERATIONS = """
SELECT count(*) FILTER (WHERE status = 'posted'), count(*) FILTER (WHERE status = 'pending'),
    count(*) FILTER (WHERE status IN ('rejected', 'failed')), extract(epoch FROM max(ended_at))::float8,
    percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - submitted_at)::float8)
FROM core.operations
WHERE org_id = %s AND kind = 'sale.post' AND submitted_at >= to_timestamp(%s)
"""
# What a drain asks once more when it is done: cheap, so that asking does not slow down what is measured.
WAITING = "SELECT bool_or(core.has_waiting(s.shard)) FROM core.shards s"


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of sales that were accepted: the last one's end as epoch seconds, latencies in milliseconds."""

    count: int
    ended_at: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Installation:
    """API, two worker processes, beat, Postgres and Valkey, and a shop that is ready to sell."""

    stack: Stack
    shop: Shop

    def posted_since(self, since: float, *, shop: Shop | None = None) -> Posted:
        """Wait until nothing is pending, and return what became of a shop's sales since an instant.

        Raises `RuntimeError` where a sale was rejected or failed, or is still pending after minutes.
        """
        deadline = time.monotonic() + POSTED_TIMEOUT_S
        org_id = (shop or self.shop).org_id
        with psycopg.connect(self.stack.environment["ARCOIRIS_DATABASE_URL"], autocommit=True) as connection:
            while self._waiting(connection):
                if time.monotonic() > deadline:
                    message = f"sales are still pending after {POSTED_TIMEOUT_S:g} s"
                    raise RuntimeError(message)
                time.sleep(POLL_S)
            connection.execute("SELECT set_config('app.org_ids', %s, false)", (f"{{{org_id}}}",))
            row = connection.execute(OPERATIONS, (org_id, since)).fetchone()
        assert row is not None
        count, pending, refused, ended_at, latencies = row
        if pending or refused or not count:
            message = f"of the sales {count} were posted, {refused} refused, {pending} are pending"
            raise RuntimeError(message)
        return Posted(count, ended_at, latencies[0] * 1000, latencies[1] * 1000)

    @staticmethod
    def _waiting(connection: psycopg.Connection[Any]) -> bool:
        row = connection.execute(WAITING).fetchone()
        assert row is not None
        return bool(row[0])

    def cpu(self) -> dict[str, float]:
        """Return the processor time of each part with all its children so far, seconds."""
        return {
            name: sum(cpu_seconds_of_all_threads(pid) for pid in children_of(root))
            for name, root in self.stack.pids().items()
        }

    def cpu_per_sale(self, before: dict[str, float], sales: int) -> tuple[Cpu, dict[str, float]]:
        """Return what a sale cost since `before`: as ours and Postgres', and part by part, microseconds."""
        parts = {name: (seconds - before.get(name, 0.0)) / sales * 1e6 for name, seconds in self.cpu().items()}
        ours = sum(parts.get(name, 0.0) for name in ("api", "worker", "beat", "background"))
        return Cpu(ours, parts.get("postgres", 0.0)), parts

    def worker_memory_mb(self) -> list[float]:
        """Return the memory of each process of the worker that posts, megabytes."""
        root = self.stack.pids().get("worker")
        if root is None:
            return []
        return [memory_bytes(pid)[0] / 1e6 for pid in children_of(root) if pid != root and name_of(pid)]

    def warm_up(self, sales: Sequence[SimulatedSale], *, clients: int) -> None:
        """Sell until every part has begun to work; what is measured comes later."""
        since = time.time()
        refuse_errors(run(closed_loop(self.shop.target, self.requests(sales), clients=clients)))
        self.posted_since(since)

    def requests(self, sales: Sequence[SimulatedSale]) -> list[bytes]:
        """Return sales as they go over the wire."""
        return [self.shop.sale_request(sale) for sale in sales]


@contextmanager
def installation(folder: Path, *, items: int, locations: int, terminals: int, seed: int) -> Iterator[Installation]:
    """Run everything with a fresh shop, for the length of a block.

    Servers named in this process' environment are not used: what is measured is what anybody gets.
    """
    embedded = {"ARCOIRIS_DATABASE_URL": "", "ARCOIRIS_BROKER_URL": "", "ARCOIRIS_OWNER_DATABASE_URL": ""}
    with running_stack(data=folder, settings=embedded) as stack:
        shop = prepare_shop(stack.base_url, items=items, locations=locations, terminals=terminals, seed=seed)
        yield Installation(stack, shop)


def refuse_errors(load: Load) -> None:
    """Raise `RuntimeError` unless every request was accepted: a rate with errors in it means nothing."""
    if load.errors or load.accepted != load.answered:
        message = f"not every request was accepted: {dict(load.statuses)}, {dict(load.errors)}"
        raise RuntimeError(message)
