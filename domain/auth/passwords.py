"""Passwords: Argon2id, a bounded number of hashes at a time, and a rule about what is too weak."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.auth.errors import WeakPassword
from domain.core.errors import BusyError

MIN_LENGTH = 10
MAX_LENGTH = 256
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
WAIT_S = 2.0

# OWASP's password storage recommendation for Argon2id.
_argon2 = PasswordHash((Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES),))
# A hash takes a core and 19 MiB for its time: more at once than cores would only stop everything else.
_slots = BoundedSemaphore(os.cpu_count() or 1)


@contextmanager
def _slot() -> Iterator[None]:
    """Hold one of the few places. **Raises** `BusyError` when none becomes free in time."""
    if not _slots.acquire(timeout=WAIT_S):
        raise BusyError("Too many passwords are being checked; try again shortly.", retry_after_s=1)
    try:
        yield
    finally:
        _slots.release()


def check_strength(*, email: str, password: str, field: str = "password") -> None:
    """Refuse a password that is too short, too long, or the (normalized) email itself. **Raises** `WeakPassword`.

    Length is what counts; rules about kinds of characters only make people choose worse (NIST SP 800-63B, 3.1.1.2).
    `field` is what the password was called where it came in.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise WeakPassword.at(field, f"Between {MIN_LENGTH} and {MAX_LENGTH} characters.")
    if unicodedata.normalize("NFKC", password).strip().lower() == email:
        raise WeakPassword.at(field, "The email is no password.")


def hash_password(password: str) -> str:
    """Return what is kept of a password. Slow on purpose: call it outside any transaction. **Raises** `BusyError`."""
    with _slot():
        return _argon2.hash(password)


def is_right(password: str, *, password_hash: str | None) -> bool:
    """Return whether a password fits its hash; without an account (None) it takes just as long and never fits.

    **Raises** `BusyError`.
    """
    nobody = _hash_of_nobody()
    with _slot():
        fits = _argon2.verify(password, password_hash or nobody)
    return fits and password_hash is not None


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    return hash_password("the password of nobody")
