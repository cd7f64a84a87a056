"""Another password: by who knows the one there is, or by who reads the mail."""

from fastapi import APIRouter, BackgroundTasks, Request, Response

from api.auth.identification import count, organizations_of, with_password
from api.dependencies import Claims, origin_of
from api.problems import problem_responses
from domain.auth import letters, passwords, service
from domain.auth.emails import normalized_email
from domain.auth.schemas import PasswordChange, PasswordResetConfirmation, PasswordResetWish
from domain.core import mail
from domain.core.db import unit_of_work

router = APIRouter(prefix="/api/auth", tags=["auth"])


@router.post("/password", status_code=204, responses=problem_responses(401, 403, 429))
def change_password(request: Request, claims: Claims, body: PasswordChange) -> Response:
    """Change one's password; every other session ends."""
    new = body.new_password.get_secret_value()
    account = with_password(request, claims, password=body.current_password.get_secret_value())
    passwords.check_strength(email=account.email, password=new, field="new_password")
    password_hash = passwords.hash_password(new)
    with unit_of_work(*organizations_of(account.id)) as uow:
        service.change_password(
            uow,
            user_id=account.id,
            password_hash=password_hash,
            family_id=claims.family_id,
            origin=origin_of(request),
        )
        uow.commit()
    return Response(status_code=204)


@router.post("/password-resets", status_code=202, responses=problem_responses(429))
def ask_for_password_reset(request: Request, body: PasswordResetWish, after: BackgroundTasks) -> Response:
    """Ask for a token that gives one's account another password; it is mailed, where this installation can send mail.

    The answer is the same whether there is such an account or not, and takes as long: the work is done afterwards.
    """
    email = normalized_email(body.email)
    count(request, email=f"reset {email}")
    after.add_task(_mail_token, email)
    return Response(status_code=202, background=after)


@router.post("/password-resets/confirm", status_code=204, responses=problem_responses(422, 429))
def reset_password(request: Request, body: PasswordResetConfirmation) -> Response:
    """Give the account of a token another password; the token is good once, and every session ends."""
    new = body.password.get_secret_value()
    with unit_of_work(read_only=True) as uow:
        account = service.account_of_password_reset(uow, token=body.token)
    passwords.check_strength(email=account.email, password=new)
    password_hash = passwords.hash_password(new)
    with unit_of_work(*organizations_of(account.id)) as uow:
        service.reset_password(uow, token=body.token, password_hash=password_hash, origin=origin_of(request))
        uow.commit()
    return Response(status_code=204)


def _mail_token(email: str) -> None:
    with unit_of_work() as uow:
        begun = service.begin_password_reset(uow, email=email)
        uow.commit()
    if begun is not None:
        account, token = begun
        mail.send(letters.password_reset(to=account.email, token=token))
