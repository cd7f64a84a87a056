"""B13: `arcoiris up` from nothing to ready, again from what it left, and what it takes when nobody asks anything."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cli.bench.processes import children_of, memory_bytes
from cli.bench.results import Bar, Result
from cli.embedded.processes import free_port

READY_TIMEOUT_S = 120.0
IDLE_S = 3.0
STOP_TIMEOUT_S = 60.0


def start(folder: Path, *, twice: bool, workers_after_load_mb: Sequence[float]) -> Result:
    """Return B13: seconds to ready from an empty folder, and megabytes of all processes together when idle.

    `twice`: also start again from what the first one left.
    """
    cold_s, idle_mb, kind, parts = _up(folder)
    again = {"second_start_s": _up(folder)[0]} if twice else {}
    return Result(
        "B13",
        "cold start of `arcoiris up`, idle memory of everything",
        [
            Bar("cold start", cold_s, 12, 6, "s", more_is_better=False),
            Bar("idle memory", idle_mb, 600, 400, "MB", more_is_better=False),
        ],
        {
            **again,
            "processes": len(parts),
            "memory_kind": kind,
            "largest_processes_mb": sorted(parts, reverse=True)[:8],
            "workers_after_load_mb": list(workers_after_load_mb),
        },
        None,
        f"memory as {kind}, 2 workers; a worker after load {max(workers_after_load_mb, default=float('nan')):.0f} MB",
    )


def _up(folder: Path) -> tuple[float, float, str, list[float]]:
    """Start, wait until it says ready and has calmed down, weigh, stop."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCOIRIS_")}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "cli.main", "up", "--data", str(folder), "--port", str(free_port())],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.monotonic() - began
        if not line.startswith("ready "):
            message = f"`arcoiris up` said {line!r}"
            raise RuntimeError(message)
        time.sleep(IDLE_S)
        weights = [memory_bytes(pid) for pid in children_of(process.pid)]
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    kinds = {kind for size, kind in weights if size}
    parts = [size / 1e6 for size, _ in weights]
    return seconds, sum(parts), "+".join(sorted(kinds)), parts
