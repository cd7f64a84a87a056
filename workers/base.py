"""What every task of one worker process shares: its connection for posting and its doorbell, opened after the fork."""

import contextlib
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import psycopg
import structlog

from broker.doorbell import Doorbell
from domain.posting.drain import Connection, connect_for_posting

Result = TypeVar("Result")
log = structlog.get_logger(__name__)


class Process:
    """One worker process."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self._connection: Connection | None = None
        self._doorbell: Doorbell | None = None

    @property
    def doorbell(self) -> Doorbell:
        """The way to the broker, begun when it is first needed."""
        if self._doorbell is None:
            self._doorbell = Doorbell().start()
        return self._doorbell

    def with_connection(self, work: Callable[[Connection], Result]) -> Result | None:
        """Do work on the posting connection; a connection that was lost while idle is replaced once.

        Returns None when Postgres is away: whatever was to be done is still in the inbox, and the sweep will ring.
        """
        for fresh in (False, True):
            try:
                if self._connection is None or self._connection.closed or fresh:
                    self._connection = connect_for_posting()
                return work(self._connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self._drop_connection()
                if fresh:
                    log.warning("postgres_unavailable", detail=type(error).__name__)
        return None

    def reset(self) -> None:
        """Forget what was opened before the fork."""
        self._connection = None
        self._doorbell = None

    def close(self) -> None:
        """Close what is open."""
        self._drop_connection()
        if self._doorbell is not None:
            self._doorbell.stop()
            self._doorbell = None

    def _drop_connection(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
            self._connection = None


@lru_cache(maxsize=1)
def process() -> Process:
    """Return what this process shares."""
    return Process()
