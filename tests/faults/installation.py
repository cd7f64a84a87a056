"""A whole installation of real processes: an API, two workers, two beats, Postgres and the broker."""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

from cli.embedded import EmbeddedPostgres
from cli.supervisor import ChildProcess
from cli.up import Stack, part_commands, running_stack

WORKERS = ("worker", "worker2")
BEATS = ("beat", "beat2")
SETTINGS = {
    # Empty: the embedded servers, whatever this process was told.
    "ARCOIRIS_DATABASE_URL": "",
    "ARCOIRIS_BROKER_URL": "",
    "ARCOIRIS_OWNER_DATABASE_URL": "",
    # Shorter than in earnest, so that a stopped worker outlasts them within a short run.
    "ARCOIRIS_IDLE_IN_TRANSACTION_TIMEOUT_S": "2",
    "ARCOIRIS_STATEMENT_TIMEOUT_S": "10",
    "ARCOIRIS_SWEEP_INTERVAL_S": "0.5",
    "ARCOIRIS_SWEEP_AGE_S": "0.5",
    "ARCOIRIS_RETRY_DELAY_S": "0.2",
    "ARCOIRIS_LANE_BATCH_SIZE": "50",
    # The back office signs in once.
    "ARCOIRIS_ACCESS_TOKEN_TTL_S": "86400",
}


@dataclass(frozen=True)
class Installation:
    """The running processes, and the ways past the API that only a test may take."""

    stack: Stack

    def pid(self, part: str) -> int | None:
        """Return the process of a part, None while it is being started again."""
        return self.stack.pids().get(part)

    def signal(self, part: str, number: int) -> bool:
        """Send a signal to a part; say whether it was there."""
        pid = self.pid(part)
        return pid is not None and send_signal(pid, number)

    def children(self, part: str) -> list[int]:
        """Return the child processes of a part."""
        pid = self.pid(part)
        if pid is None:
            return []
        with contextlib.suppress(OSError):
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def superuser(self) -> psycopg.Connection[Any]:
        """Open a connection that no policy binds."""
        server = self.stack.supervisor._kept["postgres"].server
        assert isinstance(server, EmbeddedPostgres)
        return psycopg.connect(server.superuser_url, autocommit=True, connect_timeout=5)

    def broker(self) -> redis.Redis:
        """Open a connection to the broker."""
        return redis.Redis.from_url(self.stack.environment["ARCOIRIS_BROKER_URL"], socket_timeout=2)

    def log(self, part: str) -> Path:
        """Return the log of a part."""
        return self.stack.data / "logs" / f"{part}.log"


def send_signal(pid: int, number: int) -> bool:
    """Send a signal; say whether the process was there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
        return True
    return False


@contextlib.contextmanager
def installed(*, spare: bool = True, **settings: str) -> Iterator[Installation]:
    """Run an installation in a folder of its own, gone afterwards; `spare`: with a second worker and a second beat."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder with a new name is made in it
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3
    folder = Path(tempfile.mkdtemp(prefix=f"arcoiris-{secrets.token_hex(4)}-", dir=memory if roomy else None))
    folder.chmod(0o711)
    try:
        with running_stack(data=folder / "data", workers=1, settings=SETTINGS | settings) as stack:
            commands = part_commands(host="127.0.0.1", port=0, workers=1)
            for name, argv in (("worker2", commands.worker), ("beat2", commands.beat)) if spare else ():
                log = stack.data / "logs" / f"{name}.log"
                part = ChildProcess(argv=argv, env=stack.environment, log=log, stop_timeout_s=15.0)
                stack.supervisor.add(name=name, server=part)
            yield Installation(stack)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
