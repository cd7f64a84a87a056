"""Waiting for operations to end: one question for all who wait in a process, asked often while anybody does."""

import asyncio
import contextlib
from typing import Any, Self
from uuid import UUID

import msgspec
import psycopg
import structlog
from psycopg.rows import dict_row

from domain.core.settings import settings
from domain.operations.view import COLUMNS, operation_view

POLL_S = 0.015
RECONNECT_PAUSE_S = 0.3
ENDED = f"""
WITH w AS MATERIALIZED (
    SELECT (e ->> 0)::uuid AS org_id, (e ->> 1)::uuid AS id FROM jsonb_array_elements(%s::jsonb) AS e
)
SELECT o.* FROM w CROSS JOIN LATERAL (
    SELECT p.org_id, {", ".join(f"p.{column}" for column in COLUMNS)} FROM core.operations p
    WHERE p.org_id = w.org_id AND p.id >= w.id ORDER BY p.id LIMIT 1
) AS o
WHERE o.id = w.id AND o.ended_at IS NOT NULL
"""  # noqa: S608 - built from constants
SINCE = f"""
SELECT {", ".join(f"o.{column}" for column in COLUMNS)}, o.ended_xid, o.position
FROM core.operations o
WHERE o.org_id = %s AND o.ended_xid IS NOT NULL AND (o.ended_xid, o.position) > (%s, %s)
    AND o.ended_xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY o.ended_xid, o.position LIMIT %s
"""  # noqa: S608 - built from constants
END_OF_STREAM = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1"
SEE = "SELECT set_config('app.org_ids', %s, true)"

log = structlog.get_logger(__name__)
Connection = psycopg.AsyncConnection[Any]
Key = tuple[UUID, UUID]


async def connect_to_watch() -> Connection:
    """Open a connection for reading what has ended."""
    return await psycopg.AsyncConnection.connect(
        settings().database_url,
        autocommit=True,
        prepare_threshold=0,
        connect_timeout=3,
        row_factory=dict_row,
        application_name="arcoiris watch",
        options="-c statement_timeout=10s -c enable_seqscan=off -c enable_bitmapscan=off -c jit=off",
    )


class OutcomeWatch:
    """Who waits for which operation."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._waiting: dict[Key, list[asyncio.Future[dict[str, Any]]]] = {}
        self._somebody = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_exception: object) -> None:
        """Stop watching; who waits runs into its own time-out."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def wait(self, org_id: UUID, operation_id: UUID, *, timeout_s: float) -> dict[str, Any] | None:
        """Return the operation once it has ended; None when time ran out first."""
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        key = (org_id, operation_id)
        self._waiting.setdefault(key, []).append(future)
        self._somebody.set()
        try:
            return await asyncio.wait_for(future, timeout_s)
        except TimeoutError:
            return None
        finally:
            futures = self._waiting.get(key, [])
            if future in futures:
                futures.remove(future)
            if not futures:
                self._waiting.pop(key, None)

    async def _watch(self) -> None:
        connection: Connection | None = None
        try:
            while True:
                await self._somebody.wait()
                if not self._waiting:
                    self._somebody.clear()
                    continue
                try:
                    if connection is None or connection.closed:
                        connection = await connect_to_watch()
                    await self._ask(connection)
                    await asyncio.sleep(POLL_S)
                except psycopg.Error as error:
                    log.warning("watch_unavailable", detail=type(error).__name__)
                    if connection is not None:
                        await connection.close()
                        connection = None
                    await asyncio.sleep(RECONNECT_PAUSE_S)
        finally:
            if connection is not None:
                await connection.close()

    async def _ask(self, connection: Connection) -> None:
        keys = list(self._waiting)
        org_ids = "{" + ",".join({str(org_id) for org_id, _ in keys}) + "}"
        async with connection.transaction():
            await connection.execute(SEE, (org_ids,))
            cursor = await connection.execute(ENDED, (msgspec.json.encode(keys).decode(),))
            rows = await cursor.fetchall()
        for row in rows:
            for future in self._waiting.pop((row["org_id"], row["id"]), []):
                if not future.done():
                    future.set_result(operation_view(row))


async def ended_since(
    connection: Connection, org_id: UUID, after: tuple[int, int], *, limit: int = 500
) -> list[tuple[tuple[int, int], dict[str, Any]]]:
    """Return operations that ended behind a place in the stream, each with its own place, in order.

    The place is the transaction that ended it and the operation's position. Only transactions older than every one
    still running are shown, so nothing can later appear before a place that was already given out.
    """
    async with connection.transaction():
        await connection.execute(SEE, ("{" + str(org_id) + "}",))
        cursor = await connection.execute(SINCE, (org_id, *after, limit))
        rows = await cursor.fetchall()
    return [((row["ended_xid"], row["position"]), operation_view(row)) for row in rows]


async def end_of_stream(connection: Connection) -> tuple[int, int]:
    """Return the place in the stream behind everything that has ended by now."""
    cursor = await connection.execute(END_OF_STREAM)
    row = await cursor.fetchone()
    return (int(next(iter(row.values()))) if row else 0, 2**62)
