"""Who is no member gets nothing, and learns nothing: not even whether the organization exists."""

from uuid import uuid4

import pytest

READS = [
    "/api/org/settings",
    "/api/org/settings/history",
    "/api/org/roles",
    "/api/org/users",
    "/api/org/invitations",
    "/api/org/api-keys",
    "/api/org/audit",
    "/api/org/export",
]


def without_instance(answer):
    return answer.status_code, answer.json() | {"instance": ""}


@pytest.mark.parametrize("path", READS)
def test_a_stranger_and_a_non_existing_organization_look_the_same(shop, other_shop, path):
    strange = shop.client.get(path, headers=shop.seen_by(other_shop.owner))
    nowhere = shop.client.get(path, headers=other_shop.owner.headers | {"X-Org-ID": str(uuid4())})
    assert strange.status_code == 403
    assert without_instance(strange) == without_instance(nowhere)


@pytest.mark.parametrize("path", READS)
def test_nobody_is_told_to_log_in_before_anything_else(shop, path):
    assert shop.client.get(path).status_code == 401
    assert shop.client.get(path, headers={"X-Org-ID": str(shop.org_id)}).status_code == 401


@pytest.mark.parametrize("named", [None, "", "MAIN", "00000000-0000-0000-0000-00000000000", "{}"])
def test_without_an_organization_nothing_is_done(shop, named):
    headers = shop.owner.headers | ({} if named is None else {"X-Org-ID": named})
    answer = shop.client.get("/api/org/settings", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.organization_not_named")


def test_the_nil_organization_is_nobodys(shop):
    headers = shop.owner.headers | {"X-Org-ID": "00000000-0000-0000-0000-000000000000"}
    assert shop.client.get("/api/org/settings", headers=headers).status_code == 403


def test_anothers_people_and_keys_are_not_found(shop, other_shop):
    key = other_shop.key()
    for path in (f"/api/org/users/{other_shop.owner.user_id}", f"/api/org/api-keys/{key['id']}"):
        assert shop.get(path).status_code == 404
        assert shop.delete(path).status_code == 404
    role = shop.patch(f"/api/org/users/{other_shop.owner.user_id}", json={"role": "viewer"})
    assert role.status_code == 404
    assert other_shop.client.get("/api/org/settings", headers=key["headers"]).status_code == 200


def test_a_key_opens_its_own_organization_only(shop, other_shop):
    key = shop.key("owner")
    elsewhere = key["headers"] | {"X-Org-ID": str(other_shop.org_id)}
    answer = shop.client.get("/api/org/settings", headers=elsewhere)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.not_a_member")


def test_a_key_that_is_made_to_look_like_anothers_is_refused(shop, other_shop):
    ours, theirs = shop.key("owner")["secret"], other_shop.key("owner")["secret"]
    disguised = {"Authorization": f"Bearer {ours[:-8]}{theirs[-8:]}", "X-Org-ID": str(other_shop.org_id)}
    answer = shop.client.get("/api/org/settings", headers=disguised)
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.key_invalid")


def test_a_list_shows_its_own_organization_only(shop, other_shop):
    other_shop.hire("cashier")
    other_shop.key()
    assert [one["id"] for one in shop.get("/api/org/users").json()["items"]] == [str(shop.owner.user_id)]
    assert shop.get("/api/org/api-keys").json()["items"] == []
    assert [one["action"] for one in shop.get("/api/org/audit").json()["items"]] == ["organization.open"]
