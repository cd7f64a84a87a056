"""A Postgres server of our own on this machine."""

import contextlib
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import psycopg
from psycopg import sql

from cli.embedded import cluster as clusters
from cli.embedded.accounts import ServerAccount, choose_account
from cli.embedded.binaries import PostgresBinaries, find_postgres
from cli.embedded.credentials import keep_secrets, write_private
from cli.embedded.errors import EmbeddedError
from cli.embedded.locks import data_directory_lock
from cli.embedded.logs import last_lines, open_log
from cli.embedded.memory import memory_bytes
from cli.embedded.processes import (
    Process,
    end_leftovers,
    end_process,
    free_port,
    port_is_taken,
    spawn,
)

Role = Literal["owner", "app", "superuser"]

_ROLE_NAMES: dict[Role, str] = {
    "owner": clusters.OWNER_ROLE,
    "app": clusters.APP_ROLE,
    "superuser": clusters.SUPERUSER,
}
_SECRETS = ("cluster_id", "superuser", "owner", "app")
_STATUS_LINE = 7
# Fast shutdown, then without a checkpoint (recovered at the next start), then by force.
_STOP = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
# Replaying the log after a crash can take minutes; a server that makes progress is waited for.
_READY_TIMEOUT_S = 300.0
_PORT_ATTEMPTS = 3
_LEAST_BUFFERS_MB, _MOST_BUFFERS_MB = 128, 512


class EmbeddedPostgres:
    """A Postgres server over one data directory, started as a direct child of this process.

    What was committed survives: fsync and synchronous commit are always on, and a start after any kill
    recovers, an orphan of the killed launcher included. Methods may be called from any thread.
    """

    def __init__(self, data_dir: Path, port: int | None = None, *, log: Path | None = None) -> None:
        """Name a data directory, made at the first start; without a port, a free one is taken and kept."""
        self.data_dir = data_dir.absolute()
        self.port = port
        self.process: Process | None = None
        self._log = log or self.data_dir / "postgres.log"
        self._secrets: dict[str, str] = {}
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
    def superuser_url(self) -> str:
        """URL of the database `arcoiris` for the role that may do anything: tests and repairs only."""
        return self.url_for(clusters.DATABASE, role="superuser")

    @property
    def owner_url(self) -> str:
        """URL of the database `arcoiris` for the role that owns it: migrations."""
        return self.url_for(clusters.DATABASE, role="owner")

    @property
    def app_url(self) -> str:
        """URL of the database `arcoiris` for the application's role, which owns nothing."""
        return self.url_for(clusters.DATABASE, role="app")

    def url_for(self, database: str, role: Role = "app") -> str:
        """Return the URL of a database for a role.

        Raises: EmbeddedError before the first start, when neither port nor passwords are known.
        """
        if self.port is None or not self._secrets:
            message = "the embedded Postgres has not been started"
            raise EmbeddedError(message)
        return f"postgresql://{_ROLE_NAMES[role]}:{self._secrets[role]}@127.0.0.1:{self.port}/{database}"

    def is_running(self) -> bool:
        """Tell whether the server's process lives."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the server and return when it accepts connections; a running one is left as it is.

        Raises: EmbeddedError when the directory is in use, no usable Postgres is found, the given port is
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

    def destroy(self) -> None:
        """Stop the server and delete the data directory, the cluster with it wherever it lies."""
        with self._lock:
            self.stop()
            if not self.data_dir.exists():
                return
            secrets = keep_secrets(path=self.data_dir / "secrets.json", names=_SECRETS)
            cluster = clusters.cluster_folder(data_dir=self.data_dir, cluster_id=secrets["cluster_id"])
            for folder in (cluster, self.data_dir):
                shutil.rmtree(folder, ignore_errors=True)
            cluster.with_suffix(".origin").unlink(missing_ok=True)

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database of the owner's, empty or as a copy of a template that nobody is connected to.

        Raises: psycopg.Error when the name is taken or the template is in use.
        """
        with self._superuser_connection() as connection:
            clusters.make_database(connection=connection, name=name, template=template)

    def drop_database(self, name: str) -> None:
        """Remove a database if it is there, ending the connections to it."""
        with self._superuser_connection() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _start_locked(self) -> None:
        self._secrets = keep_secrets(path=self.data_dir / "secrets.json", names=_SECRETS)
        cluster = clusters.cluster_folder(data_dir=self.data_dir, cluster_id=self._secrets["cluster_id"])
        made = (cluster / "PG_VERSION").exists()
        account = choose_account(owner_uid=cluster.stat().st_uid if made else None)
        binaries = find_postgres(account=account)
        if made:
            clusters.check_version(cluster=cluster, binaries=binaries)
            clusters.give_tree(cluster=cluster, account=account)
            self._end_leftovers(cluster)
        else:
            cluster = clusters.place_cluster(
                data_dir=self.data_dir, cluster_id=self._secrets["cluster_id"], account=account
            )
            clusters.make_cluster(
                cluster=cluster,
                binaries=binaries,
                account=account,
                superuser_password=self._secrets["superuser"],
                log=self._log,
            )
        self._launch(cluster=cluster, binaries=binaries, account=account)
        bootstrapped = self.data_dir / "bootstrapped"
        if not made or not bootstrapped.exists():
            with self._superuser_connection() as connection:
                clusters.bootstrap(connection=connection, passwords=self._secrets)
            write_private(path=bootstrapped, text="")

    def _end_leftovers(self, cluster: Path) -> None:
        """End what an earlier launcher left, and then remove its pid file.

        In a container a stale pid file often names a living process of ours, which would make Postgres
        refuse to start for ever. That no server works in the folder is known here, by its lock too.
        """
        pid_file = cluster / "postmaster.pid"
        end_leftovers(folder=cluster, program="postgres", leader=_leader(pid_file), escalation=_STOP)
        if Path("/proc/self/cwd").exists():
            pid_file.unlink(missing_ok=True)

    def _launch(self, *, cluster: Path, binaries: PostgresBinaries, account: ServerAccount) -> None:
        given = self.port is not None
        for attempt in range(_PORT_ATTEMPTS):
            port = self.port or free_port()
            if given and port_is_taken(host="127.0.0.1", port=port):
                message = f"port {port} for the embedded Postgres is taken"
                raise EmbeddedError(message)
            with open_log(self._log) as output:
                self.process = spawn(
                    argv=[
                        binaries.folder / "postgres",
                        "-D",
                        cluster,
                        *_settings(port=port, lz4=binaries.lz4),
                    ],
                    death_signal=signal.SIGINT,
                    output=output,
                    env=clusters.server_environment(),
                    cwd=Path("/"),
                    account=account,
                )
            if self._wait_until_ready(cluster / "postmaster.pid"):
                self.port = port
                return
            # Somebody may have taken the free port between its choice and its use.
            if given or attempt == _PORT_ATTEMPTS - 1 or not port_is_taken(host="127.0.0.1", port=port):
                break
        message = f"Postgres did not start: {last_lines(self._log)}"
        raise EmbeddedError(message)

    def _wait_until_ready(self, pid_file: Path) -> bool:
        deadline = time.monotonic() + _READY_TIMEOUT_S
        while self.is_running() and self.process is not None:
            lines = _lines(pid_file)
            complete = len(lines) > _STATUS_LINE
            if complete and lines[0] == str(self.process.pid) and lines[_STATUS_LINE].strip() == "ready":
                return True
            if time.monotonic() > deadline:
                message = f"Postgres was not ready after {_READY_TIMEOUT_S:.0f} s: {last_lines(self._log)}"
                raise EmbeddedError(message)
            time.sleep(0.005)
        return False

    @contextlib.contextmanager
    def _superuser_connection(self) -> Iterator[psycopg.Connection]:
        url = self.url_for("postgres", role="superuser")
        with psycopg.connect(url, autocommit=True, sslmode="disable", connect_timeout=10) as connection:
            yield connection


def _settings(*, port: int, lz4: bool) -> list[str]:
    """Return the command line settings: small when idle, steady under load, and never unsafe."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "100",
        "password_encryption": "scram-sha-256",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_buffers": f"{_shared_buffers_mb(memory_bytes())}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "effective_cache_size": "1GB",
        "random_page_cost": "1.1",
        "max_wal_size": "2GB",
        "min_wal_size": "80MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "wal_compression": "lz4" if lz4 else "off",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "logging_collector": "off",
        "log_destination": "stderr",
        "cluster_name": "arcoiris",
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _shared_buffers_mb(memory: int) -> int:
    """Return a sixteenth of the memory in mebibytes, 128 at least and 512 at most; what is never touched takes none.

    A year of a chain is larger than 128: most of what is changed then has been put out and must be fetched again.
    """
    return min(max(memory // 16 >> 20, _LEAST_BUFFERS_MB), _MOST_BUFFERS_MB)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().split("\n")
    except OSError:
        return []


def _leader(pid_file: Path) -> int | None:
    first = next(iter(_lines(pid_file)), "")
    return int(first) if first.isdigit() else None
