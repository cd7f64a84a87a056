"""Reasons to adjust stock."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch
from api.resources import CHANGED, CREATED, DELETED, FOUND, LISTED, created, tagged
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.fields import SearchText
from domain.core.schemas import Page
from domain.inventory import service
from domain.inventory.schemas import ReasonCreate, ReasonPatch, ReasonView

UNDER = "/api/inventory/reasons"
router = APIRouter(prefix=UNDER, tags=["inventory"])

Reader = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_STOCK_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.INVENTORY_LOCATIONS_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_reason(ctx: Writer, body: ReasonCreate, response: Response) -> ReasonView:
    """Add a reason."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.REASONS.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_reasons(
    ctx: Reader, paging: Paging, *, code: SearchText | None = None, active: bool | None = None
) -> Page[ReasonView]:
    """List the reasons, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.REASONS.page(uow, ctx, paging=paging, code=code, active=active)


@router.get("/{reason_id}", responses=FOUND)
def read_reason(ctx: Reader, reason_id: UUID, response: Response) -> ReasonView:
    """Show one reason."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.REASONS.get(uow, ctx, row_id=reason_id))


@router.patch("/{reason_id}", responses=CHANGED)
def change_reason(ctx: Writer, reason_id: UUID, body: ReasonPatch, if_match: IfMatch, response: Response) -> ReasonView:
    """Change a reason; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.REASONS.update(uow, ctx, row_id=reason_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{reason_id}", status_code=204, responses=DELETED)
def delete_reason(ctx: Writer, reason_id: UUID, if_match: IfMatch) -> Response:
    """Delete a reason that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.REASONS.delete(uow, ctx, row_id=reason_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
