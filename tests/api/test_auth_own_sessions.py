"""One's own sessions: seen with where they come from, and ended one by one or all the others at once."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work
from tests.shops import PASSWORD, open_shop, register


@pytest.fixture
def person(client):
    return register(client)


def come_in(person, agent="Phone/1.0"):
    answer = person.client.post(
        "/api/auth/login", json={"email": person.email, "password": PASSWORD}, headers={"User-Agent": agent}
    )
    return answer.json()


def bearer(tokens):
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def sessions(person, headers=None):
    return person.client.get("/api/auth/sessions", headers=headers or person.headers).json()["items"]


def test_they_are_listed_newest_first_with_address_and_program(person):
    come_in(person)
    newest, first = sessions(person)
    assert (newest["user_agent"], newest["address"], newest["current"]) == ("Phone/1.0", "testclient", False)
    assert first["current"]
    assert newest["started_at"] > first["started_at"]


def test_a_refreshed_session_is_still_one_and_tells_its_last_use(person):
    [before] = sessions(person)
    body = {"refresh_token": person.tokens["refresh_token"]}
    person.client.post("/api/auth/refresh", json=body, headers={"User-Agent": "Tablet/2.0"})
    [after] = sessions(person)
    assert (after["id"], after["started_at"]) == (before["id"], before["started_at"])
    assert after["last_used_at"] > before["last_used_at"]
    assert after["user_agent"] == "Tablet/2.0"


def test_an_ended_session_is_over_at_once_its_access_token_too(person):
    other = come_in(person)
    [session] = [one for one in sessions(person) if not one["current"]]
    assert person.client.delete(f"/api/auth/sessions/{session['id']}", headers=person.headers).status_code == 204
    assert person.client.get("/api/auth/me", headers=bearer(other)).status_code == 401
    refreshed = person.client.post("/api/auth/refresh", json={"refresh_token": other["refresh_token"]})
    assert refreshed.status_code == 401
    assert [one["current"] for one in sessions(person)] == [True]


def test_an_ended_sessions_access_token_opens_no_organization_either(client):
    shop = open_shop(client)
    client.post("/api/auth/logout", headers=shop.headers)
    assert shop.get("/api/org/settings").status_code == 401


def test_all_the_others_end_at_once(person):
    others = [come_in(person) for _ in range(2)]
    assert person.client.delete("/api/auth/sessions", headers=person.headers).status_code == 204
    assert [person.client.get("/api/auth/me", headers=bearer(one)).status_code for one in others] == [401, 401]
    assert person.client.get("/api/auth/me", headers=person.headers).status_code == 200


def test_nobody_sees_or_ends_anothers(person, client):
    stranger = register(client)
    [theirs] = sessions(stranger)
    for strange in (theirs["id"], str(uuid4())):
        answer = client.delete(f"/api/auth/sessions/{strange}", headers=person.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "auth.session_not_found")
    assert client.get("/api/auth/me", headers=stranger.headers).status_code == 200


def test_they_come_in_pages(person):
    for _ in range(2):
        come_in(person)
    first = person.client.get("/api/auth/sessions?limit=2", headers=person.headers).json()
    rest = person.client.get(
        "/api/auth/sessions", params={"limit": 2, "cursor": first["next_cursor"]}, headers=person.headers
    ).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [one["id"] for one in sessions(person)]


def test_what_a_program_calls_itself_is_kept_short_and_clean(person):
    come_in(person, agent="x" * 1000)
    assert len(sessions(person)[0]["user_agent"]) == 300


def test_who_logs_out_empties_nobodys_cache_and_who_throws_somebody_out_empties_all(person):
    def epoch():
        with unit_of_work() as uow:
            return uow.session.scalar(text("SELECT epoch FROM core.access_epoch"))

    other, third = come_in(person), come_in(person)
    before = epoch()
    person.client.post("/api/auth/logout", json={"refresh_token": other["refresh_token"]})
    person.client.post("/api/auth/logout", headers=bearer(third))
    assert epoch() == before
    assert person.client.get("/api/auth/me", headers=bearer(third)).status_code == 401
    come_in(person)
    person.client.delete("/api/auth/sessions", headers=person.headers)
    assert epoch() == before + 1
