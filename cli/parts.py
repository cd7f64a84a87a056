"""The parts of an installation, each one process: API, worker, beat, and the migration before them."""

import json
import os
import sys
from pathlib import Path
from typing import NoReturn

import psycopg
from psycopg import sql

KEEP_ALIVE_S = 75


def serve_api(*, host: str, port: int) -> None:
    """Serve until told to stop; uvloop and httptools where they exist."""
    import uvicorn

    from api.main import create_app
    from domain.core.settings import settings

    if not settings().secret_key:
        fail("ARCOIRIS_SECRET_KEY is not set: give at least 32 random characters.")
    uvicorn.run(
        create_app(),
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=8,
        backlog=2048,
    )


def run_worker(*, concurrency: int, queues: str | None) -> None:
    """Post until told to stop: finish the batch in hand, take no other."""
    from workers.app import app

    arguments = ["worker", f"--concurrency={concurrency}", "--without-gossip", "--without-mingle", "--loglevel=INFO"]
    if queues:
        arguments.append(f"--queues={queues}")
    app.worker_main(arguments)


def run_beat() -> None:
    """Send what is due until told to stop; it only names tasks, so it does not load them."""
    from broker.app import app

    app.conf.imports = ()
    app.start(["beat", "--loglevel=WARNING", "--pidfile="])


def migrate() -> None:
    """Migrate as the owner of the tables, after making the application's role if it is not there."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.engine import make_url

    import cli
    from domain.core.settings import settings

    owner_url = settings().owner_database_url
    if owner_url is None:
        fail("ARCOIRIS_OWNER_DATABASE_URL is not set: migrations run as the owner of the tables.")
    role = make_url(settings().database_url)
    try:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            _ensure_role(connection, str(role.username), None if role.password is None else str(role.password))
    except psycopg.OperationalError as error:
        fail(f"The database cannot be reached: {str(error).strip().splitlines()[-1]}")
    config = Config()
    config.set_main_option("script_location", str(Path(cli.__file__).parents[1] / "migrations"))
    command.upgrade(config, "head")


def _ensure_role(connection: psycopg.Connection, name: str, password: str | None) -> None:
    """Make the application's role if nobody has: it may log in, and owns nothing."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone():
        return
    connection.execute(
        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}").format(
            sql.Identifier(name), sql.Literal(password)
        )
    )


def print_openapi() -> None:
    """Print the document that the API serves."""
    os.environ.setdefault("ARCOIRIS_SECRET_KEY", "only the document is printed, nothing is signed")
    from api.main import create_app

    sys.stdout.write(json.dumps(create_app().openapi(), indent=2) + "\n")


def fail(message: str) -> NoReturn:
    """Say what is wrong in one line, and end with 1."""
    sys.stderr.write(f"arcoiris: {message}\n")
    sys.exit(1)
