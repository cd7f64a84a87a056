"""Admission: what was asked becomes a durable row before anybody is told 202.

Requests that arrive while a commit is under way wait for it and then go in together: one statement, one commit, one
flush of the disk for all of them (group commit). Only afterwards is it asked which shards need a doorbell.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import msgspec
import psycopg
import structlog
from psycopg.rows import dict_row

from domain.core.errors import FieldError
from domain.core.settings import settings
from domain.operations.errors import (
    BacklogFullError,
    IdempotencyMismatchError,
    InboxUnavailableError,
    InvalidPayloadError,
)
from domain.operations.payload import differing_paths
from domain.operations.view import COLUMNS, OperationStatus, operation_view
from domain.operations.wishes import Wish, rows_json, shard_of

__all__ = ["AccessChanged", "AdmissionDesk", "Admitted", "Wish", "rows_json", "shard_of"]

Connection = psycopg.AsyncConnection[Any]
MAX_GROUP = 1000
RECONNECT_PAUSE_S = 0.2
BACKLOG_REFRESH_S = 2.0
ACCESS_CHANGED = "AR001"

ADMIT = "SELECT admitted_org_id, admitted_id, admitted_at FROM core.admit(%s, %s, %s::jsonb)"
RING = "SELECT core.ring(%s::smallint[])"
EPOCH = "SELECT epoch FROM core.access_epoch"
FIND = f"""
WITH w AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id FROM jsonb_array_elements(%s::jsonb) AS e
)
SELECT o.* FROM w CROSS JOIN LATERAL (
    SELECT p.org_id, {", ".join(f"p.{column}" for column in COLUMNS)}, p.payload FROM core.operations p
    WHERE p.org_id = w.org_id AND p.id >= w.id ORDER BY p.id LIMIT 1
) AS o
WHERE o.id = w.id
"""  # noqa: S608 - built from constants

log = structlog.get_logger(__name__)


class AccessChanged(Exception):
    """Some membership, key or terminal has changed since this caller's access was looked up."""


@dataclass(slots=True, frozen=True)
class Admitted:
    """A wish that is now an operation, or was one before."""

    operation: dict[str, Any]
    replayed: bool


@dataclass(slots=True)
class _Waiting:
    wishes: Sequence[Wish]
    epoch: int
    answer: "asyncio.Future[list[Admitted | IdempotencyMismatchError]]"


class AdmissionDesk:
    """The one place of a process where operations are accepted."""

    def __init__(self, doorbell: Callable[[Sequence[int]], None]) -> None:
        """Keep the way to the broker: `doorbell(shards)` must not block and may lose."""
        self.epoch = -1
        self._doorbell = doorbell
        self._queue: list[_Waiting] = []
        self._arrived = asyncio.Event()
        self._to_ring: set[int] = set()
        self._admitted = asyncio.Event()
        self._backlog: dict[UUID, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Begin to accept."""
        self._tasks = [asyncio.create_task(work()) for work in (self._admit, self._ring, self._watch_backlog)]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        """Stop; who still waits is told to send again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._refuse(self._queue, InboxUnavailableError(retry_after_s=1))

    async def admit(self, wishes: Sequence[Wish], *, epoch: int) -> list[Admitted | IdempotencyMismatchError]:
        """Accept wishes of one caller durably; `epoch` is that under which the caller's access was looked up.

        Raises `InboxUnavailableError`, `BacklogFullError`, `AccessChanged`; per wish, in its place in the list, returns
        `IdempotencyMismatchError` where its identity was used with other content.
        """
        org_id = wishes[0].org_id
        if self._backlog.get(org_id, 0) >= settings().backlog_limit:
            raise BacklogFullError(retry_after_s=5)
        waiting = _Waiting(wishes, epoch, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._arrived.set()
        admitted = await waiting.answer
        self._backlog[org_id] = self._backlog.get(org_id, 0) + len(wishes)
        return admitted

    async def current_epoch(self) -> int:
        """Return the access epoch as the database has it now. Raises `InboxUnavailableError`."""
        try:
            async with await self._connect() as connection:
                cursor = await connection.execute(EPOCH)
                row = await cursor.fetchone()
        except psycopg.OperationalError as error:
            raise InboxUnavailableError(retry_after_s=1) from error
        self.epoch = int(row[0]) if row else -1
        return self.epoch

    @staticmethod
    async def _connect() -> Connection:
        return await psycopg.AsyncConnection.connect(
            settings().database_url,
            autocommit=True,
            prepare_threshold=0,
            connect_timeout=3,
            application_name="arcoiris admission",
            options="-c statement_timeout=10s -c enable_seqscan=off -c enable_bitmapscan=off -c jit=off",
        )

    async def _admit(self) -> None:
        """Take everything that waits, commit it, answer, again."""
        connection: Connection | None = None
        group: list[_Waiting] = []
        try:
            while True:
                await self._arrived.wait()
                group = self._take_group()
                try:
                    if connection is None or connection.closed:
                        connection = await self._connect()
                    await self._admit_group(connection, group)
                except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                    self._refuse(group, InboxUnavailableError(retry_after_s=1))
                    log.warning("inbox_unavailable", detail=type(error).__name__)
                    await _close(connection)
                    connection = None
                    await asyncio.sleep(RECONNECT_PAUSE_S)
                except Exception as error:
                    log.exception("admission_failed")
                    self._refuse(group, error)
        finally:
            self._refuse(group, InboxUnavailableError(retry_after_s=1))
            await _close(connection)

    def _take_group(self) -> list[_Waiting]:
        size = taken = 0
        while taken < len(self._queue) and size < MAX_GROUP:
            size += len(self._queue[taken].wishes)
            taken += 1
        group, self._queue = self._queue[:taken], self._queue[taken:]
        if not self._queue:
            self._arrived.clear()
        return group

    async def _admit_group(self, connection: Connection, group: list[_Waiting]) -> None:
        """Admit a group as one statement; where its content is refused, each alone."""
        stale = [waiting for waiting in group if waiting.epoch != self.epoch]
        self._refuse(stale, AccessChanged())
        group = [waiting for waiting in group if waiting.epoch == self.epoch]
        if not group:
            return
        try:
            answers = await self._insert(connection, [wish for waiting in group for wish in waiting.wishes])
        except psycopg.Error as error:
            if error.sqlstate == ACCESS_CHANGED:
                self._refuse(group, AccessChanged())
            elif isinstance(error, psycopg.OperationalError):
                raise
            elif len(group) > 1:
                for waiting in group:
                    await self._admit_group(connection, [waiting])
            else:
                log.warning("content_refused_by_database", detail=error.sqlstate)
                self._refuse(group, InvalidPayloadError())
            return
        at = 0
        for waiting in group:
            if not waiting.answer.done():
                waiting.answer.set_result(answers[at : at + len(waiting.wishes)])
            at += len(waiting.wishes)

    async def _insert(
        self, connection: Connection, wishes: Sequence[Wish]
    ) -> list[Admitted | IdempotencyMismatchError]:
        org_ids = "{" + ",".join({str(wish.org_id) for wish in wishes}) + "}"
        cursor = await connection.execute(ADMIT, (self.epoch, org_ids, rows_json(wishes)))
        new = {(org_id, operation_id): at for org_id, operation_id, at in await cursor.fetchall()}
        if new:
            rung = (wish for wish in wishes if not wish.background)
            self._to_ring.update(wish.shard for wish in rung if (wish.org_id, wish.id) in new)
            self._admitted.set()
        answers: list[Admitted | IdempotencyMismatchError | None] = []
        for wish in wishes:
            submitted_at = new.pop((wish.org_id, wish.id), None)
            answers.append(None if submitted_at is None else Admitted(_fresh(wish, submitted_at), replayed=False))
        known = [wish for wish, answer in zip(wishes, answers, strict=True) if answer is None]
        found = await self._find(connection, org_ids, known) if known else {}
        return [
            _judge(wish, found[wish.org_id, wish.id]) if answer is None else answer
            for wish, answer in zip(wishes, answers, strict=True)
        ]

    @staticmethod
    async def _find(
        connection: Connection, org_ids: str, wishes: Sequence[Wish]
    ) -> dict[tuple[UUID, UUID], dict[str, Any]]:
        keys = msgspec.json.encode([(wish.org_id, wish.id) for wish in wishes]).decode()
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.org_ids', %s, true)", (org_ids,))
            async with connection.cursor(row_factory=dict_row) as cursor:
                await cursor.execute(FIND, (keys,))
                return {(row["org_id"], row["id"]): row for row in await cursor.fetchall()}

    @staticmethod
    def _refuse(group: Sequence[_Waiting], error: Exception) -> None:
        for waiting in group:
            if not waiting.answer.done():
                waiting.answer.set_exception(error)

    async def _ring(self) -> None:
        """Ask which of the shards that were admitted to nobody is on the way to, and ring those."""
        connection: Connection | None = None
        try:
            while True:
                await self._admitted.wait()
                self._admitted.clear()
                shards, self._to_ring = sorted(self._to_ring), set()
                try:
                    if connection is None or connection.closed:
                        connection = await self._connect()
                    cursor = await connection.execute(RING, (shards,))
                    unattended = [row[0] for row in await cursor.fetchall()]
                except psycopg.Error as error:
                    log.warning("doorbell_flag_unavailable", detail=type(error).__name__)
                    await _close(connection)
                    connection = None
                    await asyncio.sleep(RECONNECT_PAUSE_S)
                else:
                    if unattended:
                        self._doorbell(unattended)
        finally:
            await _close(connection)

    async def _watch_backlog(self) -> None:
        """Learn every few seconds how much waits, while anything is being admitted."""
        while True:
            await asyncio.sleep(BACKLOG_REFRESH_S)
            if not self._backlog:
                continue
            with contextlib.suppress(psycopg.Error):
                async with await self._connect() as connection:
                    cursor = await connection.execute("SELECT org_id, waiting FROM core.waiting_by_org()")
                    self._backlog = {org_id: int(count) for org_id, count in await cursor.fetchall()}


async def _close(connection: Connection | None) -> None:
    """Close a connection, if there is one, whatever state it is in."""
    if connection is not None:
        await connection.close()


def _fresh(wish: Wish, submitted_at: Any) -> dict[str, Any]:
    return operation_view(
        dict.fromkeys(COLUMNS)
        | {
            "id": wish.id,
            "kind": wish.kind,
            "status": OperationStatus.PENDING,
            "submitted_at": submitted_at,
            "attempts": 0,
            "subject_type": wish.subject_type,
            "subject_id": wish.subject_id,
        }
    )


def _judge(wish: Wish, known: dict[str, Any]) -> Admitted | IdempotencyMismatchError:
    """Compare a wish with the operation that has its identity: the same content is a replay."""
    paths = differing_paths(known["payload"], wish.content)
    if known["kind"] != wish.kind:
        paths.insert(0, "kind")
    elif known["subject_id"] != wish.subject_id:
        paths.insert(0, "subject_id")
    if not paths:
        return Admitted(operation_view(known), replayed=True)
    return IdempotencyMismatchError(
        "This identity was already used with other content.",
        errors=tuple(FieldError(path, "differs", "Differs from what was accepted.") for path in paths),
    )
