"""Accepting an invitation."""

from uuid import UUID

from fastapi import APIRouter, Request

from api.dependencies import Documented, claims_of_person, origin_of
from api.problems import problem_responses
from domain.auth import passwords, service, tokens
from domain.auth.schemas import Acceptance, Membership
from domain.core.db import unit_of_work
from domain.core.errors import InvalidError

router = APIRouter(prefix="/api/auth/invitations", tags=["auth"])


@router.post("/accept", responses=problem_responses(401, 403, 409, 429))
def accept_invitation(request: Request, _documented: Documented, body: Acceptance) -> Membership:
    """Accept an invitation and become a member.

    Who has an account sends their access token. Who has none sends a name and a password, and gets one with the invited
    email, also where people cannot register themselves.
    """
    org_id = tokens.organization_of_invitation(body.token)
    if "authorization" in request.headers:
        return _join(request, body, org_id=org_id)
    return _register(request, body, org_id=org_id)


def _join(request: Request, body: Acceptance, *, org_id: UUID) -> Membership:
    claims = claims_of_person(request, None)
    with unit_of_work(org_id) as uow:
        account = service.person(uow, claims=claims)
        membership = service.accept_invitation(
            uow, org_id=org_id, token=body.token, account=account, origin=origin_of(request)
        )
        uow.commit()
    return membership


def _register(request: Request, body: Acceptance, *, org_id: UUID) -> Membership:
    if body.name is None or body.password is None:
        raise InvalidError.at("password", "Log in, or give a name and a password for a new account.")
    password = body.password.get_secret_value()
    with unit_of_work(org_id, read_only=True) as uow:
        email = service.invited_email(uow, org_id=org_id, token=body.token)
    passwords.check_strength(email=email, password=password)
    password_hash = passwords.hash_password(password)
    with unit_of_work(org_id) as uow:
        account = service.register_user(uow, email=email, name=body.name, password_hash=password_hash)
        membership = service.accept_invitation(
            uow, org_id=org_id, token=body.token, account=account, origin=origin_of(request)
        )
        uow.commit()
    return membership
