"""Draining shards: batch after batch, each one transaction, until nothing waits or it is others' turn.

A batch is taken over all the shards that were rung together: five sales in five shards are one transaction, not five.
One worker drains a shard at a time (an advisory lock), but nothing rests on that: rows are locked, and an operation's
outcome is written only while it is pending.
"""

import math
import random
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import structlog
from psycopg.types.string import TextLoader

from domain.core.collector import without_collector
from domain.core.settings import settings
from domain.operations.wishes import shard_of
from domain.posting.effects import Effects
from domain.posting.errors import UnexpectedError
from domain.posting.facts import Claimed
from domain.posting.service import post_batch
from domain.posting.write import LostClaimError, MadeMeanwhileError

Connection = psycopg.Connection[Any]
LOCK_SPACE = 7264
CONFLICT_TRIES = 5
MORE_THAN_ATTEMPTS = 2
CONFLICTS = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.LockNotAvailable,
    MadeMeanwhileError,
)

OWN_FAULTS = (*CONFLICTS, psycopg.errors.QueryCanceled)
"""What Postgres counts as its own trouble, but an operation can bring about."""

CLAIM = """
SELECT org_id, id, place, kind, attempts, subject_id, payload, grants, submitted_at::text
FROM core.claim(%s::smallint, %s, %s, %s)
"""
LOCK = "SELECT s FROM unnest(%s::integer[]) AS s WHERE pg_try_advisory_lock(%s, s)"
LEAVE = """
SELECT core.leave(%(held)s::smallint[], %(spent)s::smallint[]),
    (SELECT count(pg_advisory_unlock(%(space)s, s)) FROM unnest(%(held)s::integer[]) AS s)
"""
RING = "SELECT core.ring(%s::smallint[])"
LEFT_IN_HAND = "SELECT shard FROM core.shards WHERE shard = ANY (%s::smallint[]) AND in_hand_ids IS NOT NULL"
STILL_WAITING = "SELECT s FROM unnest(%s::smallint[]) AS s WHERE core.has_waiting(s)"
NOTHING_IN_HAND = "UPDATE core.shards SET in_hand_org_ids = NULL, in_hand_ids = NULL WHERE shard = ANY (%s::smallint[])"
# A batch has its transaction id before it loads anything: by that `domain.posting.periods` knows which batches may have
# loaded a month as open. It would draw one a little later anyway.
SEE = "SELECT set_config('app.org_ids', %s, true), pg_current_xact_id()"
COUNT_ATTEMPT = """
UPDATE core.operations o
SET attempts = o.attempts + 1, error = %(error)s::jsonb,
    status = CASE WHEN o.attempts + 1 >= %(limit)s THEN 'failed' ELSE 'pending' END,
    ended_at = CASE WHEN o.attempts + 1 >= %(limit)s THEN clock_timestamp() END,
    ended_xid = CASE WHEN o.attempts + 1 >= %(limit)s THEN pg_current_xact_id()::text::bigint END,
    not_before = clock_timestamp() + make_interval(secs => %(delay_s)s * (1 << least(o.attempts, 10)))
WHERE o.org_id = %(org_id)s AND o.id = %(id)s AND o.status = 'pending'
"""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Drained:
    """What one drain did."""

    batches: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    attempts_failed: int = 0
    more: set[int] = field(default_factory=set)
    """Shards whose turn is over though more waits in them, and that nobody else has rung for: they are to be rung."""
    spent: set[int] = field(default_factory=set)
    """Shards that were left before the end of what waits in them was seen."""
    to_ring: set[int] = field(default_factory=set)
    """Shards to which this drain handed work on."""
    later: dict[int, float] = field(default_factory=dict)
    """Shards in which something waits on that was deferred, and in how many seconds it is to be looked at again."""

    def count(self, status: str) -> None:
        """Count one ended operation."""
        self.ended[status] = self.ended.get(status, 0) + 1


def connect_for_posting() -> Connection:
    """Open a worker's own connection: ids and decimals arrive as text, every statement is prepared.

    Joins over a batch's keys are always index look-ups, whatever the statistics of a young database say; and what a
    stopped worker holds is given up in bounded time.
    """
    limits = settings()
    options = (
        "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
        " -c enable_material=off -c enable_memoize=off -c jit=off"
        f" -c statement_timeout={limits.statement_timeout_s}s"
        f" -c idle_in_transaction_session_timeout={limits.idle_in_transaction_timeout_s}s"
        f" -c idle_session_timeout={2 * limits.idle_in_transaction_timeout_s}s"
    )
    connection = psycopg.connect(
        limits.database_url,
        autocommit=True,
        prepare_threshold=0,
        options=options,
        connect_timeout=5,
        application_name="arcoiris posting",
    )
    connection.adapters.register_loader("uuid", TextLoader)
    connection.adapters.register_loader("numeric", TextLoader)
    return connection


def drain_shard(connection: Connection, shard: int) -> Drained:
    """Post what waits in one shard; as `drain_shards`."""
    return drain_shards(connection, (shard,))


def drain_shards(connection: Connection, shards: Sequence[int], *, turn_s: float | None = None) -> Drained:
    """Post what waits in these shards, a batch over all of them at once; `more` says which are to be rung again.

    A turn ends with the batch in which `turn_s` seconds are over, so that other shards wait no longer for this worker
    however much comes in here. A shard that another worker holds is left to it. Raises `psycopg.OperationalError` when
    the connection is lost: what had been committed stays, what had not is as if it had never been tried, and the sweep
    will ring.
    """
    drained = Drained()
    until = math.inf if turn_s is None else time.monotonic() + turn_s
    waiting = sorted(set(shards))
    while waiting:
        held = _take_locks(connection, waiting)
        if not held:
            break
        try:
            for together in _apart_from_wreckage(connection, held):
                _drain(connection, together, drained, until=until)
        finally:
            if not connection.closed:
                connection.execute(LEAVE, {"held": held, "spent": sorted(drained.spent), "space": LOCK_SPACE})
        # Whoever rang in vain while a lock was held, or found a flag and did not ring, relies on this second look.
        waiting = [shard for (shard,) in connection.execute(STILL_WAITING, (held,)).fetchall()]
        over = waiting if time.monotonic() >= until else [shard for shard in waiting if shard in drained.spent]
        if over:
            drained.more.update(shard for (shard,) in connection.execute(RING, (over,)).fetchall())
            waiting = [shard for shard in waiting if shard not in over]
    return drained


def _take_locks(connection: Connection, shards: Sequence[int]) -> list[int]:
    return [shard for (shard,) in connection.execute(LOCK, (shards, LOCK_SPACE)).fetchall()]


def _apart_from_wreckage(connection: Connection, shards: list[int]) -> list[list[int]]:
    """Return which shards are drained together: all, but each alone in which a worker died with something in hand.

    There every claim takes half as much, until what kills workers stands alone; it must not take others' along.
    """
    if len(shards) == 1:
        return [shards]
    wrecks = {shard for (shard,) in connection.execute(LEFT_IN_HAND, (shards,)).fetchall()}
    together = [shard for shard in shards if shard not in wrecks]
    return ([together] if together else []) + [[shard] for shard in sorted(wrecks)]


def _drain(
    connection: Connection,
    shards: list[int],
    drained: Drained,
    *,
    until: float = math.inf,
    settled: bool = False,
    turns: int | None = None,
) -> None:
    """Post batch after batch of these shards, at most `turns` (the setting's number, if not given), and `until` then.

    Where all of them gave as much as they may, each goes on alone: one claim that fills a batch costs less than many.
    """
    for _ in range(turns or settings().drain_max_batches):
        limit = _part_of(shards)
        batch, giving = _claim_together(connection, shards, limit=limit, settled=settled)
        flooded = len(shards) > 1 and len(batch) == limit * len(shards)
        shards, settled = giving, True
        if not batch:
            return
        drained.batches += 1
        try:
            _post_or_halve(connection, batch, drained)
        except LostClaimError as error:
            log.warning("claim_lost", shards=shards, detail=str(error))
        except psycopg.OperationalError:
            with suppress(psycopg.Error):
                connection.execute(NOTHING_IN_HAND, (shards,))
            raise
        if flooded:
            for shard in shards:
                _drain(connection, [shard], drained, until=until, settled=True, turns=1)
            return
        if time.monotonic() >= until:
            break
    drained.spent.update(shards)


def _part_of(shards: Sequence[int]) -> int:
    """Return how many operations of each shard a batch takes; several together may come to half as many again."""
    size = settings().lane_batch_size
    return size if len(shards) == 1 else max(1, size * 3 // (2 * len(shards)))


def _claim_together(
    connection: Connection, shards: Sequence[int], *, limit: int, settled: bool
) -> tuple[list[Claimed], list[int]]:
    """Claim up to `limit` of each of these shards; return the batch, and the shards that gave something."""
    if len(shards) == 1:
        batch = claim(connection, shards[0], settled=settled, limit=limit)
        return batch, list(shards) if batch else []
    with connection.pipeline():
        asked = [(shard, _ask(connection, shard, settled=settled, limit=limit)) for shard in shards]
    given = [(shard, _claimed(rows)) for shard, rows in asked]
    return [operation for _, part in given for operation in part], [shard for shard, part in given if part]


def claim(connection: Connection, shard: int, *, settled: bool, limit: int | None = None) -> list[Claimed]:
    """Claim the next batch of a shard; `settled`: the previous one of this drain has ended one way or another."""
    return _claimed(_ask(connection, shard, settled=settled, limit=limit or settings().lane_batch_size))


def _ask(connection: Connection, shard: int, *, settled: bool, limit: int) -> Iterable[tuple[Any, ...]]:
    return connection.execute(CLAIM, (shard, limit, settled, settings().attempt_limit + MORE_THAN_ATTEMPTS))


def _claimed(rows: Iterable[tuple[Any, ...]]) -> list[Claimed]:
    return [
        Claimed(
            org_id, operation_id, place, kind, attempts, subject_id, msgspec.json.decode(payload), grants, submitted
        )
        for org_id, operation_id, place, kind, attempts, subject_id, payload, grants, submitted in rows
    ]


def _post_or_halve(connection: Connection, batch: Sequence[Claimed], drained: Drained) -> None:
    """Post a batch; where something unexpected refuses it, in halves, until the culprit stands alone."""
    try:
        effects = _retrying(lambda: _post(connection, batch))
    except LostClaimError:
        raise
    except Exception as error:
        if connection.broken or connection.closed:
            raise
        if isinstance(error, psycopg.OperationalError) and not isinstance(error, OWN_FAULTS):
            # A full disk, no memory, a server going down: no operation's fault, so none is counted an attempt.
            raise
        if len(batch) == 1:
            _set_aside(connection, batch[0], error, drained)
            return
        middle = len(batch) // 2
        _post_or_halve(connection, batch[:middle], drained)
        _post_or_halve(connection, batch[middle:], drained)
    else:
        for _, _, _, status, _, _ in effects.outcomes:
            drained.count(status)
        drained.to_ring.update(follow_up[2] for follow_up in effects.follow_ups)
        for org_id, _, _, after_ms in effects.deferrals:
            shard = shard_of(UUID(org_id), UUID(org_id))
            drained.later[shard] = min(after_ms / 1000, drained.later.get(shard, after_ms / 1000))


def _post(connection: Connection, batch: Sequence[Claimed]) -> Effects:
    """Post one batch as one transaction; return what it did."""
    with without_collector(), connection.transaction():
        connection.execute(SEE, (_org_list(batch),))
        return post_batch(connection, batch)


def _retrying(attempt: Callable[[], Effects]) -> Effects:
    """Try again, a few times and after a random pause, what only collided with another transaction."""
    for tries in range(1, CONFLICT_TRIES):
        with suppress(*CONFLICTS):
            return attempt()
        time.sleep(random.uniform(0, 0.01 * 2**tries))  # noqa: S311 - jitter, not a secret
    return attempt()


def _set_aside(connection: Connection, operation: Claimed, error: Exception, drained: Drained) -> None:
    """Count an attempt of an operation that cannot be carried out; at the limit it ends failed, kept and retryable.

    One that has ended meanwhile was carried out by another worker: what refused it here was that.
    """
    limits = settings()
    with connection.transaction():
        connection.execute(SEE, (_org_list([operation]),))
        counted = connection.execute(
            COUNT_ATTEMPT,
            {
                "org_id": operation.org_id,
                "id": operation.id,
                "limit": limits.attempt_limit,
                "delay_s": limits.retry_delay_s,
                "error": msgspec.json.encode(UnexpectedError().as_outcome()).decode(),
            },
        )
    if counted.rowcount:
        log.error("operation_failed_unexpectedly", org_id=operation.org_id, operation_id=operation.id, exc_info=error)
        drained.attempts_failed += 1


def _org_list(batch: Sequence[Claimed]) -> str:
    return "{" + ",".join(sorted({operation.org_id for operation in batch})) + "}"
