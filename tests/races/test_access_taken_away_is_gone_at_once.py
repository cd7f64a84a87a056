"""Access that was taken away is refused by the very next request, also where it is remembered, also elsewhere."""

import asyncio
import time
from datetime import timedelta

import pytest

from domain.core.clock import now
from domain.operations.admission import AccessChanged
from domain.posting.drain import connect_for_posting
from tests.api.nouns import LOCATIONS


@pytest.fixture
def item(counter):
    return counter.item(stocked=False)


def sell(counter, item, headers, *, dry_run=False):
    _, sale = counter.sale({"item_id": item, "quantity": "1"})
    return counter.shop.client.post("/api/sales", json=sale, headers=headers, params={"dry_run": dry_run})


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_revoked_key(counter, item, dry_run):
    key = counter.shop.key("cashier")
    for _ in range(2):
        assert sell(counter, item, key["headers"], dry_run=dry_run).status_code in {200, 202}
    assert counter.shop.delete(f"/api/org/api-keys/{key['id']}").status_code == 204
    assert sell(counter, item, key["headers"], dry_run=dry_run).status_code == 401


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_removed_member(counter, item, dry_run):
    person = counter.shop.hire("manager")
    headers = counter.shop.seen_by(person)
    assert sell(counter, item, headers, dry_run=dry_run).status_code in {200, 202}
    assert counter.shop.delete(f"/api/org/users/{person.user_id}").status_code == 204
    assert sell(counter, item, headers, dry_run=dry_run).status_code == 403


def test_a_member_who_may_no_longer_sell(counter, item):
    person = counter.shop.hire("manager")
    headers = counter.shop.seen_by(person)
    assert sell(counter, item, headers).status_code == 202
    answer = counter.shop.patch(f"/api/org/users/{person.user_id}", json={"role": "viewer"})
    assert answer.status_code == 200, answer.text
    assert sell(counter, item, headers).status_code == 403


def test_a_role_of_the_organizations_own_that_may_no_longer_sell(counter, item):
    role = {"code": "seller", "name": "Seller", "permissions": ["pos.sales.post"]}
    assert counter.shop.post("/api/org/roles", json=role).status_code == 201
    headers = counter.shop.key("seller")["headers"]
    assert sell(counter, item, headers).status_code == 202
    assert counter.shop.patch("/api/org/roles/seller", json={"permissions": []}).status_code == 200
    assert sell(counter, item, headers).status_code == 403


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_session_that_was_ended(counter, item, dry_run):
    person = counter.shop.hire("manager")
    headers = counter.shop.seen_by(person)
    assert sell(counter, item, headers, dry_run=dry_run).status_code in {200, 202}
    [session] = counter.shop.client.get("/api/auth/sessions", headers=headers).json()["items"]
    answer = counter.shop.client.delete(f"/api/auth/sessions/{session['id']}", headers=headers)
    assert answer.status_code == 204, answer.text
    assert sell(counter, item, headers, dry_run=dry_run).status_code == 401


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_organization_that_was_closed(counter, item, dry_run):
    assert sell(counter, item, counter.shop.headers, dry_run=dry_run).status_code in {200, 202}
    key = counter.shop.key("cashier")
    assert sell(counter, item, key["headers"], dry_run=dry_run).status_code in {200, 202}
    assert counter.shop.post("/api/org/close", json={"name": "Café Sol"}).status_code == 200
    refused = sell(counter, item, counter.shop.headers, dry_run=dry_run)
    assert (refused.status_code, refused.json()["code"]) == (403, "org.closed")
    assert sell(counter, item, key["headers"], dry_run=dry_run).status_code == 401


def test_a_key_that_has_expired(counter, item):
    soon = (now() + timedelta(seconds=2)).isoformat()
    key = counter.shop.key("cashier", expires_at=soon)
    assert sell(counter, item, key["headers"]).status_code == 202
    time.sleep(2.1)
    assert sell(counter, item, key["headers"]).status_code == 401


def test_a_terminal_that_moved_sells_in_its_new_lane(counter, item):
    assert sell(counter, item, counter.shop.headers).status_code == 202
    location = LOCATIONS.make(counter.shop)["id"]
    answer = counter.shop.patch(f"/api/pos/terminals/{counter.terminal_id}", json={"location_id": location})
    assert answer.status_code == 200, answer.text
    assert sell(counter, item, counter.shop.headers).status_code == 202
    lanes = counter.query("SELECT lane FROM core.operations ORDER BY position")
    assert lanes == [(str(counter.shop.default_location_id),), (location,)]


def test_a_terminal_that_was_closed(counter, item):
    assert sell(counter, item, counter.shop.headers).status_code == 202
    answer = counter.shop.patch(f"/api/pos/terminals/{counter.terminal_id}", json={"active": False})
    assert answer.status_code == 200, answer.text
    assert sell(counter, item, counter.shop.headers).status_code == 422


def test_another_process_notices_too(counter, item, at_desk):
    wish = counter.wish(*counter.sale({"item_id": item, "quantity": "1"}))

    async def work(desk):
        remembered = desk.epoch
        # Somebody else's revocation, through another connection.
        with connect_for_posting() as connection, connection.transaction():
            connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{counter.shop.org_id}}}",))
            connection.execute("UPDATE core.user_org_roles SET role = role")
        with pytest.raises(AccessChanged):
            await desk.admit([wish], epoch=remembered)
        await asyncio.sleep(0)
        return await desk.admit([wish], epoch=await desk.current_epoch())

    [admitted] = at_desk(work)
    assert not admitted.replayed
