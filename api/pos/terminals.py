"""Tills."""

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
from domain.pos import service
from domain.pos.schemas import TerminalCreate, TerminalPatch, TerminalView

UNDER = "/api/pos/terminals"
router = APIRouter(prefix=UNDER, tags=["pos"])

Reader = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.POS_SETUP_WRITE))]


@router.post("", status_code=201, responses=CREATED)
def create_terminal(ctx: Writer, body: TerminalCreate, response: Response) -> TerminalView:
    """Add a till."""
    with unit_of_work(ctx.org_id) as uow:
        made = service.TERMINALS.create(uow, ctx, given=body)
        uow.commit()
    return created(response, made, under=UNDER)


@router.get("", responses=LISTED)
def list_terminals(
    ctx: Reader,
    paging: Paging,
    *,
    code: SearchText | None = None,
    location_id: UUID | None = None,
    active: bool | None = None,
) -> Page[TerminalView]:
    """List the tills, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.TERMINALS.page(uow, ctx, paging=paging, code=code, location_id=location_id, active=active)


@router.get("/{terminal_id}", responses=FOUND)
def read_terminal(ctx: Reader, terminal_id: UUID, response: Response) -> TerminalView:
    """Show one till."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return tagged(response, service.TERMINALS.get(uow, ctx, row_id=terminal_id))


@router.patch("/{terminal_id}", responses=CHANGED)
def change_terminal(
    ctx: Writer, terminal_id: UUID, body: TerminalPatch, if_match: IfMatch, response: Response
) -> TerminalView:
    """Change a till; what is not given stays as it is."""
    with unit_of_work(ctx.org_id) as uow:
        changed = service.TERMINALS.update(uow, ctx, row_id=terminal_id, patch=body, expected=if_match)
        uow.commit()
    return tagged(response, changed)


@router.delete("/{terminal_id}", status_code=204, responses=DELETED)
def delete_terminal(ctx: Writer, terminal_id: UUID, if_match: IfMatch) -> Response:
    """Delete a till that was never used, else deactivate it."""
    with unit_of_work(ctx.org_id) as uow:
        service.TERMINALS.delete(uow, ctx, row_id=terminal_id, expected=if_match)
        uow.commit()
    return Response(status_code=204)
