"""What was changed, by whom, when and from where: found again by any of these."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from tests.shops import register


def change(shop, rounding, headers=None):
    return shop.client.patch("/api/org/settings", json={"cash_rounding": rounding}, headers=headers or shop.headers)


def audit(shop, **wanted):
    return shop.get("/api/org/audit", params=wanted).json()["items"]


def test_the_settings_remember_each_version_of_themselves(shop):
    admin = shop.hire("admin")
    change(shop, 5)
    tag = change(shop, 10, shop.seen_by(admin) | {"User-Agent": "Office/3"}).headers["ETag"]
    latest, first = shop.get("/api/org/settings/history").json()["items"]
    assert (first["version"], latest["version"], tag) == (2, 3, '"3"')
    assert (first["before"], first["after"]) == ({"cash_rounding": 0}, {"cash_rounding": 5})
    assert (latest["before"], latest["after"]) == ({"cash_rounding": 5}, {"cash_rounding": 10})
    assert latest["actor"] == {"type": "user", "id": str(admin.user_id)}
    assert latest["origin"] == {"address": "testclient", "user_agent": "Office/3"}


def test_versions_keep_their_numbers_from_page_to_page(shop):
    for rounding in (5, 10, 20):
        change(shop, rounding)
    first = shop.get("/api/org/settings/history?limit=2").json()
    rest = shop.get("/api/org/settings/history", params={"cursor": first["next_cursor"]}).json()
    assert [one["version"] for one in first["items"] + rest["items"]] == [4, 3, 2]
    assert rest["next_cursor"] is None


def test_the_log_is_asked_for_an_actor(shop):
    admin = shop.hire("admin")
    change(shop, 5, shop.seen_by(admin))
    change(shop, 10)
    assert [one["after"] for one in audit(shop, actor=str(admin.user_id))] == [{"cash_rounding": 5}]


def test_the_log_is_asked_for_an_action_or_a_subject(shop):
    person = shop.hire("cashier")
    change(shop, 5)
    assert [one["action"] for one in audit(shop, action="settings.change")] == ["settings.change"]
    assert [one["action"] for one in audit(shop, subject=str(person.user_id))] == ["user.add"]
    assert [one["action"] for one in audit(shop, subject="organization")] == ["organization.open"]
    assert audit(shop, action="settings.change", subject="user") == []


def test_the_log_is_asked_for_a_time(shop):
    change(shop, 5)
    between = datetime.now(UTC).isoformat()
    change(shop, 10)
    assert [one["after"] for one in audit(shop, **{"from": between})] == [{"cash_rounding": 10}]
    assert {"cash_rounding": 10} not in [one["after"] for one in audit(shop, to=between)]
    assert len(audit(shop, to=between)) == 2


@pytest.mark.parametrize("query", ["actor=ana", "from=2026-01-01T00:00:00", "to=yesterday", f"subject={quote(chr(0))}"])
def test_a_question_that_cannot_be_is_refused(shop, query):
    assert shop.get(f"/api/org/audit?{query}").status_code == 422


def test_opening_an_organization_tells_from_where(client):
    owner = register(client)
    draft = {"name": "Sol", "currency": "USD", "country": "US", "time_zone": "America/Chicago"}
    headers = owner.headers | {"User-Agent": "Browser/1"}
    org_id = client.post("/api/org/organizations", json=draft, headers=headers).json()["id"]
    [entry] = client.get("/api/org/audit", headers=owner.headers | {"X-Org-ID": org_id}).json()["items"]
    assert entry["origin"] == {"address": "testclient", "user_agent": "Browser/1"}


def test_who_is_not_told_of_settings_sees_no_history_of_them(shop):
    role = {"code": "porter", "name": "Porter", "permissions": []}
    shop.post("/api/org/roles", json=role)
    headers = shop.seen_by(shop.hire("porter"))
    assert shop.client.get("/api/org/settings/history", headers=headers).status_code == 403
