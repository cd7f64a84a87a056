"""Second factors: begun, put in force with a first code, asked for at each login, ended with the password."""

from uuid import UUID

from domain.auth import tokens, totp
from domain.auth.errors import (
    CodeRefused,
    SecondFactorNotBegun,
    SecondFactorOn,
    SecondFactorRefused,
    SecondFactorRequired,
)
from domain.auth.models import SecondFactor
from domain.auth.repository import SecondFactors
from domain.auth.schemas import Account, RecoveryCodes, SecondFactorSecret, SecondFactorState
from domain.auth.service.traces import record_everywhere
from domain.core import clock
from domain.core.context import Actor, Origin
from domain.core.db import UnitOfWork


def second_factor_state(uow: UnitOfWork, *, user_id: UUID) -> SecondFactorState:
    """Return whether a person's second factor is in force, and how many recovery codes are left."""
    factor = SecondFactors(uow).get(user_id)
    enabled = factor is not None and factor.confirmed_at is not None
    return SecondFactorState(enabled=enabled, recovery_codes_left=len(factor.recovery_hashes) if factor else 0)


def begin_second_factor(uow: UnitOfWork, *, account: Account) -> SecondFactorSecret:
    """Make a secret for an authenticator, in place of one that was never confirmed. **Raises** `SecondFactorOn`."""
    secret = totp.new_secret()
    if not SecondFactors(uow).keep_secret(account.id, secret=totp.encrypt(secret)):
        raise SecondFactorOn
    return SecondFactorSecret(secret=secret, uri=totp.uri_of(secret, email=account.email))


def confirm_second_factor(uow: UnitOfWork, *, user_id: UUID, code: str, origin: Origin) -> RecoveryCodes:
    """Put a second factor in force once its authenticator gives the right code; return the recovery codes.

    `uow` sees the person's organizations: each is told.

    **Raises** `SecondFactorNotBegun`, `CodeRefused`.
    """
    factors = SecondFactors(uow)
    factor = factors.lock(user_id)
    if factor is None or factor.confirmed_at is not None:
        raise SecondFactorNotBegun
    if not _take_code(factors, factor, code=code):
        raise CodeRefused.at("code")
    codes = totp.new_recovery_codes()
    hashes = [tokens.hash_of(totp.plain_recovery_code(one)) for one in codes]
    factors.confirm(factor, at=clock.now(), recovery_hashes=hashes)
    record_everywhere(uow, user_id=user_id, action="user.begin_second_factor", by=Actor("user", user_id), origin=origin)
    return RecoveryCodes(recovery_codes=codes)


def end_second_factor(uow: UnitOfWork, *, user_id: UUID, by: Actor, origin: Origin) -> None:
    """End a person's second factor, and its recovery codes; without one there is nothing to do.

    `uow` sees the person's organizations: each is told. That the password was shown is the caller's to check.
    """
    factors = SecondFactors(uow)
    factor = factors.lock(user_id)
    if factor is None:
        return
    factors.remove(user_id)
    if factor.confirmed_at is not None:
        record_everywhere(uow, user_id=user_id, action="user.end_second_factor", by=by, origin=origin)


def check_second_factor(uow: UnitOfWork, *, user_id: UUID, code: str | None) -> None:
    """Ask for the second factor of an account that has one, after its password was right.

    A code is taken once, a recovery code too: the caller commits.

    **Raises** `SecondFactorRequired`, `SecondFactorRefused`.
    """
    factors = SecondFactors(uow)
    factor = factors.lock(user_id)
    if factor is None or factor.confirmed_at is None:
        return
    if code is None:
        raise SecondFactorRequired
    if not _take_code(factors, factor, code=code) and not _take_recovery(factors, factor, code=code):
        raise SecondFactorRefused


def _take_code(factors: SecondFactors, factor: SecondFactor, *, code: str) -> bool:
    secret = totp.decrypt(factor.secret)
    step = totp.step_of(code, secret=secret, at=clock.now()) if secret else None
    if step is None or step <= factor.last_step:
        return False
    factors.note_step(factor, step=step)
    return True


def _take_recovery(factors: SecondFactors, factor: SecondFactor, *, code: str) -> bool:
    code_hash = tokens.hash_of(totp.plain_recovery_code(code))
    if code_hash not in factor.recovery_hashes:
        return False
    factors.use_recovery(factor, code_hash=code_hash)
    return True
