"""Postgres and Valkey as children of this process, from wheels, for one machine and for tests."""

from cli.embedded.errors import EmbeddedError
from cli.embedded.locks import data_directory_lock
from cli.embedded.postgres import EmbeddedPostgres
from cli.embedded.valkey import EmbeddedValkey

__all__ = ["EmbeddedError", "EmbeddedPostgres", "EmbeddedValkey", "data_directory_lock"]
