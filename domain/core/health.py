"""Whether Postgres answers and knows our tables, and which of its driver's exceptions mean that it does not."""

import re
from functools import lru_cache
from pathlib import Path

import psycopg
import sqlalchemy.exc
from sqlalchemy import text

from domain.core.db import unit_of_work

MIGRATIONS = Path(__file__).parents[2] / "migrations"

UNREACHABLE: tuple[type[Exception], ...] = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,
)
"""Postgres, the way to it or a free connection is missing, or it gave up for now: the same request may succeed soon."""

MALFORMED: tuple[type[Exception], ...] = (psycopg.DataError, sqlalchemy.exc.DataError)
"""A value that no column can hold got past validation, such as text with a NUL in it."""


REVISION = re.compile(r'^(down_revision|revision)\b[^=]*= *(?:"([^"]+)"|None)', re.MULTILINE)


@lru_cache(maxsize=1)
def head_revision() -> str | None:
    """Return the newest migration that this code brings: the one that no other follows.

    Read from the files: Alembic would be a tenth of an API process's memory, for one question at its start.
    """
    told: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in MIGRATIONS.glob("versions/*.py"):
        for name, revision in REVISION.findall(file.read_text(encoding="utf-8")):
            told[name].add(revision)
    heads = told["revision"] - told["down_revision"]
    return heads.pop() if len(heads) == 1 else None


def migrations_at_head() -> bool:
    """Return whether the database has the tables of this code. Raises one of `UNREACHABLE` without a database."""
    with unit_of_work(read_only=True) as uow:
        known = uow.session.scalar(text("SELECT to_regclass('public.alembic_version')"))
        if known is None:
            return False
        current = uow.session.scalar(text("SELECT version_num FROM public.alembic_version"))
        return bool(current == head_revision())
