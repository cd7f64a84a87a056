"""How an organization wants its sales, stock and books to be handled, and how it wanted them before."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.etags import IfMatch, etag_of
from api.problems import problem_responses
from domain.accounting import service as accounting
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory import service as inventory
from domain.org import service
from domain.org.schemas import Policies, PolicyChanges, SettingsVersion

router = APIRouter(prefix="/api/org/settings", tags=["org"])
Reader = Annotated[OrgContext, Depends(requires(Permission.ORG_SETTINGS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ORG_SETTINGS_WRITE))]


@router.get("", responses=problem_responses(401, 403))
def read_settings(ctx: Reader, response: Response) -> Policies:
    """Show how the organization wants its sales, stock and books to be handled."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        policies, version = service.get_policies(uow, ctx)
    response.headers["ETag"] = etag_of(version)
    return policies


@router.patch("", responses=problem_responses(401, 403, 409, 412))
def change_settings(ctx: Writer, body: PolicyChanges, if_match: IfMatch, response: Response) -> Policies:
    """Change some policies; they hold for what is posted from then on."""
    with unit_of_work(ctx.org_id) as uow:
        first_movement = inventory.list_stock_movements(
            uow, ctx, paging=PageRequest(limit=1), wanted=inventory.MovementFilter()
        )
        policies, version = service.change_policies(
            uow,
            ctx,
            changes=body,
            expected_version=if_match,
            stock_has_moved=bool(first_movement.items),
            year_is_closed=accounting.a_year_is_closed(uow, ctx),
        )
        uow.commit()
    response.headers["ETag"] = etag_of(version)
    return policies


@router.get("/history", responses=problem_responses(401, 403, 422))
def list_changes_of_settings(ctx: Reader, paging: Paging) -> Page[SettingsVersion]:
    """List who changed the policies, when, from where: before and after, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_settings_history(uow, ctx, request=paging)
