"""Other passwords: changed by who knows the one there is, or reset with a token that is taken once."""

from datetime import timedelta
from uuid import UUID

from domain.auth import tokens
from domain.auth.emails import normalized_email
from domain.auth.errors import PasswordResetInvalid
from domain.auth.models import PasswordReset
from domain.auth.repository import Accounts, PasswordResets
from domain.auth.schemas import Account
from domain.auth.service.sessions import end_all_sessions
from domain.auth.service.traces import record_everywhere
from domain.core import clock
from domain.core.context import Actor, Origin
from domain.core.db import UnitOfWork
from domain.core.settings import settings


def change_password(uow: UnitOfWork, *, user_id: UUID, password_hash: str, family_id: UUID, origin: Origin) -> None:
    """Give an account another password and end every session of it but the one that asks.

    `uow` sees the person's organizations: each is told. That the old password was shown is the caller's to check.
    """
    Accounts(uow).set_password(user_id, password_hash=password_hash)
    PasswordResets(uow).end_all(user_id, at=clock.now())
    end_all_sessions(uow, user_id=user_id, but=family_id)
    record_everywhere(uow, user_id=user_id, action="user.change_password", by=Actor("user", user_id), origin=origin)


def begin_password_reset(uow: UnitOfWork, *, email: str) -> tuple[Account, str] | None:
    """Return an account with a token for another password, None for nobody; an earlier token is good no longer.

    **Raises** `EmailInvalid`.
    """
    user = Accounts(uow).by_email(normalized_email(email))
    if user is None or not user.active:
        return None
    resets, now, token = PasswordResets(uow), clock.now(), tokens.new_single_use_token()
    resets.end_all(user.id, at=now)
    resets.add(
        user_id=user.id,
        token_hash=tokens.hash_of(token),
        expires_at=now + timedelta(seconds=settings().password_reset_ttl_s),
    )
    return Account.model_validate(user), token


def account_of_password_reset(uow: UnitOfWork, *, token: str) -> Account:
    """Return whose password a token resets; asked before anything slow is done. **Raises** `PasswordResetInvalid`."""
    user = Accounts(uow).by_id(_standing(uow, token=token, locked=False).user_id)
    if user is None or not user.active:
        raise PasswordResetInvalid.at("token")
    return Account.model_validate(user)


def reset_password(uow: UnitOfWork, *, token: str, password_hash: str, origin: Origin) -> None:
    """Give the account of a token another password and end every session of it; the token is used up.

    `uow` sees the person's organizations: each is told. A second factor stays in force.

    **Raises** `PasswordResetInvalid`.
    """
    user_id = _standing(uow, token=token, locked=True).user_id
    Accounts(uow).set_password(user_id, password_hash=password_hash)
    PasswordResets(uow).end_all(user_id, at=clock.now())
    end_all_sessions(uow, user_id=user_id)
    record_everywhere(uow, user_id=user_id, action="user.reset_password", by=Actor("user", user_id), origin=origin)


def _standing(uow: UnitOfWork, *, token: str, locked: bool) -> PasswordReset:
    row = PasswordResets(uow).by_token(tokens.hash_of(token), locked=locked)
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        raise PasswordResetInvalid.at("token")
    return row
