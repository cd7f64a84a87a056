"""The parts of an installation, each one process: API, worker, beat, and the migration before them."""

import gc
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    import psycopg

KEEP_ALIVE_S = 75
MIDDLE = 1
"""The collector's middle generation; it looks at the oldest after ten looks at this one, at the soonest."""
LOOKS = 5
WARM_AFTER = 60


def serve_api(*, host: str, port: int) -> None:
    """Serve until told to stop; uvloop and httptools where they exist."""
    import uvicorn

    from api.main import create_app
    from domain.core.settings import settings

    if not settings().secret_key:
        fail("ARCOIRIS_SECRET_KEY is not set: give at least 32 random characters.")
    app = create_app()
    _keep_for_good()
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=8,
        backlog=2048,
    )


def _keep_for_good() -> None:
    """Let the collector never look again at what lives as long as the process: a quarter second, in which all wait.

    Much of it is made by the first requests, and is put out of sight before there is so much that it is looked at.
    """
    gc.collect()
    gc.freeze()
    looks = 0

    def looked(phase: str, told: dict[str, int]) -> None:
        nonlocal looks
        if phase == "stop" and told["generation"] == MIDDLE:
            looks += 1
            if looks % LOOKS == 0:
                gc.freeze()
            if looks == WARM_AFTER:
                gc.callbacks.remove(looked)

    gc.callbacks.append(looked)


def run_worker(*, concurrency: int, queues: str) -> None:
    """Work until told to stop: finish what is in hand, take no other.

    A worker knows the tasks of its queues alone. Scheduled work is one process without children, and so are imports:
    their parallelism is that of several workers, and half the memory of each is saved. Both together are one process
    with a thread for each, so that a night's proof never stops a file, nor a file the night.
    """
    from celery.utils.nodenames import host_format

    from broker.app import IMPORTS, POSTING, QUEUES, SCHEDULED
    from workers.app import app

    names = [name.strip().removeprefix("arcoiris.") for name in queues.split(",")]
    unknown = sorted(set(names) - set(QUEUES))
    if unknown:
        fail(f"there is no queue {unknown[0]!r}: {' or '.join(QUEUES)}")
    tasks = {
        POSTING: ("workers.posting", "workers.sweep"),
        SCHEDULED: ("workers.jobs",),
        IMPORTS: ("workers.imports",),
    }
    app.conf.imports = tuple(task for name in names for task in tasks[name])
    name, pool = "celery", "prefork"
    if POSTING not in names:
        from workers.priority import step_back

        # Beside tills on a small machine: whatever is being sold comes first.
        step_back()
        name = "background" if SCHEDULED in names else "imports"
        pool, concurrency = "threads" if len(names) > 1 else "solo", len(names)
    # As `celery worker` does it, without the command line's own libraries: they would stay in memory for nothing.
    worker = app.Worker(
        hostname=host_format(f"{name}@%h"),
        pool=pool,
        concurrency=concurrency,
        queues=[QUEUES[name] for name in names],
        loglevel="INFO",
        without_gossip=True,
        without_mingle=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


def run_beat() -> None:
    """Send what is due until told to stop; it only names tasks, so it does not load them."""
    from broker.app import app

    app.conf.imports = ()
    app.Beat(loglevel="WARNING", quiet=True).run()


def migrate() -> None:
    """Migrate as the owner of the tables, after making the application's role if it is not there."""
    import psycopg
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


def _ensure_role(connection: "psycopg.Connection[Any]", name: str, password: str | None) -> None:
    """Make the application's role if nobody has: it may log in, and owns nothing."""
    from psycopg import sql

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
