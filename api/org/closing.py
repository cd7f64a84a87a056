"""Leaving: everything of an organization as files, and its end."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import StreamingResponse

from api.dependencies import Context, requires
from api.problems import problem_responses
from domain.auth import service as auth
from domain.auth.permissions import Permission, Role
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.org import service
from domain.org.errors import OwnersOnly
from domain.org.schemas import Closed, Closing
from domain.reports.takeout import takeout

router = APIRouter(prefix="/api/org", tags=["org"])
Exporter = Annotated[OrgContext, Depends(requires(Permission.ORG_EXPORT))]
ZIP = "application/zip"


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={
        200: {"description": "The archive", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}},
        **problem_responses(401, 403),
    },
)
def export_everything(ctx: Exporter) -> StreamingResponse:
    """Give everything that is kept of the organization as one archive: a file of JSON lines per table, no secrets.

    All files show the same moment. The last one, `manifest.json`, says how many rows each has: an archive without it is
    not whole.
    """
    if not ctx.closed:
        with unit_of_work(ctx.org_id) as uow:
            service.record_audit(
                uow, ctx, action="organization.export", subject_type="organization", subject_id=ctx.org_id
            )
            uow.commit()
    parts: Iterator[bytes] = takeout(ctx.org_id)
    name = f"arcoiris-{ctx.org_id}.zip"
    return StreamingResponse(parts, media_type=ZIP, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/close", responses=problem_responses(401, 403, 409))
def close_organization(ctx: Context, body: Closing) -> Closed:
    """Close the organization for good: nothing is changed or accepted any more, every key ends.

    Only an owner does this, and types the organization's name. What was accepted before is still carried out. Members
    can go on reading and exporting.
    """
    if ctx.role != Role.OWNER or ctx.actor.type != "user":
        raise OwnersOnly
    with unit_of_work(ctx.org_id) as uow:
        closed_at = service.close_organization(uow, ctx, name=body.name)
        revoked = auth.revoke_all_keys(uow, ctx)
        service.record_audit(
            uow,
            ctx,
            action="organization.close",
            subject_type="organization",
            subject_id=ctx.org_id,
            after={"closed_at": closed_at.isoformat(), "keys_revoked": revoked},
        )
        uow.commit()
    return Closed(closed_at=closed_at, keys_revoked=revoked)
