"""`arcoiris demo`: the first thing anyone sees."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    *,
    sales: Annotated[int, typer.Option(help="How many sales the tills post.", min=1, max=1_000_000)] = 2_000,
    tills: Annotated[int, typer.Option(help="How many tills post them.", min=1, max=200)] = 8,
    keep: Annotated[bool, typer.Option("--keep", help="Leave everything running at the end.")] = False,
    data: Annotated[Path | None, typer.Option(help="Where the demo's data is kept.")] = None,
) -> None:
    """A café for a day on real components: sales, stock and books, and the proof that nothing was lost or doubled."""
    from cli.demo.run import run_demo

    raise typer.Exit(run_demo(data=data, sales=sales, tills=tills, keep=keep))
