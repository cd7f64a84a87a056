"""The people of an organization, and what each of them is there."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.problems import problem_responses
from domain.auth import service as auth
from domain.auth.permissions import Permission
from domain.auth.schemas import Member, NewMember, RoleChange
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page

router = APIRouter(prefix="/api/org/users", tags=["org"])
Manager = Annotated[OrgContext, Depends(requires(Permission.ORG_USERS_MANAGE))]


@router.get("", responses=problem_responses(401, 403))
def list_users(ctx: Manager, paging: Paging) -> Page[Member]:
    """List the organization's people, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.list_members(uow, ctx, request=paging)


@router.post("", status_code=201, responses=problem_responses(401, 403, 409))
def add_user(ctx: Manager, body: NewMember, response: Response) -> Member:
    """Make somebody who has an account a member."""
    with unit_of_work(ctx.org_id) as uow:
        member = auth.add_member(uow, ctx, email=body.email, role=body.role)
        uow.commit()
    response.headers["Location"] = f"/api/org/users/{member.id}"
    return member


@router.get("/{user_id}", responses=problem_responses(401, 403, 404))
def read_user(ctx: Manager, user_id: UUID) -> Member:
    """Show one of the organization's people."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.get_member(uow, ctx, user_id=user_id)


@router.patch("/{user_id}", responses=problem_responses(401, 403, 404, 409))
def change_role(ctx: Manager, user_id: UUID, body: RoleChange) -> Member:
    """Give a member another role; it counts from the next request on."""
    with unit_of_work(ctx.org_id) as uow:
        member = auth.change_role(uow, ctx, user_id=user_id, role=body.role)
        uow.commit()
    return member


@router.delete("/{user_id}", status_code=204, responses=problem_responses(401, 403, 404, 409))
def remove_user(ctx: Manager, user_id: UUID) -> Response:
    """End a membership; it counts from the next request on."""
    with unit_of_work(ctx.org_id) as uow:
        auth.remove_member(uow, ctx, user_id=user_id)
        uow.commit()
    return Response(status_code=204)
