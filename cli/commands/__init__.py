"""Commands with a file of their own."""

import typer

from cli.commands import (
    bench,
    demo,
    export,
    import_file,
    key,
    lanes,
    operations,
    org,
    recalculate,
    replay,
    user,
    verify,
)


def register(app: typer.Typer) -> None:
    """Add every command of this folder to the command line."""
    for command in (demo, replay, verify, recalculate, export, import_file, bench, operations, lanes, user, org, key):
        command.register(app)
