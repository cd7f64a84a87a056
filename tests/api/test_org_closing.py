"""Leaving: everything comes along but the secrets, and what is closed stays as it is."""

import io
import json
import tracemalloc
import zipfile
from uuid import uuid4

import pytest
from sqlalchemy import text

from api.main import create_app
from domain.core.db import unit_of_work
from domain.posting.drain import connect_for_posting, drain_shard
from domain.reports import takeout
from tests.api.nouns import ITEMS
from tests.domain.posting.till import Counter
from tests.shops import login, open_shop

WRITES = sorted(
    (method, path)
    for path, methods in create_app().openapi()["paths"].items()
    for method, operation in methods.items()
    if method in {"post", "patch", "put", "delete"}
    and any(parameter["name"] == "X-Org-ID" for parameter in operation.get("parameters", []))
)


def close(shop, name="Café Sol", headers=None):
    return shop.client.post("/api/org/close", json={"name": name}, headers=headers or shop.headers)


def archive_of(shop, headers=None):
    answer = shop.client.get("/api/org/export", headers=headers or shop.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def rows_in(archive, table):
    return [json.loads(line) for line in archive.read(f"{table}.jsonl").decode().splitlines()]


def tables_of(archive):
    return [name.removesuffix(".jsonl") for name in archive.namelist() if name.endswith(".jsonl")]


def test_an_export_holds_every_row_and_says_how_many(shop):
    counter = Counter(shop)
    item = counter.item(stocked=False)
    [posted] = counter.post(counter.sale({"item_id": item, "quantity": "1"}))
    archive = archive_of(shop)
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["organization"] == str(shop.org_id)
    counted = {table: len(rows_in(archive, table)) for table in tables_of(archive)}
    assert counted == manifest["rows"]
    assert archive.namelist()[-1] == "manifest.json"
    assert [row["id"] for row in rows_in(archive, "pos.sales")] == [posted.id]
    assert [row["id"] for row in rows_in(archive, "inv.items")] == [item]
    assert [row["email"] for row in rows_in(archive, "core.users")] == [shop.owner.email]


def test_an_export_is_of_this_organization_alone(shop, other_shop):
    ITEMS.make(other_shop, name="Of another")
    archive = archive_of(shop)
    for name in archive.namelist():
        assert str(other_shop.org_id) not in archive.read(name).decode()


def test_an_export_holds_no_secret(shop):
    key = shop.key()
    shop.post("/api/org/invitations", json={"email": "new@example.com", "role": "cashier"})
    archive = archive_of(shop)
    [kept] = rows_in(archive, "core.api_keys")
    assert kept["prefix"] == key["prefix"]
    names = {name for table in tables_of(archive) for row in rows_in(archive, table) for name in row}
    assert not [name for name in names if takeout.SECRET.search(name)]


def test_an_export_leaves_piece_by_piece_however_much_there_is(shop, monkeypatch):
    monkeypatch.setattr(takeout, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(takeout, "BYTES_AT_ONCE", 100)
    pieces = list(takeout.takeout(shop.org_id))
    assert len(pieces) > 5
    assert zipfile.ZipFile(io.BytesIO(b"".join(pieces))).testzip() is None


def test_an_export_takes_no_more_memory_for_more_rows(shop):
    with unit_of_work(shop.org_id) as uow:
        uow.session.execute(
            text(
                "INSERT INTO core.audit_log (org_id, id, actor_type, actor_id, action, subject_type, subject_id, after)"
                " SELECT :org_id, gen_random_uuid(), 'system', gen_random_uuid(), 'noise', 'noise', n::text,"
                " jsonb_build_object('noise', repeat(md5(n::text), 32)) FROM generate_series(1, 40000) n"
            ),
            {"org_id": shop.org_id},
        )
        uow.commit()
    tracemalloc.start()
    try:
        given = sum(len(piece) for piece in takeout.takeout(shop.org_id))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert given > 1_000_000
    assert peak < 12_000_000, "40 MB of rows have passed through"


def test_who_may_not_manage_the_organization_takes_nothing_along(shop):
    for role in ("manager", "accountant", "viewer"):
        answer = shop.client.get("/api/org/export", headers=shop.seen_by(shop.hire(role)))
        assert answer.status_code == 403
        assert "org.export" in answer.json()["detail"]


def test_an_export_leaves_its_trace(shop):
    archive_of(shop)
    assert shop.get("/api/org/audit").json()["items"][0]["action"] == "organization.export"


def test_an_owner_closes_by_typing_the_name(shop):
    refused = close(shop, "café sol")
    assert (refused.status_code, refused.json()["code"]) == (422, "org.name_not_typed")
    key = shop.key()
    answer = close(shop)
    assert answer.status_code == 200
    assert answer.json()["keys_revoked"] == 1
    assert shop.client.get("/api/org/settings", headers=key["headers"]).status_code == 401
    latest = shop.get("/api/org/audit").json()["items"][0]
    assert (latest["action"], latest["after"]["keys_revoked"]) == ("organization.close", 1)
    again = close(shop)
    assert (again.status_code, again.json()["code"]) == (403, "org.closed")


@pytest.mark.parametrize("role", ["admin", "manager"])
def test_only_an_owner_closes(shop, role):
    answer = close(shop, headers=shop.seen_by(shop.hire(role)))
    assert (answer.status_code, answer.json()["code"]) == (403, "org.owners_only")
    assert close(shop, headers=shop.key("owner")["headers"]).status_code == 403


@pytest.fixture(scope="module")
def closed_shop(client):
    shop = open_shop(client)
    assert close(shop).status_code == 200
    return shop


@pytest.mark.parametrize(("method", "path"), WRITES, ids=lambda part: part)
def test_nothing_of_a_closed_organization_is_changed(closed_shop, method, path):
    path = path.replace("{fiscal_year}", "2026")
    filled = "/".join(str(uuid4()) if part.startswith("{") else part for part in path.split("/"))
    # A batch is looked into before it is asked who sends it.
    body: dict[str, list[dict[str, str]]] = {"sales": [{}]} if path.endswith("/batch") else {}
    answer = closed_shop.client.request(method, filled, json=body, headers=closed_shop.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "org.closed"), answer.text


def test_a_sale_is_not_accepted_any_more_and_what_was_accepted_is_carried_out(shop):
    counter = Counter(shop)
    item = counter.item(stocked=False)
    _, accepted = counter.sale({"item_id": item, "quantity": "1"})
    _, late = counter.sale({"item_id": item, "quantity": "1"})
    assert shop.post("/api/sales", json=accepted).status_code == 202
    assert close(shop).status_code == 200
    refused = shop.post("/api/sales", json=late)
    assert (refused.status_code, refused.json()["code"]) == (403, "org.closed")
    batch = shop.post("/api/sales/batch", json={"sales": [late]})
    assert (batch.status_code, batch.json()["code"]) == (403, "org.closed")
    shard = counter.wish("sale.post", accepted).shard
    with connect_for_posting() as connection:
        drain_shard(connection, shard)
    assert shop.get(f"/api/operations/{accepted['id']}").json()["status"] == "posted"


def test_a_closed_organization_can_be_read_and_exported(closed_shop):
    for path in ("settings", "users", "audit", "api-keys"):
        assert closed_shop.get(f"/api/org/{path}").status_code == 200
    assert rows_in(archive_of(closed_shop), "core.organizations")[0]["closed_at"]
    [mine] = closed_shop.client.get("/api/auth/me", headers=closed_shop.owner.headers).json()["memberships"]
    assert mine["closed_at"] is not None
    listed = closed_shop.client.get("/api/org/organizations", headers=closed_shop.owner.headers).json()["items"]
    assert listed[0]["closed_at"] == mine["closed_at"]


def test_nobody_joins_what_is_closed(shop):
    invited = shop.post("/api/org/invitations", json={"email": f"{uuid4().hex}@example.com", "role": "viewer"}).json()
    close(shop)
    body = {"token": invited["token"], "name": "Luis", "password": "a sentence is the best password"}
    answer = shop.client.post("/api/auth/invitations/accept", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "org.closed")
    assert login(shop.client, email=invited["email"]).status_code == 401
