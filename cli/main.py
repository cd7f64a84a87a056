"""The `arcoiris` command: one file per command, imported only when it is called."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.commands import register

app = typer.Typer(
    name="arcoiris",
    help="The back end of a point of sale.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
register(app)


@app.command()
def up(
    *,
    data: Annotated[Path | None, typer.Option(help="Where everything is kept; survives.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Worker processes.", min=1, max=64)] = 2,
) -> None:
    """Run the whole installation on this machine: Postgres, Valkey, API, workers and beat."""
    from cli.up import default_data_directory
    from cli.up import up as run

    raise typer.Exit(run(data=data or default_data_directory(), host=host, port=port, workers=workers))


@app.command()
def api(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the HTTP API."""
    from cli.parts import serve_api

    serve_api(host=host, port=port)


@app.command()
def worker(
    *,
    concurrency: Annotated[int, typer.Option(help="Worker processes.", min=1, max=64)] = 2,
    queues: Annotated[
        str,
        typer.Option(
            help="posting: what was accepted; scheduled: what is due by the clock; imports: files; several by comma."
        ),
    ] = "posting,scheduled",
) -> None:
    """Post what was accepted, and do the scheduled work; where tills are many, in workers of their own."""
    from cli.parts import run_worker

    run_worker(concurrency=concurrency, queues=queues)


@app.command()
def beat() -> None:
    """Keep the schedule; any number may run."""
    from cli.parts import run_beat

    run_beat()


@app.command()
def migrate() -> None:
    """Bring the database to this version; makes the application's role where it is missing."""
    from cli.parts import migrate as run

    run()


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from cli.parts import print_openapi

    print_openapi()


def main() -> None:
    """Run the command line: 0 on success, 1 on a finding or failure, 2 on bad usage."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
