"""A session: refresh tokens are exchanged once, a copied one ends everything that came from its login."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work
from tests.shops import login, register


@pytest.fixture
def person(client):
    return register(client)


def refresh(client, token):
    return client.post("/api/auth/refresh", json={"refresh_token": token})


def test_a_refresh_token_gives_the_next_pair(client, person):
    following = refresh(client, person.tokens["refresh_token"])
    assert following.status_code == 200
    assert following.json()["refresh_token"] != person.tokens["refresh_token"]
    me = client.get("/api/auth/me", headers={"Authorization": f"Bearer {following.json()['access_token']}"})
    assert me.json()["email"] == person.email


def test_a_reused_refresh_token_revokes_its_family(client, person):
    first = person.tokens["refresh_token"]
    second = refresh(client, first).json()["refresh_token"]
    third = refresh(client, second).json()["refresh_token"]
    reused = refresh(client, first)
    assert (reused.status_code, reused.json()["code"]) == (401, "auth.refresh_token_reused")
    assert refresh(client, third).json()["code"] == "auth.refresh_token_invalid"


def test_reuse_leaves_the_persons_other_sessions_alone(client, person):
    other = login(client, email=person.email).json()["refresh_token"]
    refresh(client, person.tokens["refresh_token"])
    refresh(client, person.tokens["refresh_token"])
    assert refresh(client, other).status_code == 200


def test_of_many_exchanges_at_once_at_most_one_succeeds_and_the_family_ends(client, person):
    token = person.tokens["refresh_token"]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: refresh(client, token), range(8)))
    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert {answer.status_code for answer in answers} == {200, 401}
    assert refresh(client, won[0].json()["refresh_token"]).status_code == 401


def test_logout_with_the_refresh_token_ends_the_session(client, person):
    following = refresh(client, person.tokens["refresh_token"]).json()["refresh_token"]
    assert client.post("/api/auth/logout", json={"refresh_token": following}).status_code == 204
    assert refresh(client, following).status_code == 401


def test_logout_with_the_access_token_ends_its_session_and_no_other(client, person):
    other = login(client, email=person.email).json()["refresh_token"]
    assert client.post("/api/auth/logout", headers=person.headers).status_code == 204
    assert refresh(client, person.tokens["refresh_token"]).status_code == 401
    assert refresh(client, other).status_code == 200


def test_logout_works_though_the_access_token_has_expired(client, person):
    given = {"json": {"refresh_token": person.tokens["refresh_token"]}, "headers": {"Authorization": "Bearer old"}}
    assert client.post("/api/auth/logout", **given).status_code == 204
    assert refresh(client, person.tokens["refresh_token"]).status_code == 401


def test_logout_of_nobody_is_refused_and_of_an_unknown_token_is_done_already(client):
    assert client.post("/api/auth/logout").status_code == 401
    assert client.post("/api/auth/logout", json={"refresh_token": "unknown"}).status_code == 204


def test_an_expired_refresh_token_is_refused(client, person):
    with unit_of_work() as uow:
        uow.session.execute(
            text("UPDATE core.refresh_tokens SET expires_at = now() WHERE user_id = :id"), {"id": person.user_id}
        )
        uow.commit()
    assert refresh(client, person.tokens["refresh_token"]).json()["code"] == "auth.refresh_token_invalid"


@pytest.mark.parametrize("token", ["unknown", "x" * 200, "\x00", "🌈"])
def test_an_unknown_refresh_token_is_refused(client, token):
    assert refresh(client, token).status_code == 401


def test_refresh_tokens_are_kept_as_hashes_only(client, person):
    with unit_of_work() as uow:
        rows = uow.session.execute(
            text("SELECT t::text FROM core.refresh_tokens t WHERE user_id = :id"), {"id": person.user_id}
        ).scalars()
        assert all(person.tokens["refresh_token"] not in row for row in rows)


def test_tokens_are_not_each_others(client, person):
    assert refresh(client, person.tokens["access_token"]).status_code == 401
    headers = {"Authorization": f"Bearer {person.tokens['refresh_token']}"}
    assert client.get("/api/auth/me", headers=headers).status_code == 401
