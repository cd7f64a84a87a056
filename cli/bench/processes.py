"""What processes cost: processor time and memory, from /proc."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
KIB = 1024


def children_of(pid: int) -> list[int]:
    """Return the process and all that descend from it, as far as they live."""
    parents: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(after_name[1]), []).append(int(entry.name))
    found, open_ones = [], [pid]
    while open_ones:
        one = open_ones.pop()
        found.append(one)
        open_ones += parents.get(one, [])
    return found


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has had; 0 when it is gone.

    `schedstat` counts nanoseconds of the first thread, which is the only one of a Postgres backend; where the kernel
    has none, user and system time in ticks of 10 ms.
    """
    with suppress(OSError, ValueError):
        nanoseconds = int((PROC / str(pid) / "schedstat").read_text().split()[0])
        if nanoseconds:
            return nanoseconds / 1e9
    return _ticks(pid)


def cpu_seconds_of_all_threads(pid: int) -> float:
    """Return the processor time of a process with many threads, in ticks; 0 when it is gone."""
    return _ticks(pid)


def _ticks(pid: int) -> float:
    try:
        after_name = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def cpu_by_process(pids: Iterable[int]) -> dict[int, float]:
    """Return the processor time of each process, seconds."""
    return {pid: cpu_seconds(pid) for pid in pids}


def memory_bytes(pid: int) -> tuple[int, str]:
    """Return a process' memory and how it was had.

    `pss` shares out what several processes map; `rss` where the kernel does not let us see that; 0 when it is gone.
    """
    for file, field, kind in (("smaps_rollup", "Pss:", "pss"), ("status", "VmRSS:", "rss")):
        with suppress(OSError):
            for line in (PROC / str(pid) / file).read_text().splitlines():
                if line.startswith(field):
                    return int(line.split()[1]) * KIB, kind
    return 0, "gone"


def name_of(pid: int) -> str:
    """Return a process' command line, or its name where it has none."""
    with suppress(OSError):
        words = (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
        return b" ".join(words).decode(errors="replace").strip()
    return ""
