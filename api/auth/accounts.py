"""Registration, login, refresh, logout, and who am I."""

from fastapi import APIRouter, Request, Response

from api.auth.identification import identified
from api.dependencies import Claims, Documented, claims_of_person, origin_of
from api.problems import problem_responses
from domain.auth import passwords, service
from domain.auth.emails import normalized_email
from domain.auth.errors import RefreshTokenReused, RegistrationClosed
from domain.auth.schemas import Account, Login, Me, Refresh, Registration, Tokens
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
    """Exchange email and password for tokens; an account with a second factor asks for `code` as well."""
    user_id = identified(request, email=body.email, password=body.password.get_secret_value(), code=body.code)
    with unit_of_work() as uow:
        tokens = service.open_session(uow, user_id=user_id, origin=origin_of(request))
        uow.commit()
    return tokens


@router.post("/refresh", responses=problem_responses(401))
def refresh(request: Request, body: Refresh) -> Tokens:
    """Exchange a refresh token for the next tokens; each is taken once, and a second use ends the session."""
    with unit_of_work() as uow:
        try:
            tokens = service.rotate_session(uow, refresh_token=body.refresh_token, origin=origin_of(request))
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
            service.end_session(uow, family_id=claims.family_id, given_up=True)
        uow.commit()
    return Response(status_code=204)


@router.get("/me", responses=problem_responses(401))
def read_me(claims: Claims) -> Me:
    """Show the person who asks, with every organization they belong to, as what, and what they may do there."""
    with unit_of_work(read_only=True) as uow:
        return service.describe_me(uow, claims=claims)
