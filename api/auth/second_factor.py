"""A second factor: codes of the time from an authenticator (RFC 6238), for who wants them."""

from fastapi import APIRouter, Request, Response

from api.auth.identification import attempt, organizations_of, with_password
from api.dependencies import Claims, origin_of
from api.problems import problem_responses
from domain.auth import service
from domain.auth.schemas import CodeShown, PasswordShown, RecoveryCodes, SecondFactorSecret, SecondFactorState
from domain.core.context import Actor
from domain.core.db import unit_of_work

router = APIRouter(prefix="/api/auth/totp", tags=["auth"])


@router.get("", responses=problem_responses(401))
def read_second_factor(claims: Claims) -> SecondFactorState:
    """Show whether one's second factor is in force, and how many recovery codes are left."""
    with unit_of_work(read_only=True) as uow:
        person = service.person(uow, claims=claims)
        return service.second_factor_state(uow, user_id=person.id)


@router.post("", status_code=201, responses=problem_responses(401, 403, 409, 429))
def begin_second_factor(request: Request, claims: Claims, body: PasswordShown) -> SecondFactorSecret:
    """Make a secret for an authenticator; it is in force once its first code was shown."""
    account = with_password(request, claims, password=body.password.get_secret_value())
    with unit_of_work() as uow:
        begun = service.begin_second_factor(uow, account=account)
        uow.commit()
    return begun


@router.post("/confirm", responses=problem_responses(401, 409, 422, 429))
def confirm_second_factor(request: Request, claims: Claims, body: CodeShown) -> RecoveryCodes:
    """Put one's second factor in force with its first code; the recovery codes are shown this one time."""
    with unit_of_work(read_only=True) as uow:
        account = service.person(uow, claims=claims)
    with (
        attempt(request, email=f"confirm {account.email}"),
        unit_of_work(*organizations_of(account.id)) as uow,
    ):
        codes = service.confirm_second_factor(uow, user_id=account.id, code=body.code, origin=origin_of(request))
        uow.commit()
    return codes


@router.post("/disable", status_code=204, responses=problem_responses(401, 403, 429))
def end_second_factor(request: Request, claims: Claims, body: PasswordShown) -> Response:
    """End one's second factor and its recovery codes."""
    account = with_password(request, claims, password=body.password.get_secret_value())
    with unit_of_work(*organizations_of(account.id)) as uow:
        service.end_second_factor(uow, user_id=account.id, by=Actor("user", account.id), origin=origin_of(request))
        uow.commit()
    return Response(status_code=204)
