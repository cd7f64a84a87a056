"""The audit log: who changed what, when, for those who may read it, and for ever."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.core.db import unit_of_work


def entries(shop):
    return shop.get("/api/org/audit").json()["items"]


def test_it_tells_who_changed_what(shop):
    shop.patch("/api/org/settings", json={"cash_rounding": 5})
    latest = entries(shop)[0]
    assert latest["actor"] == {"type": "user", "id": str(shop.owner.user_id)}
    assert (latest["action"], latest["subject"]["type"]) == ("settings.change", "settings")
    assert (latest["before"], latest["after"]) == ({"cash_rounding": 0}, {"cash_rounding": 5})


def test_people_and_keys_leave_their_trace(shop):
    person = shop.hire("cashier")
    shop.patch(f"/api/org/users/{person.user_id}", json={"role": "viewer"})
    shop.delete(f"/api/org/users/{person.user_id}")
    key = shop.key()
    shop.delete(f"/api/org/api-keys/{key['id']}")
    told = [(entry["action"], entry["subject"]["id"]) for entry in entries(shop)]
    assert told == [
        ("api_key.revoke", key["id"]),
        ("api_key.create", key["id"]),
        ("user.remove", str(person.user_id)),
        ("user.change_role", str(person.user_id)),
        ("user.add", str(person.user_id)),
        ("organization.open", str(shop.org_id)),
    ]


def test_what_changed_nothing_or_was_refused_leaves_none(shop):
    shop.patch("/api/org/settings", json={"cash_rounding": 0})
    shop.patch("/api/org/settings", json={"cash_rounding": 5}, headers={"If-Match": '"9"'})
    shop.patch(f"/api/org/users/{shop.owner.user_id}", json={"role": "owner"})
    shop.delete(f"/api/org/users/{shop.owner.user_id}")
    assert [entry["action"] for entry in entries(shop)] == ["organization.open"]


def test_a_devices_change_is_the_devices(shop):
    key = shop.key("admin")
    shop.client.patch("/api/org/settings", json={"cash_rounding": 5}, headers=key["headers"])
    assert entries(shop)[0]["actor"] == {"type": "api_key", "id": key["id"]}


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("accountant", 200), ("manager", 403), ("viewer", 403)])
def test_it_is_read_by_those_who_may(shop, role, status):
    assert shop.client.get("/api/org/audit", headers=shop.seen_by(shop.hire(role))).status_code == status


def test_it_is_listed_newest_first_in_pages(shop):
    for rounding in (5, 10, 20):
        shop.patch("/api/org/settings", json={"cash_rounding": rounding})
    first = shop.get("/api/org/audit?limit=3").json()
    second = shop.get("/api/org/audit", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [entry["after"].get("cash_rounding") for entry in first["items"] + second["items"]] == [20, 10, 5, None]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("statement", ["UPDATE core.audit_log SET action = ''", "DELETE FROM core.audit_log"])
def test_nobody_changes_it_afterwards(shop, statement):
    with unit_of_work(shop.org_id) as uow, pytest.raises(DBAPIError):
        uow.session.execute(text(statement))
