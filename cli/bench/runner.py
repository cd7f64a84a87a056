"""The benchmark from the first measure to the last."""

import dataclasses
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.bench.databases import migrated_server
from cli.bench.drainers import Crew
from cli.bench.installation import installation
from cli.bench.machine import commit, load_average, machine, versions
from cli.bench.measures.acceptance import acceptance
from cli.bench.measures.bulk import bulk
from cli.bench.measures.drain import drain, drain_cpu
from cli.bench.measures.end_to_end import CLIENTS, end_to_end
from cli.bench.measures.fairness import beside_an_import
from cli.bench.measures.growth import growth
from cli.bench.measures.hot_spot import hot_spot
from cli.bench.measures.imports import item_import
from cli.bench.measures.latency import latency
from cli.bench.measures.many_tenants import many_tenants
from cli.bench.measures.plain_posting import plain_posting
from cli.bench.measures.reports import reports, widened
from cli.bench.measures.shift_close import Closing, shift_close
from cli.bench.measures.start import start
from cli.bench.measures.trial_balance import trial_balance
from cli.bench.measures.year import year
from cli.bench.results import Result
from cli.bench.rounds import Bench, Sizes, Timings

FORMAT = 1
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to measure."""

    name: str
    rounds: Sizes
    http_seconds: float
    acceptance_rounds: int
    acceptance_seconds: float
    bulk_batches: int
    items: int = 500
    locations: int = 8
    warm_up_sales: int = 400
    second_start: bool = True
    shift_sales: int = 27_000
    report_sales: int = 375_000
    """What is sold over a year before the reports are asked, besides what other measures have sold; 4 lines each."""
    import_rows: int = 100_000
    beside_rows: int = 0
    """Items that another organization imports while B6 is measured once more; none in a short run."""
    grown_sales: int = 0
    """What has been posted before B1 is measured once more, for B9; 4 lines each. None in a short run."""
    year_days: int = 0
    """How much of the real year is replayed; none in a short run."""


FULL = Plan(
    "full",
    Sizes(rounds=5, sales=6000, plain_sales=600, lane_sales=2000, organizations=1000, waves=3),
    http_seconds=15,
    acceptance_rounds=5,
    acceptance_seconds=2,
    bulk_batches=40,
    beside_rows=1_000_000,
    grown_sales=500_000,
    year_days=365,
)
QUICK = Plan(
    "quick",
    Sizes(rounds=2, sales=1600, plain_sales=80, lane_sales=400, organizations=1000, waves=1, tenant_items=20, warm=80),
    http_seconds=2.5,
    acceptance_rounds=2,
    acceptance_seconds=0.5,
    bulk_batches=6,
    items=60,
    warm_up_sales=200,
    second_start=False,
    shift_sales=1_500,
    report_sales=4_000,
    import_rows=10_000,
)


def run_bench(plan: Plan, *, seed: int, say: Say) -> dict[str, Any]:
    """Measure everything and return the whole document; progress goes to `say`."""
    began, started_at = time.monotonic(), datetime.now(UTC)
    load_before = load_average()
    results: list[Result] = []
    with _folder() as folder:
        posting, closing = posting_measures(folder / "posting", plan, seed=seed, say=say)
        over_http, workers_mb = http_measures(folder / "stack", plan, closing, seed=seed, say=say)
        results += posting
        results += over_http
        if plan.year_days:
            say("B10: a year of real sales")
            results += [_now(result) for result in year(folder / "year", days=plan.year_days, say=say)]
        say("B13: cold start")
        results.append(_now(start(folder / "start", twice=plan.second_start, workers_after_load_mb=workers_mb)))
    results.sort(key=lambda result: int(result.id[1:]))
    return {
        "format": FORMAT,
        "plan": plan.name,
        "seed": seed,
        "started_at": started_at.isoformat(),
        "seconds": time.monotonic() - began,
        "machine": machine(),
        "versions": versions(),
        "commit": commit(),
        "load_average_1m": {"before": load_before, "after": load_average()},
        "sizes": dataclasses.asdict(plan),
        "results": [result.document() for result in results],
    }


def posting_measures(folder: Path, plan: Plan, *, seed: int, say: Say) -> tuple[list[Result], Closing]:
    """Return B1, B2, B3, B8, B9 and B14, without HTTP and broker in between, and the closing of shifts."""
    timings = Timings()
    say("preparing databases")
    with migrated_server(folder) as databases, Crew() as crew:
        bench = Bench(databases, crew, plan.rounds, seed=seed)
        for at in range(plan.rounds.rounds):
            say(f"B1, B2, B3, B8, B14: round {at + 1} of {plan.rounds.rounds}")
            bench.run(timings)
        grown = [_now(growth(bench, sales=plan.grown_sales, seed=seed, say=say))] if plan.grown_sales else []
        say("B11: shift close")
        closing = shift_close(databases, bench.shop, sales=plan.shift_sales, seed=seed)
    results = [
        _now(result)
        for result in (
            drain(timings),
            drain_cpu(timings),
            plain_posting(timings),
            hot_spot(timings),
            many_tenants(timings, plan.rounds),
        )
    ]
    return [*results, *grown], closing


def http_measures(
    folder: Path, plan: Plan, closing: Closing, *, seed: int, say: Say
) -> tuple[list[Result], list[float]]:
    """Return B4 to B7, B11 and B12 on one installation, and what each of its workers weighs afterwards, megabytes.

    `closing` is the half of B11 that was measured without HTTP.
    """
    results = []
    say("starting an installation")
    with installation(folder, items=plan.items, locations=plan.locations, terminals=plan.locations, seed=seed) as place:
        factory = place.shop.factory(seed=seed)
        place.warm_up(factory.sales(plan.warm_up_sales), clients=CLIENTS)
        say("B4: end to end")
        whole, rate = end_to_end(place, factory, seconds=plan.http_seconds)
        results.append(_now(whole))
        say("B6: latency at half of that")
        alone = _now(latency(place, factory, rate=rate / 2, seconds=plan.http_seconds))
        say("B7: batches")
        results.append(_now(bulk(place, factory, batches=plan.bulk_batches)))
        say("B5: accepting, and doing nothing")
        results.append(_now(acceptance(place, factory, rounds=plan.acceptance_rounds, seconds=plan.acceptance_seconds)))
        say("B11: trial balance")
        workers_mb = place.worker_memory_mb()
        balanced = trial_balance(place, closing, seed=seed + 1)
        say("B12: a catalogue from a file")
        results.append(_now(item_import(place, folder.with_name("files"), rows=plan.import_rows, seed=seed)))
        say("B11: every report")
        results.append(_now(widened(balanced, reports(place, sales=plan.report_sales, seed=seed + 2))))
        if plan.beside_rows:
            say("B6: latency beside an import")
        files, rows = folder.with_name("files"), plan.beside_rows
        results.append(
            beside_an_import(alone, place, factory, files, rate=rate / 2, seconds=plan.http_seconds, rows=rows)
        )
    return results, workers_mb


def _now(result: Result) -> Result:
    """Note how busy the machine was."""
    return dataclasses.replace(result, load_average=load_average())


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for data that the servers' own account can enter, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="arcoiris-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def say_on_stderr(text: str) -> None:
    """Tell what is being measured; the table goes to standard output alone."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()
