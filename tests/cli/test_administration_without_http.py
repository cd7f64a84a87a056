"""What an operator does before anybody can log in, and when something was set aside."""

import json
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.core.clock import now
from domain.core.settings import settings
from domain.posting.drain import connect_for_posting, drain_shard
from tests.shops import PASSWORD, login

NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def run(database):
    """Call a command as a user types it; the answer is its exit status, output and error line."""

    def call(*arguments, given=None):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=given)
        return result.exit_code, result.stdout, result.stderr

    return call


@pytest.fixture
def email(run):
    address = f"{uuid4().hex}@example.com"
    status, out, err = run("user", "create", address, "--name", "Ana", "--password-stdin", given=f"{PASSWORD}\n")
    assert (status, err) == (0, ""), err
    assert address in out
    return address


@pytest.fixture
def organization(run, email):
    made = ["org", "create", "Café Sol", "--owner", email, "--currency", "USD", "--country", "US"]
    status, out, err = run(*made, "--time-zone", "America/Chicago", "--json")
    assert (status, err) == (0, ""), err
    return json.loads(out)


@pytest.fixture
def shop_set_aside(shop):
    """A shop with one sale that was paid too little and is rejected; its id and its content."""
    item = shop.post("/api/inventory/items", json={"sku": "TEA", "name": "Tea", "price": "3.00", "stocked": False})
    assert item.status_code == 201
    till = {"code": "T1", "name": "Till", "location_id": str(shop.default_location_id)}
    terminal_id = shop.post("/api/pos/terminals", json=till).json()["id"]
    sale = {
        "id": str(uuid4()),
        "terminal_id": terminal_id,
        "occurred_at": now().isoformat(),
        "lines": [{"sku": "TEA", "quantity": "1"}],
        "payments": [{"method": "card", "amount": "1.00"}],
    }
    assert shop.post("/api/sales", json=sale).status_code == 202
    drain_everything()
    assert status_of(shop, sale["id"]) == "rejected"
    return shop, sale


def drain_everything():
    with connect_for_posting() as connection:
        for shard in range(settings().shard_count):
            drain_shard(connection, shard)


def status_of(shop, operation_id):
    return shop.get(f"/api/operations/{operation_id}").json()["status"]


def actors(shop, action):
    entries = shop.get("/api/org/audit?limit=500").json()["items"]
    return [entry["actor"] for entry in entries if entry["action"] == action]


def test_the_person_can_log_in_and_owns_the_organization(client, email, organization):
    tokens = login(client, email=email).json()
    me = client.get("/api/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert [(one["org_id"], one["role"]) for one in me["memberships"]] == [(organization["id"], "owner")]


def test_the_log_says_that_the_system_opened_it(client, email, organization):
    tokens = login(client, email=email).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "X-Org-ID": organization["id"]}
    (entry,) = client.get("/api/org/audit", headers=headers).json()["items"]
    assert (entry["action"], entry["actor"]["type"]) == ("organization.open", "system")


def test_a_key_opens_what_its_role_may_do_and_no_more(run, client, organization):
    made = ["key", "create", "--org", organization["id"], "--role", "cashier", "--name", "Till 1"]
    status, out, _ = run(*made, "--json")
    assert status == 0
    headers = {"Authorization": f"Bearer {json.loads(out)['secret']}", "X-Org-ID": organization["id"]}
    assert client.get("/api/inventory/items", headers=headers).status_code == 200
    assert client.get("/api/org/users", headers=headers).status_code == 403


def test_the_secret_is_the_last_word_for_people(run, organization):
    status, out, err = run("key", "create", "--org", organization["id"], "--name", "Till 1")
    assert (status, err) == (0, "The secret is shown this one time.\n")
    assert [line.split()[0] for line in out.splitlines()] == ["id", "prefix", "secret"]


def test_a_rejected_sale_is_found_shown_mended_and_posted(run, shop_set_aside, tmp_path):
    shop, sale = shop_set_aside
    status, out, _ = run("operations", "list", "--org", shop.org_id, "--status", "rejected", "--json")
    assert (status, [row["id"] for row in json.loads(out)]) == (0, [sale["id"]])
    status, out, _ = run("operations", "show", sale["id"], "--org", shop.org_id)
    assert status == 0
    assert "pos.payment_short" in out
    mended = tmp_path / "mended.json"
    mended.write_text(json.dumps({**sale, "payments": [{"method": "card", "amount": "3.00"}]}))
    status, out, _ = run("operations", "retry", sale["id"], "--org", shop.org_id, "--payload", mended, "--json")
    assert (status, json.loads(out)["status"]) == (0, "pending")
    drain_everything()
    assert status_of(shop, sale["id"]) == "posted"
    assert [actor["type"] for actor in actors(shop, "operation.retry")] == ["system"]
    status, out, _ = run("operations", "show", sale["id"], "--org", shop.org_id, "--json")
    shown = json.loads(out)
    assert shown["payload"]["payments"][0]["amount"] == "1.00"
    assert shown["mended"]["payments"][0]["amount"] == "3.00"


def test_another_sale_cannot_be_slipped_in_by_mending(run, shop_set_aside, tmp_path):
    shop, sale = shop_set_aside
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**sale, "id": str(uuid4())}))
    status, _, err = run("operations", "retry", sale["id"], "--org", shop.org_id, "--payload", other)
    assert status == 1
    assert "The identity cannot be mended." in err
    assert status_of(shop, sale["id"]) == "rejected"


def test_a_dismissed_sale_stays_as_it_is(run, shop_set_aside):
    shop, sale = shop_set_aside
    status, _, _ = run("operations", "dismiss", sale["id"], "--org", shop.org_id, "--reason", "rung up twice")
    assert status == 0
    status, _, err = run("operations", "retry", sale["id"], "--org", shop.org_id)
    assert (status, "operations.not_retryable" in err, err.count("\n")) == (1, True, 1)


def test_lanes_tell_what_waits_and_where(run, shop_set_aside):
    shop, sale = shop_set_aside
    run("operations", "retry", sale["id"], "--org", shop.org_id)
    status, out, _ = run("lanes", "--json")
    (lane,) = [lane for lane in json.loads(out)["lanes"] if lane["org_id"] == str(shop.org_id)]
    assert (status, lane["waiting"], lane["location"]) == (0, 1, "MAIN")
    assert lane["lane"] == str(shop.default_location_id)
    (shard,) = [shard for shard in json.loads(out)["shards"] if shard["shard"] == lane["shard"]]
    assert shard["waiting"] >= 1
    status, out, _ = run("lanes")
    assert "MAIN" in out
    drain_everything()
    status, out, _ = run("lanes")
    assert (status, out) == (0, "nothing waits\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["operations", "list", "--org", NOBODY], "there is no organization"),
        (["org", "create", "X", "--owner", "nobody@example.com", "--currency=USD", "--country=US"], "no active"),
        (["key", "create", "--org", NOBODY, "--name", "Till"], "there is no organization"),
        (["user", "create", "no-email", "--password-stdin"], "email"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_1(run, arguments, told):
    zone = ["--time-zone", "America/Chicago"] if arguments[0] == "org" else []
    status, out, err = run(*arguments, *zone, given=f"{PASSWORD}\n")
    assert (status, out, err.count("\n")) == (1, "", 1), err
    assert told in err.lower()


@pytest.mark.parametrize(
    "arguments",
    [
        ["operations", "show", "no-uuid"],
        ["operations", "list", "--status", "lost"],
        ["operations", "dismiss", NOBODY],
        ["key", "create", "--org", NOBODY],
        ["key", "create", "--org", NOBODY, "--name", "Till", "--role", "The Emperor"],
        ["user", "create", "ana@example.com"],
        ["org", "create"],
        ["lanes", "--unheard-of"],
    ],
)
def test_bad_usage_is_2(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, ""), err
    assert err


def test_an_email_is_taken_once(run, email):
    status, _, err = run("user", "create", email.upper(), "--password-stdin", given=f"{PASSWORD}\n")
    assert (status, err.count("\n")) == (1, 1)


def test_a_weak_password_is_refused(run):
    status, _, err = run("user", "create", f"{uuid4().hex}@example.com", "--password-stdin", given="short\n")
    assert status == 1
    assert "auth.weak_password" in err or "password" in err


def test_a_till_of_another_organization_is_unknown(run, organization, shop):
    till = {"code": "T1", "name": "Till", "location_id": str(shop.default_location_id)}
    terminal_id = UUID(shop.post("/api/pos/terminals", json=till).json()["id"])
    made = ["key", "create", "--org", organization["id"], "--name", "Till", "--terminal", terminal_id]
    status, out, err = run(*made)
    assert (status, out, err.count("\n")) == (1, "", 1)
