"""Which account serves which role of the posting rules."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import requires
from api.problems import problem_responses
from api.resources import FOUND
from domain.accounting import service
from domain.accounting.chart_schemas import AccountRoleOverrideGive, AccountRoleOverrideView
from domain.accounting.schemas import AccountRoleGive, AccountRoleView, Role
from domain.auth.permissions import Permission
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.inventory.service import get_location

router = APIRouter(prefix="/api/accounting/account-roles", tags=["accounting"])

Reader = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_ACCOUNTS_READ))]
Writer = Annotated[OrgContext, Depends(requires(Permission.ACCOUNTING_ACCOUNTS_WRITE))]


@router.get("", responses=problem_responses(401, 403))
def list_account_roles(ctx: Reader) -> Page[AccountRoleView]:
    """List every role, and the account that serves it."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_roles(uow, ctx)


@router.get("/{role}", responses=problem_responses(401, 403, 422))
def read_account_role(ctx: Reader, role: Role) -> AccountRoleView:
    """Show one role, and the account that serves it."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_role(uow, ctx, role=role)


@router.put("/{role}", responses=problem_responses(401, 403, 409, 422))
def put_account_role(ctx: Writer, role: Role, body: AccountRoleGive) -> AccountRoleView:
    """Let an account serve a role from the next posting on."""
    return _give(ctx, role, body)


@router.patch("/{role}", responses=problem_responses(401, 403, 409, 422))
def change_account_role(ctx: Writer, role: Role, body: AccountRoleGive) -> AccountRoleView:
    """Let an account serve a role from the next posting on."""
    return _give(ctx, role, body)


@router.get("/{role}/locations", responses=problem_responses(401, 403, 422))
def list_role_overrides(ctx: Reader, role: Role) -> Page[AccountRoleOverrideView]:
    """List the locations that have an account of their own for a role."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_role_overrides(uow, ctx, role=role)


@router.get("/{role}/locations/{location_id}", responses=FOUND)
def read_role_override(ctx: Reader, role: Role, location_id: UUID) -> AccountRoleOverrideView:
    """Show the account that a location has of its own for a role."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.get_role_override(uow, ctx, role=role, location_id=location_id)


@router.put("/{role}/locations/{location_id}", responses=problem_responses(401, 403, 404, 422))
def put_role_override(
    ctx: Writer, role: Role, location_id: UUID, body: AccountRoleOverrideGive
) -> AccountRoleOverrideView:
    """Let an account serve a role at one location, in place of the organization's, from the next posting on."""
    with unit_of_work(ctx.org_id) as uow:
        get_location(uow, ctx, location_id=location_id)
        given = service.override_role(uow, ctx, role=role, location_id=location_id, account_code=body.account)
        uow.commit()
    return given


@router.delete("/{role}/locations/{location_id}", status_code=204, responses=problem_responses(401, 403, 404, 422))
def delete_role_override(ctx: Writer, role: Role, location_id: UUID) -> Response:
    """Let the organization's account serve a role at a location again."""
    with unit_of_work(ctx.org_id) as uow:
        service.restore_role(uow, ctx, role=role, location_id=location_id)
        uow.commit()
    return Response(status_code=204)


def _give(ctx: OrgContext, role: Role, body: AccountRoleGive) -> AccountRoleView:
    with unit_of_work(ctx.org_id) as uow:
        given = service.give_role(uow, ctx, role=role, account_code=body.account)
        uow.commit()
    return given
