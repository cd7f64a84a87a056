"""A password's hash costs what OWASP asks for, for everybody alike, and never more of them than there are cores."""

import os

import pytest

from domain.auth import passwords
from domain.core.errors import BusyError

PARAMETERS = "$argon2id$v=19$m=19456,t=2,p=1$"


def test_a_hash_is_argon2id_with_the_parameters_that_are_asked_for():
    assert passwords.hash_password("a long sentence").startswith(PARAMETERS)


def test_a_password_fits_its_own_hash_only():
    password_hash = passwords.hash_password("a long sentence")
    assert passwords.is_right("a long sentence", password_hash=password_hash)
    assert not passwords.is_right("a long sentence ", password_hash=password_hash)
    assert not passwords.is_right("a long sentence", password_hash=None)


def test_an_unknown_account_costs_one_whole_check_too(monkeypatch):
    """The real check runs; it is only counted, because its time varies with the machine's load."""
    checked = []
    real = passwords._argon2.verify

    def counted(password, password_hash):
        checked.append(password_hash)
        return real(password, password_hash)

    password_hash = passwords.hash_password("a long sentence")
    monkeypatch.setattr(passwords._argon2, "verify", counted)
    passwords.is_right("a guess that is wrong", password_hash=password_hash)
    passwords.is_right("a guess that is wrong", password_hash=None)
    assert len(checked) == 2
    assert all(one.startswith(PARAMETERS) for one in checked)


def test_no_more_hashes_run_at_once_than_there_are_cores_and_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(passwords, "WAIT_S", 0.05)
    taken = [passwords._slots.acquire(timeout=5) for _ in range(os.cpu_count() or 1)]
    try:
        assert all(taken)
        with pytest.raises(BusyError) as refused:
            passwords.hash_password("a long sentence")
        assert refused.value.retry_after_s == 1
    finally:
        for _ in taken:
            passwords._slots.release()
    assert passwords.hash_password("a long sentence")


def test_a_failed_hash_gives_its_place_back():
    for _ in range((os.cpu_count() or 1) + 1):
        with pytest.raises(UnicodeEncodeError):
            passwords.hash_password("\ud800")
    assert passwords.hash_password("a long sentence")
