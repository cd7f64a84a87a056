"""A Valkey server of our own on this machine: the broker of the embedded default."""

import contextlib
import os
import shutil
import signal
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from cli.embedded.binaries import find_valkey
from cli.embedded.credentials import keep_secrets
from cli.embedded.errors import EmbeddedError
from cli.embedded.locks import data_directory_lock
from cli.embedded.logs import last_lines, open_log
from cli.embedded.processes import (
    Process,
    end_leftovers,
    end_process,
    free_port,
    port_is_taken,
    spawn,
)

_STOP = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
_READY_TIMEOUT_S = 60.0
_PORT_ATTEMPTS = 3
_LOG_FOLDER = "appendonlydir"


class EmbeddedValkey:
    """A Valkey server over one data directory, started as a direct child of this process.

    What it holds is written to an append-only file every second; a file cut short by a kill is loaded up
    to the cut. Methods may be called from any thread.
    """

    def __init__(self, data_dir: Path, port: int | None = None, *, log: Path | None = None) -> None:
        """Name a data directory, made at the first start; without a port, a free one is taken and kept."""
        self.data_dir = data_dir.absolute()
        self.port = port
        self.process: Process | None = None
        self._log = log or self.data_dir / "valkey.log"
        self._password = ""
        self._held = contextlib.ExitStack()
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server."""
        self.stop()

    @property
    def url(self) -> str:
        """URL of database 0, with its password.

        Raises: EmbeddedError before the first start.
        """
        if self.port is None or not self._password:
            message = "the embedded Valkey has not been started"
            raise EmbeddedError(message)
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def is_running(self) -> bool:
        """Tell whether the server's process lives."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the server and return when it answers; a running one is left as it is.

        Raises: EmbeddedError when the directory is in use, no usable Valkey is found, the given port is
        taken, or the server does not start.
        """
        with self._lock:
            if self.is_running():
                return
            self._held.close()
            try:
                self._held.enter_context(data_directory_lock(self.data_dir))
                self._start_locked()
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """End the server cleanly, by force if it must be, and let go of the data directory."""
        with self._lock:
            try:
                if self.process is not None and self.is_running():
                    end_process(process=self.process, escalation=_STOP)
            finally:
                self._held.close()

    def _start_locked(self) -> None:
        self._password = keep_secrets(path=self.data_dir / "secrets.json", names=("password",))["password"]
        binary = find_valkey()
        data = self.data_dir / "data"
        data.mkdir(mode=0o700, exist_ok=True)
        end_leftovers(folder=data, program=binary.name, leader=None, escalation=_STOP)
        if self._come_up(binary=binary, data=data):
            return
        # A power cut may leave blocks of zeros, which the server refuses where it takes a file cut short. The
        # broker's content is repeated from Postgres, so that an empty one is better than none.
        unreadable = "Bad file format reading the append only file" in last_lines(self._log, count=10)
        if unreadable and (data / _LOG_FOLDER).exists():
            aside = data / f"{_LOG_FOLDER}.unreadable"
            shutil.rmtree(aside, ignore_errors=True)
            (data / _LOG_FOLDER).rename(aside)
            if self._come_up(binary=binary, data=data):
                return
        message = f"Valkey did not start: {last_lines(self._log)}"
        raise EmbeddedError(message)

    def _come_up(self, *, binary: Path, data: Path) -> bool:
        """Start on the given port or on a free one; tell whether it came up."""
        given = self.port is not None
        for attempt in range(_PORT_ATTEMPTS):
            port = self.port or free_port()
            if given and port_is_taken(host="127.0.0.1", port=port):
                message = f"port {port} for the embedded Valkey is taken"
                raise EmbeddedError(message)
            self._launch(binary=binary, configuration=_configuration(port, data, self._password))
            if self._wait_until_ready(port):
                self.port = port
                return True
            # Somebody may have taken the free port between its choice and its use.
            if given or attempt == _PORT_ATTEMPTS - 1 or not port_is_taken(host="127.0.0.1", port=port):
                break
        return False

    def _launch(self, *, binary: Path, configuration: str) -> None:
        # A pipe holds the few hundred bytes; on the command line or in a file the password could be read.
        reading, writing = os.pipe()
        try:
            os.write(writing, configuration.encode())
        finally:
            os.close(writing)
        try:
            with open_log(self._log) as output:
                self.process = spawn(
                    argv=[binary, "-"],
                    death_signal=signal.SIGTERM,
                    output=output,
                    stdin=reading,
                    cwd=self.data_dir,
                )
        finally:
            os.close(reading)

    def _wait_until_ready(self, port: int) -> bool:
        deadline = time.monotonic() + _READY_TIMEOUT_S
        while self.is_running():
            if _answers(port=port, password=self._password):
                return True
            if time.monotonic() > deadline:
                message = f"Valkey was not ready after {_READY_TIMEOUT_S:.0f} s: {last_lines(self._log)}"
                raise EmbeddedError(message)
            time.sleep(0.005)
        return False


def _configuration(port: int, data: Path, password: str) -> str:
    folder = str(data).replace("\\", "\\\\").replace('"', '\\"')
    return f"""
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
daemonize no
dir "{folder}"
appendonly yes
appenddirname {_LOG_FOLDER}
appendfsync everysec
aof-load-truncated yes
auto-aof-rewrite-min-size 16mb
save ""
maxmemory-policy noeviction
loglevel notice
"""


def _answers(*, port: int, password: str) -> bool:
    """Tell whether the server lets our password in and is done loading."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < len(("AUTH", "PING")):
                received = connection.recv(256)
                if not received:
                    break
                answer += received
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"
