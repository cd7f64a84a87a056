"""Whatever is sent as a file, its fields or its form: an answer of ours, and nothing is left that nobody asked for."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work
from tests.domain.imports.conftest import finish
from tests.shops import Shop

FILE = "sku,name,price\nA,Ana,1\n"
BOUNDARY = "frontier"


def part(name: str, content: str, **given: str) -> str:
    told = "".join(f'; {key}="{value}"' for key, value in given.items())
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{told}\r\n\r\n{content}\r\n'


def send(shop: Shop, body: str | bytes, **headers: str) -> Any:
    given = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **headers}
    return shop.post("/api/imports", content=body, headers=given)


def hand_in(shop: Shop, content: str = FILE, **fields: Any) -> Any:
    return shop.post("/api/imports", data={"kind": "items", **fields}, files={"file": ("a.csv", content)})


def pieces(shop: Shop) -> int:
    with unit_of_work(shop.org_id, read_only=True) as uow:
        statement = text("SELECT count(*) FROM core.import_files WHERE org_id = :org_id")
        return int(uow.session.scalar(statement, {"org_id": shop.org_id}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("options", "[" * 30_000),
        ("options", '{"a": ' * 9_000),
        ("options", '{"tender": "\\u0000"}'),
        ("options", '{"tender": "\\ud800"}'),
        ("options", '{"tender": NaN}'),
        ("options", '{"\\u0000": "x"}'),
        ("options", "[]"),
        ("options", "7" * 5000),
        ("mapping", '{"sku": "\\u0000"}'),
        ("mapping", '{"sku": "\\ud800"}'),
        ("mapping", '{"sku": 7}'),
        ("mapping", '"sku"'),
        ("encoding", "a\x00b"),
        ("delimiter", "\x00"),
        ("delimiter", "\n"),
        ("delimiter", '"'),
        ("delimiter", "\udcff"),
    ],
)
def test_a_field_that_cannot_be_kept_is_told(shop: Shop, name: str, value: str) -> None:
    kind = "sales" if name == "options" else "items"
    body = part("kind", kind) + part(name, value) + part("file", FILE, filename="a.csv") + f"--{BOUNDARY}--\r\n"
    answer = send(shop, body.encode("utf-8", "surrogateescape"))
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"].split(".")[0] == name
    assert pieces(shop) == 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"no form at all", id="no form"),
        pytest.param(f"--{BOUNDARY}--\r\n".encode(), id="no parts"),
        pytest.param((part("kind", "items") + part("file", FILE) * 2 + f"--{BOUNDARY}--").encode(), id="two files"),
        pytest.param(part("kind", "items").encode() + b"--" + BOUNDARY.encode() + b"\r\nX: " + b"y" * 3_000_000,
                     id="a header without end"),
        pytest.param((part("kind", "items") + "".join(part(f"f{n}", "x") for n in range(500))).encode(), id="fields"),
        pytest.param((part("kind", "items") + part("mapping", "x" * 100_000)).encode(), id="a long field"),
        pytest.param((part("kind", "items") + part("file", FILE)[:-9]).encode(), id="cut off in the file"),
        pytest.param((part("kind", "items") + part("file", FILE)).encode(), id="cut off behind the file"),
        pytest.param((part("kind", "items") + part("file", "") + f"--{BOUNDARY}--\r\n").encode(), id="an empty file"),
        pytest.param((part("kind", "") + part("file", FILE) + f"--{BOUNDARY}--\r\n").encode(), id="an empty kind"),
    ],
)  # fmt: skip
def test_a_form_that_is_none_is_refused_and_leaves_nothing(shop: Shop, body: bytes) -> None:
    answer = send(shop, body)
    assert answer.status_code == 422, answer.text
    assert (pieces(shop), shop.get("/api/imports").json()["items"]) == (0, [])


def test_headers_of_a_part_do_not_grow_without_end(shop: Shop) -> None:
    body = f"--{BOUNDARY}\r\n" + "".join(f"X-{n}: {'y' * 900}\r\n" for n in range(1000))
    assert send(shop, body).status_code == 422


@pytest.mark.parametrize(
    ("name", "shown"), [("a\u202eb\x07.csv", "ab.csv"), ("x" * 999, "x" * 255), ("../../etc", "../../etc")]
)
def test_a_file_name_is_shown_as_a_name(shop: Shop, name: str, shown: str) -> None:
    body = part("kind", "items") + part("file", FILE, filename=name) + f"--{BOUNDARY}--\r\n"
    answer = send(shop, body.encode())
    assert (answer.status_code, answer.json().get("file_name")) == (202, shown), answer.text


def routes(import_id: object) -> list[tuple[str, str, dict[str, Any]]]:
    address = f"/api/imports/{import_id}"
    return [
        ("GET", address, {}), ("GET", f"{address}/rejects", {}), ("GET", f"{address}/rejected", {}),
        ("GET", f"{address}/events", {}), ("POST", f"{address}/apply", {"json": {}}),
        ("POST", f"{address}/cancel", {}), ("POST", f"{address}/resume", {}),
    ]  # fmt: skip


def test_another_organizations_import_is_not_there(shop: Shop, other_shop: Shop) -> None:
    made = hand_in(shop).json()
    for method, address, given in routes(made["id"]):
        answer = other_shop.client.request(method, address, headers=other_shop.headers, **given)
        assert (answer.status_code, answer.json()["code"]) == (404, "imports.unknown"), address
    nobody = [shop.client.request(method, address, headers=shop.headers, **given).status_code
              for method, address, given in routes(uuid4())]  # fmt: skip
    assert set(nobody) == {404}
    assert shop.get(f"/api/imports/{made['id']}").json()["status"] == "received"


@pytest.mark.parametrize("who", ["cashier", "viewer", "key"])
def test_who_may_not_import_a_kind_may_do_nothing_with_it(shop: Shop, who: str) -> None:
    made = hand_in(shop, dry_run="true").json()
    headers = shop.key("cashier")["headers"] if who == "key" else shop.seen_by(shop.hire(who))
    for method, address, given in routes(made["id"]):
        assert shop.client.request(method, address, headers=headers, **given).status_code == 403, address
    sent: dict[str, Any] = {"data": {"kind": "items"}, "files": {"file": ("a.csv", FILE)}}
    assert shop.client.post("/api/imports", headers=headers, **sent).status_code == 403
    assert shop.client.post("/api/imports/preview?kind=items", headers=headers, content=FILE).status_code == 403
    assert shop.client.get("/api/imports", headers=headers).json()["items"] == []


def test_a_preview_of_anything_is_an_answer(shop: Shop) -> None:
    for content in (b"", b"\x00" * 99, b"%PDF", b"PK\x03\x04", b'{"a":' * 50_000, b"\x1f\x8b", b"\xff" * 70_000):
        answer = shop.post("/api/imports/preview?kind=items", content=content)
        assert answer.status_code == 422, content[:9]
        assert answer.json()["code"].startswith("imports.")


def test_a_workbook_too_large_to_be_shown_is_told_so(shop: Shop) -> None:
    answer = shop.post("/api/imports/preview?kind=items", content=b"PK\x03\x04" + b"x" * (1 << 20))
    assert answer.status_code == 422
    assert "dry_run" in answer.json()["detail"]


def test_the_closed_organization_takes_no_file_and_goes_on_with_none(shop: Shop) -> None:
    made = hand_in(shop).json()
    assert shop.post("/api/org/close", json={"name": "Café Sol"}).status_code == 200
    assert (hand_in(shop).status_code, hand_in(shop).json()["code"]) == (403, "org.closed")
    assert shop.post(f"/api/imports/{made['id']}/apply", json={}).json()["code"] == "org.closed"
    ended = finish(shop, made["id"])
    assert ended.error is not None
    assert ended.error.code == "org.closed"


def test_a_file_that_is_sent_again_under_its_key_is_handed_in_once(shop: Shop) -> None:
    key = str(uuid4())

    def send_again(content: str = FILE, **fields: Any) -> Any:
        form: dict[str, Any] = {"data": {"kind": "items", **fields}, "files": {"file": ("a.csv", content)}}
        return shop.post("/api/imports", headers={"Idempotency-Key": key}, **form)

    first, second = send_again(), send_again()
    assert (first.status_code, second.status_code) == (202, 202), second.text
    assert first.json()["id"] == second.json()["id"] == key
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")
    others = [send_again("sku,name,price\nB,Bea,2\n"), send_again(policy="create_only"), send_again(kind="customers")]
    assert {(other.status_code, other.json()["code"]) for other in others} == {(409, "idempotency_mismatch")}
    assert pieces(shop) == 1
    assert finish(shop, key).rows_new == 1
    assert send_again().json()["status"] == "done"
    assert len(shop.get("/api/imports").json()["items"]) == 1


def test_files_of_an_organization_go_one_after_the_other_and_say_so(shop: Shop) -> None:
    first, second = hand_in(shop).json(), hand_in(shop, "sku,name,price\nB,Bea,2\n").json()
    assert (first["waits_for"], second["waits_for"]) == (None, first["id"])
    finish(shop, first["id"])
    assert shop.get(f"/api/imports/{second['id']}").json()["waits_for"] is None


def test_options_are_kept_as_they_were_said(shop: Shop) -> None:
    answer = hand_in(shop, kind="sales", options=json.dumps({"tender": "card"}))
    assert answer.status_code == 202, answer.text
