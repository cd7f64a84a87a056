"""Roles of one's own: made from permissions that one holds, in force at once, there as long as somebody has them."""

import pytest

from domain.auth.permissions import Permission
from tests.api.nouns import ITEMS

SELLER = {"code": "seller", "name": "Seller", "permissions": ["org.settings.read", "inventory.items.read"]}


def make(shop, headers=None, **given):
    return shop.client.post("/api/org/roles", json=SELLER | given, headers=headers or shop.headers)


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def test_a_role_does_what_it_was_made_for_and_nothing_else(shop):
    answer = make(shop)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["role"], made["custom"], made["permissions"]) == ("seller", True, sorted(SELLER["permissions"]))
    assert shop.get(answer.headers["Location"]).json() == made
    seller = shop.seen_by(shop.hire("seller"))
    assert shop.client.get("/api/inventory/items", headers=seller).status_code == 200
    refused = shop.client.post(ITEMS.address, json=ITEMS.body(shop), headers=seller)
    assert code_of(refused) == (403, "forbidden")
    assert "seller" in refused.json()["detail"]


def test_a_person_sees_what_a_role_of_the_organizations_own_lets_them_do(shop):
    make(shop)
    person = shop.hire("seller")
    [mine] = shop.client.get("/api/auth/me", headers=person.headers).json()["memberships"]
    assert (mine["role"], mine["permissions"]) == ("seller", sorted(SELLER["permissions"]))


def test_a_key_can_have_it_too(shop):
    make(shop)
    key = shop.key("seller")
    assert shop.client.get("/api/inventory/items", headers=key["headers"]).status_code == 200
    assert shop.client.get("/api/org/users", headers=key["headers"]).status_code == 403


def test_what_it_may_do_changes_from_the_next_request_on(shop):
    make(shop)
    seller = shop.seen_by(shop.hire("seller"))
    assert shop.patch("/api/org/roles/seller", json={"permissions": ["org.settings.read"]}).status_code == 200
    assert shop.client.get("/api/inventory/items", headers=seller).status_code == 403


def test_nobody_makes_a_role_of_what_they_do_not_hold(shop):
    make(shop, code="hirer", permissions=["org.users.manage", "org.settings.read"])
    hirer = shop.seen_by(shop.hire("hirer"))
    assert code_of(make(shop, hirer, permissions=["org.keys.manage"])) == (403, "auth.permission_not_held")
    assert make(shop, hirer, permissions=["org.settings.read"]).status_code == 201
    path, more = "/api/org/roles/seller", {"permissions": ["org.settings.read", "pos.sales.void"]}
    assert code_of(shop.client.patch(path, json=more, headers=hirer)) == (403, "auth.permission_not_held")
    shop.patch(path, json=more)
    for answer in (
        shop.client.patch(path, json={"permissions": []}, headers=hirer),
        shop.client.delete(path, headers=hirer),
    ):
        assert code_of(answer) == (403, "auth.permission_not_held")


def test_nobody_gives_or_takes_a_role_that_may_do_more_than_they(shop):
    make(shop, code="hirer", permissions=["org.users.manage"])
    make(shop)
    hirer, seller = shop.seen_by(shop.hire("hirer")), shop.hire("seller")
    path = f"/api/org/users/{seller.user_id}"
    for answer in (
        shop.client.patch(path, json={"role": "hirer"}, headers=hirer),
        shop.client.delete(path, headers=hirer),
    ):
        assert code_of(answer) == (403, "auth.role_exceeds_own")


def test_a_role_that_somebody_has_stays(shop):
    make(shop)
    person, key = shop.hire("seller"), shop.key("seller")
    invited = shop.post("/api/org/invitations", json={"email": "new@example.com", "role": "seller"}).json()
    for free in (f"users/{person.user_id}", f"api-keys/{key['id']}", f"invitations/{invited['id']}"):
        assert code_of(shop.delete("/api/org/roles/seller")) == (409, "auth.role_in_use")
        assert shop.delete(f"/api/org/{free}").status_code == 204
    assert shop.delete("/api/org/roles/seller").status_code == 204
    assert shop.get("/api/org/roles/seller").status_code == 404
    assert code_of(shop.post("/api/org/api-keys", json={"name": "T", "role": "seller"})) == (422, "auth.unknown_role")


def test_the_built_in_roles_stay_as_they_are(shop):
    for answer in (shop.patch("/api/org/roles/cashier", json={"name": "King"}), shop.delete("/api/org/roles/owner")):
        assert code_of(answer) == (409, "auth.built_in_role")
    assert code_of(make(shop, code="cashier")) == (409, "auth.role_taken")


def test_a_code_is_taken_once_in_an_organization_and_free_in_another(shop, other_shop):
    assert make(shop).status_code == 201
    assert code_of(make(shop)) == (409, "auth.role_taken")
    assert make(other_shop).status_code == 201
    other_shop.patch("/api/org/roles/seller", json={"permissions": []})
    assert shop.get("/api/org/roles/seller").json()["permissions"] == sorted(SELLER["permissions"])


def test_who_changes_what_another_has_changed_is_told(shop):
    tag = {"If-Match": make(shop).headers["ETag"]}
    assert shop.patch("/api/org/roles/seller", json={"name": "Vendor"}, headers=tag).headers["ETag"] == '"2"'
    assert shop.patch("/api/org/roles/seller", json={"name": "Clerk"}, headers=tag).status_code == 412
    assert shop.delete("/api/org/roles/seller", headers=tag).status_code == 412


@pytest.mark.parametrize(
    "given", [{"code": "A B"}, {"code": ""}, {"name": ""}, {"permissions": ["everything"]}, {"permissions": None}]
)
def test_a_role_that_cannot_be_is_refused(shop, given):
    assert make(shop, **given).status_code == 422


def test_it_is_listed_behind_the_built_in_ones_and_leaves_its_trace(shop):
    make(shop)
    shop.patch("/api/org/roles/seller", json={"permissions": []})
    assert [one["role"] for one in shop.get("/api/org/roles").json()["items"]][-2:] == ["viewer", "seller"]
    changed, made, *_ = shop.get("/api/org/audit").json()["items"]
    assert (made["action"], changed["action"]) == ("role.create", "role.update")
    assert (changed["before"]["permissions"], changed["after"]["permissions"]) == (sorted(SELLER["permissions"]), [])


def test_an_owner_holds_every_permission_there_is(shop):
    assert make(shop, permissions=list(Permission)).status_code == 201
