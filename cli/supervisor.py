"""Keeping child processes alive, and ending them in order.

A part that dies is started again, because every part is built to be killed at any instant; one that dies
again and again is tried less and less often, so that it neither burns the processor nor floods its log.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cli.embedded.errors import EmbeddedError
from cli.embedded.logs import open_log
from cli.embedded.processes import Process, end_process, spawn

_FIRST_DELAY_S = 0.1
_LONGEST_DELAY_S = 5.0
_STEADY_AFTER_S = 10.0
_KILL_TIMEOUT_S = 5.0


class Supervised(Protocol):
    """What a supervisor keeps alive: a child process, or a server that is one."""

    @property
    def process(self) -> Process | None:
        """The process of the latest start."""

    def start(self) -> None:
        """Start it; raises EmbeddedError when that fails."""

    def stop(self) -> None:
        """End it, by force if it must be."""


class ChildProcess:
    """A command that runs until it is told to stop, its output in a log file.

    When this process is killed the command is killed with it: what it had in hand is durable in Postgres,
    and a graceful end without the servers beneath it would only keep its port from the next start.
    """

    def __init__(self, *, argv: Sequence[str], env: Mapping[str, str], log: Path, stop_timeout_s: float = 10.0) -> None:
        """Name the command; nothing is started."""
        self.process: Process | None = None
        self._argv = argv
        self._env = dict(env)
        self._log = log
        self._stop_timeout_s = stop_timeout_s

    def start(self) -> None:
        """Start the command, ending first what the previous one left of its own children.

        Raises: EmbeddedError when it cannot be started.
        """
        self._kill_group()
        with open_log(self._log) as output:
            self.process = spawn(argv=self._argv, death_signal=signal.SIGKILL, output=output, env=self._env)

    def stop(self) -> None:
        """Ask the command to end with SIGTERM, and kill it and its own children if it does not in time."""
        if self.process is not None and self.process.poll() is None:
            end_process(
                process=self.process,
                escalation=(
                    (signal.SIGTERM, self._stop_timeout_s),
                    (signal.SIGKILL, _KILL_TIMEOUT_S),
                ),
            )
        self._kill_group()

    def _kill_group(self) -> None:
        if self.process is not None:
            # The child led a session of its own, so that its number is that of its group.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process = None


class _Kept:
    """One supervised part with the thread that waits for its end."""

    def __init__(self, *, name: str, server: Supervised) -> None:
        self.name = name
        self.server = server
        self.stopping = threading.Event()
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None
        self.ends = 0


class Supervisor:
    """Starts parts in order, starts again what dies, and stops all in reverse order.

    Each part has a thread that sleeps in the kernel until the part ends: idle costs nothing, and a restart
    does not wait for a poll. Methods may be called from any thread.
    """

    def __init__(self, *, log: Path) -> None:
        """Name the file in which ends and starts are noted."""
        self._log = log
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.RLock()

    def add(self, *, name: str, server: Supervised) -> None:
        """Start a part and keep it alive.

        Raises: EmbeddedError when the first start fails; it is then not kept.
        """
        with self._lock:
            kept = _Kept(name=name, server=server)
            self._begin(kept)
            self._kept[name] = kept

    def pids(self) -> dict[str, int]:
        """Return the process id of each part that lives now, by name, in the order of starting."""
        with self._lock:
            processes = {name: kept.server.process for name, kept in self._kept.items()}
        return {
            name: process.pid for name, process in processes.items() if process is not None and process.poll() is None
        }

    def ends(self, name: str) -> int:
        """Return how often a part has ended by itself."""
        with self._lock:
            return self._kept[name].ends

    def halt(self, name: str) -> None:
        """Stop one part and leave it stopped until it is resumed."""
        with self._lock:
            self._finish(self._kept[name])

    def resume(self, name: str) -> None:
        """Start a halted part and keep it alive again.

        Raises: EmbeddedError when it does not start.
        """
        with self._lock:
            halted = self._kept[name]
            if halted.stopping.is_set():
                kept = _Kept(name=name, server=halted.server)
                kept.ends = halted.ends
                self._begin(kept)
                self._kept[name] = kept

    def stop(self) -> None:
        """Stop every part, the last one started first; one that cannot be ended does not spare the others.

        Raises: EmbeddedError naming the parts that could not be ended.
        """
        failed = []
        with self._lock:
            # All are told at once that an end is no longer a reason to start again.
            for kept in self._kept.values():
                kept.stopping.set()
            for kept in reversed(self._kept.values()):
                try:
                    self._finish(kept)
                except EmbeddedError as error:
                    failed.append(f"{kept.name}: {error}")
            self._kept.clear()
        if failed:
            raise EmbeddedError("; ".join(failed))

    def _begin(self, kept: _Kept) -> None:
        kept.server.start()
        self._note(f"{kept.name} started{_pid_of(kept)}")
        kept.thread = threading.Thread(target=self._watch, args=(kept,), name=kept.name, daemon=True)
        kept.thread.start()

    def _finish(self, kept: _Kept) -> None:
        kept.stopping.set()
        with kept.starting:
            kept.server.stop()
        if kept.thread is not None:
            kept.thread.join()
        self._note(f"{kept.name} stopped")

    def _watch(self, kept: _Kept) -> None:
        delay_s = _FIRST_DELAY_S
        while True:
            started = time.monotonic()
            process = kept.server.process
            status = process.wait() if process is not None else None
            if time.monotonic() - started >= _STEADY_AFTER_S:
                delay_s = _FIRST_DELAY_S
            if kept.stopping.wait(delay_s):
                return
            delay_s = min(2 * delay_s, _LONGEST_DELAY_S)
            with kept.starting:
                if kept.stopping.is_set():
                    return
                kept.ends += 1
                try:
                    kept.server.start()
                    self._note(f"{kept.name} ended with status {status}, started again{_pid_of(kept)}")
                except (EmbeddedError, OSError) as error:
                    self._note(f"{kept.name} ended with status {status}, did not start again: {error}")

    def _note(self, text: str) -> None:
        line = f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {text}\n"
        # A full disk must not keep a part from being started again.
        with contextlib.suppress(OSError), open_log(self._log) as output:
            output.write(line.encode())


def _pid_of(kept: _Kept) -> str:
    process = kept.server.process
    return "" if process is None else f" as process {process.pid}"
