"""The tick: scheduled work that is due, and operations that were accepted for the background."""

import threading
from functools import lru_cache

import psycopg
import structlog

from broker.app import app
from domain.core.health import UNREACHABLE
from domain.jobs.tick import Ticked, Ticker
from domain.jobs.turns import Connection, connect_for_locks
from workers.stopping import stopping

BUDGET_S = 20.0
TIME_LIMIT_S = 3600
log = structlog.get_logger(__name__)


class Background:
    """What one process keeps between ticks: the connection that holds its locks, and when the night was quiet."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self._ticker = Ticker()
        self._locks: Connection | None = None
        self._alone = threading.Lock()

    def tick(self) -> Ticked | None:
        """Work through what is due; None when Postgres is away, as the next tick takes over what was left.

        One at a time: where imports share the process with scheduled work, a place is left for each of the two.
        """
        if not self._alone.acquire(blocking=False):
            return None
        try:
            return self._tick()
        finally:
            self._alone.release()

    def _tick(self) -> Ticked | None:
        try:
            if self._locks is None or self._locks.closed:
                self._locks = connect_for_locks()
            return self._ticker.tick(self._locks, budget_s=BUDGET_S, stopping=stopping)
        except UNREACHABLE as error:
            log.warning("postgres_unavailable", detail=type(error).__name__)
            self._drop()
            return None

    def _drop(self) -> None:
        """Give up the locks: a connection that was lost unnoticed must not be asked again."""
        if self._locks is not None:
            try:
                self._locks.close()
            except psycopg.Error as error:
                log.debug("locks_were_lost", detail=type(error).__name__)
            self._locks = None


@lru_cache(maxsize=1)
def background() -> Background:
    """Return what this process keeps."""
    return Background()


# A proof of years of books takes minutes, which the limit of a drain would end for ever and ever.
@app.task(name="arcoiris.tick", time_limit=TIME_LIMIT_S)
def tick() -> None:
    """Carry out what is due; any number of ticks may run, at once too."""
    ticked = background().tick()
    if ticked is not None and ticked.ended:
        log.info("ticked", looks=ticked.looks, **ticked.ended)
