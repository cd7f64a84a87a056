"""Roles: the built-in ones, and those that an organization makes for itself from permissions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from api.dependencies import Context, requires
from api.etags import IfMatch, etag_of
from api.problems import problem_responses
from api.resources import CHANGED, CREATED, DELETED
from domain.auth import service as auth
from domain.auth.permissions import Permission
from domain.auth.schemas import NewRole, RoleChanges, RoleDescription
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import NO_CONTROL_CHARACTERS, Page

router = APIRouter(prefix="/api/org/roles", tags=["org"])
Manager = Annotated[OrgContext, Depends(requires(Permission.ORG_USERS_MANAGE))]
Code = Annotated[str, Path(max_length=64, pattern=NO_CONTROL_CHARACTERS)]


def _tagged(response: Response, role: RoleDescription) -> RoleDescription:
    response.headers["ETag"] = etag_of(role.version)
    return role


@router.get("", responses=problem_responses(401, 403))
def list_roles(ctx: Context) -> Page[RoleDescription]:
    """List the roles with what each may do: the built-in ones, then the organization's own."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return Page(items=auth.list_roles(uow, ctx))


@router.post("", status_code=201, responses=CREATED)
def create_role(ctx: Manager, body: NewRole, response: Response) -> RoleDescription:
    """Make a role from permissions, all of which whoever makes it holds."""
    with unit_of_work(ctx.org_id) as uow:
        role = auth.create_role(uow, ctx, wanted=body)
        uow.commit()
    response.headers["Location"] = f"/api/org/roles/{role.role}"
    return _tagged(response, role)


@router.get("/{code}", responses=problem_responses(401, 403, 404))
def read_role(ctx: Context, code: Code, response: Response) -> RoleDescription:
    """Show one role with what it may do."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return _tagged(response, auth.get_role(uow, ctx, code=code))


@router.patch("/{code}", responses=CHANGED)
def change_role(ctx: Manager, code: Code, body: RoleChanges, if_match: IfMatch, response: Response) -> RoleDescription:
    """Change a role of the organization's own; it counts from the next request on of whoever has it."""
    with unit_of_work(ctx.org_id) as uow:
        role = auth.redefine_role(uow, ctx, code=code, changes=body, expected_version=if_match)
        uow.commit()
    return _tagged(response, role)


@router.delete("/{code}", status_code=204, responses=DELETED)
def delete_role(ctx: Manager, code: Code, if_match: IfMatch) -> Response:
    """Delete a role of the organization's own that no member, key or open invitation has."""
    with unit_of_work(ctx.org_id) as uow:
        auth.delete_role(uow, ctx, code=code, expected_version=if_match)
        uow.commit()
    return Response(status_code=204)
