"""The audit log: who changed what, when, from where."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from api.dependencies import Paging, requires
from api.problems import problem_responses
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import NO_CONTROL_CHARACTERS, Page
from domain.org import service
from domain.org.schemas import AuditRecord
from domain.org.service import AuditFilter

router = APIRouter(prefix="/api/org/audit", tags=["org"])
Reader = Annotated[OrgContext, Depends(requires(Permission.ORG_AUDIT_READ))]
Word = Annotated[str | None, Query(max_length=200, pattern=NO_CONTROL_CHARACTERS)]


def _wanted(
    actor: Annotated[UUID | None, Query(description="The person or key.")] = None,
    action: Word = None,
    subject: Annotated[
        str | None,
        Query(max_length=200, pattern=NO_CONTROL_CHARACTERS, description="What was changed: its id, or its type."),
    ] = None,
    since: Annotated[AwareDatetime | None, Query(alias="from", description="From this time on.")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Before this time.")] = None,
) -> AuditFilter:
    return AuditFilter(actor_id=actor, action=action, subject=subject, since=since, until=until)


@router.get("", responses=problem_responses(401, 403, 422))
def list_audit(ctx: Reader, paging: Paging, wanted: Annotated[AuditFilter, Depends(_wanted)]) -> Page[AuditRecord]:
    """List who changed what, from where, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_audit(uow, ctx, request=paging, wanted=wanted)
