"""Imports: files handed in, checked, applied in the background, and what became of their rows."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from starlette.responses import StreamingResponse

from api.dependencies import Context, Paging, org_context
from api.import_uploads import DOCUMENTED, Sent, Uploaded
from api.problems import problem_responses
from api.resources import FOUND, LISTED
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.errors import DomainError, InvalidError
from domain.core.health import UNREACHABLE
from domain.core.ids import id_of_key
from domain.core.schemas import Page
from domain.imports import service
from domain.imports.kinds import KINDS
from domain.imports.progress import OPEN, Status
from domain.imports.rejected import rejected_file
from domain.imports.schemas import ImportApply, ImportView, KindView, PreviewView, RejectView
from domain.imports.templates import template

router = APIRouter(prefix="/api/imports", tags=["imports"])
POLL_S = 1.0
CHANGED = problem_responses(401, 403, 404, 409)
CSV_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
SAME_FORM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "In the form in which the file came: CSV, XLSX or JSON lines.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `progress` with the import, until it rests.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.post("", status_code=202, responses=problem_responses(401, 403, 409, 413, 422), openapi_extra=DOCUMENTED)
def hand_in(
    request: Request,
    response: Response,
    ctx: Context,
    sent: Uploaded,
    idempotency_key: Annotated[str | None, Header(max_length=255, description="The import's own identity.")] = None,
) -> ImportView:
    """Hand a file in; it is checked and applied in the background.

    With an `Idempotency-Key` the same file is handed in once, however often it is sent.
    """
    view, is_new = _received(ctx, sent, idempotency_key)
    if is_new:
        request.app.state.doorbell.ring_for_file()
    else:
        response.headers["Idempotency-Replayed"] = "true"
    return view


@router.get("", responses=LISTED)
def list_imports(ctx: Context, paging: Paging) -> Page[ImportView]:
    """List the imports of the kinds that you may import, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_imports(uow, ctx, paging=paging)


@router.get("/kinds", responses=problem_responses(401, 403))
def list_kinds(ctx: Context) -> list[KindView]:  # noqa: ARG001 - members alone may ask
    """List what can be imported, with all columns."""
    return service.list_kinds()


@router.get("/templates/{kind}.csv", response_class=Response, responses=problem_responses(401, 403, 422) | CSV_FILE)
def read_template(
    ctx: Context,  # noqa: ARG001 - members alone may ask
    kind: Annotated[str, Path(max_length=40, examples=["items"])],
) -> Response:
    """Give a file to begin with: the heading of a kind, and a row of examples."""
    if kind not in KINDS:
        raise InvalidError.at("kind", f"One of {', '.join(KINDS)}.")
    headers = {"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    return Response(template(KINDS[kind]), media_type="text/csv", headers=headers)


async def _beginning(request: Request, _ctx: Annotated[OrgContext, Depends(org_context)]) -> bytes:
    """Return the beginning of the body; the rest of it is not looked at."""
    taken = bytearray()
    async for data in request.stream():
        taken += data[: service.PREVIEWED_BYTES - len(taken)]
    return bytes(taken)


@router.post(
    "/preview",
    responses=problem_responses(401, 403, 413, 422),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The beginning of the file: its first mebibyte is more than enough.",
            "content": {
                "application/octet-stream": {
                    "schema": {"type": "string", "format": "binary"},
                    "example": "Item no.;Name;Price\nCOFFEE-250;Coffee beans 250 g;10,50\n",
                }
            },
        }
    },
)
def preview(
    ctx: Context,
    kind: Annotated[str, Query(max_length=40, examples=["items"])],
    beginning: Annotated[bytes, Depends(_beginning)],
) -> PreviewView:
    """Show how a file would be read: its shape, its heading, the suggested mapping and the first rows."""
    return service.preview(ctx, kind=kind, pieces=[beginning])


@router.get("/{import_id}", responses=FOUND)
def read_import(ctx: Context, import_id: UUID) -> ImportView:
    """Show an import: how far it is, and what came of it."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_import(uow, ctx, import_id=import_id)


@router.get("/{import_id}/rejects", responses=FOUND)
def list_rejects(ctx: Context, import_id: UUID, paging: Paging) -> Page[RejectView]:
    """List the rows that are not taken, with line, column, code and message of each fault."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_rejects(uow, ctx, import_id=import_id, paging=paging)


@router.get("/{import_id}/rejected", response_class=Response, responses=problem_responses(401, 403, 404) | SAME_FORM)
def read_rejected(ctx: Context, import_id: UUID) -> Response:
    """Give the rows that are not taken as a file, with the reason in the last column, to be mended and sent again."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        view = service.get_import(uow, ctx, import_id=import_id)
    pieces = _rejected_pieces(ctx, import_id)
    name, media_type, file = rejected_file(view, pieces)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(file, media_type=media_type, headers=headers)


@router.post("/{import_id}/apply", status_code=202, responses=CHANGED)
def apply_import(ctx: Context, import_id: UUID, body: ImportApply) -> ImportView:
    """Apply a file that was checked."""
    with unit_of_work(ctx.org_id) as uow:
        view = service.apply_import(uow, ctx, import_id=import_id, on_error=body.on_error)
        uow.commit()
    return view


@router.post("/{import_id}/cancel", status_code=202, responses=CHANGED)
def cancel_import(ctx: Context, import_id: UUID) -> ImportView:
    """Stop an import between two chunks; what was applied stays."""
    with unit_of_work(ctx.org_id) as uow:
        view = service.cancel_import(uow, ctx, import_id=import_id)
        uow.commit()
    return view


@router.post("/{import_id}/resume", status_code=202, responses=CHANGED)
def resume_import(ctx: Context, import_id: UUID) -> ImportView:
    """Let an import go on that was cancelled or failed while it was applied, from where it had come to."""
    with unit_of_work(ctx.org_id) as uow:
        view = service.resume_import(uow, ctx, import_id=import_id)
        uow.commit()
    return view


@router.get(
    "/{import_id}/events", response_class=StreamingResponse, responses=problem_responses(401, 403, 404) | EVENTS
)
def watch_import(ctx: Context, import_id: UUID) -> StreamingResponse:
    """Follow an import until it rests, as server-sent events."""
    first = _now(ctx, import_id)
    return StreamingResponse(_events(ctx, first), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _received(ctx: OrgContext, sent: Sent, key: str | None) -> tuple[ImportView, bool]:
    import_id = id_of_key(key) if key else sent.file.import_id
    try:
        with unit_of_work(ctx.org_id) as uow:
            found = service.receive_once(
                uow, ctx, wanted=sent.wanted, file=sent.file, file_name=sent.file_name, import_id=import_id
            )
            uow.commit()
    except DomainError:
        sent.file.forget()
        raise
    return found


def _now(ctx: OrgContext, import_id: UUID) -> ImportView:
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_import(uow, ctx, import_id=import_id)


async def _events(ctx: OrgContext, first: ImportView) -> AsyncIterator[str]:
    view = first
    yield _event(view)
    while Status(view.status) in OPEN:
        await asyncio.sleep(POLL_S)
        try:
            view = await to_thread.run_sync(_now, ctx, first.id)
        except UNREACHABLE:
            # Who follows waits with us until the database is back.
            yield ": waiting\n\n"
        else:
            yield _event(view)


def _event(view: ImportView) -> str:
    return f"event: progress\ndata: {view.model_dump_json()}\n\n"


def _rejected_pieces(ctx: OrgContext, import_id: UUID) -> Iterator[tuple[int, list[str], list[dict[str, str]]]]:
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        yield from service.rejected_rows(uow, ctx, import_id=import_id)
