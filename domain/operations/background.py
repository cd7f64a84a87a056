"""Operations that take seconds: they wait in a shard that no drain touches, and are carried out one by one.

Each is begun, carried out and ended in transactions of its own. An attempt is counted before it begins, so that one
that kills its worker is not tried for ever; its effect and its outcome are one transaction, which only the latest
attempt can end.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.core.context import Actor, OrgContext
from domain.core.db import UnitOfWork
from domain.operations.view import OperationStatus
from domain.operations.wishes import BACKGROUND_SHARD

BEGIN = """
UPDATE core.operations o SET attempts = o.attempts + 1
WHERE o.org_id = %(org_id)s AND o.id = %(id)s AND o.status = 'pending' AND o.shard = %(shard)s
    AND (o.not_before IS NULL OR o.not_before <= clock_timestamp())
RETURNING o.kind, o.attempts, o.actor_type, o.actor_id, o.subject_type, o.subject_id, coalesce(o.mended, o.payload)
"""
END = """
UPDATE core.operations o SET
    status = %(status)s, result = %(result)s::jsonb, error = %(error)s::jsonb,
    ended_at = CASE WHEN %(ends)s THEN clock_timestamp() END,
    ended_xid = CASE WHEN %(ends)s THEN pg_current_xact_id()::text::bigint END,
    not_before = clock_timestamp() + make_interval(secs => %(delay_s)s)
WHERE o.org_id = %(org_id)s AND o.id = %(id)s AND o.status = 'pending' AND o.attempts = %(attempt)s
"""


@dataclass(frozen=True, slots=True)
class BackgroundOperation:
    """An operation that is in hand; `attempt` is the number of this attempt."""

    org_id: UUID
    id: UUID
    kind: str
    attempt: int
    actor: Actor
    subject_type: str
    subject_id: UUID
    content: dict[str, Any]

    @property
    def context(self) -> OrgContext:
        """Who had it carried out; what they may do was judged when it was accepted."""
        return OrgContext(org_id=self.org_id, actor=self.actor, role="")


def begin_background(uow: UnitOfWork, *, org_id: UUID, operation_id: UUID) -> BackgroundOperation | None:
    """Take an operation in hand and count the attempt; None if it has ended, or is not to be tried yet."""
    given = {"org_id": org_id, "id": operation_id, "shard": BACKGROUND_SHARD}
    row = uow.driver.execute(BEGIN, given).fetchone()
    if row is None:
        return None
    kind, attempt, actor_type, actor_id, subject_type, subject_id, content = row
    actor = Actor(actor_type, actor_id)
    return BackgroundOperation(org_id, operation_id, kind, attempt, actor, subject_type, subject_id, content)


def end_background(
    uow: UnitOfWork,
    operation: BackgroundOperation,
    status: OperationStatus,
    *,
    result: dict[str, Any] | None = None,
    error: dict[str, Any] | None = None,
    delay_s: float = 0.0,
) -> bool:
    """Note what became of it; `pending` lets it wait for another attempt.

    False where somebody else has it in hand by now, or has ended it: the caller must not commit.
    """
    given = {
        "org_id": operation.org_id,
        "id": operation.id,
        "attempt": operation.attempt,
        "status": status.value,
        "ends": status is not OperationStatus.PENDING,
        "result": None if result is None else json.dumps(result, ensure_ascii=False),
        "error": None if error is None else json.dumps(error, ensure_ascii=False),
        "delay_s": delay_s,
    }
    return uow.driver.execute(END, given).rowcount == 1
