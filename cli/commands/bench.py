"""`arcoiris bench`: every promise about speed, measured."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)


def bench(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Under a minute; less to be trusted.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write everything that was measured into this file.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed sells the same.")] = 1,
) -> None:
    """Measure on servers of its own, and print one table. It is a benchmark: it never fails for being slow."""
    import msgspec
    from rich.console import Console

    from cli.bench.runner import FULL, QUICK, run_bench, say_on_stderr
    from cli.bench.table import print_table

    document = run_bench(QUICK if quick else FULL, seed=seed, say=say_on_stderr)
    if json is not None:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    console = Console()
    print_table(document, console if console.is_terminal else Console(width=200))
