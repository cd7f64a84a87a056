"""Files that were handed in, carried on a bounded chunk at a time."""

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog

from broker.app import IMPORT, app
from domain.core.health import UNREACHABLE
from domain.imports.waiting import anything_due
from workers.base import process
from workers.stopping import stopping

if TYPE_CHECKING:
    from domain.imports.engine import Importer, Worked

BUDGET_S = 20.0
log = structlog.get_logger(__name__)


class Importing:
    """What one process keeps between messages: its open files. One message is worked off at a time."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self._importer: Importer | None = None
        self._alone = threading.Lock()

    def work(self) -> "Worked | None":
        """Carry on what is due; None where this process is at it, or Postgres is away: a later message goes on."""
        if not self._alone.acquire(blocking=False):
            return None
        try:
            if self._importer is None:
                if not anything_due():
                    return None
                self._importer = _new_importer()
            return self._importer.work(budget_s=BUDGET_S, stopping=stopping)
        except UNREACHABLE as error:
            log.warning("postgres_unavailable", detail=type(error).__name__)
            return None
        finally:
            self._alone.release()


def _new_importer() -> "Importer":
    # All kinds of files are a third of what the process is then: it rests without them until the first one comes.
    from domain.imports.engine import Importer  # noqa: PLC0415

    return Importer(doorbell=_ring)


@lru_cache(maxsize=1)
def importing() -> Importing:
    """Return what this process keeps."""
    return Importing()


@app.task(name=IMPORT)
def carry_on() -> None:
    """Carry files on; any number may be at it."""
    worked = importing().work()
    if worked is not None and worked.chunks:
        log.info("imported", chunks=worked.chunks, **worked.ended)


def _ring(shards: Sequence[int]) -> None:
    """Ring for what was accepted; the doorbell begins when it is first needed, after the fork."""
    process().doorbell.ring(shards)
