"""An account: one per person, opened where that is allowed, guarded by a password that is not trivial."""

from uuid import uuid4

import pytest

from api.auth import accounts
from domain.core.db import unit_of_work
from domain.core.settings import settings
from tests.shops import PASSWORD, login, register


def registration(**given):
    return {"email": f"{uuid4().hex}@example.com", "password": PASSWORD, "name": "Ana", **given}


def set_active(person, active):
    from sqlalchemy import text

    with unit_of_work() as uow:
        uow.session.execute(
            text("UPDATE core.users SET active = :active WHERE id = :id"), {"active": active, "id": person.user_id}
        )
        uow.commit()


def test_who_registers_can_log_in_and_see_themselves(client):
    given = registration(name="  Ana María ")
    account = client.post("/api/auth/register", json=given)
    assert account.status_code == 201
    assert account.json() == {"id": account.json()["id"], "email": given["email"], "name": "Ana María"}
    tokens = login(client, email=given["email"]).json()
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == settings().access_token_ttl_s
    me = client.get("/api/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert me.json() == {**account.json(), "memberships": []}


def test_me_tells_every_membership_with_what_may_be_done(shop):
    me = shop.get("/api/auth/me").json()
    (membership,) = me["memberships"]
    assert membership["org_id"] == str(shop.org_id)
    assert membership["role"] == "owner"
    assert "pos.sales.post" in membership["permissions"]


@pytest.mark.parametrize("spelling", ["{}", " {} ", "UPPER", "fullwidth"])
def test_an_email_is_one_account_however_it_is_spelled(client, spelling):
    email = f"{uuid4().hex}@example.com"
    client.post("/api/auth/register", json=registration(email=email)).raise_for_status()
    spelled = {"UPPER": email.upper(), "fullwidth": email.replace("@", "\uff20")}.get(spelling) or spelling.format(
        email
    )
    answer = client.post("/api/auth/register", json=registration(email=spelled))
    assert (answer.status_code, answer.json()["code"]) == (409, "auth.email_taken")
    assert login(client, email=spelled).status_code == 200


def test_registration_is_refused_where_the_setting_forbids_it(client, monkeypatch):
    closed = settings().model_copy(update={"registration": False})
    monkeypatch.setattr(accounts, "settings", lambda: closed)
    answer = client.post("/api/auth/register", json=registration())
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.registration_closed")


@pytest.mark.parametrize("password", ["", "short", "123456789", "x" * 257, "ana@example.com", " ANA@example.com "])
def test_a_weak_password_is_refused(client, password):
    answer = client.post("/api/auth/register", json=registration(email="ana@example.com", password=password))
    assert (answer.status_code, answer.json()["code"]) == (422, "auth.weak_password")
    assert answer.json()["errors"][0]["path"] == "password"


@pytest.mark.parametrize("password", ["0123456789", "x" * 256, "contraseña con ñ y 🌈"])
def test_length_is_all_that_a_password_needs(client, password):
    given = registration(password=password)
    assert client.post("/api/auth/register", json=given).status_code == 201
    assert login(client, email=given["email"], password=password).status_code == 200


@pytest.mark.parametrize("email", ["", "ana", "@", "ana@", "@example.com", "a b@example.com", "a@b@c", "a\x00@b.c"])
def test_what_is_no_email_is_refused(client, email):
    answer = client.post("/api/auth/register", json=registration(email=email))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "email"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00b", "a\nb", 7, None, ["Ana"]])
def test_a_name_is_one_clean_line(client, name):
    answer = client.post("/api/auth/register", json=registration(name=name))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "name"


@pytest.mark.parametrize("field", ["id", "role", "active", "password_hash", "org_id", "created_at"])
def test_nobody_assigns_what_is_not_asked_for(client, field):
    answer = client.post("/api/auth/register", json=registration() | {field: "owner"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"path": field, "code": "extra_forbidden", "message": "Extra inputs are not permitted"}
    ]


def test_a_password_is_never_sent_back(client):
    answer = client.post("/api/auth/register", json=registration(name=7, password="a secret that stays here"))
    assert answer.status_code == 422
    assert "a secret that stays here" not in answer.text


def test_wrong_password_and_unknown_account_look_the_same(client):
    person = register(client)
    wrong = login(client, email=person.email, password="not this sentence")
    unknown = login(client, email=f"{uuid4().hex}@example.com")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.headers["WWW-Authenticate"] == "Bearer"


def test_a_deactivated_person_is_nobody_at_once(client):
    person = register(client)
    set_active(person, active=False)
    assert client.get("/api/auth/me", headers=person.headers).status_code == 401
    refresh = client.post("/api/auth/refresh", json={"refresh_token": person.tokens["refresh_token"]})
    assert refresh.status_code == 401
    refused = login(client, email=person.email)
    assert (refused.status_code, refused.json()["code"]) == (401, "auth.login_refused")


def test_a_deactivated_member_is_unauthenticated_not_forbidden(shop):
    cashier = shop.hire("cashier")
    set_active(cashier, active=False)
    assert shop.client.get("/api/org/settings", headers=shop.seen_by(cashier)).status_code == 401
