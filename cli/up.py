"""`arcoiris up`: everything on one machine with one command."""

import contextlib
import http.client
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.embedded import EmbeddedError, EmbeddedPostgres, EmbeddedValkey, data_directory_lock
from cli.embedded.credentials import keep_secrets
from cli.embedded.logs import last_lines
from cli.embedded.processes import free_port, port_is_taken
from cli.supervisor import ChildProcess, Supervisor

_READY_TIMEOUT_S = 90.0
_POLL_S = 0.025
_HOPELESS_ENDS = 3
_WORKER_STOP_TIMEOUT_S = 15.0
# What it is in the middle of has no effect until it is done, and is taken over at the next start.
_BACKGROUND_STOP_TIMEOUT_S = 5.0


class Stopped(Exception):
    """A signal asked for the end before everything was up."""


@dataclass(frozen=True)
class PartCommands:
    """The command lines of the parts, so that the supervision can be tried on stand-ins."""

    migrate: Sequence[str]
    api: Sequence[str]
    worker: Sequence[str]
    beat: Sequence[str]
    background: Sequence[str]


@dataclass(frozen=True)
class Stack:
    """A running installation: its address, the settings its parts were given, and its processes.

    The parts are named `postgres`, `valkey`, `api`, `worker`, `beat` and `background`; a server that was named
    from outside is not among them.
    """

    base_url: str
    environment: Mapping[str, str]
    data: Path
    supervisor: Supervisor

    def pids(self) -> dict[str, int]:
        """Return the process id of each part that lives now, by name."""
        return self.supervisor.pids()


def default_data_directory() -> Path:
    """Return `ARCOIRIS_DATA`, or a folder where this user's programs keep their data (XDG)."""
    named = os.environ.get("ARCOIRIS_DATA")
    if named:
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "arcoiris"


def part_commands(*, host: str, port: int, workers: int) -> PartCommands:
    """Return the command lines of the parts of this program, run by this Python.

    `-P` keeps a folder `api` of the user's working directory from being taken for ours.
    """
    program = [sys.executable, "-P", "-m", "cli.main"]
    return PartCommands(
        migrate=[*program, "migrate"],
        api=[*program, "api", "--host", host, "--port", str(port)],
        worker=[*program, "worker", "--queues", "posting", "--concurrency", str(workers)],
        beat=[*program, "beat"],
        background=[*program, "worker", "--queues", "scheduled,imports"],
    )


def up(*, data: Path, host: str, port: int, workers: int, commands: PartCommands | None = None) -> int:
    """Run everything until SIGINT or SIGTERM and return the exit status.

    Prints `ready http://HOST:PORT` on a line of its own once the API says that it is ready. Must be called
    from the main thread, which alone receives signals.
    """
    stopping = threading.Event()
    previous = {number: signal.signal(number, lambda *_: stopping.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with running_stack(
            data=data, host=host, port=port, workers=workers, commands=commands, stopping=stopping
        ) as stack:
            print(f"ready {stack.base_url}", flush=True)
            stopping.wait()
    except Stopped:
        return 0
    except (EmbeddedError, OSError) as error:
        print(f"arcoiris: {error}", file=sys.stderr, flush=True)
        return 1
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0


@contextlib.contextmanager
def running_stack(
    *,
    data: Path,
    host: str = "127.0.0.1",
    port: int | None = None,
    workers: int = 2,
    commands: PartCommands | None = None,
    stopping: threading.Event | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Stack]:
    """Run everything for the length of a block, for `up`, the demo, the benchmark and the fault runs.

    Without a port a free one is taken. `settings` are `ARCOIRIS_*` variables for the parts, over those of this
    process; an empty `ARCOIRIS_DATABASE_URL` or `ARCOIRIS_BROKER_URL` among them asks for the embedded
    server. `stopping` ends a start that is under way.

    Raises: EmbeddedError when the directory is in use, the port is taken, or a part does not come up; Stopped.
    """
    stopping = stopping or threading.Event()
    data = data.absolute()
    with contextlib.ExitStack() as held:
        held.enter_context(data_directory_lock(data))
        if port is None:
            port = free_port()
        elif port_is_taken(host=host, port=port):
            message = f"port {port} of {host} is already taken"
            raise EmbeddedError(message)
        supervisor = Supervisor(log=data / "logs" / "supervisor.log")
        held.callback(supervisor.stop)
        environment = {**os.environ, **(settings or {})}
        environment |= _start_servers(data=data, supervisor=supervisor, given=environment)
        environment.setdefault("ARCOIRIS_REGISTRATION", "true")
        stack = Stack(
            base_url=f"http://{_bracketed(host)}:{port}",
            environment=environment,
            data=data,
            supervisor=supervisor,
        )
        commands = commands or part_commands(host=host, port=port, workers=workers)
        _migrate(stack=stack, argv=commands.migrate, stopping=stopping)
        _start_parts(stack=stack, commands=commands)
        _wait_until_ready(stack=stack, host=_reachable(host), port=port, stopping=stopping)
        # No till waits for scheduled work, so nobody waits for it to start either.
        _start_part(stack=stack, name="background", argv=commands.background, stop_timeout_s=_BACKGROUND_STOP_TIMEOUT_S)
        yield stack


def _start_servers(*, data: Path, supervisor: Supervisor, given: Mapping[str, str]) -> dict[str, str]:
    """Start the servers that the given settings do not name; return the settings that lead to them."""
    settings: dict[str, str] = {}
    if not given.get("ARCOIRIS_DATABASE_URL"):
        postgres = EmbeddedPostgres(data / "postgres", log=data / "logs" / "postgres.log")
        supervisor.add(name="postgres", server=postgres)
        settings["ARCOIRIS_DATABASE_URL"] = postgres.app_url
        settings["ARCOIRIS_OWNER_DATABASE_URL"] = postgres.owner_url
    if not given.get("ARCOIRIS_BROKER_URL"):
        valkey = EmbeddedValkey(data / "valkey", log=data / "logs" / "valkey.log")
        supervisor.add(name="valkey", server=valkey)
        settings["ARCOIRIS_BROKER_URL"] = valkey.url
    if not given.get("ARCOIRIS_SECRET_KEY"):
        kept = keep_secrets(path=data / "secrets.json", names=("secret_key",))
        settings["ARCOIRIS_SECRET_KEY"] = kept["secret_key"]
    return settings


def _migrate(*, stack: Stack, argv: Sequence[str], stopping: threading.Event) -> None:
    log = stack.data / "logs" / "migrate.log"
    migration = ChildProcess(argv=argv, env=stack.environment, log=log)
    migration.start()
    try:
        process = migration.process
        while process is not None and process.poll() is None:
            _check(stopping)
            time.sleep(_POLL_S)
    finally:
        migration.stop()
    if process is None or process.returncode != 0:
        message = f"the migration failed: {last_lines(log)}"
        raise EmbeddedError(message)


def _start_parts(*, stack: Stack, commands: PartCommands) -> None:
    for name, argv, stop_timeout_s in (
        ("api", commands.api, 10.0),
        ("worker", commands.worker, _WORKER_STOP_TIMEOUT_S),
        ("beat", commands.beat, 5.0),
    ):
        _start_part(stack=stack, name=name, argv=argv, stop_timeout_s=stop_timeout_s)


def _start_part(*, stack: Stack, name: str, argv: Sequence[str], stop_timeout_s: float) -> None:
    log = stack.data / "logs" / f"{name}.log"
    part = ChildProcess(argv=argv, env=stack.environment, log=log, stop_timeout_s=stop_timeout_s)
    stack.supervisor.add(name=name, server=part)


def _wait_until_ready(*, stack: Stack, host: str, port: int, stopping: threading.Event) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT_S
    told = "no answer"
    while told != "ready":
        _check(stopping)
        for name in ("api", "worker", "beat"):
            if stack.supervisor.ends(name) >= _HOPELESS_ENDS:
                message = f"{name} does not stay up: {last_lines(stack.data / 'logs' / f'{name}.log')}"
                raise EmbeddedError(message)
        if time.monotonic() > deadline:
            message = f"not ready after {_READY_TIMEOUT_S:.0f} s: {told}"
            raise EmbeddedError(message)
        time.sleep(_POLL_S)
        told = _ask_ready(host=host, port=port)


def _ask_ready(*, host: str, port: int) -> str:
    """Return `ready` when the API says so, else what it said."""
    connection = http.client.HTTPConnection(host, port, timeout=5.0)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        text = answer.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return str(error)
    finally:
        connection.close()
    return "ready" if answer.status == http.HTTPStatus.OK else text


def _check(stopping: threading.Event) -> None:
    if stopping.is_set():
        raise Stopped


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _reachable(host: str) -> str:
    """Return an address at which a server that listens on every address is reached from here."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - not bound
