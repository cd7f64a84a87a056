"""Invitations: for one email, good once, for a while, and only while whoever invited could give that role."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import text

from api.auth import accounts
from domain.core.db import unit_of_work
from domain.core.settings import settings
from tests.api.mailbox import mailbox, token_in
from tests.shops import PASSWORD, login, register


def invite(shop, *, email=None, role="cashier", headers=None):
    body = {"email": email or f"{uuid4().hex}@example.com", "role": role}
    return shop.client.post("/api/org/invitations", json=body, headers=headers or shop.headers)


def accept(shop, token, *, person=None, **given):
    headers = person.headers if person else {}
    body = {"token": token, **({} if person else {"name": "Luis", "password": PASSWORD}), **given}
    return shop.client.post("/api/auth/invitations/accept", json=body, headers=headers)


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def test_without_a_mail_server_the_token_is_given_to_whoever_invites_this_one_time(shop):
    answer = invite(shop)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["status"], made["mailed"]) == ("open", False)
    read = shop.get(answer.headers["Location"]).json()
    assert "token" not in read
    assert read == {name: value for name, value in made.items() if name in read}
    with unit_of_work(shop.org_id) as uow:
        [row] = uow.session.scalars(text("SELECT i::text FROM core.invitations i"))
    assert made["token"] not in row


def test_with_a_mail_server_the_token_goes_to_whom_it_is_for_and_to_nobody_else(shop, monkeypatch):
    email = f"{uuid4().hex}@example.com"
    with mailbox(monkeypatch) as box:
        made = invite(shop, email=email).json()
        [letter] = box.letters
    assert (made["token"], made["mailed"], letter["To"]) == (None, True, email)
    assert "Café Sol" in letter.get_content()
    assert accept(shop, token_in(letter)).status_code == 200


def test_a_mail_server_that_refuses_loses_no_invitation(shop, monkeypatch):
    with mailbox(monkeypatch) as box:
        box.refuses = True
        made = invite(shop).json()
    assert (made["mailed"], accept(shop, made["token"]).status_code) == (False, 200)


def test_somebody_without_an_account_gets_one_even_where_nobody_may_register(shop, monkeypatch):
    made = invite(shop, role="manager").json()
    closed = settings().model_copy(update={"registration": False})
    monkeypatch.setattr(accounts, "settings", lambda: closed)
    answer = accept(shop, made["token"])
    assert answer.status_code == 200
    assert (answer.json()["org_id"], answer.json()["role"]) == (str(shop.org_id), "manager")
    tokens = login(shop.client, email=made["email"]).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "X-Org-ID": str(shop.org_id)}
    assert shop.client.get("/api/org/settings", headers=headers).status_code == 200
    assert shop.get(f"/api/org/invitations/{made['id']}").json()["status"] == "accepted"


def test_somebody_with_an_account_joins_with_it(shop):
    person = register(shop.client)
    made = invite(shop, email=person.email.upper()).json()
    assert accept(shop, made["token"], person=person).status_code == 200
    assert shop.client.get("/api/org/settings", headers=shop.seen_by(person)).status_code == 200


def test_an_account_is_not_taken_over_by_an_invitation(shop):
    person = register(shop.client)
    made = invite(shop, email=person.email).json()
    assert code_of(accept(shop, made["token"])) == (409, "auth.email_taken")
    assert login(shop.client, email=person.email).status_code == 200


def test_an_invitation_is_for_the_invited_alone(shop):
    made = invite(shop).json()
    assert code_of(accept(shop, made["token"], person=register(shop.client))) == (403, "auth.invitation_for_another")
    assert accept(shop, made["token"]).status_code == 200


def test_an_invitation_is_good_once(shop):
    made = invite(shop).json()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: accept(shop, made["token"]).status_code, range(4)))
    assert min(answers) == 200
    assert answers.count(200) == 1
    assert code_of(accept(shop, made["token"])) == (422, "auth.invitation_invalid")


def test_a_revoked_or_replaced_or_expired_invitation_is_good_for_nothing(shop):
    email = f"{uuid4().hex}@example.com"
    replaced, revoked = invite(shop, email=email).json(), invite(shop, email=email).json()
    path = f"/api/org/invitations/{revoked['id']}"
    assert [shop.delete(path).status_code for _ in range(2)] == [204, 204]
    expired = invite(shop).json()
    with unit_of_work(shop.org_id) as uow:
        uow.session.execute(
            text("UPDATE core.invitations SET expires_at = now() WHERE id = :id"), {"id": expired["id"]}
        )
        uow.commit()
    for made in (replaced, revoked, expired):
        assert code_of(accept(shop, made["token"])) == (422, "auth.invitation_invalid")
    statuses = [one["status"] for one in shop.get("/api/org/invitations").json()["items"]]
    assert statuses == ["expired", "ended", "ended"]


def test_who_was_dismissed_leaves_no_back_door(shop):
    admin = shop.hire("admin")
    made = invite(shop, role="admin", headers=shop.seen_by(admin)).json()
    shop.delete(f"/api/org/users/{admin.user_id}")
    assert code_of(accept(shop, made["token"])) == (422, "auth.invitation_invalid")


def test_nobody_invites_to_more_than_they_are(shop):
    admin = shop.hire("admin")
    assert code_of(invite(shop, role="owner", headers=shop.seen_by(admin))) == (403, "auth.role_exceeds_own")
    assert invite(shop, headers=shop.seen_by(shop.hire("manager"))).status_code == 403


def test_a_member_is_not_invited(shop):
    assert code_of(invite(shop, email=shop.hire("viewer").email)) == (409, "auth.already_member")


def test_an_unknown_role_is_nobodys(shop):
    assert code_of(invite(shop, role="king")) == (422, "auth.unknown_role")


@pytest.mark.parametrize("token", ["x", "inv_", f"inv_{32 * 'a'}_x", "inv_\x00_x", "🌈"])
def test_a_token_that_was_made_up_is_refused(shop, token):
    assert code_of(accept(shop, token)) == (422, "auth.invitation_invalid")


def test_an_invitation_cannot_be_turned_to_another_organization(shop, other_shop):
    made = invite(shop).json()
    turned = made["token"].replace(shop.org_id.hex, other_shop.org_id.hex)
    assert code_of(accept(shop, turned)) == (422, "auth.invitation_invalid")
    assert shop.client.get(f"/api/org/invitations/{made['id']}", headers=other_shop.headers).status_code == 404
    assert shop.client.delete(f"/api/org/invitations/{made['id']}", headers=other_shop.headers).status_code == 404


def test_a_weak_password_does_not_use_the_invitation_up(shop):
    made = invite(shop).json()
    assert code_of(accept(shop, made["token"], password="short")) == (422, "auth.weak_password")
    assert accept(shop, made["token"], password=None).status_code == 422
    assert accept(shop, made["token"]).status_code == 200


def test_all_of_it_leaves_its_trace(shop):
    first, second = invite(shop).json(), invite(shop).json()
    accept(shop, first["token"])
    shop.delete(f"/api/org/invitations/{second['id']}")
    told = [(entry["action"], entry["subject"]["id"]) for entry in shop.get("/api/org/audit").json()["items"]]
    assert told[:4] == [
        ("invitation.revoke", second["id"]),
        ("invitation.accept", first["id"]),
        ("invitation.create", second["id"]),
        ("invitation.create", first["id"]),
    ]
