"""B10: a year of real grocery sales, imported, posted and compared with its source; then B11's questions again."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from cli.bench.results import Bar, Cpu, Result, median
from cli.replay.chain import Chain
from cli.replay.line import Line
from cli.replay.processes import OURS
from cli.replay.run import own_stack, plain_steps
from cli.replay.source import DAYS, DataSetMissing, data_file
from cli.replay.year import Year, replay_year

ASKED = 30
CLOSES = 10
REACH_S, BEYOND_S = 400.0, 180.0
LINES = 1_469_307
"""Of the whole year; fewer days are held to the same lines a second."""


def year(folder: Path, *, days: int, say: Callable[[str], None]) -> list[Result]:
    """Return B10, or nothing where the data set is not installed. Raises `RuntimeError` on any difference."""
    try:
        data_file("transactions")
    except DataSetMissing as missing:
        say(f"B10 is left out: {missing}")
        return []
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / "files"
    files.mkdir()
    with own_stack(folder / "stack") as stack:
        replayed = replay_year(stack, files, days=days, steps=plain_steps(say))
        if replayed.differences:
            message = f"the books are not the source: {replayed.differences[0]}"
            raise RuntimeError(message)
        balance_ms, close_ms = _ask(replayed.chain)
    return [_result(replayed, balance_ms, close_ms)]


def _result(replayed: Year, balance_ms: float, close_ms: float) -> Result:
    seconds, sales = replayed.seconds, replayed.posted.sales
    bars = [
        Bar("lines", replayed.lines_per_s, LINES / REACH_S, LINES / BEYOND_S, "lines/s"),
        Bar("trial balance after it", balance_ms, 100, 20, "ms", more_is_better=False),
        Bar("shift close after it", close_ms, 100, 20, "ms", more_is_better=False),
    ]
    if replayed.days == DAYS:
        bars.insert(0, Bar("whole year", seconds["imports"], REACH_S, BEYOND_S, "s", more_is_better=False))
    postgres_s = replayed.cpu_s.get("postgres", 0.0)
    ours_s = sum(spent for part, spent in replayed.cpu_s.items() if part not in {"postgres", "valkey", OURS})
    return Result(
        "B10",
        f"a grocery chain, days replayed {replayed.days}: {sales:,} baskets, {replayed.written.sale_rows:,} lines",
        bars,
        {
            **{f"{name}_s": spent for name, spent in seconds.items()},
            **{f"{part}_cpu_s": spent for part, spent in replayed.cpu_s.items()},
            **{f"{part}_peak_mb": peak for part, peak in replayed.peaks_mb.items()},
            "rejected": len(replayed.posted.rejected),
            "sums_compared": replayed.compared.sums,
        },
        Cpu(ours_s / sales * 1e6, postgres_s / sales * 1e6),
        "items, customers and sales from CSV over HTTP; every sum per store and month is the source's, verify is clean",
    )


def _ask(chain: Chain) -> tuple[float, float]:
    """Return how long a trial balance takes, and a shift from its close to its posting, milliseconds."""
    line = chain.line()
    balances = [_timed(lambda: line.get("/api/reports/trial-balance")) for _ in range(ASKED)]
    terminal = next(iter(chain.terminals.values()))
    closes = [_close(line, terminal) for _ in range(CLOSES)]
    line.close()
    return median(balances), median(closes)


def _close(line: Line, terminal_id: str) -> float:
    """Open a shift and close it again; return what the close took. Raises `RuntimeError` unless both are posted."""
    shift_id = str(uuid4())
    opening = {
        "id": shift_id,
        "terminal_id": terminal_id,
        "float": "100.00",
        "occurred_at": datetime.now(UTC).isoformat(),
    }
    closing = {"id": str(uuid4()), "counted": [{"method": "cash", "amount": "100.00"}]}
    _posted(line, "/api/pos/shifts", opening)
    return _timed(lambda: _posted(line, f"/api/pos/shifts/{shift_id}/close", closing))


def _posted(line: Line, path: str, body: Mapping[str, object]) -> None:
    operation = line.make(path, body, Prefer="wait=30")
    if operation["status"] != "posted":
        message = f"{path} ended {operation['status']}: {operation['error']}"
        raise RuntimeError(message)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
