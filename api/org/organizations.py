"""Organizations: opening one, and one's own."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.dependencies import Claims, Paging, origin_of
from api.problems import problem_responses
from domain.auth import service as auth
from domain.core.db import unit_of_work
from domain.core.errors import NotFoundError
from domain.core.ids import new_id
from domain.core.schemas import Page
from domain.onboarding import service as onboarding
from domain.org import service
from domain.org.schemas import OrganizationDraft, OrganizationOfMine

router = APIRouter(prefix="/api/org/organizations", tags=["org"])


@router.post("", status_code=201, responses=problem_responses(401))
def open_organization(
    request: Request, body: OrganizationDraft, claims: Claims, response: Response
) -> OrganizationOfMine:
    """Open an organization, ready to sell; whoever opens it owns it."""
    org_id = new_id()
    with unit_of_work(org_id) as uow:
        owner = auth.person(uow, claims=claims)
        opened = onboarding.open_organization(
            uow, org_id=org_id, owner_id=owner.id, draft=body, origin=origin_of(request)
        )
        uow.commit()
    response.headers["Location"] = f"/api/org/organizations/{org_id}"
    return opened


@router.get("", responses=problem_responses(401))
def list_organizations(claims: Claims, paging: Paging) -> Page[OrganizationOfMine]:
    """List the organizations of the person who asks, newest first."""
    with unit_of_work(read_only=True) as uow:
        memberships = auth.list_memberships(uow, claims=claims, request=paging)
    roles = {membership.org_id: membership.role for membership in memberships.items}
    with unit_of_work(*roles, read_only=True) as uow:
        items = service.list_organizations(uow, roles=roles)
    return Page(items=items, next_cursor=memberships.next_cursor)


@router.get("/{org_id}", responses=problem_responses(401, 404))
def read_organization(org_id: UUID, claims: Claims) -> OrganizationOfMine:
    """Show one organization of the person who asks."""
    with unit_of_work(read_only=True) as uow:
        mine = auth.describe_me(uow, claims=claims).memberships
    roles = {membership.org_id: membership.role for membership in mine if membership.org_id == org_id}
    if not roles:
        raise NotFoundError("There is no such organization among yours.")
    with unit_of_work(org_id, read_only=True) as uow:
        return service.list_organizations(uow, roles=roles)[0]
