"""Carrying out operations that were accepted for the background."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import structlog

from domain.core.db import UnitOfWork, unit_of_work
from domain.core.errors import DomainError
from domain.core.settings import settings
from domain.jobs.turns import LIMITS, Connection, LostTurn, held, lost_database
from domain.operations.background import BackgroundOperation, begin_background, end_background
from domain.operations.view import OperationStatus
from domain.org.service import record_audit
from domain.posting.errors import UnexpectedError, WorkerDiedError
from domain.reports.snapshot import snapshot

MORE_THAN_ATTEMPTS = 2
log = structlog.get_logger(__name__)


class Waiting(NamedTuple):
    """One operation that waits in the background shard."""

    org_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind is carried out; `writes`: whether this content changes anything."""

    work: Callable[[UnitOfWork, BackgroundOperation], dict[str, Any]]
    writes: Callable[[dict[str, Any]], bool]


def recalculate_balances(uow: UnitOfWork, operation: BackgroundOperation) -> dict[str, Any]:
    """Derive every sum again, and put right what differs if that was asked for; tell what differed before."""
    # It is asked for once in a while, and a process that waits for it needs nothing of it.
    from domain.jobs.work.proofs import told  # noqa: PLC0415
    from domain.reports.recalculation import recalculate  # noqa: PLC0415

    given = operation.content.get("from")
    since = None if given is None else dt.date.fromisoformat(given)
    repair = bool(operation.content.get("repair"))
    differences = recalculate(uow, org_id=operation.org_id, since=since, repair=repair, actor=operation.actor)
    return {**told(differences), "repaired": repair}


# By the names of kinds in `domain.posting.kinds`, which would load all of posting.
HANDLERS = {"balances.recalculate": Handler(recalculate_balances, lambda content: bool(content.get("repair")))}


def carry_out(connection: Connection, waiting: Waiting) -> str | None:
    """Carry out one operation; return what became of it, None if it was another's.

    Raises one of `UNREACHABLE` when Postgres is away: it is taken over later.
    """
    with held(connection, f"{waiting.org_id} background") as mine:
        if not mine:
            return None
        with unit_of_work(waiting.org_id) as uow:
            operation = begin_background(uow, org_id=waiting.org_id, operation_id=waiting.id)
            uow.commit()
        if operation is None:
            return None
        try:
            return _post(operation)
        except LostTurn:
            log.warning("operation_taken_over", org_id=str(operation.org_id), operation_id=str(operation.id))
            return None
        except Exception as error:
            if lost_database(error):
                raise
            return _set_aside(operation, error)


def _post(operation: BackgroundOperation) -> str:
    if operation.attempt > settings().attempt_limit + MORE_THAN_ATTEMPTS:
        raise WorkerDiedError
    handler = HANDLERS[operation.kind]
    if handler.writes(operation.content):
        with unit_of_work(operation.org_id) as uow:
            uow.driver.execute(LIMITS)
            return _end(uow, operation, handler.work(uow, operation))
    with snapshot(operation.org_id) as uow:
        uow.driver.execute(LIMITS)
        result = handler.work(uow, operation)
    with unit_of_work(operation.org_id) as uow:
        return _end(uow, operation, result)


def _end(uow: UnitOfWork, operation: BackgroundOperation, result: dict[str, Any]) -> str:
    """Note outcome and audit entry in the transaction of the effect, and make all durable."""
    if not end_background(uow, operation, OperationStatus.POSTED, result=result):
        raise LostTurn
    record_audit(
        uow,
        operation.context,
        action=operation.kind,
        subject_type=operation.subject_type,
        subject_id=operation.subject_id,
        after={name: value for name, value in result.items() if not isinstance(value, list)},
    )
    uow.commit()
    return OperationStatus.POSTED.value


def _set_aside(operation: BackgroundOperation, error: Exception) -> str | None:
    """Let it wait for another attempt; at the limit it ends failed, kept and retryable."""
    limits = settings()
    told_to_client = UnexpectedError().as_outcome()
    if isinstance(error, WorkerDiedError) or operation.attempt >= limits.attempt_limit:
        status = OperationStatus.FAILED
    else:
        status = OperationStatus.PENDING
    if isinstance(error, DomainError):
        told_to_client = error.as_outcome()
        status = status if isinstance(error, WorkerDiedError) else OperationStatus.REJECTED
    else:
        log.error(
            "operation_failed_unexpectedly",
            org_id=str(operation.org_id),
            operation_id=str(operation.id),
            exc_info=error,
        )
    delay_s = limits.retry_delay_s * 2 ** min(operation.attempt, 10)
    with unit_of_work(operation.org_id) as uow:
        ended = end_background(uow, operation, status, error=told_to_client, delay_s=delay_s)
        uow.commit()
    return status.value if ended else None
