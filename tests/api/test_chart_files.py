"""The chart goes out as a file and comes in again, whole or not at all."""

import csv
import io
import json

import pytest

from tests.api.nouns import ACCOUNTS
from tests.postings import journal, post_all
from tests.shops import open_shop

EXPORT, IMPORT = f"{ACCOUNTS.address}/export", f"{ACCOUNTS.address}/import"
CSV = {"Content-Type": "text/csv"}


def account(shop, code):
    return shop.get(ACCOUNTS.address, params={"code": code}).json()["items"][0]


def exported(shop):
    return shop.get(EXPORT).json()["accounts"]


def send(shop, rows, **wanted):
    return shop.post(IMPORT, json={"accounts": rows}, params=wanted)


def send_csv(shop, text, **wanted):
    content = text if isinstance(text, bytes) else text.encode()
    return shop.client.post(IMPORT, content=content, params=wanted, headers=shop.headers | CSV)


def counts(answer):
    report = answer.json()
    return report["created"], report["changed"], len(report["unchanged"])


def faults(errors):
    return [(error["path"], error["code"]) for error in errors]


NASTY = ["=SUM(A1:A9)", "+1", "-5", "'-5", "'=x", "''@y", "'plain", 'say "a", b; c', "\uff1dwide", "Café 🦜"]


def test_what_goes_out_comes_in_again_unchanged(shop, client):
    for at, name in enumerate(NASTY):
        ACCOUNTS.make(shop, code=f"99{at:02}", name=name, parent="1000", cash_flow="operating", active=bool(at % 2))
    file = shop.client.get(EXPORT, headers=shop.headers | {"Accept": "text/csv"})
    assert file.headers["content-type"].startswith("text/csv")
    assert counts(send_csv(shop, file.content)) == ([], [], len(exported(shop)))
    assert counts(send(shop, exported(shop))) == ([], [], len(exported(shop)))
    other = open_shop(client, chart_template="generic")
    assert send_csv(other, file.content).status_code == 200
    theirs = {row["code"]: row for row in exported(other)}
    assert [theirs[row["code"]] for row in exported(shop)] == exported(shop)


def test_no_cell_of_the_file_runs_as_a_formula(shop):
    for at, name in enumerate(NASTY):
        ACCOUNTS.make(shop, code=f"99{at:02}", name=name)
    text = shop.get(EXPORT, params={"format": "csv"}).text
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\uff1d")), cell
            assert not cell.startswith("-") or cell[1:].isdigit()


@pytest.mark.parametrize("accept", ["application/json", "text/csv", None])
def test_the_file_is_in_the_form_that_is_asked_for(shop, accept):
    answer = shop.client.get(EXPORT, headers=shop.headers | ({"Accept": accept} if accept else {}))
    assert answer.headers["content-type"].partition(";")[0] == (accept or "application/json")
    assert shop.client.get(EXPORT, headers=shop.headers | {"Accept": "image/png"}).status_code == 406


def test_a_file_makes_and_changes_accounts_by_their_codes(shop):
    rows = [
        {"code": "1016", "name": "Box", "type": "asset", "parent": "1015"},
        {"code": "1015", "name": "Petty cash", "type": "asset", "parent": "1010", "cash_flow": "cash"},
        {"code": "6110", "name": "Supplies of the shop"},
        {"code": "6120"},
    ]
    would = send(shop, rows, dry_run=True)
    assert (would.json()["dry_run"], would.json()["applied"]) == (True, False)
    assert counts(would) == (["1016", "1015"], ["6110"], 1)
    assert "1015" not in {row["code"] for row in exported(shop)}
    done = send(shop, rows)
    assert counts(done) == counts(would)
    assert account(shop, "1016")["parent"] == "1015"
    assert account(shop, "1015")["cash_flow"] == "cash"
    changed = account(shop, "6110")
    assert (changed["name"], changed["parent"], changed["version"]) == ("Supplies of the shop", "6000", 2)
    log = [row["action"] for row in shop.get("/api/org/audit").json()["items"]]
    assert log[:3] == ["account.update", "account.create", "account.create"]
    assert counts(send(shop, rows)) == ([], [], 4)


def test_a_file_of_few_columns_changes_no_others(shop):
    text = "Code;Name\r\n1010;Tills\r\n\r\n1020;Safe\r\n"
    assert counts(send_csv(shop, b"\xef\xbb\xbf" + text.encode())) == ([], ["1010"], 1)
    assert (account(shop, "1010")["parent"], account(shop, "1010")["cash_flow"]) == ("1000", "cash")
    assert counts(send_csv(shop, "code,parent,active\n1010,,\n1300,,no\n")) == ([], ["1010", "1300"], 0)
    assert account(shop, "1010")["parent"] is None
    assert account(shop, "1300")["active"] is False


def test_one_faulty_row_stops_all_of_them_and_every_fault_is_told(shop):
    before = exported(shop)
    rows = [
        {"code": "1015", "name": "Petty cash", "type": "asset"},
        {"code": "1016", "name": "No type"},
        {"code": "1017", "name": "Lost", "type": "asset", "parent": "8888"},
        {"code": "1018", "name": "Mixed", "type": "asset", "parent": "4000"},
        {"code": "1010", "type": "expense"},
        {"code": "1020", "active": False},
        {"code": "1000", "parent": "1100"},
        {"code": "1015", "name": "Twice", "type": "asset"},
        {"code": "1019", "name": "", "type": "gold"},
        {"code": "1021", "name": "Odd", "type": "asset", "colour": "red"},
        {"code": 1022, "name": "Number", "type": "asset"},
    ]
    found = send(shop, rows, dry_run=True).json()["errors"]
    assert [(error["row"], error["path"], error["code"]) for error in sorted(found, key=lambda one: one["row"])] == [
        (2, "type", "missing"),
        (3, "parent", "accounting.unknown_account"),
        (4, "parent", "accounting.wrong_account_type"),
        (5, "parent", "accounting.wrong_account_type"),
        (5, "type", "accounting.account_type_fixed"),
        (6, "active", "accounting.account_serves_role"),
        (7, "parent", "accounting.account_cycle"),
        (8, "code", "conflict"),
        (9, "name", "string_too_short"),
        (9, "type", "enum"),
        (10, "colour", "extra_forbidden"),
        (11, "code", "string_type"),
    ]
    refused = send(shop, rows)
    assert (refused.status_code, refused.json()["code"]) == (422, "accounting.chart_file_invalid")
    assert ("accounts.4.type", "accounting.account_type_fixed") in faults(refused.json()["errors"])
    assert len(refused.json()["errors"]) == len(found)
    assert exported(shop) == before


def test_a_dry_run_tells_of_faulty_rows_only_what_is_wrong_with_them_row_by_row(shop):
    rows = [
        {"code": "1010", "type": "expense"},
        {"code": "1016", "name": "No type"},
        {"code": "1015", "name": "Petty cash", "type": "asset"},
        {"code": "1020", "name": "Safe of the office"},
        {"code": "1030", "name": "Bank"},
    ]
    would = send(shop, rows, dry_run=True).json()
    assert (would["created"], would["changed"], would["unchanged"]) == (["1015"], ["1020"], ["1030"])
    assert [error["row"] for error in would["errors"]] == sorted(error["row"] for error in would["errors"])
    assert {error["row"] for error in would["errors"]} == {1, 2}


def test_a_branch_changes_its_type_as_a_whole_only(shop):
    branch: list[dict[str, str | None]] = [
        {"code": "6110", "type": "revenue", "parent": None},
        {"code": "6111", "name": "A", "type": "expense"},
    ]
    send(shop, [branch[1] | {"parent": "6110"}])
    alone = send(shop, branch[:1], dry_run=True).json()
    assert faults(alone["errors"]) == [("type", "accounting.wrong_account_type")]
    assert send(shop, [branch[0], {"code": "6111", "type": "revenue"}]).status_code == 200
    assert account(shop, "6111")["type"] == "revenue"


def test_an_account_that_was_posted_to_keeps_its_type(shop):
    ACCOUNTS.make(shop, code="1011")
    post_all(shop, [journal("2026-01-15", "1011", "3010", "5.00")])
    refused = send(shop, [{"code": "1011", "type": "expense", "name": "Other"}])
    assert faults(refused.json()["errors"]) == [("accounts.0.type", "accounting.account_type_fixed")]
    assert account(shop, "1011")["type"] == "asset"


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"", "text/csv", 422),
        (b"code,name\n\xff\xfe", "text/csv", 422),
        (b"%PDF-1.7 \x00\x01", "text/csv", 422),
        (b"name,type\nA,asset\n", "text/csv", 422),
        (b"code,code\n1,2\n", "text/csv", 422),
        (b"code,balance\n1,2\n", "text/csv", 422),
        (b"code,name\n1\n", "text/csv", 422),
        (b'code,name\n1,"open\n', "text/csv", 422),
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"accounts": {}}', "application/json", 422),
        (b'{"accounts": [1]}', "application/json", 422),
        (b'{"accounts": [], "more": 1}', "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b"\xff", "application/json", 422),
        (b"<a/>", "application/xml", 415),
    ],
)
def test_what_is_no_chart_is_refused(shop, content, media_type, status):
    headers = shop.headers | {"Content-Type": media_type}
    answer = shop.client.post(IMPORT, content=content, headers=headers)
    assert answer.status_code == status, answer.text
    if status == 422:
        assert answer.json()["code"] == "accounting.chart_file_invalid"


def test_too_many_accounts_at_once_are_refused(shop):
    rows = [{"code": f"X{at}", "name": "A", "type": "asset"} for at in range(2_001)]
    assert send(shop, rows).status_code == 422
    assert counts(send(shop, rows[:2_000]))[0] == [row["code"] for row in rows[:2_000]]


def test_a_name_that_no_text_can_hold_is_a_fault_of_its_row(shop):
    raw = json.dumps({"accounts": [{"code": "1", "name": "x\ud800", "type": "asset"}, {"code": "2\u0000"}]})
    headers = shop.headers | {"Content-Type": "application/json"}
    answer = shop.client.post(IMPORT, content=raw, headers=headers)
    assert answer.status_code == 422
    assert {error["path"] for error in answer.json()["errors"]} == {"accounts.0.name", "accounts.1.code"}


def test_only_who_may_change_accounts_imports_them_and_never_anothers(shop, other_shop):
    viewer = shop.hire("viewer")
    headers = shop.seen_by(viewer)
    rows = {"accounts": [{"code": "1010", "name": "Mine"}]}
    assert shop.client.post(IMPORT, json=rows, headers=headers).status_code == 403
    assert shop.client.get(EXPORT, headers=headers).status_code == 200
    assert shop.client.post(IMPORT, json=rows, headers=shop.seen_by(other_shop.owner)).status_code == 403
    assert send(other_shop, rows["accounts"]).status_code == 200
    assert account(shop, "1010")["name"] == "Cash in drawers"
