"""A shop that was opened days ago, so that every night is owed to it, and a worker's own connection for locks."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from domain.jobs.turns import Connection, connect_for_locks
from tests.shops import Shop


@pytest.fixture(autouse=True)
def alone(others_rest) -> None:
    """A tick goes through every organization: what earlier tests left behind would be hours of nights."""


@pytest.fixture
def locks(database) -> Iterator[Connection]:
    with connect_for_locks() as connection:
        yield connection


@pytest.fixture
def as_superuser(postgres) -> Callable[..., list[tuple[Any, ...]]]:
    """Run a statement that no policy and no trigger binds; return its rows, if it has any."""

    def run(statement, *parameters):
        with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def old_shop(shop: Shop, as_superuser) -> Shop:
    as_superuser("UPDATE core.organizations SET created_at = now() - interval '9 days' WHERE id = %s", shop.org_id)
    return shop
