"""Commands with a file of their own."""

import typer

from cli.commands import demo


def register(app: typer.Typer) -> None:
    """Add every command of this folder to the command line."""
    demo.register(app)
