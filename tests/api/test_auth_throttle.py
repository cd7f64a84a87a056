"""Guessing passwords is slow: per account, however it is spelled, and per address."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.login_throttle import FAILURES_OF_ADDRESS, LoginThrottle
from api.main import create_app
from tests.shops import login, register

ATTEMPTS = 3


@pytest.fixture
def guarded(database):
    app = create_app()
    app.state.login_throttle = LoginThrottle(attempts_per_minute=ATTEMPTS)
    with TestClient(app) as running:
        yield running


def wrong(client, email):
    return login(client, email=email, password="not this sentence").status_code


def test_an_account_is_tried_only_so_often(guarded):
    email = register(guarded).email
    assert [wrong(guarded, email) for _ in range(ATTEMPTS)] == [401] * ATTEMPTS
    refused = login(guarded, email=email)
    assert (refused.status_code, refused.json()["code"]) == (429, "auth.too_many_attempts")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_an_unknown_account_is_throttled_like_a_known_one(guarded):
    email = f"{uuid4().hex}@example.com"
    assert [wrong(guarded, email) for _ in range(ATTEMPTS + 1)] == [401] * ATTEMPTS + [429]


def test_another_spelling_is_the_same_account(guarded):
    email = register(guarded).email
    spellings = [email.upper(), f" {email}", email.replace("@", "\uff20"), email]
    assert [wrong(guarded, spelling) for spelling in spellings] == [401] * ATTEMPTS + [429]


def test_one_account_under_attack_does_not_lock_out_another(guarded):
    attacked, other = register(guarded), register(guarded)
    for _ in range(ATTEMPTS + 1):
        wrong(guarded, attacked.email)
    assert login(guarded, email=other.email).status_code == 200


def test_who_comes_in_starts_afresh(guarded):
    email = register(guarded).email
    for _ in range(3):
        assert [wrong(guarded, email) for _ in range(ATTEMPTS - 1)] == [401] * (ATTEMPTS - 1)
        assert login(guarded, email=email).status_code == 200


def test_an_address_fails_only_so_often_whatever_accounts_it_tries(guarded):
    person = register(guarded)
    allowed = ATTEMPTS * FAILURES_OF_ADDRESS
    assert [wrong(guarded, f"{uuid4().hex}@example.com") for _ in range(allowed)] == [401] * allowed
    assert login(guarded, email=person.email).status_code == 429
