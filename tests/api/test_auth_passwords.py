"""Another password: for who knows the old one or reads the mail; whoever else was in is out."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.login_throttle import LoginThrottle
from api.main import create_app
from domain.core.db import unit_of_work
from tests.api.mailbox import mailbox, token_in
from tests.shops import PASSWORD, login, open_shop, register

ANOTHER = "quite another sentence"


@pytest.fixture
def person(client):
    return register(client)


def change(person, *, current=PASSWORD, new=ANOTHER):
    body = {"current_password": current, "new_password": new}
    return person.client.post("/api/auth/password", json=body, headers=person.headers)


def ask(client, email):
    return client.post("/api/auth/password-resets", json={"email": email})


def confirm(client, token, password=ANOTHER):
    return client.post("/api/auth/password-resets/confirm", json={"token": token, "password": password})


def enters(person, password):
    return login(person.client, email=person.email, password=password).status_code


def test_who_knows_the_old_one_gets_a_new_one(person):
    assert change(person).status_code == 204
    assert (enters(person, PASSWORD), enters(person, ANOTHER)) == (401, 200)


def test_every_other_session_ends_and_this_one_stays(person):
    other = login(person.client, email=person.email).json()
    change(person)
    headers = {"Authorization": f"Bearer {other['access_token']}"}
    assert person.client.get("/api/auth/me", headers=headers).status_code == 401
    assert person.client.get("/api/auth/me", headers=person.headers).status_code == 200


def test_who_does_not_know_the_old_one_changes_nothing(person):
    answer = change(person, current="something else")
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.password_refused")
    assert enters(person, PASSWORD) == 200


def test_a_weak_one_is_refused(person):
    assert change(person, new="short").json()["code"] == "auth.weak_password"
    assert change(person, new=person.email).json()["code"] == "auth.weak_password"


def test_the_organizations_that_rely_on_the_account_are_told(client):
    shop = open_shop(client)
    change(shop.owner)
    latest = shop.get("/api/org/audit").json()["items"][0]
    assert (latest["action"], latest["subject"]) == (
        "user.change_password",
        {"type": "user", "id": str(shop.owner.user_id)},
    )
    assert ANOTHER not in str(latest)


def test_a_forgotten_one_is_replaced_by_who_reads_the_mail(person, monkeypatch):
    with mailbox(monkeypatch) as box:
        assert ask(person.client, person.email.upper()).status_code == 202
        [letter] = box.letters
    assert letter["To"] == person.email
    assert confirm(person.client, token_in(letter)).status_code == 204
    assert (enters(person, PASSWORD), enters(person, ANOTHER)) == (401, 200)
    assert person.client.get("/api/auth/me", headers=person.headers).status_code == 401


def test_nobody_learns_who_has_an_account(person, monkeypatch):
    with mailbox(monkeypatch) as box:
        known, unknown = ask(person.client, person.email), ask(person.client, f"{uuid4().hex}@example.com")
        assert len(box.letters) == 1
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"")


def test_a_token_is_good_once_and_the_latest_alone(person, monkeypatch):
    with mailbox(monkeypatch) as box:
        for _ in range(2):
            ask(person.client, person.email)
        former, latest = map(token_in, box.letters)
    assert confirm(person.client, former).json()["code"] == "auth.password_reset_invalid"
    assert confirm(person.client, latest, "short").json()["code"] == "auth.weak_password"
    assert confirm(person.client, latest).status_code == 204
    assert confirm(person.client, latest).json()["code"] == "auth.password_reset_invalid"


def test_a_token_is_good_for_a_while_and_kept_as_a_hash(person, monkeypatch):
    with mailbox(monkeypatch) as box:
        ask(person.client, person.email)
        token = token_in(box.letters[0])
    with unit_of_work() as uow:
        rows = uow.session.scalars(text("SELECT r::text FROM core.password_resets r"))
        assert all(token not in row for row in rows)
        uow.session.execute(
            text("UPDATE core.password_resets SET expires_at = now() WHERE user_id = :id"), {"id": person.user_id}
        )
        uow.commit()
    assert confirm(person.client, token).status_code == 422


def test_a_changed_password_ends_what_was_mailed_before(person, monkeypatch):
    with mailbox(monkeypatch) as box:
        ask(person.client, person.email)
        token = token_in(box.letters[0])
    change(person)
    assert confirm(person.client, token, "a third sentence").status_code == 422


@pytest.mark.parametrize("token", ["x", "\x00", "🌈", "x" * 500])
def test_a_token_that_was_made_up_is_refused(client, token):
    answer = confirm(client, token)
    assert (answer.status_code, answer.json()["code"]) == (422, "auth.password_reset_invalid")


def test_guessing_and_asking_are_slowed_down(database):
    app = create_app()
    app.state.login_throttle = LoginThrottle(attempts_per_minute=3)
    with TestClient(app) as guarded:
        person = register(guarded)
        assert [change(person, current="wrong").status_code for _ in range(4)] == [403, 403, 403, 429]
        email = f"{uuid4().hex}@example.com"
        assert [ask(guarded, email).status_code for _ in range(4)] == [202, 202, 202, 429]
