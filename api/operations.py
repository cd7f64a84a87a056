"""Operations: everything that touches stock or books is accepted here, and what became of it is read here."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import psycopg
from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from api.admission import accept, accept_batch, approved
from api.dependencies import Paging, requires
from api.operation_documents import documented, documented_batch
from api.operation_schemas import Backlog, Dismissal, LaneBacklog, Operation, OperationPayload, Retry
from api.problems import problem_responses
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.errors import InvalidError
from domain.core.paging import CursorInvalid, PageRequest, cursor_of
from domain.core.schemas import Page
from domain.inventory.low_stock import low_stock_between
from domain.operations import service
from domain.operations.payload import decode
from domain.operations.watch import connect_to_watch, end_of_stream, ended_since
from domain.org.profile import profile_of
from domain.org.service import record_audit
from domain.posting.grants import grants_of
from domain.posting.kinds import (
    JOURNAL_POST,
    JOURNAL_REVERSE,
    KINDS,
    SALE_POST,
    SALE_RETURN,
    SALE_RETURN_BLIND,
    SALE_VOID,
)
from domain.posting.stock import STOCK_ADJUST, STOCK_RECEIVE

router = APIRouter(tags=["operations"])
Reader = Annotated[OrgContext, Depends(requires(Permission.OPERATIONS_READ))]
Manager = Annotated[OrgContext, Depends(requires(Permission.OPERATIONS_MANAGE))]

STREAM_POLL_S = 0.5
STREAM_KEEPALIVE_S = 15.0


@router.post("/api/pos/sales", **documented("sale.post"))
@router.post("/api/sales", **documented("sale.post"))
async def post_sale(request: Request) -> Response:
    """Accept a sale. Its `id` is its identity: sent again it is never posted twice."""
    return await accept(request, SALE_POST)


@router.post("/api/pos/sales/batch", **documented_batch())
@router.post("/api/sales/batch", **documented_batch())
async def post_sales(request: Request) -> Response:
    """Accept up to 1,000 sales in one request, each judged by itself."""
    return await accept_batch(request)


@router.post("/api/pos/sales/{sale_id}/return", **documented("sale.return"))
@router.post("/api/sales/{sale_id}/return", **documented("sale.return"))
async def return_sale(request: Request, sale_id: UUID) -> Response:
    """Accept a return against a sale: some of its lines, at their own prices, tax and cost."""
    return await accept(request, SALE_RETURN, subject_id=sale_id)


@router.post("/api/pos/sales/{sale_id}/void", **documented("sale.void"))
@router.post("/api/sales/{sale_id}/void", **documented("sale.void"))
async def void_sale(request: Request, sale_id: UUID) -> Response:
    """Accept the undoing of a whole sale: the mirror of its journal and movements."""
    return await accept(request, SALE_VOID, subject_id=sale_id)


@router.post("/api/pos/returns", **documented("sale.return_blind"))
async def return_blind(request: Request) -> Response:
    """Accept goods that come back without a receipt; it needs a permission of its own, or a manager's approval."""
    return await accept(request, SALE_RETURN_BLIND)


@router.post("/api/inventory/receipts", **documented("stock.receive"))
async def receive_stock(request: Request) -> Response:
    """Accept a receipt of goods."""
    return await accept(request, STOCK_RECEIVE)


@router.post("/api/inventory/adjustments", **documented("stock.adjust"))
async def adjust_stock(request: Request) -> Response:
    """Accept a correction of stock."""
    return await accept(request, STOCK_ADJUST)


@router.post("/api/accounting/journals", **documented("journal.post"))
async def post_journal(request: Request) -> Response:
    """Accept a manual journal; it must balance."""
    return await accept(request, JOURNAL_POST)


@router.post("/api/accounting/journals/{journal_id}/reverse", **documented("journal.reverse"))
async def reverse_journal(request: Request, journal_id: UUID) -> Response:
    """Accept the reversal of a manual journal."""
    return await accept(request, JOURNAL_REVERSE, subject_id=journal_id)


@router.get("/api/operations", responses=problem_responses(401, 403, 422))
def list_operations(  # noqa: PLR0917 - filters are query parameters
    context: Reader,
    paging: Paging,
    status: Literal["pending", "posted", "rejected", "failed"] | None = None,
    kind: Annotated[str | None, Query(max_length=50, pattern=r"^[a-z_.]*$")] = None,
    lane: UUID | None = None,
    since: datetime | None = None,
) -> Page[Operation]:
    """List operations, newest first."""
    if since is not None and since.tzinfo is None:
        raise InvalidError.at("since", "Give the time with its offset.")
    with unit_of_work(context.org_id, read_only=True) as uow:
        operations, following = service.list_operations(
            uow,
            context,
            limit=paging.limit,
            before=_place_in_list(paging),
            status=status,
            kind=kind,
            lane=lane,
            since=since,
        )
    return Page(
        items=[Operation.model_validate(operation) for operation in operations],
        next_cursor=None if following is None else cursor_of(following[0].isoformat(), following[1]),
    )


def _place_in_list(paging: PageRequest) -> service.Place | None:
    key = paging.key(parts=2)
    if key is None:
        return None
    try:
        submitted_at, position = datetime.fromisoformat(key[0]), int(key[1][:18])
    except ValueError as error:
        raise CursorInvalid.at("cursor") from error
    if submitted_at.tzinfo is None:
        raise CursorInvalid.at("cursor")
    return submitted_at, position


@router.get("/api/operations/backlog", responses=problem_responses(401, 403))
def read_backlog(context: Reader) -> Backlog:
    """Say what waits, and how long already, per lane."""
    with unit_of_work(context.org_id, read_only=True) as uow:
        lanes = service.backlog(uow, context)
    return Backlog(
        waiting=sum(lane["waiting"] for lane in lanes), lanes=[LaneBacklog.model_validate(lane) for lane in lanes]
    )


@router.get(
    "/api/operations/stream",
    response_class=StreamingResponse,
    responses={
        **problem_responses(401, 403, 422),
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
    },
)
def stream_operations(
    context: Reader,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)] = None,
) -> StreamingResponse:
    """Send one event per ended operation; `Last-Event-ID` resumes behind the last one that was received."""
    after = _place(last_event_id)
    return StreamingResponse(
        _events(context, after), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


def _place(last_event_id: str | None) -> tuple[int, int] | None:
    if not last_event_id:
        return None
    try:
        transaction, position = last_event_id.split("-")
        return int(transaction[:18]), int(position[:18])
    except ValueError as error:
        raise InvalidError.at("Last-Event-ID", "Not an id that this stream has sent.") from error


async def _events(context: OrgContext, after: tuple[int, int] | None) -> AsyncIterator[bytes]:
    """Yield events for ever; a database that is away for a while only delays them."""
    yield b": open\n\n"
    silent_s = 0.0
    while True:
        try:
            async with await connect_to_watch() as connection:
                if after is None:
                    after = await end_of_stream(connection)
                while True:
                    events = await ended_since(connection, context.org_id, after)
                    low = await _low_stock(connection, context, after, events)
                    for place, operation in events:
                        # What a transaction took too low comes before what it ended, so that who resumes behind an
                        # operation has seen it.
                        if place[0] in low:
                            yield _low_stock_events(place[0], low.pop(place[0]))
                        after = place
                        yield b"id: %d-%d\nevent: operation\ndata: %b\n\n" % (*place, msgspec.json.encode(operation))
                    silent_s = 0.0 if events else silent_s + STREAM_POLL_S
                    if silent_s >= STREAM_KEEPALIVE_S:
                        silent_s = 0.0
                        yield b": still here\n\n"
                    await asyncio.sleep(0 if events else STREAM_POLL_S)
        except psycopg.Error:
            await asyncio.sleep(STREAM_POLL_S)


async def _low_stock(
    connection: Any, context: OrgContext, after: tuple[int, int], events: list[tuple[tuple[int, int], Any]]
) -> dict[int, list[dict[str, Any]]]:
    """Return the levels that fell to their reorder point with these operations, by transaction."""
    if not events or Permission.INVENTORY_STOCK_READ not in context.permissions:
        return {}
    until_xid = events[-1][0][0]
    return await low_stock_between(connection, context.org_id, after_xid=after[0], until_xid=until_xid)


def _low_stock_events(transaction: int, events: list[dict[str, Any]]) -> bytes:
    """Return what one transaction took too low, in one piece; only the last of it is a place to resume from."""
    piece = b"".join(b"event: stock.low\ndata: %b\n\n" % msgspec.json.encode(event) for event in events[:-1])
    return piece + b"id: %d-0\nevent: stock.low\ndata: %b\n\n" % (transaction, msgspec.json.encode(events[-1]))


@router.get("/api/operations/{operation_id}", responses=problem_responses(401, 403, 404))
def read_operation(context: Reader, operation_id: UUID) -> Operation:
    """Say what became of an operation. Its id is the one the client gave it."""
    with unit_of_work(context.org_id, read_only=True) as uow:
        return Operation.model_validate(service.get_operation(uow, context, operation_id))


@router.get("/api/operations/{operation_id}/payload", responses=problem_responses(401, 403, 404))
def read_payload(context: Manager, operation_id: UUID) -> OperationPayload:
    """Say what an operation says: what to mend before a retry."""
    with unit_of_work(context.org_id, read_only=True) as uow:
        return OperationPayload.model_validate(service.get_payload(uow, context, operation_id))


@router.post("/api/operations/{operation_id}/retry", status_code=202, responses=problem_responses(401, 403, 404, 409))
def retry_operation(request: Request, context: Manager, operation_id: UUID, body: Retry | None = None) -> Operation:
    """Let a rejected or failed operation wait again, mended if `payload` is given; what was accepted is kept too."""
    with unit_of_work(context.org_id) as uow:
        grants = grants_of(context.permissions)
        mended = None
        if body is not None and body.payload is not None:
            mended, lent = _mend(uow, context, operation_id, body.payload)
            grants |= lent
        operation, shard = service.retry_operation(
            uow, context, operation_id, mended=mended, grants=grants, record_audit=record_audit
        )
        unattended = service.ring_shards(uow, [shard])
        uow.after_commit(lambda: request.app.state.doorbell.ring(unattended))
        uow.commit()
    return Operation.model_validate(operation)


def _mend(uow: Any, context: OrgContext, operation_id: UUID, payload: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Return the mended content in canonical form, and the grants that an approval in it lends.

    Its kind, identity and permission stay those of the operation.
    """
    known = service.get_operation(uow, context, operation_id)
    kind = KINDS[known["kind"]]
    context.require(kind.permission)
    digits = profile_of(uow, org_id=context.org_id).digits
    content = kind.canonical(decode(msgspec.json.encode(payload), kind.payload_type), digits=digits)
    if kind.also_needs is not None and (permission := kind.also_needs(content)):
        context.require(permission)
    if content.get("id", str(operation_id)) != str(operation_id):
        raise InvalidError.at("payload.id", "The identity cannot be mended.")
    lent = approved(context, kind, content, operation_id) if "approval" in content else 0
    return content, lent


@router.post("/api/operations/{operation_id}/dismiss", responses=problem_responses(401, 403, 404, 409))
def dismiss_operation(context: Manager, operation_id: UUID, body: Dismissal) -> Operation:
    """Close a rejected or failed operation for good, with a reason that the audit log keeps."""
    with unit_of_work(context.org_id) as uow:
        operation = service.dismiss_operation(uow, context, operation_id, reason=body.reason, record_audit=record_audit)
        uow.commit()
    return Operation.model_validate(operation)
