"""The demo from nothing to nothing: the stack comes up, the day goes by, the stack goes down."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from cli.demo.client import Refused
from cli.demo.day import run_day
from cli.demo.shop import Shop
from cli.embedded import EmbeddedError
from cli.load import LoadError
from cli.up import Stack, Stopped, default_data_directory, running_stack

INTERRUPTED = 130
PLAIN_WIDTH = 92
# The demo never touches a database that somebody configured for something else.
OWN_SERVERS = {
    "ARCOIRIS_DATABASE_URL": "",
    "ARCOIRIS_OWNER_DATABASE_URL": "",
    "ARCOIRIS_BROKER_URL": "",
    "ARCOIRIS_SECRET_KEY": "",
    "ARCOIRIS_REGISTRATION": "true",
}
Result = TypeVar("Result")


class _Interruptions:
    """Ctrl-C and SIGTERM as a request to end: what is under way is cancelled, and everything is stopped in order."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._cancel: Callable[[], object] | None = None

    @contextlib.contextmanager
    def heeded(self) -> Iterator[None]:
        """Heed signals for the length of a block; from the main thread only."""
        previous = {number: signal.signal(number, self._heed) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run to its end or to an interruption. Raises: `asyncio.CancelledError` when interrupted."""
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(self._cancellable(work))

    async def _cancellable(self, work: Coroutine[Any, Any, Result]) -> Result:
        task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()
        self._cancel = lambda: loop.call_soon_threadsafe(task.cancel)
        if self.asked.is_set():
            task.cancel()
        try:
            return await task
        finally:
            self._cancel = None

    def _heed(self, *_signal: object) -> None:
        self.asked.set()
        if self._cancel is not None:
            self._cancel()


def run_demo(*, data: Path | None, sales: int, tills: int, keep: bool) -> int:
    """Run the demo and return the exit status: 0 when everything holds, 1 when not, 130 when interrupted."""
    console = _console()
    data = data or default_data_directory() / "demo"
    interruptions = _Interruptions()
    with interruptions.heeded():
        try:
            return _run(data=data, sales=sales, tills=tills, keep=keep, console=console, interruptions=interruptions)
        except (Stopped, asyncio.CancelledError):
            console.print("\n[yellow]Interrupted;[/] everything is stopped, and what was accepted is kept.")
            return INTERRUPTED
        except (EmbeddedError, LoadError, Refused, OSError) as error:
            sys.stderr.write(f"arcoiris: {error}\n")
            return 1


def _run(*, data: Path, sales: int, tills: int, keep: bool, console: Console, interruptions: _Interruptions) -> int:
    began = time.monotonic()
    with contextlib.ExitStack() as held:
        with _busy(console, "Starting Postgres, Valkey, the API, two workers and beat …"):
            stack = held.enter_context(running_stack(data=data, settings=OWN_SERVERS, stopping=interruptions.asked))
        console.print(
            f"[green]✓[/] Postgres, Valkey, API, workers and beat at {stack.base_url}"
            f" [dim]({time.monotonic() - began:.1f} s)[/]",
            highlight=False,
            soft_wrap=True,
        )
        console.print(f"  data kept in {data}", style="dim", markup=False, highlight=False, soft_wrap=True)
        _use_settings_of(stack)
        shop, holds = interruptions.run(
            run_day(base_url=stack.base_url, kept_in=data / "cafe_sol.json", sales=sales, tills=tills, console=console)
        )
        if keep:
            _tell_the_way_in(console, stack, shop)
            interruptions.asked.wait()
            console.print("\nStopping …")
    return 0 if holds else 1


def _use_settings_of(stack: Stack) -> None:
    """Let this process ask the same database as the parts of the stack."""
    from domain.core.db import engine
    from domain.core.settings import settings

    os.environ.update({name: value for name, value in stack.environment.items() if name.startswith("ARCOIRIS_")})
    settings.cache_clear()
    engine.cache_clear()


def _tell_the_way_in(console: Console, stack: Stack, shop: Shop) -> None:
    console.print()
    console.print(f"Still running at {stack.base_url} (documentation: {stack.base_url}/docs)", highlight=False)
    console.print(f"  login         {shop.email}", highlight=False)
    console.print(f"  password      {shop.password}", highlight=False, markup=False)
    console.print(f"  organization  {shop.org_id}", highlight=False)
    console.print("Ctrl-C stops everything.", style="dim")


def _console() -> Console:
    """Return a console on standard output; where that is no terminal, plain lines of a fixed width."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # A terminal that cannot show an accent shows a question mark; that is no reason to fail.
        reconfigure(errors="replace")
    return Console() if sys.stdout.isatty() else Console(width=PLAIN_WIDTH)


@contextlib.contextmanager
def _busy(console: Console, text: str) -> Iterator[None]:
    if not console.is_terminal:
        console.print(text)
        yield
        return
    with console.status(text):
        yield


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
