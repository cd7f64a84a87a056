"""Imports over HTTP: handed in, followed, applied, cancelled, given back; by whom it may be, in bounded memory."""

import asyncio
import itertools
import json
import subprocess
import sys
import tracemalloc

import pytest
from starlette.requests import Request

from api.import_uploads import uploaded
from domain.core.db import unit_of_work
from domain.core.settings import settings
from domain.imports import service
from tests.domain.imports.conftest import finish

FILE = "sku,name,price\nA,Ana,1\nB,,2\n"


def hand_in(shop, content=FILE, **fields):
    return shop.post("/api/imports", data={"kind": "items", **fields}, files={"file": ("my items.csv", content)})


def test_a_file_is_handed_in_checked_applied_and_given_back(shop):
    answer = hand_in(shop, dry_run="true", on_error="skip_rows")
    assert answer.status_code == 202, answer.text
    made = answer.json()
    address = f"/api/imports/{made['id']}"
    assert (made["status"], made["file_name"], made["bytes"]) == ("received", "my items.csv", len(FILE))
    finish(shop, made["id"])
    checked = shop.get(address).json()
    assert (checked["status"], checked["rows_total"], checked["rows_rejected"]) == ("checked", 2, 1)
    assert checked["shape"]["delimiter"] == ","
    [reject] = shop.get(f"{address}/rejects").json()["items"]
    assert (reject["line"], reject["cells"], reject["errors"][0]["column"]) == (3, ["B", "", "2"], "name")
    file = shop.get(f"{address}/rejected")
    assert file.headers["content-type"].startswith("text/csv")
    assert file.text.splitlines()[0] == "sku,name,price,reason"
    assert shop.post(f"{address}/apply", json={}).status_code == 202
    finish(shop, made["id"])
    assert shop.get(address).json()["status"] == "done"
    assert [item["sku"] for item in shop.get("/api/inventory/items").json()["items"]] == ["A"]
    assert shop.post(f"{address}/apply", json={}).json()["code"] == "imports.wrong_stage"
    assert shop.post(f"{address}/cancel").status_code == 409
    assert shop.get("/api/imports").json()["items"][0]["id"] == made["id"]


def test_a_file_that_was_handed_in_is_rung_for_at_once(shop, monkeypatch):
    rung = []
    monkeypatch.setattr(shop.client.app.state.doorbell, "ring_for_file", lambda: rung.append("a file"))
    assert hand_in(shop, content="").status_code == 422
    assert rung == []
    assert hand_in(shop).status_code == 202
    assert rung == ["a file"]


def test_an_import_is_followed_until_it_rests(shop):
    made = hand_in(shop, "sku,name,price\nA,Ana,1\n").json()
    finish(shop, made["id"])
    events = shop.get(f"/api/imports/{made['id']}/events").text.strip().split("\n\n")
    assert events[-1].startswith("event: progress\ndata: ")
    assert json.loads(events[-1].split("data: ")[1])["status"] == "done"


def test_what_waits_is_cancelled_at_once(shop):
    made = hand_in(shop).json()
    assert shop.post(f"/api/imports/{made['id']}/cancel").json()["status"] == "cancelled"
    assert shop.post(f"/api/imports/{made['id']}/resume").json()["code"] == "imports.wrong_stage"


def test_each_kind_has_a_template_that_can_be_imported(shop):
    kinds = {kind["name"]: kind for kind in shop.get("/api/imports/kinds").json()}
    assert {"items", "customers", "suppliers"} <= set(kinds)
    for name in ("items", "customers", "suppliers"):
        template = shop.get(f"/api/imports/templates/{name}.csv")
        assert template.headers["content-type"].startswith("text/csv")
        made = hand_in(shop, template.text, kind=name).json()
        done = finish(shop, made["id"])
        assert (done.status, done.rows_new) == ("done", 1), done.error
    assert shop.get("/api/imports/templates/nothing.csv").status_code == 422


def test_a_preview_says_how_a_file_would_be_read(shop):
    shown = shop.post("/api/imports/preview?kind=items", content=b"Artikelnummer;Preis;Zeug\nA;1,50;x\n")
    assert shown.status_code == 200, shown.text
    view = shown.json()
    assert view["mapping"] == {"sku": "Artikelnummer", "price": "Preis"}
    assert (view["unmapped"], view["missing"], view["rows"]) == (["Zeug"], [], [["A", "1,50", "x"]])
    assert view["shape"]["decimal_comma"] is True


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"kind": "dragons"}, "kind"),
        ({"on_error": "shrug"}, "on_error"),
        ({"mapping": "{"}, "mapping"),
        ({"delimiter": "too long"}, "delimiter"),
        ({"colour": "red"}, "colour"),
        ({"options": '{"tender": "cash"}'}, "options.tender"),
        ({"kind": "sales", "options": '{"tender": 1}'}, "options.tender"),
    ],
)
def test_a_wrong_wish_is_told_by_its_field_and_leaves_nothing(shop, fields, path):
    answer = hand_in(shop, **fields)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path
    assert shop.get("/api/imports").json()["items"] == []


def test_a_form_without_a_file_or_cut_off_is_refused(shop):
    assert shop.post("/api/imports", data={"kind": "items"}, files={"other": b"x"}).status_code == 422
    assert shop.post("/api/imports", json={"kind": "items"}).status_code == 422
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    cut = b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nit'
    assert shop.post("/api/imports", content=cut, headers=headers).status_code == 422


def test_who_may_not_change_items_may_not_hand_them_in_or_see_them(shop):
    made = hand_in(shop).json()
    cashier = shop.seen_by(shop.hire("cashier"))
    address = f"/api/imports/{made['id']}"
    assert shop.client.get(address, headers=cashier).status_code == 403
    assert shop.client.get("/api/imports", headers=cashier).json()["items"] == []
    sent = {"data": {"kind": "items"}, "files": {"file": ("a.csv", FILE)}}
    assert shop.client.post("/api/imports", headers=cashier, **sent).status_code == 403


def test_what_is_larger_than_this_server_takes_is_refused_before_it_is_read(shop):
    headers = {"Content-Length": str(settings().max_import_bytes * 2), "Content-Type": "multipart/form-data"}
    answer = shop.post("/api/imports", content=b"", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.slow
def test_a_file_of_200_megabytes_goes_through_in_flat_memory(shop):
    """It comes in, is kept and is checked a piece at a time: neither process ever holds more than a few of them."""
    notes, rows = "n" * 3_400, 60_000
    head = (
        '--frontier\r\nContent-Disposition: form-data; name="kind"\r\n\r\nitems\r\n'
        '--frontier\r\nContent-Disposition: form-data; name="dry_run"\r\n\r\ntrue\r\n'
        '--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku,name,price,notes\n'
    )
    messages = itertools.chain(
        [head.encode()],
        ("".join(f"S{n + at},Item,1,{notes}\n" for at in range(20)).encode() for n in range(0, rows, 20)),
        [b"\r\n--frontier--\r\n"],
    )

    async def receive():
        body = next(messages, None)
        return {"type": "http.request", "body": body or b"", "more_body": body is not None}

    scope = {"type": "http", "headers": [(b"content-type", b"multipart/form-data; boundary=frontier")]}
    tracemalloc.start()
    try:
        sent = asyncio.run(uploaded(Request(scope, receive), shop.ctx))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sent.file.bytes > 200_000_000
    assert peak < 24_000_000
    with unit_of_work(shop.org_id) as uow:
        made = service.receive(uow, shop.ctx, wanted=sent.wanted, file=sent.file, file_name="a.csv")
        uow.commit()
    worked = subprocess.run(
        [sys.executable, "-c", WORKER, str(shop.org_id), str(made.id)], capture_output=True, text=True, check=True
    )
    view = shop.get(f"/api/imports/{made.id}").json()
    assert (view["status"], view["rows_total"], view["rows_new"]) == ("checked", rows, rows)
    begun, ended = (int(line) for line in worked.stdout.split()[-2:])
    assert ended < begun + 100_000
    assert ended < 300_000


# A child's `ru_maxrss` begins with its parent's; what it holds itself is in `VmHWM`.
WORKER = """
import sys
from uuid import UUID
from domain.imports.engine import Importer
def peak():
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
peak()
importer = Importer()
while importer.take_turn(UUID(sys.argv[1]), UUID(sys.argv[2]), turn_s=10.0):
    pass
peak()
"""
