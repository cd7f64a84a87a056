"""Starting, watching and ending the operating system's processes that serve us.

A child must not outlive its launcher, and a server left over from a launcher that was killed must be
found and ended before its data is touched again: two servers over one data directory destroy it.
"""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import IO

from cli.embedded.accounts import ServerAccount
from cli.embedded.errors import EmbeddedError

Process = subprocess.Popen[bytes]
"""A child process whose streams are bytes."""

Escalation = Sequence[tuple[signal.Signals, float]]
"""Signals to send in turn, each with the seconds that the process is given to end after it."""


class _Spawner:
    """One lasting thread that forks every child.

    Linux sends the parent-death signal when the *thread* that forked ends, not the process: a child that
    was started by a short-lived thread would be ended with it.
    """

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[tuple[Callable[[], Process], Future[Process]]] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="spawner", daemon=True).start()

    def _run(self) -> None:
        while True:
            start, future = self._work.get()
            try:
                future.set_result(start())
            except BaseException as error:  # noqa: BLE001 - the caller, in another thread, raises it
                future.set_exception(error)

    def spawn(self, start: Callable[[], Process]) -> Process:
        future: Future[Process] = Future()
        self._work.put((start, future))
        return future.result()


_spawner: _Spawner | None = None
_spawner_lock = threading.Lock()


def _forget_spawner() -> None:
    # A thread does not survive a fork; the child makes its own.
    global _spawner, _spawner_lock
    _spawner, _spawner_lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget_spawner)


def spawn(
    *,
    argv: Sequence[str | Path],
    death_signal: signal.Signals,
    output: IO[bytes],
    stdin: int | None = subprocess.DEVNULL,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: ServerAccount | None = None,
) -> Process:
    """Start a direct child that receives `death_signal` when this process dies, however it dies.

    The child leads its own session, so that a Ctrl-C in the terminal reaches its launcher only, which then
    ends its children in order.

    Raises: EmbeddedError when the program cannot be started.
    """
    global _spawner  # noqa: PLW0603 - one spawner for the life of the process
    with _spawner_lock:
        if _spawner is None:
            _spawner = _Spawner()
        spawner = _spawner
    command = (account or ServerAccount()).launching(*argv, death_signal=death_signal)

    def start() -> Process:
        return subprocess.Popen(
            command,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )

    try:
        return spawner.spawn(start)
    except (OSError, subprocess.SubprocessError) as error:
        message = f"{argv[0]} cannot be started: {error}"
        raise EmbeddedError(message) from error


def end_process(*, process: Process, escalation: Escalation) -> None:
    """End a child of ours, with a stronger signal each time it does not end in its time.

    Raises: EmbeddedError when it survives the last signal.
    """
    for number, seconds in escalation:
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)
            return
    message = f"process {process.pid} could not be ended"
    raise EmbeddedError(message)


def processes_in(*, folder: Path, program: str) -> list[int]:
    """Return the processes of a program that work in a folder, ours or not; empty where /proc is not there.

    A server changes into its data directory, and the kernel tells the truth about that where a pid file may
    be stale or name another program's process. A dead process that nobody has reaped has no folder.
    """
    target = os.path.realpath(folder)
    found = []
    with contextlib.suppress(FileNotFoundError):
        for entry in os.scandir("/proc"):
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                if str(Path(entry.path, "cwd").readlink()) == target:
                    name = Path(entry.path, "comm").read_text().strip()
                    if name == program[:15]:
                        found.append(int(entry.name))
    return found


def end_leftovers(*, folder: Path, program: str, leader: int | None, escalation: Escalation) -> None:
    """End every process of a server that an earlier launcher left behind in a data directory.

    The leader is asked first, because it ends its own children in order; without one, all are asked.

    Raises: EmbeddedError when one survives or belongs to somebody else.
    """
    for number, seconds in escalation:
        pids = processes_in(folder=folder, program=program)
        asked = [leader] if leader in pids and number != signal.SIGKILL else pids
        for pid in asked:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
            except PermissionError as error:
                message = f"process {pid} of another user serves {folder}"
                raise EmbeddedError(message) from error
        deadline = time.monotonic() + seconds
        while processes_in(folder=folder, program=program):
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        else:
            return
    message = f"a process left over in {folder} could not be ended"
    raise EmbeddedError(message)


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_taken(*, host: str, port: int) -> bool:
    """Tell whether a server could not listen on this address now.

    Raises: EmbeddedError when the host names no address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # Connections of an earlier run that linger in TIME_WAIT are no obstacle to a server.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        message = f"{host} is not an address of this machine"
        raise EmbeddedError(message) from error
    except OSError:
        return True
    return False
