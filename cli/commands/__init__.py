"""Commands with a file of their own."""

import typer

from cli.commands import bench, demo, export, key, lanes, operations, org, recalculate, user, verify


def register(app: typer.Typer) -> None:
    """Add every command of this folder to the command line."""
    for command in (demo, verify, recalculate, export, bench, operations, lanes, user, org, key):
        command.register(app)
