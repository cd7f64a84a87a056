"""Durable acceptance over HTTP: body to wish, wish to operation, operation to answer.

Nothing here waits for a worker, unless the client prefers to.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from api.access import Access, AccessCache
from api.metrics import ACCEPTED, REPLAYED
from broker.doorbell import Doorbell, broker_answers
from domain.auth.approvals import read_approval
from domain.auth.errors import ApprovalInvalid
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.errors import FieldError, ForbiddenError
from domain.core.health import UNREACHABLE
from domain.core.ids import id_of_key, new_id
from domain.core.settings import settings
from domain.operations.admission import AccessChanged, AdmissionDesk, Admitted, Wish
from domain.operations.errors import (
    IdempotencyMismatchError,
    InboxUnavailableError,
    InvalidPayloadError,
    MissingIdentityError,
)
from domain.operations.kinds import OperationKind
from domain.operations.payload import Payload, decode
from domain.operations.service import APPROVED_BY, lane_of_operation, terminal_of_operation, workers_seen
from domain.operations.view import OperationStatus
from domain.operations.watch import OutcomeWatch
from domain.pos.sale_payload import SaleBatch, SalePost
from domain.posting.errors import UnknownShiftError, UnknownTerminalError
from domain.posting.grants import grants_of
from domain.posting.kinds import SALE_POST, SHIFT_OPEN
from domain.posting.rehearsal import rehearse

LaneOf = Callable[[UUID, UUID], Awaitable[UUID | None]]
"""(organization, subject) -> the lane; None: that of the operation that made the subject."""

BodyOf = Callable[[OrgContext], bytes]
"""Whoever asks -> the body that is kept here for them."""

ACCESS_TRIES = 3
MAX_KEY_LENGTH = 255
NO_BODY = b"{}"
_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*(\d{1,6})\s*(?:;|,|$)")


@asynccontextmanager
async def admission(app: FastAPI) -> AsyncIterator[None]:
    """Open the inbox's desk, the doorbell and the watch over outcomes for the life of the process."""
    doorbell = Doorbell().start()
    try:
        async with AdmissionDesk(doorbell.ring) as desk, OutcomeWatch() as watch:
            app.state.desk, app.state.watch, app.state.doorbell = desk, watch, doorbell
            app.state.access = AccessCache(desk)
            app.state.broker, app.state.workers = broker_answers, _workers_seen
            yield
    finally:
        doorbell.stop()


def _workers_seen() -> bool:
    try:
        with unit_of_work(read_only=True) as uow:
            return workers_seen(uow)
    except UNREACHABLE:
        return False


async def accept(
    request: Request,
    kind: OperationKind,
    *,
    subject_id: UUID | None = None,
    lane_of: LaneOf | None = None,
    named: Mapping[str, Any] | None = None,
    body_of: BodyOf | None = None,
) -> Response:
    """Accept one operation durably and answer 202, or 200 with what it ended as where the client waits for it.

    `subject_id`: what the operation is about, where that is not the identity in its body. `lane_of`: where it waits by
    what is known of its subject, if that is known already. `named`: fields of the body that the path gives.
    `body_of`: gives what was written here before, in the place of a body.
    """
    raw = await request.body() or (NO_BODY if kind.once or kind.harmless_again else b"")
    for _ in range(ACCESS_TRIES):
        access = await request.app.state.access.of(request)
        if body_of is not None:
            access.context.require(kind.permission)
            raw = await asyncio.to_thread(body_of, access.context)
        if b'"approval"' not in raw:
            access.context.require(kind.permission)
        content = kind.canonical(_as_named(decode(raw, kind.payload_type), named), digits=access.digits)
        wish = await _wish(request, access, kind, content, subject_id)
        if lane_of is not None:
            wish = replace(wish, lane=await lane_of(wish.org_id, wish.subject_id) or wish.lane)
        if kind.background and "dry_run" in request.query_params:
            raise InvalidPayloadError(errors=(FieldError("dry_run", "not_offered", "This kind has no rehearsal."),))
        if request.query_params.get("dry_run", "").lower() == "true":
            # Nothing is admitted, so nothing else would notice that access was taken away.
            if await request.app.state.desk.current_epoch() != access.epoch:
                await request.app.state.access.renew()
                continue
            return _json(200, await _rehearse(wish))
        try:
            (answer,) = await request.app.state.desk.admit([wish], epoch=access.epoch)
        except AccessChanged:
            await request.app.state.access.renew()
            continue
        if isinstance(answer, IdempotencyMismatchError):
            raise answer
        return await _answer(request, access, answer)
    raise InboxUnavailableError(retry_after_s=1)


def _as_named(payload: Payload, named: Mapping[str, Any] | None) -> Payload:
    """Return the body with what the path says of it; raises `InvalidPayloadError` where it says otherwise itself."""
    for name, value in (named or {}).items():
        if getattr(payload, name) not in {None, value}:
            raise InvalidPayloadError(errors=(FieldError(name, "differs", "The path names another one."),))
        setattr(payload, name, value)
    return payload


async def accept_batch(request: Request) -> Response:
    """Accept up to 1,000 sales, each judged by itself; what is valid is accepted durably in one commit."""
    raw = await request.body()
    for _ in range(ACCESS_TRIES):
        access = await request.app.state.access.of(request)
        access.context.require(SALE_POST.permission)
        batch = _read_batch(raw)
        judged = await asyncio.to_thread(_read_sales, batch.sales, access.digits)
        wishes: list[Wish] = []
        for at, sale in enumerate(judged):
            if isinstance(sale, dict):
                try:
                    wishes.append(await _wish(request, access, SALE_POST, sale, None))
                except (UnknownTerminalError, ForbiddenError, ApprovalInvalid) as error:
                    judged[at] = error
        try:
            answers = await request.app.state.desk.admit(wishes, epoch=access.epoch) if wishes else []
        except AccessChanged:
            await request.app.state.access.renew()
            continue
        return _json(202, {"operations": _batch_answer(batch.sales, judged, iter(answers))})
    raise InboxUnavailableError(retry_after_s=1)


def _read_batch(raw: bytes) -> SaleBatch:
    batch = decode(raw, SaleBatch)
    limit = settings().max_batch_sales
    if not 1 <= len(batch.sales) <= limit:
        raise InvalidPayloadError(errors=(FieldError("sales", "too_many", f"Between 1 and {limit} sales."),))
    return batch


def _read_sales(
    sales: Sequence[msgspec.Raw], digits: int
) -> list[dict[str, Any] | InvalidPayloadError | UnknownTerminalError | ForbiddenError]:
    judged: list[dict[str, Any] | InvalidPayloadError | UnknownTerminalError | ForbiddenError] = []
    for raw in sales:
        try:
            judged.append(SALE_POST.canonical(decode(bytes(raw), SalePost), digits=digits))
        except InvalidPayloadError as error:
            judged.append(error)
    return judged


def _batch_answer(sales: Sequence[msgspec.Raw], judged: Sequence[Any], answers: Any) -> list[dict[str, Any]]:
    operations = []
    for raw, sale in zip(sales, judged, strict=True):
        answer = next(answers) if isinstance(sale, dict) else sale
        if isinstance(answer, Admitted):
            (REPLAYED if answer.replayed else ACCEPTED).labels(SALE_POST.name).inc()
            operations.append({"id": answer.operation["id"], "status": answer.operation["status"]})
        else:
            operations.append({"id": _id_in(raw), "error": answer.as_outcome()})
    return operations


class _Identity(msgspec.Struct):
    id: str | None = None


def _id_in(raw: msgspec.Raw) -> str | None:
    """Return the identity that a refused sale came with, if that much of it can be read."""
    try:
        return msgspec.json.decode(raw, type=_Identity).id
    except msgspec.MsgspecError:
        return None


async def _wish(
    request: Request, access: Access, kind: OperationKind, content: dict[str, Any], subject_id: UUID | None
) -> Wish:
    context = access.context
    identity = UUID(content["id"]) if "id" in content else _identity_without_id(request, kind, subject_id)
    named = content.get("terminal_id")
    if named is not None:
        if context.terminal_id is not None and str(context.terminal_id) != named:
            raise ForbiddenError("This key belongs to another terminal.")
        lane = await request.app.state.access.location_of(context.org_id, named)
        if lane is None:
            raise UnknownTerminalError.at("terminal_id")
    elif kind.follows_subject and subject_id is not None:
        lane, terminal_id = await asyncio.to_thread(_made_by, context.org_id, subject_id)
        if kind.subject_type == SHIFT_OPEN.subject_type and context.terminal_id is not None:
            # The content names no terminal: the shift does, or rather what opened it, posted or still waiting.
            if terminal_id is None:
                raise UnknownShiftError.at("shift_id")
            if terminal_id != context.terminal_id:
                raise ForbiddenError("This key belongs to another terminal.")
    else:
        lane = kind.lane(context.org_id, content)
    if kind.subject_of is not None:
        subject_id = kind.subject_of(context.org_id, content)
    grants = access.grants
    if "approval" in content:
        grants |= await asyncio.to_thread(approved, context, kind, content, identity)
    else:
        # Asked again: a body can speak of an approval without giving one.
        context.require(kind.permission)
    if kind.also_needs is not None and (permission := kind.also_needs(content)):
        context.require(permission)
    return Wish(
        org_id=context.org_id,
        id=identity,
        kind=kind.name,
        lane=lane,
        subject_type=kind.subject_type,
        subject_id=subject_id or identity,
        actor=context.actor,
        content=content,
        grants=grants,
        background=kind.background,
    )


def approved(context: OrgContext, kind: OperationKind, content: dict[str, Any], identity: UUID) -> int:
    """Put the approver in the approval's place, and return the grants that the approval lends to this operation.

    The token itself is neither kept nor compared: the same approval given twice is the same content. An expired one is
    believed of an operation that was accepted before: a resend hours later is still the same operation.
    Raises `ApprovalInvalid` where it is for something else, `ForbiddenError` where it does not suffice.
    """
    approval = read_approval(content.pop("approval"))
    if approval.org_id != context.org_id or approval.operation_id != identity:
        raise ApprovalInvalid("The approval was given for another operation.")
    if approval.expired and not _is_known(context.org_id, identity):
        raise ApprovalInvalid("The approval has expired.")
    if kind.permission not in approval.permissions:
        context.require(kind.permission)
    content[APPROVED_BY] = str(approval.approver_id)
    return grants_of(approval.permissions, approved=True)


def _is_known(org_id: UUID, operation_id: UUID) -> bool:
    with unit_of_work(org_id, read_only=True) as uow:
        return lane_of_operation(uow, org_id=org_id, operation_id=operation_id) is not None


def _made_by(org_id: UUID, operation_id: UUID) -> tuple[UUID, UUID | None]:
    """Return lane and terminal of the operation that made what this one is about.

    Where there is no such operation it is the organization's own lane, and no terminal.
    """
    with unit_of_work(org_id, read_only=True) as uow:
        lane = lane_of_operation(uow, org_id=org_id, operation_id=operation_id) or org_id
        return lane, terminal_of_operation(uow, org_id=org_id, operation_id=operation_id)


def _identity_without_id(request: Request, kind: OperationKind, subject_id: UUID | None) -> UUID:
    """Return the identity that the header gives, else that of what can only happen once to its subject."""
    key = request.headers.get("idempotency-key", "")
    if not key and kind.once and subject_id is not None:
        return id_of_key(f"{kind.name} of {subject_id}")
    if not key and kind.harmless_again:
        return new_id()
    if not key or len(key) > MAX_KEY_LENGTH:
        raise MissingIdentityError
    return id_of_key(key)


async def _answer(request: Request, access: Access, admitted: Admitted) -> Response:
    operation = admitted.operation
    (REPLAYED if admitted.replayed else ACCEPTED).labels(operation["kind"]).inc()
    wait_s = _preferred_wait_s(request)
    if operation["status"] == OperationStatus.PENDING and wait_s:
        ended = await request.app.state.watch.wait(access.context.org_id, UUID(operation["id"]), timeout_s=wait_s)
        operation = ended or operation
    headers = {"Location": f"/api/operations/{operation['id']}"}
    if admitted.replayed:
        headers["Idempotency-Replayed"] = "true"
    if wait_s:
        headers["Preference-Applied"] = f"wait={wait_s}"
    if operation["status"] == OperationStatus.PENDING:
        return _json(202, operation, headers | {"Retry-After": "1"})
    return _json(200 if admitted.replayed or wait_s else 202, operation, headers)


def _preferred_wait_s(request: Request) -> int:
    """Return how long the client prefers to wait (RFC 7240), at most what the settings allow; 0: not at all."""
    found = _WAIT.search(request.headers.get("prefer", ""))
    return min(int(found[1]), settings().max_wait_s) if found else 0


async def _rehearse(wish: Wish) -> dict[str, Any]:
    return await asyncio.to_thread(
        rehearse,
        org_id=wish.org_id,
        operation_id=wish.id,
        kind=wish.kind,
        subject_id=wish.subject_id,
        content=wish.content,
        grants=wish.grants,
    )


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), status, headers, "application/json")
