"""Membership: given to people with an account, changed and taken at once, never the last owner's."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from domain.auth.permissions import ROLES
from tests.shops import register


def settings_of(shop, person):
    return shop.client.get("/api/org/settings", headers=shop.seen_by(person)).status_code


def test_a_registered_person_becomes_a_member(shop):
    person = register(shop.client, name="Luis")
    answer = shop.post("/api/org/users", json={"email": person.email.upper(), "role": "cashier"})
    assert answer.status_code == 201
    member = answer.json()
    assert (member["id"], member["name"], member["role"]) == (str(person.user_id), "Luis", "cashier")
    assert shop.get(answer.headers["Location"]).json() == member
    assert settings_of(shop, person) == 200


def test_somebody_without_an_account_is_asked_to_register(shop):
    answer = shop.post("/api/org/users", json={"email": f"{uuid4().hex}@example.com", "role": "cashier"})
    assert (answer.status_code, answer.json()["code"]) == (422, "auth.nobody_to_add")


def test_a_member_is_added_once(shop):
    person = shop.hire("cashier")
    answer = shop.post("/api/org/users", json={"email": person.email, "role": "admin"})
    assert (answer.status_code, answer.json()["code"]) == (409, "auth.already_member")
    assert shop.get(f"/api/org/users/{person.user_id}").json()["role"] == "cashier"


@pytest.mark.parametrize("body", [{"role": "king"}, {"role": None}, {}, {"role": "cashier", "active": False}])
def test_an_unknown_role_or_field_is_refused(shop, body):
    person = shop.hire("viewer")
    assert shop.patch(f"/api/org/users/{person.user_id}", json=body).status_code == 422
    assert shop.post("/api/org/users", json={"email": "ana@example.com"} | body).status_code == 422
    assert shop.get(f"/api/org/users/{person.user_id}").json()["role"] == "viewer"


def test_a_removed_members_token_stops_at_once(shop):
    person = shop.hire("admin")
    assert settings_of(shop, person) == 200
    assert shop.delete(f"/api/org/users/{person.user_id}").status_code == 204
    assert settings_of(shop, person) == 403
    assert shop.client.get("/api/auth/me", headers=person.headers).json()["memberships"] == []
    assert shop.delete(f"/api/org/users/{person.user_id}").status_code == 404


def test_another_role_counts_from_the_next_request_on(shop):
    person = shop.hire("admin")
    assert shop.client.get("/api/org/users", headers=shop.seen_by(person)).status_code == 200
    assert shop.patch(f"/api/org/users/{person.user_id}", json={"role": "viewer"}).json()["role"] == "viewer"
    refused = shop.client.get("/api/org/users", headers=shop.seen_by(person))
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert settings_of(shop, person) == 200


@pytest.mark.parametrize("role", ["manager", "accountant", "stock_clerk", "cashier", "viewer"])
def test_who_may_not_manage_people_or_keys_does_not(shop, role):
    headers = shop.seen_by(shop.hire(role))
    me = f"/api/org/users/{shop.owner.user_id}"
    assert shop.client.get("/api/org/users", headers=headers).status_code == 403
    assert shop.client.patch(me, json={"role": "viewer"}, headers=headers).status_code == 403
    assert shop.client.delete(me, headers=headers).status_code == 403
    key = {"name": "Till", "role": "viewer"}
    assert shop.client.post("/api/org/api-keys", json=key, headers=headers).status_code == 403
    assert shop.client.patch("/api/org/settings", json={"cash_rounding": 5}, headers=headers).status_code == 403


def test_the_last_owner_stays(shop):
    path = f"/api/org/users/{shop.owner.user_id}"
    for answer in (shop.delete(path), shop.patch(path, json={"role": "admin"})):
        assert (answer.status_code, answer.json()["code"]) == (409, "auth.last_owner")
    assert shop.patch(path, json={"role": "owner"}).status_code == 200


def test_an_owner_may_go_when_another_stays(shop):
    heir = shop.hire("owner")
    assert shop.delete(f"/api/org/users/{shop.owner.user_id}").status_code == 204
    assert shop.client.delete(f"/api/org/users/{heir.user_id}", headers=shop.seen_by(heir)).status_code == 409


def test_of_two_owners_who_remove_each_other_at_once_one_stays(shop):
    heir = shop.hire("owner")
    wishes = [(shop.headers, heir.user_id), (shop.seen_by(heir), shop.owner.user_id)]
    with ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(lambda wish: shop.client.delete(f"/api/org/users/{wish[1]}", headers=wish[0]), wishes)
        )
    first, second = sorted(answer.status_code for answer in answers)
    assert first == 204
    assert second in (403, 404, 409)
    assert sorted([settings_of(shop, shop.owner), settings_of(shop, heir)]) == [200, 403]


def test_an_admin_neither_makes_nor_unmakes_owners(shop):
    headers = shop.seen_by(shop.hire("admin"))
    newcomer, cashier = register(shop.client), shop.hire("cashier")
    owner = f"/api/org/users/{shop.owner.user_id}"
    answers = [
        shop.client.post("/api/org/users", json={"email": newcomer.email, "role": "owner"}, headers=headers),
        shop.client.patch(f"/api/org/users/{cashier.user_id}", json={"role": "owner"}, headers=headers),
        shop.client.patch(owner, json={"role": "viewer"}, headers=headers),
        shop.client.delete(owner, headers=headers),
        shop.client.post("/api/org/api-keys", json={"name": "Till", "role": "owner"}, headers=headers),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "auth.role_exceeds_own")}
    demoted = shop.client.patch(f"/api/org/users/{cashier.user_id}", json={"role": "viewer"}, headers=headers)
    assert demoted.status_code == 200


def test_people_are_listed_newest_first_in_pages(shop):
    hired = [shop.hire("cashier") for _ in range(3)]
    expected = [str(person.user_id) for person in [*hired[::-1], shop.owner]]
    first = shop.get("/api/org/users?limit=3").json()
    second = shop.get("/api/org/users", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [one["id"] for one in first["items"]] == expected[:3]
    assert [one["id"] for one in second["items"]] == expected[3:]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "cursor=x", "cursor=WyJhIiwiYiJd", "cursor=%00"])
@pytest.mark.parametrize("path", ["users", "api-keys", "audit", "organizations"])
def test_a_page_that_cannot_be_is_refused(shop, path, query):
    answer = shop.get(f"/api/org/{path}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == query.split("=")[0]


def test_every_role_is_described(shop):
    described = {one["role"]: one["permissions"] for one in shop.get("/api/org/roles").json()["items"]}
    assert described == {role: sorted(permissions) for role, permissions in ROLES.items()}
