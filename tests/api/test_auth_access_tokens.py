"""An access token is believed when we signed it, for this purpose, not long ago; nothing else is."""

import base64
import json
import time
from uuid import uuid4

import jwt
import pytest

from domain.auth import tokens
from domain.core.settings import settings
from tests.shops import register

CHANGED = {
    "expired": {"exp": int(time.time()) - 1},
    "of another issuer": {"iss": "somebody"},
    "for another audience": {"aud": "something"},
    "of another type": {"type": "refresh"},
    "of nobody": {"sub": str(uuid4())},
    "without a person": {"sub": "ana"},
    "from the future": {"iat": int(time.time()) + 3600},
}


@pytest.fixture(scope="module")
def person(client):
    return register(client)


def claims_of(person):
    token = person.tokens["access_token"]
    return jwt.decode(token, settings().secret_key, algorithms=["HS256"], audience=tokens.AUDIENCE)


def asks(client, token):
    return client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})


def test_a_token_says_who_and_until_when_and_nothing_more(person):
    claims = claims_of(person)
    assert set(claims) == {"sub", "sid", "iat", "exp", "jti", "type", "iss", "aud"}
    assert claims["sub"] == str(person.user_id)
    assert claims["exp"] - claims["iat"] == settings().access_token_ttl_s


@pytest.mark.parametrize("change", CHANGED)
def test_a_token_is_refused_when_it_is(client, person, change):
    forged = jwt.encode(claims_of(person) | CHANGED[change], settings().secret_key, algorithm="HS256")
    answer = asks(client, forged)
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.token_invalid")


@pytest.mark.parametrize("claim", ["sub", "sid", "iat", "exp", "jti", "type", "iss", "aud"])
def test_a_token_without_one_of_its_claims_is_refused(client, person, claim):
    claims = claims_of(person)
    del claims[claim]
    assert asks(client, jwt.encode(claims, settings().secret_key, algorithm="HS256")).status_code == 401


def test_a_token_signed_by_somebody_else_is_refused(client, person):
    assert asks(client, jwt.encode(claims_of(person), "x" * 64, algorithm="HS256")).status_code == 401


def test_a_token_signed_by_nobody_is_refused(client, person):
    parts = ({"alg": "none", "typ": "JWT"}, claims_of(person))
    unsigned = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    assert asks(client, unsigned + ".").status_code == 401


def test_a_token_with_another_algorithm_is_refused(client, person):
    assert asks(client, jwt.encode(claims_of(person), settings().secret_key * 2, algorithm="HS512")).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "bearer x.y.z", "Bearer arc_", "Bearer ñ"])
def test_without_a_token_nobody_is_let_in(client, header):
    answer = client.get("/api/auth/me", headers={"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_scheme_may_be_written_in_any_case(client, person):
    headers = {"Authorization": f"bEARER {person.tokens['access_token']}"}
    assert client.get("/api/auth/me", headers=headers).status_code == 200
