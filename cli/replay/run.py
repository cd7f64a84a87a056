"""The replay from nothing to nothing: an installation comes up, takes a year, proves it, and goes down."""

import contextlib
import http.client
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from cli.embedded import EmbeddedError
from cli.replay.line import Refused
from cli.replay.report import print_year
from cli.replay.source import DataSetMissing, data_file
from cli.replay.year import Step, Steps, Unfinished, replay_year
from cli.up import Stack, Stopped, running_stack

INTERRUPTED = 130
WIDTH = 120
TOLD_EVERY_S = 10.0
# The replay never touches a database that somebody configured for something else.
OWN_SERVERS = {
    "ARCOIRIS_DATABASE_URL": "",
    "ARCOIRIS_OWNER_DATABASE_URL": "",
    "ARCOIRIS_BROKER_URL": "",
    "ARCOIRIS_SECRET_KEY": "",
    "ARCOIRIS_REGISTRATION": "true",
}


def run_replay(*, days: int, data: Path | None, workers: int) -> int:
    """Replay the first days of the year: 0 when the books are the source, 1 when not, 130 when interrupted.

    `data`: where everything is kept; None: in a folder that is gone at the end.
    """
    console = _console()
    stopping = threading.Event()
    previous = {number: signal.signal(number, _interrupt(stopping)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        data_file("transactions")
        with _folder(data) as folder, own_stack(folder, workers=workers, stopping=stopping) as stack:
            year = replay_year(stack, _files_in(folder), days=days, steps=Told(console).step)
        print_year(year, console)
    except (Stopped, KeyboardInterrupt):
        console.print("\n[yellow]Interrupted.[/]")
        return INTERRUPTED
    except (EmbeddedError, DataSetMissing, Refused, Unfinished, OSError, http.client.HTTPException) as error:
        sys.stderr.write(f"arcoiris: {error}\n")
        return 1
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 1 if year.differences else 0


@contextlib.contextmanager
def own_stack(folder: Path, *, workers: int = 2, stopping: threading.Event | None = None) -> Iterator[Stack]:
    """Run an installation of its own, which this process' settings lead to for the length of the block."""
    before = dict(os.environ)
    with running_stack(data=folder, workers=workers, settings=OWN_SERVERS, stopping=stopping) as stack:
        os.environ.update({name: value for name, value in stack.environment.items() if name.startswith("ARCOIRIS_")})
        _forget_settings()
        try:
            yield stack
        finally:
            os.environ.clear()
            os.environ.update(before)
            _forget_settings()


def plain_steps(say: Callable[[str], None]) -> Steps:
    """Return steps that are told by their name alone."""

    @contextlib.contextmanager
    def step(name: str, _total: int) -> Iterator[Step]:
        say(f"replay: {name}")
        yield lambda _done: None

    return step


class Told:
    """Shows long steps: bars on a terminal, lines elsewhere."""

    def __init__(self, console: Console) -> None:
        """Name where it is shown."""
        self._console = console

    @contextlib.contextmanager
    def step(self, name: str, total: int) -> Iterator[Step]:
        """Show a step for the length of a block."""
        began = time.monotonic()
        shown = self._bar(name, total) if self._console.is_terminal else self._lines(name, total)
        with shown as step:
            yield step
        self._console.print(f"✓ {name} ({time.monotonic() - began:,.1f} s)", highlight=False)

    @contextlib.contextmanager
    def _bar(self, name: str, total: int) -> Iterator[Step]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task(name, total=total)
            yield lambda done: progress.advance(task, done)

    @contextlib.contextmanager
    def _lines(self, name: str, total: int) -> Iterator[Step]:
        done, told_at = 0, time.monotonic()

        def step(more: int) -> None:
            nonlocal done, told_at
            done += more
            if time.monotonic() - told_at >= TOLD_EVERY_S:
                told_at = time.monotonic()
                self._console.print(f"  {name}: {done:,} of {total:,}", highlight=False)

        yield step


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """The folder for everything, which the servers' own account can enter."""
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="arcoiris-replay-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _files_in(folder: Path) -> Path:
    files = folder / "files"
    files.mkdir(exist_ok=True)
    return files


def _interrupt(stopping: threading.Event) -> Callable[[int, FrameType | None], None]:
    def heed(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        raise KeyboardInterrupt

    return heed


def _forget_settings() -> None:
    from domain.core.db import engine
    from domain.core.settings import settings

    if engine.cache_info().currsize:
        engine().dispose()
    engine.cache_clear()
    settings.cache_clear()


def _console() -> Console:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    return Console() if sys.stdout.isatty() else Console(width=WIDTH)
