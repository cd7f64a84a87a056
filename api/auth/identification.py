"""Who somebody is: email and password, and a code where the account asks for one; every attempt is counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from fastapi import Request

from api.login_throttle import LoginThrottle
from domain.auth import passwords, service
from domain.auth.emails import normalized_email
from domain.auth.errors import PasswordRefused
from domain.auth.schemas import Account
from domain.auth.tokens import AccessClaims
from domain.core.db import unit_of_work


@contextmanager
def attempt(request: Request, *, email: str) -> Iterator[None]:
    """Count an attempt to be the person with this (normalized) email. Raises `TooManyAttempts`."""
    throttle: LoginThrottle = request.app.state.login_throttle
    with throttle.attempt(email=email, address=request.client.host if request.client else ""):
        yield


def count(request: Request, *, email: str) -> None:
    """Count what anybody may ask for an email, without showing anything. Raises `TooManyAttempts`."""
    throttle: LoginThrottle = request.app.state.login_throttle
    address = request.client.host if request.client else ""
    throttle.admit(email=email, address=address)
    throttle.failed(address=address)


def identified(request: Request, *, email: str, password: str, code: str | None) -> UUID:
    """Return whose email and password these are, after the second factor of an account that has one.

    Raises `LoginRefused`, `SecondFactorRequired`, `SecondFactorRefused`, `TooManyAttempts`, `BusyError`.
    """
    normalized = normalized_email(email)
    with attempt(request, email=normalized):
        with unit_of_work(read_only=True) as uow:
            found = service.find_credentials(uow, email=normalized)
        user_id = service.check_credentials(found, password=password)
        with unit_of_work() as uow:
            service.check_second_factor(uow, user_id=user_id, code=code)
            uow.commit()
    return user_id


def with_password(request: Request, claims: AccessClaims, *, password: str) -> Account:
    """Return the person who asks, after they have shown the password once more.

    Raises `TokenInvalid`, `PasswordRefused`, `TooManyAttempts`, `BusyError`.
    """
    with unit_of_work(read_only=True) as uow:
        account = service.person(uow, claims=claims)
        found = service.find_credentials(uow, email=account.email)
    with attempt(request, email=account.email):
        if not passwords.is_right(password, password_hash=found.password_hash if found else None):
            raise PasswordRefused
    return account


def organizations_of(user_id: UUID) -> list[UUID]:
    """Return the organizations that are told when somebody's account changes."""
    with unit_of_work(read_only=True) as uow:
        return service.organizations_of(uow, user_id=user_id)
