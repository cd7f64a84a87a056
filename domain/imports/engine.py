"""Carrying imports on: bounded chunks, each one transaction, so that a kill at any instant loses and repeats nothing.

What a chunk did, its rejects, its numbers and the checkpoint `next_row` are committed together, by whoever holds the
import's row and finds the checkpoint where it left it. Several workers may be at it; organizations take turns.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import structlog
from psycopg import errors as postgres

from domain.core.collector import without_collector
from domain.core.db import unit_of_work
from domain.core.errors import DomainError
from domain.core.health import UNREACHABLE
from domain.core.ids import NIL
from domain.imports import repository
from domain.imports.errors import CollidedError, ImportFailedError, ImportWorkerDiedError
from domain.imports.kinds import KINDS
from domain.imports.kinds.documents import TO_RING
from domain.imports.progress import OPEN
from domain.imports.reader import Reader, shape_from
from domain.imports.repository import Imports
from domain.imports.stages import LIMITS, Step, begin, carry_on, end_with
from domain.imports.waiting import LEASE_S
from domain.operations.service import ring_shards

TURN_S = 0.5
ATTEMPTS = 6
RETRY_S = 1.0
OPEN_FILES = 4
AT_ONCE = 64
LOOKS_A_LEASE = 5
# What another transaction was in the way of is done again, as it then finds things.
AGAIN = (
    CollidedError,
    postgres.UniqueViolation,
    postgres.ForeignKeyViolation,
    postgres.DeadlockDetected,
    postgres.SerializationFailure,
    postgres.LockNotAvailable,
)
PAUSE_S = 0.02
"""The least that is waited; what waits only until something is posted is waited for here, and the work goes on."""
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Worked:
    """What a stretch of work came to: chunks, and imports by the stage they reached."""

    chunks: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    wait_s: float | None = None
    """In how long to look again at what waits until enough of what it had accepted is posted."""

    def look_again(self, wait_s: float) -> None:
        """Look again in so many seconds, or when another import wants it."""
        self.wait_s = wait_s if self.wait_s is None else min(wait_s, self.wait_s)


class Importer:
    """One process that carries imports on; what it keeps between chunks is only quicker than to look again."""

    def __init__(
        self,
        *,
        chunk_rows: int | None = None,
        lease_s: float = LEASE_S,
        doorbell: Callable[[Sequence[int]], None] = lambda _: None,
    ) -> None:
        """Start with no file open; `lease_s`: for how long a worker without a sign of life is believed to live.

        `chunk_rows`: so many rows at a time; else as many as take a moment. `doorbell(shards)` tells workers of what a
        chunk had accepted; it may lose, as the sweep rings too.
        """
        self._doorbell = doorbell
        self.worker = uuid4()
        self._chunk_rows, self._lease_s = chunk_rows, lease_s
        self._readers: OrderedDict[tuple[UUID, UUID], Reader] = OrderedDict()

    def work(self, *, budget_s: float, stopping: Callable[[], bool] = lambda: False) -> Worked:
        """Carry on whatever is due until nothing is, time is up, or the process is asked to stop.

        Raises one of `UNREACHABLE` when Postgres is away: the imports are taken over later.
        """
        deadline, worked = time.monotonic() + budget_s, Worked()
        while True:
            with unit_of_work(NIL, read_only=True) as uow:
                found = repository.due(uow, worker=self.worker, lease_s=self._lease_s, limit=AT_ONCE)
            achieved = False
            for org_id, import_id in found:
                if stopping() or time.monotonic() >= deadline:
                    return worked
                turn_s = TURN_S if len(found) > 1 else max(0.0, min(4 * TURN_S, deadline - time.monotonic()))
                achieved |= self.take_turn(org_id, import_id, turn_s=turn_s, worked=worked, stopping=stopping)
            if achieved:
                continue
            if worked.wait_s is None or stopping() or time.monotonic() >= deadline:
                return worked
            time.sleep(max(PAUSE_S, worked.wait_s))
            worked.wait_s = None

    def take_turn(
        self,
        org_id: UUID,
        import_id: UUID,
        *,
        turn_s: float = TURN_S,
        worked: Worked | None = None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Carry one import on for a while, a chunk at least; False where it is another's, or has to wait."""
        worked = worked or Worked()
        if not self._claim(org_id, import_id):
            return False
        until, achieved = time.monotonic() + turn_s, False
        while True:
            step = self._step(org_id, import_id)
            if step is None:
                return achieved
            achieved = True
            worked.chunks += 1
            if step.status not in OPEN:
                worked.ended[step.status.value] = worked.ended.get(step.status.value, 0) + 1
                self._readers.pop((org_id, import_id), None)
                return True
            if step.wait_s:
                worked.look_again(step.wait_s)
                return achieved
            if stopping() or time.monotonic() >= until:
                return True

    def _claim(self, org_id: UUID, import_id: UUID) -> bool:
        with unit_of_work(org_id) as uow:
            attempts = Imports(uow, org_id).claim(import_id, worker=self.worker, lease_s=self._lease_s)
            uow.commit()
        if attempts is not None and attempts > ATTEMPTS:
            self._fail(org_id, import_id, ImportWorkerDiedError())
            return False
        return attempts is not None

    def _step(self, org_id: UUID, import_id: UUID) -> Step | None:
        """Carry on by one step; None where somebody else has it, or where it has to be tried again later."""
        try:
            return self._one_step(org_id, import_id)
        except DomainError as error:
            self._fail(org_id, import_id, error)
        except Exception as error:
            self._readers.pop((org_id, import_id), None)
            if _lost_database(error):
                raise
            self._set_aside(org_id, import_id, error)
        return None

    def _one_step(self, org_id: UUID, import_id: UUID) -> Step | None:
        with unit_of_work(org_id, read_only=True) as uow:
            row = Imports(uow, org_id).find(import_id)
        if row is None or row.worker != self.worker or row.status not in OPEN:
            return None
        # The file is opened before the transaction begins: to skip to the checkpoint of a large one takes a while.
        reader = self._reader(row.org_id, row.id, next_row=row.next_row, given=row.given)
        if reader is None:
            return None
        step = begin if row.status == "received" else carry_on
        chunk_rows = self._chunk_rows or max(KINDS[row.kind].least_rows, reader.pace.rows)
        to_ring: list[int] = []
        began = time.monotonic()
        with without_collector(), unit_of_work(org_id) as uow:
            uow.driver.execute(LIMITS)
            taken = step(uow, row, reader, worker=self.worker, chunk_rows=chunk_rows)
            if taken is not None:
                uow.commit()
                reader.pace.took(reader.next_row - row.next_row, time.monotonic() - began)
                to_ring = sorted(uow.session.info.pop(TO_RING, ()))
        if to_ring:
            self._ring(org_id, to_ring)
        return taken

    def _ring(self, org_id: UUID, shards: list[int]) -> None:
        """Ring for what a chunk had accepted, after its commit: who drains finds it then."""
        with unit_of_work(org_id) as uow:
            unattended = ring_shards(uow, shards)
            uow.commit()
        self._doorbell(unattended)

    def _reader(self, org_id: UUID, import_id: UUID, *, next_row: int, given: dict[str, object]) -> Reader | None:
        """Return the file, open at a row; None where somebody else took the import meanwhile."""
        key = (org_id, import_id)
        reader = self._readers.pop(key, None)
        if reader is None or reader.next_row > next_row:
            reader = Reader(org_id, import_id, given=shape_from(given))
        self._readers[key] = reader
        while reader.pass_over(next_row - reader.next_row, within_s=self._lease_s / LOOKS_A_LEASE):
            # Who reads is alive, however long it takes to the checkpoint of a large file.
            if reader.next_row < next_row and not self._still_ours(org_id, import_id):
                return None
        while len(self._readers) > OPEN_FILES:
            self._readers.popitem(last=False)
        return reader

    def _still_ours(self, org_id: UUID, import_id: UUID) -> bool:
        with unit_of_work(org_id) as uow:
            ours = Imports(uow, org_id).renew(import_id, worker=self.worker)
            uow.commit()
        return ours

    def _fail(self, org_id: UUID, import_id: UUID, error: DomainError) -> None:
        self._readers.pop((org_id, import_id), None)
        with unit_of_work(org_id) as uow:
            end_with(uow, org_id, import_id, error)
            uow.commit()
        log.info("import_failed", org_id=str(org_id), import_id=str(import_id), code=error.code)

    def _set_aside(self, org_id: UUID, import_id: UUID, error: Exception) -> None:
        """Let it wait for another attempt; after the last one it has failed, and can be resumed."""
        original = getattr(error, "orig", None) or error
        again = isinstance(original, AGAIN)
        log.log(20 if again else 40, "import_chunk_failed", import_id=str(import_id), exc_info=not again and error)
        with unit_of_work(org_id) as uow:
            imports = Imports(uow, org_id)
            row = imports.find(import_id)
            if row is None or row.worker != self.worker or row.status not in OPEN:
                return
            if row.attempts >= ATTEMPTS:
                end_with(uow, org_id, import_id, ImportFailedError())
            else:
                imports.set_aside(import_id, delay_s=0.0 if again else RETRY_S * 2**row.attempts, failed=True)
            uow.commit()


def _lost_database(error: Exception) -> bool:
    """Return whether Postgres is away, instead of what it thinks of a statement."""
    if not isinstance(error, UNREACHABLE):
        return False
    state = getattr(getattr(error, "orig", None) or error, "sqlstate", None)
    return state is None or state[:2] in {"08", "53"} or state[:3] == "57P"
