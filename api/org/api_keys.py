"""API keys: credentials of devices."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.problems import problem_responses
from domain.auth import service as auth
from domain.auth.permissions import Permission
from domain.auth.schemas import Key, KeyWithSecret, NewKey
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.pos import service as pos

router = APIRouter(prefix="/api/org/api-keys", tags=["org"])
Manager = Annotated[OrgContext, Depends(requires(Permission.ORG_KEYS_MANAGE))]


@router.get("", responses=problem_responses(401, 403))
def list_api_keys(ctx: Manager, paging: Paging) -> Page[Key]:
    """List the organization's keys, newest first, revoked ones too, never a secret."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.list_keys(uow, ctx, request=paging)


@router.post("", status_code=201, responses=problem_responses(401, 403, 404))
def create_api_key(ctx: Manager, body: NewKey, response: Response) -> KeyWithSecret:
    """Make a key for a device; this answer is the one time that its secret is shown."""
    with unit_of_work(ctx.org_id) as uow:
        if body.terminal_id is not None:
            pos.TERMINALS.get(uow, ctx, row_id=body.terminal_id)
        key = auth.create_key(
            uow, ctx, name=body.name, role=body.role, terminal_id=body.terminal_id, expires_at=body.expires_at
        )
        uow.commit()
    response.headers["Location"] = f"/api/org/api-keys/{key.id}"
    return key


@router.get("/{key_id}", responses=problem_responses(401, 403, 404))
def read_api_key(ctx: Manager, key_id: UUID) -> Key:
    """Show one key, without its secret."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.get_key(uow, ctx, key_id=key_id)


@router.delete("/{key_id}", status_code=204, responses=problem_responses(401, 403, 404))
def revoke_api_key(ctx: Manager, key_id: UUID) -> Response:
    """End a key; it counts from the next request on. The key stays in the list."""
    with unit_of_work(ctx.org_id) as uow:
        auth.revoke_key(uow, ctx, key_id=key_id)
        uow.commit()
    return Response(status_code=204)
