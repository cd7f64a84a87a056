"""Commands with a file of their own."""

import typer


def register(app: typer.Typer) -> None:
    """Add every command of this folder to the command line."""
