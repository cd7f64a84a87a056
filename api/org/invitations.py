"""Invitations: asking somebody to become a member, with an account or without."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.dependencies import Paging, requires
from api.problems import problem_responses
from api.resources import CREATED
from domain.auth import letters
from domain.auth import service as auth
from domain.auth.permissions import Permission
from domain.auth.schemas import InvitationMade, InvitationView, NewInvitation
from domain.core import mail
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.core.schemas import Page
from domain.org import service as org

router = APIRouter(prefix="/api/org/invitations", tags=["org"])
Manager = Annotated[OrgContext, Depends(requires(Permission.ORG_USERS_MANAGE))]


@router.get("", responses=problem_responses(401, 403, 422))
def list_invitations(ctx: Manager, paging: Paging) -> Page[InvitationView]:
    """List the organization's invitations, newest first, ended ones too, never a token."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.list_invitations(uow, ctx, request=paging)


@router.post("", status_code=201, responses=CREATED)
def invite(ctx: Manager, body: NewInvitation, response: Response) -> InvitationMade:
    """Invite somebody; a new invitation of the same email takes the place of the one before.

    The token is mailed where this installation can send mail. Where it cannot, or the mail server refuses, it is in
    this answer, this one time: give it to whom it is for.
    """
    with unit_of_work(ctx.org_id) as uow:
        invitation, token = auth.invite(uow, ctx, email=body.email, role=body.role)
        name = org.name_of(uow, org_id=ctx.org_id)
        uow.commit()
    mailed = mail.send(letters.invitation(to=invitation.email, organization=name, role=invitation.role, token=token))
    response.headers["Location"] = f"/api/org/invitations/{invitation.id}"
    return InvitationMade(**invitation.model_dump(), token=None if mailed else token, mailed=mailed)


@router.get("/{invitation_id}", responses=problem_responses(401, 403, 404))
def read_invitation(ctx: Manager, invitation_id: UUID) -> InvitationView:
    """Show one invitation, without its token."""
    with unit_of_work(ctx.org_id, read_only=True) as uow:
        return auth.get_invitation(uow, ctx, invitation_id=invitation_id)


@router.delete("/{invitation_id}", status_code=204, responses=problem_responses(401, 403, 404))
def revoke_invitation(ctx: Manager, invitation_id: UUID) -> Response:
    """End an invitation; its token is good for nothing from then on. What has ended stays as it ended."""
    with unit_of_work(ctx.org_id) as uow:
        auth.revoke_invitation(uow, ctx, invitation_id=invitation_id)
        uow.commit()
    return Response(status_code=204)
