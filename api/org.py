"""Organizations, their settings, people, keys and audit log."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Claims, Context, Paging, requires
from api.etags import IfMatch, etag_of
from api.problems import problem_responses
from domain.auth import service as auth
from domain.auth.permissions import Permission
from domain.auth.schemas import Key, KeyWithSecret, Member, NewKey, NewMember, RoleChange, RoleDescription
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.errors import NotFoundError
from domain.core.ids import new_id
from domain.core.paging import PageRequest
from domain.core.schemas import Page
from domain.inventory import service as inventory
from domain.onboarding import service as onboarding
from domain.org import service
from domain.org.schemas import AuditRecord, OrganizationDraft, OrganizationOfMine, Policies, PolicyChanges
from domain.pos import service as pos

router = APIRouter(prefix="/api/org", tags=["org"])

SettingsReader = Annotated[OrgContext, Depends(requires(Permission.ORG_SETTINGS_READ))]
SettingsWriter = Annotated[OrgContext, Depends(requires(Permission.ORG_SETTINGS_WRITE))]
UserManager = Annotated[OrgContext, Depends(requires(Permission.ORG_USERS_MANAGE))]
KeyManager = Annotated[OrgContext, Depends(requires(Permission.ORG_KEYS_MANAGE))]
AuditReader = Annotated[OrgContext, Depends(requires(Permission.ORG_AUDIT_READ))]


@router.post("/organizations", status_code=201, responses=problem_responses(401))
def open_organization(body: OrganizationDraft, claims: Claims, response: Response) -> OrganizationOfMine:
    """Open an organization, ready to sell; whoever opens it owns it."""
    org_id = new_id()
    with unit_of_work(org_id) as uow:
        owner = auth.person(uow, claims=claims)
        opened = onboarding.open_organization(uow, org_id=org_id, owner_id=owner.id, draft=body)
        uow.commit()
    response.headers["Location"] = f"/api/org/organizations/{org_id}"
    return opened


@router.get("/organizations", responses=problem_responses(401))
def list_organizations(claims: Claims, paging: Paging) -> Page[OrganizationOfMine]:
    """List the organizations of the person who asks, newest first."""
    with unit_of_work(read_only=True) as uow:
        memberships = auth.list_memberships(uow, claims=claims, request=paging)
    roles = {membership.org_id: membership.role.value for membership in memberships.items}
    with unit_of_work(*roles, read_only=True) as uow:
        items = service.list_organizations(uow, roles=roles)
    return Page(items=items, next_cursor=memberships.next_cursor)


@router.get("/organizations/{org_id}", responses=problem_responses(401, 404))
def read_organization(org_id: UUID, claims: Claims) -> OrganizationOfMine:
    """Show one organization of the person who asks."""
    with unit_of_work(read_only=True) as uow:
        mine = auth.describe_me(uow, claims=claims).memberships
    roles = {membership.org_id: membership.role.value for membership in mine if membership.org_id == org_id}
    if not roles:
        raise NotFoundError("There is no such organization among yours.")
    with unit_of_work(org_id, read_only=True) as uow:
        return service.list_organizations(uow, roles=roles)[0]


@router.get("/settings", responses=problem_responses(401, 403))
def read_settings(ctx: SettingsReader, response: Response) -> Policies:
    """Show how the organization wants its sales, stock and books to be handled."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        policies, version = service.get_policies(uow, ctx)
    response.headers["ETag"] = etag_of(version)
    return policies


@router.patch("/settings", responses=problem_responses(401, 403, 409, 412))
def change_settings(ctx: SettingsWriter, body: PolicyChanges, if_match: IfMatch, response: Response) -> Policies:
    """Change some policies; they hold for what is posted from then on."""
    with unit_of_work(ctx.org_id) as uow:
        first_movement = inventory.list_stock_movements(
            uow, ctx, paging=PageRequest(limit=1), wanted=inventory.MovementFilter()
        )
        policies, version = service.change_policies(
            uow, ctx, changes=body, expected_version=if_match, stock_has_moved=bool(first_movement.items)
        )
        uow.commit()
    response.headers["ETag"] = etag_of(version)
    return policies


@router.get("/roles", responses=problem_responses(401, 403))
def list_roles(_ctx: Context) -> Page[RoleDescription]:
    """List the roles with what each may do."""
    return Page(items=auth.list_roles())


@router.get("/users", responses=problem_responses(401, 403))
def list_users(ctx: UserManager, paging: Paging) -> Page[Member]:
    """List the organization's people, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.list_members(uow, ctx, request=paging)


@router.post("/users", status_code=201, responses=problem_responses(401, 403, 409))
def add_user(ctx: UserManager, body: NewMember, response: Response) -> Member:
    """Make somebody who has an account a member."""
    with unit_of_work(ctx.org_id) as uow:
        member = auth.add_member(uow, ctx, email=body.email, role=body.role)
        uow.commit()
    response.headers["Location"] = f"/api/org/users/{member.id}"
    return member


@router.get("/users/{user_id}", responses=problem_responses(401, 403, 404))
def read_user(ctx: UserManager, user_id: UUID) -> Member:
    """Show one of the organization's people."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.get_member(uow, ctx, user_id=user_id)


@router.patch("/users/{user_id}", responses=problem_responses(401, 403, 404, 409))
def change_role(ctx: UserManager, user_id: UUID, body: RoleChange) -> Member:
    """Give a member another role; it counts from the next request on."""
    with unit_of_work(ctx.org_id) as uow:
        member = auth.change_role(uow, ctx, user_id=user_id, role=body.role)
        uow.commit()
    return member


@router.delete("/users/{user_id}", status_code=204, responses=problem_responses(401, 403, 404, 409))
def remove_user(ctx: UserManager, user_id: UUID) -> Response:
    """End a membership; it counts from the next request on."""
    with unit_of_work(ctx.org_id) as uow:
        auth.remove_member(uow, ctx, user_id=user_id)
        uow.commit()
    return Response(status_code=204)


@router.get("/api-keys", responses=problem_responses(401, 403))
def list_api_keys(ctx: KeyManager, paging: Paging) -> Page[Key]:
    """List the organization's keys, newest first, revoked ones too, never a secret."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.list_keys(uow, ctx, request=paging)


@router.post("/api-keys", status_code=201, responses=problem_responses(401, 403, 404))
def create_api_key(ctx: KeyManager, body: NewKey, response: Response) -> KeyWithSecret:
    """Make a key for a device; this answer is the one time that its secret is shown."""
    with unit_of_work(ctx.org_id) as uow:
        if body.terminal_id is not None:
            pos.get_terminal(uow, ctx, terminal_id=body.terminal_id)
        key = auth.create_key(uow, ctx, name=body.name, role=body.role, terminal_id=body.terminal_id)
        uow.commit()
    response.headers["Location"] = f"/api/org/api-keys/{key.id}"
    return key


@router.get("/api-keys/{key_id}", responses=problem_responses(401, 403, 404))
def read_api_key(ctx: KeyManager, key_id: UUID) -> Key:
    """Show one key, without its secret."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.get_key(uow, ctx, key_id=key_id)


@router.delete("/api-keys/{key_id}", status_code=204, responses=problem_responses(401, 403, 404))
def revoke_api_key(ctx: KeyManager, key_id: UUID) -> Response:
    """End a key; it counts from the next request on. The key stays in the list."""
    with unit_of_work(ctx.org_id) as uow:
        auth.revoke_key(uow, ctx, key_id=key_id)
        uow.commit()
    return Response(status_code=204)


@router.get("/audit", responses=problem_responses(401, 403))
def list_audit(ctx: AuditReader, paging: Paging) -> Page[AuditRecord]:
    """List who changed what, newest first."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return service.list_audit(uow, ctx, request=paging)
