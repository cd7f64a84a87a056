"""Reports in the form that is asked for: JSON a page at a time, CSV and XLSX whole, as files that stream."""

from collections.abc import Callable
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Annotated, Any, Literal, TypeVar

from anyio import CancelScope, to_thread
from fastapi import Depends, Header, Query, Response
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.media_types import CSV, JSON, XLSX, preferred
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork, unit_of_work
from domain.core.errors import BusyError
from domain.core.settings import settings
from domain.reports.files import FileFormat, ReportFile, TableMaker

FORMATS = {"json": JSON, "csv": CSV, "xlsx": XLSX}
FILES = {CSV: FileFormat.CSV, XLSX: FileFormat.XLSX}

AS_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "JSON, a page of it where it has pages; CSV and XLSX are the whole report.",
        "content": {
            CSV: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
"""What a route that calls `answer` documents of its 200."""

View = TypeVar("View")


def _wanted(
    accept: Annotated[str | None, Header(description="`application/json`, `text/csv`, or XLSX's media type.")] = None,
    file_format: Annotated[
        Literal["json", "csv", "xlsx"] | None,
        Query(alias="format", description="As `Accept`, for links; it goes before the header."),
    ] = None,
) -> str:
    return FORMATS[file_format] if file_format else preferred(accept, tuple(FORMATS.values()))


Wanted = Annotated[str, Depends(_wanted)]
"""The media type in which the client wants the report."""


def answer(ctx: OrgContext, wanted: str, *, view: Callable[[UnitOfWork], View], table: TableMaker) -> View | Response:
    """Answer with a report's JSON view, or with its table as a file; what either raises is answered as a problem.

    **Raises** `BusyError` where too many files leave this process already: each holds a connection to the database.
    """
    if wanted == JSON:
        with unit_of_work(ctx.org_id, read_only=True) as uow:
            return view(uow)
    if not _places().acquire(blocking=False):
        raise BusyError("Too many reports are being sent as files.", retry_after_s=5)
    try:
        file = ReportFile(ctx.org_id, table, FILES[wanted])
    except BaseException:
        _places().release()
        raise
    return _ReportStream(file, media_type=wanted)


class _ReportStream(StreamingResponse):
    """Sends a file, and closes it whatever happens: also when the client goes away in the middle of it."""

    def __init__(self, file: ReportFile, *, media_type: str) -> None:
        super().__init__(
            file.pieces,
            media_type=media_type,
            headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
        )
        self.file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Nobody cancels this: the connection to the database goes back to the pool in any case.
            with CancelScope(shield=True):
                await to_thread.run_sync(self._close)

    def _close(self) -> None:
        try:
            self.file.close()
        finally:
            _places().release()


@lru_cache(maxsize=1)
def _places() -> BoundedSemaphore:
    """Return the places for files that are being sent: at most half of the connections that the pool keeps."""
    return BoundedSemaphore(max(1, settings().db_pool_size // 2))
