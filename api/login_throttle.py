"""Slows down whoever guesses passwords: per account, and per address."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from domain.auth.errors import CodeRefused, LoginRefused, PasswordRefused, SecondFactorRefused, TooManyAttempts

# Behind one address stands a shop full of people, so it may fail more often than one account may be tried.
FAILURES_OF_ADDRESS = 5
WRONG = (LoginRefused, PasswordRefused, SecondFactorRefused, CodeRefused)


class LoginThrottle:
    """Counts in this process's memory: every process of the API adds its own allowance."""

    def __init__(self, *, attempts_per_minute: int) -> None:
        """Allow so many attempts for an account in a minute, and a few times as many failures from an address."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._account = RateLimitItemPerMinute(attempts_per_minute, namespace="account")
        self._address = RateLimitItemPerMinute(attempts_per_minute * FAILURES_OF_ADDRESS, namespace="address")

    def admit(self, *, email: str, address: str) -> None:
        """Count an attempt before the password is looked at. **Raises** `TooManyAttempts`."""
        if not self._limiter.test(self._address, address):
            raise self._refusal(self._address, address)
        if not self._limiter.hit(self._account, email):
            raise self._refusal(self._account, email)

    def failed(self, *, address: str) -> None:
        """Count a failure of the address; it is not forgiven when another account succeeds from there."""
        self._limiter.hit(self._address, address)

    def succeeded(self, *, email: str) -> None:
        """Forget the attempts of an account whose person came in."""
        self._limiter.clear(self._account, email)

    @contextmanager
    def attempt(self, *, email: str, address: str) -> Iterator[None]:
        """Count one attempt of an account from an address, by how it ends. **Raises** `TooManyAttempts`."""
        self.admit(email=email, address=address)
        try:
            yield
        except WRONG:
            self.failed(address=address)
            raise
        self.succeeded(email=email)

    def _refusal(self, limit: RateLimitItemPerMinute, key: str) -> TooManyAttempts:
        wait_s = self._limiter.get_window_stats(limit, key).reset_time - time.time()
        return TooManyAttempts(retry_after_s=max(1, math.ceil(wait_s)))
