"""Reading operations, and mending those that were set aside."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from domain.core import clock
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork, org_list
from domain.core.settings import settings
from domain.operations.errors import NotDismissableError, NotRetryableError, UnknownOperationError
from domain.operations.repository import OperationRepository
from domain.operations.view import OperationStatus, operation_view
from domain.operations.wishes import Wish, rows_json

SET_ASIDE = (OperationStatus.REJECTED, OperationStatus.FAILED)
HEARTBEAT_LATE_S = 10.0
APPROVED_BY = "approved_by"
"""What admission puts into the content in the place of an approval: the approver's id."""

ADMIT = """
SELECT a.admitted_id
FROM core.admit((SELECT e.epoch FROM core.access_epoch e), :org_ids, CAST(:rows AS jsonb)) AS a
"""

Audit = Callable[..., None]
Place = tuple[datetime, int]
"""Where a page of the list ends: when its last operation was submitted, and its position."""


def get_operation(uow: UnitOfWork, ctx: OrgContext, operation_id: UUID) -> dict[str, Any]:
    """Return one operation. Raises `UnknownOperationError`."""
    row = OperationRepository(uow, ctx.org_id).get(operation_id)
    if row is None:
        raise UnknownOperationError
    return operation_view(row)


def get_payload(uow: UnitOfWork, ctx: OrgContext, operation_id: UUID) -> dict[str, Any]:
    """Return what an operation says, as a retry takes it back; and what was accepted, where that was mended since.

    Who approved it is told apart: that is no part of what can be sent. Raises `UnknownOperationError`.
    """
    row = OperationRepository(uow, ctx.org_id).get(operation_id)
    if row is None:
        raise UnknownOperationError
    current = row["payload"] if row["mended"] is None else row["mended"]
    return {
        "payload": _as_sent(current),
        "accepted": None if row["mended"] is None else _as_sent(row["payload"]),
        "approved_by": current.get(APPROVED_BY),
    }


def _as_sent(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != APPROVED_BY}


def actor_of(uow: UnitOfWork, *, org_id: UUID, operation_id: UUID) -> tuple[str, UUID] | None:
    """Return who asked for an operation: the actor's type and id; None where there is no such operation."""
    return OperationRepository(uow, org_id).actor_of(operation_id)


def list_operations(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    limit: int,
    before: Place | None = None,
    status: str | None = None,
    kind: str | None = None,
    lane: UUID | None = None,
    since: datetime | None = None,
) -> tuple[list[dict[str, Any]], Place | None]:
    """Return a page of operations, newest first, and where the next page begins."""
    rows = OperationRepository(uow, ctx.org_id).page(
        limit=limit + 1, before=before, status=status, kind=kind, lane=lane, since=since
    )
    more = len(rows) > limit
    place = (rows[limit - 1]["submitted_at"], rows[limit - 1]["position"]) if more else None
    return [operation_view(row) for row in rows[:limit]], place


def retry_operation(
    uow: UnitOfWork,
    ctx: OrgContext,
    operation_id: UUID,
    *,
    mended: dict[str, Any] | None,
    grants: int = 0,
    record_audit: Audit,
) -> tuple[dict[str, Any], int]:
    """Let a rejected or failed operation wait again, with its content mended if that is given; return it and its shard.

    `grants`: what whoever retries it may do within it, as bits; it is added to what the sender might.
    The content that was accepted is kept beside the mended one, and stays what a resend is compared with.
    Raises `UnknownOperationError`, `NotRetryableError`.
    """
    repository = OperationRepository(uow, ctx.org_id)
    row = repository.get_for_update(operation_id)
    if row is None:
        raise UnknownOperationError
    if row["status"] not in SET_ASIDE or row["dismissed_at"] is not None:
        raise NotRetryableError
    current = row["payload"] if row["mended"] is None else row["mended"]
    values: dict[str, Any] = {
        "status": OperationStatus.PENDING.value,
        "ended_at": None,
        "ended_xid": None,
        "not_before": None,
        "error": None,
        "attempts": 0,
        "grants": row["grants"] | grants,
    }
    if mended is not None:
        values["mended"] = mended
    repository.change(operation_id, **values)
    record_audit(
        uow,
        ctx,
        action="operation.retry",
        subject_type="operation",
        subject_id=str(operation_id),
        before={"payload": current, "error": row["error"], "status": row["status"]},
        after={"payload": current if mended is None else mended},
    )
    return get_operation(uow, ctx, operation_id), int(row["shard"])


def dismiss_operation(
    uow: UnitOfWork, ctx: OrgContext, operation_id: UUID, *, reason: str, record_audit: Audit
) -> dict[str, Any]:
    """Close a rejected or failed operation for good. Raises `UnknownOperationError`, `NotDismissableError`."""
    repository = OperationRepository(uow, ctx.org_id)
    row = repository.get_for_update(operation_id)
    if row is None:
        raise UnknownOperationError
    if row["status"] not in SET_ASIDE or row["dismissed_at"] is not None:
        raise NotDismissableError
    repository.change(operation_id, dismissed_at=clock.now())
    record_audit(
        uow,
        ctx,
        action="operation.dismiss",
        subject_type="operation",
        subject_id=str(operation_id),
        before={"error": row["error"], "status": row["status"]},
        after={"reason": reason},
    )
    return get_operation(uow, ctx, operation_id)


def backlog(uow: UnitOfWork, ctx: OrgContext) -> list[dict[str, Any]]:
    """Return what waits per lane: how many, and the oldest one's age in seconds."""
    now = clock.now()
    return [
        {
            "lane": str(row["lane"]),
            "waiting": row["waiting"],
            "oldest_age_s": round((now - row["oldest_at"]).total_seconds(), 3),
        }
        for row in OperationRepository(uow, ctx.org_id).backlog()
    ]


def backlog_of_all(uow: UnitOfWork) -> tuple[int, float, int]:
    """Return what waits in the whole installation: how many, the oldest one's age (seconds), how many organizations."""
    row = uow.session.execute(
        text(
            "SELECT coalesce(sum(waiting), 0)::bigint, count(*),"
            " coalesce(extract(epoch FROM clock_timestamp() - min(oldest_at)), 0)::float FROM core.waiting_by_org()"
        )
    ).one()
    return int(row[0]), float(row[2]), int(row[1])


def lane_of_operation(uow: UnitOfWork, *, org_id: UUID, operation_id: UUID) -> UUID | None:
    """Return the lane that an operation waits or waited in; None where there is no such operation."""
    return OperationRepository(uow, org_id).lane_of(operation_id)


def terminal_of_operation(uow: UnitOfWork, *, org_id: UUID, operation_id: UUID) -> UUID | None:
    """Return the terminal that an operation's content names; None where it names none, or there is none."""
    return OperationRepository(uow, org_id).terminal_of(operation_id)


def numbers_set_aside(uow: UnitOfWork, *, org_id: UUID, terminal_id: UUID) -> tuple[str, list[dict[str, Any]], bool]:
    """Return the numbers of a till (`terminal_seq`) whose operations are not posted: all, the first ones, if more.

    All of them are the text of a multirange; of the first ones `terminal_seq`, `operation_id` and `status` are told.
    """
    return OperationRepository(uow, org_id).numbers_set_aside(terminal_id, shards=settings().shard_count)


def ring_shards(uow: UnitOfWork, shards: list[int]) -> list[int]:
    """Set the doorbell's flag; return the shards that nobody is on the way to."""
    rows = uow.session.execute(text("SELECT core.ring(CAST(:shards AS smallint[]))"), {"shards": shards})
    return [int(row[0]) for row in rows]


def last_round(uow: UnitOfWork, name: str) -> datetime | None:
    """Return when beat, broker and a worker together last began a round of this name: `sweep` or `tick`."""
    beat_at: datetime | None = uow.session.scalar(
        text("SELECT beat_at FROM core.heartbeats WHERE name = :name"), {"name": name}
    )
    return beat_at


def admit_now(uow: UnitOfWork, wishes: Sequence[Wish]) -> int:
    """Accept what the system itself wants done, in the open transaction; return how many were not known yet.

    The caller commits, and may ring their shards afterwards; the sweep does so too.
    """
    org_ids = org_list(sorted({wish.org_id for wish in wishes}))
    given = {"org_ids": org_ids, "rows": rows_json(wishes)}
    return len(uow.session.execute(text(ADMIT), given).all())


def operations_of(uow: UnitOfWork, ctx: OrgContext, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return those of these operations that are there, by id, each with the `payload` that was accepted."""
    return {row["id"]: row for row in OperationRepository(uow, ctx.org_id).by_ids(ids)}


def known_operations(uow: UnitOfWork, *, org_id: UUID, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return those of thousands of operations that are there: `status`, `dismissed_at`, `payload`, `mended`, by id."""
    return {row["id"]: row for row in OperationRepository(uow, org_id).known(ids)}


def workers_seen(uow: UnitOfWork, *, name: str = "sweep", late_s: float = HEARTBEAT_LATE_S) -> bool:
    """Return whether beat, broker and a worker together did such a round lately."""
    beat_at = last_round(uow, name)
    return beat_at is not None and (clock.now() - beat_at).total_seconds() < late_s
