"""One embedded Postgres per test process, migrated once; every test opens organizations of its own in it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from cli.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tests.shops import Shop


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A real server, running."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server
        # Under root the cluster lies outside pytest's closed folders, and would stay there.
        server.destroy()


@pytest.fixture(scope="session")
def database(postgres: EmbeddedPostgres) -> str:
    """The migrated database; the settings of this process point at it. Returns the application role's address."""
    os.environ["ARCOIRIS_DATABASE_URL"] = postgres.app_url
    os.environ["ARCOIRIS_OWNER_DATABASE_URL"] = postgres.owner_url
    os.environ["ARCOIRIS_SECRET_KEY"] = "a key for tests only, long enough to be accepted"
    os.environ["ARCOIRIS_REGISTRATION"] = "true"
    from alembic import command
    from alembic.config import Config

    from domain.core.db import engine
    from domain.core.settings import settings

    settings.cache_clear()
    engine.cache_clear()
    command.upgrade(Config(toml_file=Path(__file__).parents[1] / "pyproject.toml"), "head")
    return postgres.app_url


@pytest.fixture(scope="session")
def client(database: str) -> Iterator["TestClient"]:
    """The running application, one for all tests of this process."""
    from fastapi.testclient import TestClient

    from api.main import create_app

    with TestClient(create_app()) as running:
        yield running


@pytest.fixture
def shop(client: "TestClient") -> "Shop":
    """An organization of this test's own, ready to sell."""
    from tests.shops import open_shop

    return open_shop(client)


@pytest.fixture
def other_shop(client: "TestClient") -> "Shop":
    """Another owner's organization, which must stay out of reach."""
    from tests.shops import open_shop

    return open_shop(client)


KEPT_MARKS = "CREATE TEMP TABLE kept AS SELECT m.org_id, m.book, m.number FROM acct.summary_marks m"
ALL_SUMMED = """
INSERT INTO acct.summary_marks (org_id, book, number) SELECT b.org_id, b.code, b.last_number FROM acct.books b
ON CONFLICT (org_id, book) DO UPDATE SET number = EXCLUDED.number
"""
MARKS_AGAIN = (
    "DELETE FROM acct.summary_marks WHERE org_id = ANY (%(org_ids)s)",
    "INSERT INTO acct.summary_marks (org_id, book, number) SELECT k.* FROM kept k WHERE k.org_id = ANY (%(org_ids)s)",
)


@pytest.fixture
def others_rest(postgres: EmbeddedPostgres, database: str) -> Iterator[None]:
    """Let nothing be due of the organizations of earlier tests: a tick would go through all that they left behind.

    Meanwhile they are closed, and their journals are taken as rolled up.
    """
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        found = connection.execute("SELECT id, closed_at IS NULL FROM core.organizations").fetchall()
        every, opened = [org_id for org_id, _ in found], [org_id for org_id, is_open in found if is_open]
        connection.execute(KEPT_MARKS)
        connection.execute(ALL_SUMMED)
        connection.execute("UPDATE core.organizations SET closed_at = now() WHERE id = ANY (%s)", (opened,))
        yield
        connection.execute("UPDATE core.organizations SET closed_at = NULL WHERE id = ANY (%s)", (opened,))
        for statement in MARKS_AGAIN:
            connection.execute(statement, {"org_ids": every})
