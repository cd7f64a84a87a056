"""Stepping back: on one machine, what nobody waits for gets the processor after what tills wait for.

A process and the Postgres backends that work for it are two things to the kernel: the one yields in vain where the
others do not. Where something is not there or not allowed (another system, a server elsewhere) nothing is changed.
"""

import contextlib
import os
import socket
import time
from pathlib import Path
from typing import Any

import psycopg

from domain.core.db import on_connect

NICE = 5
"""A third of an ordinary share where the processor is short: enough to go on, and to let go of what others wait for."""
PROC = Path("/proc")
TRIES = 4
# What an unprivileged process may ask the kernel for ten times a second.
PAUSE_S = 0.11


def step_back() -> None:
    """Let this process, and every Postgres backend that will work for it, yield. Before any thread is begun."""
    _step_back(os.getpid())
    on_connect(let_backend_step_back)


def let_backend_step_back(connection: psycopg.Connection[Any]) -> bool:
    """Let the backend of a connection yield, if it is a process of this machine; tell whether it is."""
    pid = backend_here(connection)
    if pid is None:
        return False
    _step_back(pid)
    return True


def backend_here(connection: psycopg.Connection[Any]) -> int | None:
    """Return the process id of a connection's backend, if it runs on this machine and among our processes.

    A number alone proves nothing: in another container it is another process'. Postgres writes into its title which
    port of which address it answers, and a port of this machine is ours alone.
    """
    pid = connection.info.backend_pid
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as ours:
            address = ours.getsockname()
        title = (PROC / str(pid) / "cmdline").read_bytes()
    except (OSError, psycopg.Error):
        return None
    here = len(address) > 1 and title.startswith(b"postgres: ") and f" {address[0]}({address[1]})".encode() in title
    return pid if here else None


def _step_back(pid: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        # It does not take the processor from others merely because it has just been woken.
        os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0))
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, max(NICE, os.getpriority(os.PRIO_PROCESS, pid)))
    # Where the kernel shares the processor between sessions first, a process is nice only to those of its own.
    for _ in range(TRIES):
        try:
            (PROC / str(pid) / "autogroup").write_text(str(NICE))
        except BlockingIOError:
            time.sleep(PAUSE_S)
        except OSError:
            return
        else:
            return
