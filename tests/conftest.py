"""One embedded Postgres per test process, migrated once; every test opens organizations of its own in it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A real server, running."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


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
