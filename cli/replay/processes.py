"""What the parts of an installation have cost: processor time, and the most memory that each process had."""

import os
import time
from contextlib import suppress

from cli.bench.processes import PROC, children_of, cpu_seconds_of_all_threads
from cli.up import Stack

KIB = 1024
LOOK_EVERY_S = 3.0
OURS = "replay"
"""The process that looks: it writes the files and sends them."""


class Watch:
    """Looks at the processes of a stack now and then; those that end meanwhile keep what was seen of them."""

    def __init__(self, stack: Stack) -> None:
        """Begin with what has been spent so far."""
        self._stack = stack
        self._spent: dict[int, tuple[str, float]] = {}
        self._peaks: dict[int, tuple[str, int]] = {}
        self._looked_at = 0.0
        self.look()
        self._before = {pid: seconds for pid, (_, seconds) in self._spent.items()}

    def look(self) -> None:
        """Note what every process has spent and had by now."""
        parts = {pid: part for part, root in self._stack.pids().items() for pid in children_of(root)}
        for pid, part in {**parts, os.getpid(): OURS}.items():
            seconds, peak = cpu_seconds_of_all_threads(pid), _peak_bytes(pid)
            if seconds:
                self._spent[pid] = part, seconds
            if peak:
                self._peaks[pid] = part, peak
        self._looked_at = time.monotonic()

    def glance(self) -> None:
        """Look if the last look is a while ago: each goes through all processes of the machine."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY_S:
            self.look()

    def cpu_seconds(self) -> dict[str, float]:
        """Return the processor time of each part since the beginning."""
        spent: dict[str, float] = {}
        for pid, (part, seconds) in self._spent.items():
            spent[part] = spent.get(part, 0.0) + seconds - self._before.get(pid, 0.0)
        return spent

    def peaks_mb(self) -> dict[str, float]:
        """Return the peak of the largest process of each part, megabytes.

        Postgres' processes are counted with as much of its shared buffers as they had touched.
        """
        peaks: dict[str, float] = {}
        for part, peak in self._peaks.values():
            peaks[part] = max(peaks.get(part, 0.0), peak / 1e6)
        return peaks


def _peak_bytes(pid: int) -> int:
    with suppress(OSError, ValueError):
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * KIB
    return 0
