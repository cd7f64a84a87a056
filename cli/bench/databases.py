"""Databases to measure in: one embedded Postgres, a migrated template, and a fresh copy of it for each round."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from cli.bench.processes import children_of, cpu_by_process
from cli.embedded import EmbeddedPostgres

SECRET = "signs nothing: the benchmark's databases hear no HTTP"  # noqa: S105
TEMPLATE = "arcoiris"


class Databases:
    """The server, and copies of prepared databases by name."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        """Keep the running server."""
        self.server = server

    @contextmanager
    def copy_of(self, template: str, name: str) -> Iterator[str]:
        """Make a database as a copy of another, gone at the end; yields its name.

        A checkpoint goes before, so that no round pays for the pages that an earlier one made dirty.
        """
        self.server.drop_database(name)
        self.server.create_database(name, template)
        with self.superuser(name) as connection:
            connection.execute("CHECKPOINT")
        try:
            yield name
        finally:
            self.server.drop_database(name)

    def app_url(self, database: str) -> str:
        """Return a database's address for the application's role."""
        return self.server.url_for(database)

    def superuser(self, database: str) -> psycopg.Connection[Any]:
        """Return a connection of the role that row-level security does not hold: to analyze, copy and count."""
        return psycopg.connect(self.server.url_for(database, role="superuser"), autocommit=True)

    def cpu(self) -> dict[int, float]:
        """Return the processor time of each of the server's processes so far, seconds."""
        process = self.server.process
        return {} if process is None else cpu_by_process(children_of(process.pid))


def cpu_between(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the processor time that passed; a process that began in between counts whole."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def use(url: str) -> None:
    """Let this process' settings point at a database."""
    os.environ["ARCOIRIS_DATABASE_URL"] = url
    from domain.core.db import engine
    from domain.core.settings import settings

    if engine.cache_info().currsize:
        engine().dispose()
    engine.cache_clear()
    settings.cache_clear()


@contextmanager
def migrated_server(folder: Path) -> Iterator[Databases]:
    """Run an embedded Postgres with this version's schema in its database; gone at the end, data included.

    The settings of this process lead to it for that time.
    """
    before = dict(os.environ)
    server = EmbeddedPostgres(folder)
    try:
        with server:
            os.environ["ARCOIRIS_OWNER_DATABASE_URL"] = server.owner_url
            os.environ["ARCOIRIS_SECRET_KEY"] = SECRET
            use(server.app_url)
            from cli.parts import migrate

            migrate()
            yield Databases(server)
    finally:
        server.destroy()
        os.environ.clear()
        os.environ.update(before)
        _forget()


def _forget() -> None:
    from domain.core.db import engine
    from domain.core.settings import settings

    if engine.cache_info().currsize:
        engine().dispose()
    engine.cache_clear()
    settings.cache_clear()
