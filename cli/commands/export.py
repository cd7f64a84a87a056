"""`arcoiris export`: the journals for plain-text accounting tools."""

import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer

from cli.commands.installation import Data

Format = Literal["beancount", "hledger", "csv"]
Day = datetime | None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    *,
    org: Annotated[UUID, typer.Option(help="The organization.")],
    export_format: Annotated[Format, typer.Option("--format", help="What to write.")] = "beancount",
    first: Annotated[Day, typer.Option("--from", formats=["%Y-%m-%d"], help="First business date.")] = None,
    last: Annotated[Day, typer.Option("--to", formats=["%Y-%m-%d"], help="Last business date.")] = None,
    output: Annotated[str, typer.Option(help="Where to; - is standard output.")] = "-",
    data: Data = None,
) -> None:
    """Write an organization's journals, as they were at one moment."""
    from cli.commands.organizations import chosen, reachable
    from domain.reports.export import ExportFormat, export_journals
    from domain.reports.snapshot import snapshot

    with reachable(data):
        chosen(org)
        with snapshot(org) as uow:
            pieces = export_journals(
                uow,
                org_id=org,
                export_format=ExportFormat(export_format),
                first=first.date() if first else None,
                last=last.date() if last else None,
            )
            write_out(pieces, output)


def write_out(pieces: Iterable[str], output: str) -> None:
    """Write to standard output, or to a file that is there only when it is whole."""
    from cli.parts import fail

    if output == "-":
        _write_to_standard_output(pieces)
        return
    path = Path(output)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        fail(f"{path} cannot be written: {error.strerror}")


def _write_to_standard_output(pieces: Iterable[str]) -> None:
    stream = sys.stdout.buffer
    try:
        for piece in pieces:
            stream.write(piece.encode())
        stream.flush()
    except BrokenPipeError:
        # Whoever read has read enough; Python must not try to flush once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
