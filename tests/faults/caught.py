"""Killing a worker in the midst of a batch: it is stopped first, and killed if it is found to be in one."""

import contextlib
import random
import signal
import time
from collections import Counter
from pathlib import Path

import psycopg

from domain.posting.drain import LOCK_SPACE
from tests.faults.installation import WORKERS, Installation, send_signal

LOOK_FOR_S = 1.2
KILLS = 3
SETTLE_S = 0.004

IN_A_BATCH = """
SELECT a.client_port, count(*)
FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory' AND l.objsubid = 2
WHERE l.classid = %s AND l.granted AND a.xact_start IS NOT NULL AND a.state <> 'idle'
GROUP BY a.client_port
"""
"""Who holds how many shards inside a transaction; a drain that claims or posts is, one that waits for work is not."""


def kill_in_a_batch(at: Installation, dice: random.Random) -> Counter[int]:
    """Kill up to `KILLS` times what posts, in a transaction over several shards, seldom over one.

    Returns how often over how many shards. Nobody has to be lucky: all are stopped, looked at, and killed or let go on.
    """
    caught: Counter[int] = Counter()
    until = time.monotonic() + LOOK_FOR_S
    with contextlib.suppress(psycopg.Error), at.superuser() as connection:
        while time.monotonic() < until and caught.total() < KILLS:
            time.sleep(0.02 * dice.random())
            stopped = [pid for part in WORKERS for pid in at.children(part) if send_signal(pid, signal.SIGSTOP)]
            try:
                # What was on its way to Postgres arrives, and its answer is there; nothing follows it.
                time.sleep(SETTLE_S)
                shards = dict(connection.execute(IN_A_BATCH, (LOCK_SPACE,)).fetchall())
                for pid in stopped:
                    held = max((shards.get(port, 0) for port in _ports(pid)), default=0)
                    if held > 1 or (held and dice.random() < 0.1):
                        caught[held] += send_signal(pid, signal.SIGKILL)
            finally:
                for pid in stopped:
                    send_signal(pid, signal.SIGCONT)
    return caught


def _ports(pid: int) -> list[int]:
    """Return the ports at this end of a process's connections."""
    own = set()
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                own.add(str(entry.readlink()))
    ports = []
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            if f"socket:[{fields[9]}]" in own:
                ports.append(int(fields[1].partition(":")[2], 16))
    return ports
