"""The demo's picture while it runs: a fixed panel on a terminal, a line a second elsewhere."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from cli.demo.tally import Tally
from cli.demo.tills import TillAtWork

REFRESHES_PER_S = 8
MOST_TILLS_SHOWN = 10
WIDEST = 92
STATE_STYLES = {
    "open": "dim",
    "selling": "green",
    "offline": "yellow",
    "catching up": "cyan",
    "done": "dim",
}


class Board:
    """Shows a tally and the tills; reads them, changes nothing."""

    def __init__(self, console: Console, *, tally: Tally, tills: Sequence[TillAtWork], title: str) -> None:
        """Name what is shown and where."""
        self._console = console
        self._tally = tally
        self._tills = tills
        self._title = title

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """Show for the length of a block, inside a running event loop; the last state stays on the screen."""
        if not self._console.is_terminal:
            ticking = asyncio.ensure_future(self._tell())
            try:
                yield
            finally:
                ticking.cancel()
                self._print_line()
            return
        with Live(self.panel(), console=self._console, auto_refresh=False) as live:
            ticking = asyncio.ensure_future(self._redraw(live))
            try:
                yield
            finally:
                ticking.cancel()
                live.update(self.panel(), refresh=True)

    def line(self) -> str:
        """Return the state in one line of plain text."""
        tally, waiting = self._tally, sum(len(till.queue) for till in self._tills)
        return (
            f"{tally.elapsed_s:4.0f} s  accepted {len(tally.accepted):,}  posted {tally.posted:,}"
            f"  offline {waiting:,}  resent {tally.resent:,}  refused {len(tally.conflicts)}"
            f"  set aside {tally.set_aside}  p50 {_ms(tally, 50)}  p99 {_ms(tally, 99)}"
        )

    def panel(self) -> RenderableType:
        """Return the state as a panel of fixed height."""
        body = Group(self._bars(), Text(), self._figures(), Text(), self._till_table())
        elapsed = f"{self._tally.elapsed_s:.1f} s"
        return Panel(
            body,
            title=f"[bold]{self._title}[/]",
            title_align="left",
            subtitle=elapsed,
            subtitle_align="right",
            width=min(WIDEST, self._console.width),
            border_style="cyan",
            padding=(0, 1),
        )

    async def _redraw(self, live: Live) -> None:
        while True:
            live.update(self.panel(), refresh=True)
            await asyncio.sleep(1 / REFRESHES_PER_S)

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self._print_line()

    def _print_line(self) -> None:
        self._console.print(self.line(), soft_wrap=True, highlight=False)

    def _bars(self) -> RenderableType:
        tally = self._tally
        grid = Table.grid(padding=(0, 1), expand=True)
        grid.add_column(width=8)
        grid.add_column(ratio=1)
        grid.add_column(justify="right", width=15)
        grid.add_column(justify="right", width=7)
        for name, count, rate, style in (
            ("accepted", len(tally.accepted), tally.accepting.now(), "cyan"),
            ("posted", tally.posted, tally.posting.now(), "green"),
        ):
            bar = ProgressBar(total=tally.wanted, completed=count, complete_style=style, finished_style=style)
            grid.add_row(f"[bold]{name}[/]", bar, f"[bold]{count:,}[/] / {tally.wanted:,}", f"{rate:,}/s")
        return grid

    def _figures(self) -> RenderableType:
        tally, queued = self._tally, sum(len(till.queue) for till in self._tills)
        in_hand = len(tally.accepted) - tally.posted - tally.set_aside
        grid = Table.grid(padding=(0, 1), expand=True)
        for name_width, figure_width in ((15, 6), (13, 6), (10, 9)):
            grid.add_column(width=name_width, style="dim")
            grid.add_column(width=figure_width, justify="right", style="bold")
            grid.add_column(ratio=1)
        columns = (
            (("waiting to post", in_hand), ("waiting offline", queued), ("answers lost", tally.answers_lost)),
            (("sent again", tally.resent), ("already known", tally.replayed), ("refused (409)", len(tally.conflicts))),
            (("accept p50", _ms(tally, 50)), ("accept p99", _ms(tally, 99)), ("set aside", tally.set_aside)),
        )
        for row in zip(*columns, strict=True):
            cells = [(name, figure if isinstance(figure, str) else f"{figure:,}", "") for name, figure in row]
            grid.add_row(*(cell for triple in cells for cell in triple))
        return grid

    def _till_table(self) -> RenderableType:
        grid = Table.grid(padding=(0, 2))
        for width in (4, 8, 13, 11, 22):
            grid.add_column(width=width, no_wrap=True)
        for till in self._tills[:MOST_TILLS_SHOWN]:
            queued = f"{len(till.queue):,} in its own queue" if till.queue else ""
            state = Text(f"● {till.state}", style=STATE_STYLES[till.state])
            grid.add_row(
                till.till.code, till.till.location, state, f"{till.sold:>5,} sold", Text(queued, style="yellow")
            )
        hidden = len(self._tills) - MOST_TILLS_SHOWN
        if hidden > 0:
            grid.add_row("…", f"+ {hidden}")
        return grid


def _ms(tally: Tally, percent: float) -> str:
    return f"{tally.accept_latencies.percentile_ms(percent):.1f} ms" if len(tally.accept_latencies) else "–"
