"""`arcoiris replay`: a year of real grocery sales, imported, posted and compared with the source."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class DataSet(StrEnum):
    """What can be replayed."""

    COMPLETEJOURNEY = "completejourney"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(replay)


def replay(
    *,
    dataset: Annotated[DataSet, typer.Option(help="What is replayed.")] = DataSet.COMPLETEJOURNEY,  # noqa: ARG001 - one
    days: Annotated[int, typer.Option(help="How many days of the year.", min=1, max=365)] = 365,
    workers: Annotated[int, typer.Option(help="Worker processes.", min=1, max=64)] = 2,
    data: Annotated[Path | None, typer.Option(help="Keep everything here; else it is gone at the end.")] = None,
) -> None:
    """A year of a grocery chain through imports and posting, timed; then every total against the source, to the cent.

    Needs the extra `replay`. Ends with 1 on any difference.
    """
    from cli.replay.run import run_replay

    raise typer.Exit(run_replay(days=days, data=data, workers=workers))
