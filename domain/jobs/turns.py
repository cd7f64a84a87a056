"""One turn of one run: claimed, carried out, noted, each in a transaction, so that a killed worker leaves one effect.

The job's lock (a session's advisory lock, gone with the worker) keeps others from doing the same at the same time. That
nothing is done twice rests on the row alone: a turn's effect is committed together with its end, and only by whoever
began it last.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import structlog

from domain.core.db import UnitOfWork, unit_of_work
from domain.core.errors import DomainError
from domain.core.health import UNREACHABLE
from domain.core.settings import settings
from domain.jobs.catalogue import JOBS
from domain.jobs.definitions import Job, Outcome, RunStatus, Turn
from domain.jobs.errors import JobFailed, JobWorkerDied
from domain.jobs.repository import Begun, Due, Runs
from domain.reports.snapshot import snapshot

LOCK_SPACE = 7266
ATTEMPTS = 5
RETRY_S = 15.0
STATEMENT_TIMEOUT_S = 900
IDLE_IN_TRANSACTION_S = 120
LOCK = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
UNLOCK = "SELECT pg_advisory_unlock(%s, hashtext(%s))"
# A worker that is killed takes its statements with it within a second, instead of when they are done.
LIMITS = (
    f"SELECT set_config('statement_timeout', '{STATEMENT_TIMEOUT_S}s', true), set_config('jit', 'off', true),"
    f" set_config('idle_in_transaction_session_timeout', '{IDLE_IN_TRANSACTION_S}s', true),"
    " set_config('client_connection_check_interval', '1s', true)"
)

Connection = psycopg.Connection[Any]
log = structlog.get_logger(__name__)


class LostTurn(Exception):
    """Somebody else took over meanwhile: what was done here is undone."""


def connect_for_locks() -> Connection:
    """Open the connection that holds the locks of what a worker has in hand; they are gone with it.

    It is idle while work goes on, so nothing may end it for that; a machine that vanished is noticed within a minute.
    """
    return psycopg.connect(
        settings().database_url,
        autocommit=True,
        connect_timeout=5,
        application_name="arcoiris jobs",
        options="-c idle_session_timeout=0 -c statement_timeout=10s"
        " -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=4",
    )


@contextmanager
def held(connection: Connection, what: str) -> Iterator[bool]:
    """Hold the lock of something for the length of a block; False where somebody else holds it."""
    row = connection.execute(LOCK, (LOCK_SPACE, what)).fetchone()
    if row is None or not row[0]:
        yield False
        return
    try:
        yield True
    finally:
        # Where the connection is lost the lock is gone with it, and whoever asks it next is told.
        with suppress(psycopg.OperationalError, psycopg.InterfaceError):
            connection.execute(UNLOCK, (LOCK_SPACE, what))


def lost_database(error: Exception) -> bool:
    """Return whether an exception says that Postgres is away, instead of what it thinks of a statement."""
    if not isinstance(error, UNREACHABLE):
        return False
    state = getattr(getattr(error, "orig", None) or error, "sqlstate", None)
    return state is None or state[:2] in {"08", "53"} or state[:3] == "57P"


def take_turn(connection: Connection, due: Due) -> RunStatus | None:
    """Carry out one turn of a run; return what became of the run, None if it was another's or had ended.

    Raises one of `UNREACHABLE` when Postgres is away: the run is taken over later.
    """
    job = JOBS.get(due.job)
    if job is None or job.work is None:
        return None
    with held(connection, f"{due.org_id} {due.job}") as mine:
        if not mine:
            return None
        begun = _begin(due)
        if begun is None:
            return None
        began = time.monotonic_ns()
        try:
            return _carry_out(job, due, begun, began)
        except LostTurn:
            log.warning("job_taken_over", org_id=str(due.org_id), job=due.job)
            return None
        except Exception as error:
            if lost_database(error):
                raise
            return _set_aside(due, begun, began, error)


def _begin(due: Due) -> Begun | None:
    with unit_of_work(due.org_id) as uow:
        begun = Runs(uow, due.org_id).begin(due)
        uow.commit()
    return begun


def _carry_out(job: Job, due: Due, begun: Begun, began: int) -> RunStatus:
    assert job.work is not None
    if begun.attempt > ATTEMPTS:
        raise JobWorkerDied
    turn = Turn(due.org_id, due.slot, begun.outcome or {})
    if job.reads_only:
        with snapshot(due.org_id) as uow:
            uow.driver.execute(LIMITS)
            outcome = job.work(uow, turn)
        with unit_of_work(due.org_id) as uow:
            return _end(uow, due, begun, began, outcome)
    with unit_of_work(due.org_id) as uow:
        uow.driver.execute(LIMITS)
        return _end(uow, due, begun, began, job.work(uow, turn))


def _end(uow: UnitOfWork, due: Due, begun: Begun, began: int, outcome: Outcome) -> RunStatus:
    """Note what a turn achieved in the transaction that achieved it, and make both durable."""
    status = RunStatus.WAITING if outcome.more else RunStatus.DONE
    ended = Runs(uow, due.org_id).end(
        due,
        attempt=begun.attempt,
        status=status,
        elapsed_ms=_elapsed_ms(began),
        outcome=outcome.figures,
        forget=outcome.more,
    )
    if not ended:
        raise LostTurn
    uow.commit()
    log.info("job", org_id=str(due.org_id), job=due.job, status=status.value, elapsed_ms=_elapsed_ms(began))
    return status


def _set_aside(due: Due, begun: Begun, began: int, error: Exception) -> RunStatus | None:
    """Let a run that failed wait for another attempt, longer each time; after the last one it has failed."""
    last = begun.attempt >= ATTEMPTS
    status = RunStatus.FAILED if last else RunStatus.WAITING
    log.error("job_failed", org_id=str(due.org_id), job=due.job, attempt=begun.attempt, exc_info=error)
    told = error.as_outcome() if isinstance(error, DomainError) else JobFailed().as_outcome()
    with unit_of_work(due.org_id) as uow:
        ended = Runs(uow, due.org_id).end(
            due,
            attempt=begun.attempt,
            status=status,
            elapsed_ms=_elapsed_ms(began),
            error=told,
            delay_s=0 if last else RETRY_S * 2 ** (begun.attempt - 1),
        )
        uow.commit()
    return status if ended else None


def _elapsed_ms(began_ns: int) -> int:
    return (time.monotonic_ns() - began_ns) // 1_000_000
