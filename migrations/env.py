"""Alembic's entry: migrates as the owner of the tables, one migration at a time, without waiting long for a lock."""

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from domain.core.db import sqlalchemy_url
from domain.core.settings import settings
from domain.registry import metadata

SCHEMAS = frozenset({"core", "acct", "inv", "pos"})
MIGRATION_LOCK = 7_264_001


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Compare our four schemas and nothing else."""
    return kind != "schema" or name in SCHEMAS


def migrate(connection: Connection) -> None:
    """Run the migrations on one connection; a second migrator waits for the first."""
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
    connection.execute(text("SET lock_timeout = '10s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=True,
        include_name=include_name,
        app_role=context.config.attributes.get("app_role"),
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Use the connection that the caller gave, else the owner's address from the settings."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    url = settings().owner_database_url or settings().database_url
    with create_engine(sqlalchemy_url(url), poolclass=pool.NullPool).connect() as connection:
        migrate(connection)


run()
