"""B6 once more while another organization imports a catalogue: whoever sells waits for no file of somebody else's.

Sold is twice for as long as B6 was: while the file is checked, and while it is applied. Then the import is cancelled.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.bench.installation import Installation, refuse_errors
from cli.bench.measures.imports import UNDER_WAY, catalogue
from cli.bench.results import Bar, Result
from cli.load import Latencies, SaleFactory, open_loop, prepare_shop, run
from cli.replay.line import Line

STAGES = ("checking", "applying")
POLL_S = 0.05
TIMEOUT_S = 1200.0


@dataclass(frozen=True, slots=True)
class Sold:
    """Sales during one stage of the import, and how many of its rows a second went through meanwhile."""

    accepted: Latencies
    rows_per_s: float
    throughout: bool
    """Whether the import was under way from the first sale to the last."""


def beside_an_import(
    alone: Result, place: Installation, factory: SaleFactory, folder: Path, *, rate: float, seconds: float, rows: int
) -> Result:
    """Return B6 (`alone`) with the same four figures of sales beside an import of `rows` items; as it is for none.

    `rate`: sales a second, as of `alone`. `folder` is made, and holds the file. Raises `RuntimeError` where a sale was
    not posted, or the import failed.
    """
    if not rows:
        return alone
    other = prepare_shop(place.stack.base_url, items=1, stock=0)
    line = Line(place.stack.base_url, other.headers)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "another.csv"
    with file.open("w", encoding="utf-8") as opened:
        opened.writelines(catalogue(rows, seed=rows))
    path = f"/api/imports/{line.upload('/api/imports', {'kind': 'items'}, file)['id']}"
    began = time.time()
    sold = {stage: _sell(place, factory, line, path, stage, rate=rate, seconds=seconds, rows=rows) for stage in STAGES}
    posted = place.posted_since(began)
    if line.get(path)["status"] in UNDER_WAY:
        line.make(f"{path}/cancel", {})
    _until(line, path, lambda found: found["status"] not in UNDER_WAY)
    line.close()
    accepted = Latencies([one for part in sold.values() for one in part.accepted.seconds])
    figures = (
        ("accept p50", accepted.percentile_ms(50), 8, 4),
        ("accept p99", accepted.percentile_ms(99), 40, 20),
        ("posted p50", posted.p50_ms, 60, 25),
        ("posted p99", posted.p99_ms, 250, 100),
    )
    bars = [
        Bar(f"{name} beside an import", value, reach, beyond, "ms", more_is_better=False)
        for name, value, reach, beyond in figures
    ]
    absolute: dict[str, Any] = {"imported_rows": rows, "sales_beside_import": posted.count}
    for stage, part in sold.items():
        absolute |= {f"{stage}_rows_per_s": part.rows_per_s, f"{stage}_throughout": part.throughout}
    return Result(
        alone.id,
        f"{alone.name}, and beside an import of {rows:,} items",
        [*alone.bars, *bars],
        {**alone.absolute, **absolute},
        alone.cpu,
        f"{alone.note}; the import is another organization's, half of the sales fall into its check",
    )


def _sell(
    place: Installation,
    factory: SaleFactory,
    line: Line,
    path: str,
    stage: str,
    *,
    rate: float,
    seconds: float,
    rows: int,
) -> Sold:
    """Sell while the import is in a stage. Raises `RuntimeError` where it never comes to it."""
    requests = place.requests(factory.sales(int(rate * seconds)))
    _until(line, path, lambda found: found["status"] not in UNDER_WAY or _is_at(found, stage))
    before, began = line.get(path), time.monotonic()
    load = run(open_loop(place.shop.target, requests, rate=rate))
    refuse_errors(load)
    after, lasted_s = line.get(path), time.monotonic() - began
    done = _gone_through(after, rows) - _gone_through(before, rows)
    return Sold(load.latency, done / lasted_s, throughout=after["status"] in UNDER_WAY)


def _gone_through(found: Mapping[str, Any], rows: int) -> int:
    """Return how many rows have been gone through, each of them twice by the end: checked, then applied."""
    return int(found["rows_done"]) + (0 if found["status"] == "checking" else rows)


def _is_at(found: Mapping[str, Any], stage: str) -> bool:
    """Return whether the import is in the middle of a stage, or beyond it."""
    at = STAGES.index(found["status"]) if found["status"] in STAGES else -1
    return at > STAGES.index(stage) or (at == STAGES.index(stage) and found["rows_done"] > 0)


def _until(line: Line, path: str, reached: Callable[[Mapping[str, Any]], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        found = line.get(path)
        if found["status"] == "failed":
            message = f"the import failed: {found['error']}"
            raise RuntimeError(message)
        if reached(found):
            return
        if time.monotonic() > deadline:
            message = f"the import still stands at {found['status']} after {TIMEOUT_S:g} s"
            raise RuntimeError(message)
        time.sleep(POLL_S)
