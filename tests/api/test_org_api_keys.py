"""An API key: shown once, kept as a hash, as mighty as its role, dead the moment it is revoked."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from api.dependencies import resolve_context
from domain.auth import service as auth
from domain.auth.permissions import Role
from domain.auth.repository import keys
from domain.auth.service import access
from domain.core.db import unit_of_work
from tests.domain.posting.till import Counter


def test_a_key_acts_as_its_role(shop):
    key = shop.key("cashier")
    assert shop.client.get("/api/org/settings", headers=key["headers"]).status_code == 200
    assert shop.client.get("/api/org/users", headers=key["headers"]).status_code == 403


def test_its_secret_is_shown_once(shop):
    answer = shop.post("/api/org/api-keys", json={"name": "Till 1", "role": "cashier", "terminal_id": None})
    key = answer.json()
    assert key["secret"].startswith(f"{key['prefix']}_")
    assert key["prefix"].startswith("arc_")
    read = shop.get(answer.headers["Location"]).json()
    assert read == {name: value for name, value in key.items() if name != "secret"}
    assert key["secret"] not in shop.get("/api/org/api-keys").text
    assert key["secret"] not in shop.get("/api/org/audit").text


def test_its_secret_is_kept_as_a_hash_only(shop):
    secret = shop.key()["secret"]
    with unit_of_work(shop.org_id, read_only=True) as uow:
        (row,) = uow.session.execute(text("SELECT k::text FROM core.api_keys k")).scalars()
    assert secret not in row
    assert secret.split("_")[2] not in row


def test_a_revoked_key_stops_at_once_and_stays_in_the_list(shop):
    key = shop.key()
    path = f"/api/org/api-keys/{key['id']}"
    assert shop.delete(path).status_code == 204
    refused = shop.client.get("/api/org/settings", headers=key["headers"])
    assert (refused.status_code, refused.json()["code"]) == (401, "auth.key_invalid")
    revoked_at = shop.get(path).json()["revoked_at"]
    assert revoked_at
    assert shop.delete(path).status_code == 204
    assert shop.get(path).json()["revoked_at"] == revoked_at


def test_a_forged_key_is_refused(shop):
    secret = shop.key()["secret"]
    forged = secret[:20] + ("0" if secret[20] != "0" else "1") + secret[21:]
    headers = {"Authorization": f"Bearer {forged}", "X-Org-ID": str(shop.org_id)}
    assert shop.client.get("/api/org/settings", headers=headers).status_code == 401


def test_its_use_is_noted(shop):
    key = shop.key()
    assert shop.get(f"/api/org/api-keys/{key['id']}").json()["last_used_at"] is None
    shop.client.get("/api/org/settings", headers=key["headers"])
    noted = shop.get(f"/api/org/api-keys/{key['id']}").json()["last_used_at"]
    assert noted
    shop.client.get("/api/org/settings", headers=key["headers"])
    assert shop.get(f"/api/org/api-keys/{key['id']}").json()["last_used_at"] == noted


def test_a_key_is_bound_to_a_terminal_of_its_own_organization(shop, other_shop):
    terminals = [
        one.post(
            "/api/pos/terminals", json={"code": "T1", "name": "Till", "location_id": str(one.default_location_id)}
        ).json()["id"]
        for one in (shop, other_shop)
    ]
    assert shop.key(terminal_id=terminals[0])["terminal_id"] == terminals[0]
    for strange in (terminals[1], str(uuid4())):
        answer = shop.post("/api/org/api-keys", json={"name": "Till", "role": "cashier", "terminal_id": strange})
        assert answer.status_code == 404


def test_a_key_resolves_to_its_device_until_its_use_is_noted_again_and_a_token_for_as_long_as_it_lives(shop):
    key = shop.key("cashier")
    context, until = resolve_context(key["headers"]["Authorization"], key["headers"]["X-Org-ID"])
    assert (context.org_id, context.actor.type, str(context.actor.id)) == (shop.org_id, "api_key", key["id"])
    assert context.role == "cashier"
    assert 590 < until - time.time() <= 600
    context, until = resolve_context(shop.headers["Authorization"], shop.headers["X-Org-ID"])
    assert context == shop.ctx
    assert 0 < until < float("inf")


@pytest.mark.parametrize("change", ["revoke", "remove", "role"])
def test_what_takes_access_away_moves_the_epoch_that_caches_watch(shop, change):
    def epoch():
        with unit_of_work(read_only=True) as uow:
            return uow.session.scalar(text("SELECT epoch FROM core.access_epoch"))

    key, person = shop.key(), shop.hire("cashier")
    before = epoch()
    with unit_of_work(shop.org_id) as uow:
        if change == "revoke":
            auth.revoke_key(uow, shop.ctx, key_id=key["id"])
        elif change == "remove":
            auth.remove_member(uow, shop.ctx, user_id=person.user_id)
        else:
            auth.change_role(uow, shop.ctx, user_id=person.user_id, role=Role.VIEWER)
        uow.commit()
    assert epoch() > before


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Till"},
        {"role": "cashier"},
        {"name": "", "role": "cashier"},
        {"name": "Till", "role": "king"},
        {"name": "Till", "role": "cashier", "secret": "mine"},
        {"name": "Till", "role": "cashier", "prefix": "arc_mine"},
        {"name": "Till", "role": "cashier", "org_id": str(uuid4())},
        {"name": "Till", "role": "cashier", "terminal_id": "T1"},
    ],
)
def test_what_is_missing_wrong_or_not_asked_for_is_refused(shop, body):
    assert shop.post("/api/org/api-keys", json=body).status_code == 422
    assert shop.get("/api/org/api-keys").json()["items"] == []


def test_keys_are_listed_newest_first_in_pages(shop):
    made = [shop.key()["id"] for _ in range(3)]
    first = shop.get("/api/org/api-keys?limit=2").json()
    second = shop.get("/api/org/api-keys", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]


def test_a_key_ends_when_it_was_said_to(shop):
    soon = datetime.now(UTC) + timedelta(seconds=1)
    key = shop.key(expires_at=soon.isoformat())
    assert datetime.fromisoformat(key["expires_at"]) == soon
    assert shop.client.get("/api/org/settings", headers=key["headers"]).status_code == 200
    time.sleep(1.1)
    answer = shop.client.get("/api/org/settings", headers=key["headers"])
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.key_invalid")


@pytest.mark.parametrize("expires_at", ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00", "tomorrow"])
def test_a_key_that_would_have_ended_or_ends_nobody_knows_when_is_refused(shop, expires_at):
    body = {"name": "Till", "role": "cashier", "expires_at": expires_at}
    assert shop.post("/api/org/api-keys", json=body).status_code == 422


def test_a_till_that_only_sells_leaves_a_trace_of_its_last_use_now_and_then(shop, monkeypatch):
    monkeypatch.setattr(access, "USE_NOTED_EVERY", timedelta(seconds=1))
    monkeypatch.setattr(keys, "USE_NOTED_EVERY", timedelta(seconds=1))
    counter = Counter(shop)
    key, item = shop.key(), counter.item(stocked=False)

    def last_use_after_a_sale():
        _, sale = counter.sale({"item_id": item, "quantity": "1"})
        assert shop.client.post("/api/sales", json=sale, headers=key["headers"]).status_code == 202
        return shop.get(f"/api/org/api-keys/{key['id']}").json()["last_used_at"]

    first = last_use_after_a_sale()
    assert first is not None
    assert last_use_after_a_sale() == first
    time.sleep(1.1)
    assert last_use_after_a_sale() > first
