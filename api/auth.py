"""Registration, login, refresh, logout, and who am I."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.dependencies import Claims, Context, Documented, claims_of_person
from api.login_throttle import LoginThrottle
from api.problems import problem_responses
from domain.auth import passwords, service
from domain.auth.emails import normalized_email
from domain.auth.errors import ApproverNotNamed, RefreshTokenReused, RegistrationClosed
from domain.auth.schemas import Account, ApprovalGiven, ApprovalWish, Login, Me, Refresh, Registration, Tokens
from domain.core.db import unit_of_work
from domain.core.settings import settings

router = APIRouter(prefix="/api/auth", tags=["auth"])


@router.post("/register", status_code=201, responses=problem_responses(403, 409, 429))
def register(body: Registration) -> Account:
    """Open an account, where this installation lets people register themselves."""
    if not settings().registration:
        raise RegistrationClosed
    email, password = normalized_email(body.email), body.password.get_secret_value()
    passwords.check_strength(email=email, password=password)
    password_hash = passwords.hash_password(password)
    with unit_of_work() as uow:
        account = service.register_user(uow, email=email, name=body.name, password_hash=password_hash)
        uow.commit()
    return account


@router.post("/login", responses=problem_responses(401, 429))
def login(request: Request, body: Login) -> Tokens:
    """Exchange email and password for tokens."""
    user_id = _logged_in(request, email=body.email, password=body.password.get_secret_value())
    with unit_of_work() as uow:
        tokens = service.open_session(uow, user_id=user_id)
        uow.commit()
    return tokens


@router.post("/refresh", responses=problem_responses(401))
def refresh(body: Refresh) -> Tokens:
    """Exchange a refresh token for the next tokens; each is taken once, and a second use ends the session."""
    with unit_of_work() as uow:
        try:
            tokens = service.rotate_session(uow, refresh_token=body.refresh_token)
        except RefreshTokenReused:
            uow.commit()
            raise
        uow.commit()
    return tokens


@router.post("/logout", status_code=204, responses=problem_responses(401))
def logout(request: Request, _documented: Documented, body: Refresh | None = None) -> Response:
    """End the session of the refresh token in the body, else that of the access token."""
    claims = claims_of_person(request, None) if body is None else None
    with unit_of_work() as uow:
        if body is not None:
            service.end_session_of(uow, refresh_token=body.refresh_token)
        elif claims is not None:
            service.end_session(uow, family_id=claims.family_id)
        uow.commit()
    return Response(status_code=204)


@router.post("/approvals", status_code=201, responses=problem_responses(401, 403, 429))
def give_approval(request: Request, ctx: Context, body: ApprovalWish) -> ApprovalGiven:
    """Approve one operation that whoever sends it may not do alone; the answer goes with the operation.

    Whoever approves gives email and password at the till, or asks with their own token; they hold `pos.approve` and
    each permission that they lend. The approval is good for this operation of this organization, and nothing else.
    """
    approver_id: UUID | None = None
    if body.email is not None and body.password is not None:
        approver_id = _logged_in(request, email=body.email, password=body.password.get_secret_value())
    elif body.email is not None or body.password is not None or ctx.actor.type != "user":
        raise ApproverNotNamed
    with unit_of_work(ctx.org_id) as uow:
        approver = (
            service.context_of_user(uow, user_id=approver_id, org_id=ctx.org_id, origin=ctx.origin)
            if approver_id
            else ctx
        )
        given = service.give_approval(
            uow, approver, asked_by=ctx.actor, operation_id=body.operation_id, permissions=body.permissions
        )
        uow.commit()
    return given


@router.get("/me", responses=problem_responses(401))
def read_me(claims: Claims) -> Me:
    """Show the person who asks, with every organization they belong to, as what, and what they may do there."""
    with unit_of_work(read_only=True) as uow:
        return service.describe_me(uow, claims=claims)


def _logged_in(request: Request, *, email: str, password: str) -> UUID:
    """Return whose email and password these are; every attempt is counted. Raises `LoginRefused`, `TooManyAttempts`."""
    throttle: LoginThrottle = request.app.state.login_throttle
    normalized = normalized_email(email)
    with throttle.attempt(email=normalized, address=request.client.host if request.client else ""):
        with unit_of_work(read_only=True) as uow:
            found = service.find_credentials(uow, email=normalized)
        return service.check_credentials(found, password=password)
