"""Commands with a file of their own."""

import typer

from cli.commands import bench, demo, export, recalculate, verify


def register(app: typer.Typer) -> None:
    """Add every command of this folder to the command line."""
    for command in (demo, verify, recalculate, export, bench):
        command.register(app)
