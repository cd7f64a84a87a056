"""What the contract promises for every noun of master data, held for each of them."""

from base64 import urlsafe_b64encode
from typing import Any
from uuid import uuid4

import pytest

from domain.core.paging import cursor_of
from tests.api.nouns import ACCOUNTS, BANK_RULES, NOUNS

nouns = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
coded = pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun.unique], ids=lambda noun: noun.name)
BAD_CURSORS = (
    "x",
    "%00",
    "W10",
    cursor_of("a", "b", "c"),
    urlsafe_b64encode(b"{}").decode(),
    urlsafe_b64encode(b"[1, 2]").decode(),
    urlsafe_b64encode(b"[" * 300).decode(),
)
CONTROL = ["\x00", "\x1b[31m", "a\x7f", "a\nb", "\u0085"]


def paths(answer):
    return [error["path"] for error in answer.json()["errors"]]


@nouns
def test_a_new_one_is_answered_with_its_address_and_its_version(noun, shop):
    answer = shop.post(noun.address, json=noun.body(shop))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["Location"] == noun.at(made)
    read = shop.get(answer.headers["Location"])
    assert read.status_code == 200
    assert read.json() == made
    assert read.headers["ETag"] == answer.headers["ETag"] == '"1"'


@nouns
def test_the_clients_own_id_makes_a_resend_harmless(noun, shop):
    body = noun.body(shop, id=str(uuid4()))
    first, second = shop.post(noun.address, json=body), shop.post(noun.address, json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    other = shop.post(noun.address, json=body | noun.change)
    assert other.status_code == 409
    assert (other.json()["code"], paths(other)) == ("conflict", ["id"])


@nouns
def test_the_nil_id_is_refused(noun, shop):
    answer = shop.post(noun.address, json=noun.body(shop, id="00000000-0000-0000-0000-000000000000"))
    assert (answer.status_code, paths(answer)) == (422, ["id"])


@coded
def test_a_code_belongs_to_one(noun, shop):
    made = noun.make(shop)
    again = shop.post(noun.address, json=noun.body(shop, **{noun.unique: made[noun.unique]}))
    assert again.status_code == 409
    assert (again.json()["code"], paths(again)) == ("conflict", [noun.unique])
    other = noun.make(shop)
    renamed = shop.patch(noun.at(other), json={noun.unique: made[noun.unique]})
    assert (renamed.status_code, paths(renamed)) == (409, [noun.unique])


@coded
def test_a_code_is_free_in_every_other_organization(noun, shop, other_shop):
    made = [noun.make(one, **{noun.unique: "SAME"}) for one in (shop, other_shop)]
    assert [one[noun.unique] for one in made] == ["SAME", "SAME"]


@nouns
def test_a_change_raises_the_version_and_a_stale_one_is_refused(noun, shop):
    made = noun.make(shop)
    changed = shop.patch(noun.at(made), json=noun.change, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.headers["ETag"] == '"2"'
    assert all(changed.json()[name] == value for name, value in noun.change.items())
    stale = shop.patch(noun.at(made), json={"name": "Too late"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert shop.get(noun.at(made)).json() == changed.json()
    assert shop.delete(noun.at(made), headers={"If-Match": '"1"'}).status_code == 412


@nouns
def test_a_change_that_changes_nothing_leaves_the_version(noun, shop):
    made = noun.make(shop)
    same = shop.patch(noun.at(made), json={"name": made["name"]})
    assert same.json() == made
    assert same.headers["ETag"] == '"1"'


@nouns
def test_what_was_never_used_is_gone_when_deleted(noun, shop):
    made = noun.make(shop)
    assert shop.delete(noun.at(made)).status_code == 204
    assert shop.get(noun.at(made)).status_code == 404
    assert shop.delete(noun.at(made)).status_code == 404


@nouns
def test_every_write_is_in_the_audit_log(noun, shop):
    made = noun.make(shop)
    changed = shop.patch(noun.at(made), json=noun.change).json()
    shop.delete(noun.at(made))
    log = [entry for entry in shop.get("/api/org/audit").json()["items"] if entry["subject"]["id"] == made["id"]]
    assert [entry["action"] for entry in log] == [f"{noun.name}.{verb}" for verb in ("delete", "update", "create")]
    deleted, updated, created = log
    assert (created["before"], created["after"]) == (None, made)
    assert (updated["before"], updated["after"]) == (made, changed)
    assert (deleted["before"], deleted["after"]) == (changed, None)
    assert created["actor"] == {"type": "user", "id": str(shop.owner.user_id)}


@nouns
def test_a_name_is_one_clean_line(noun, shop):
    made = noun.make(shop)
    for bad in [*CONTROL, "", "   ", "x" * 201, 5, ["x"], {"a": 1}]:
        created = shop.post(noun.address, json=noun.body(shop, name=bad))
        assert (created.status_code, paths(created)) == (422, ["name"]), bad
        changed = shop.patch(noun.at(made), json={"name": bad})
        assert (changed.status_code, paths(changed)) == (422, ["name"]), bad
    assert shop.get(noun.at(made)).json() == made


@nouns
def test_half_a_character_is_refused(noun, shop):
    raw = '{"name": "\\ud800"}'
    made = noun.make(shop)
    answer = shop.patch(noun.at(made), content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


@nouns
def test_null_is_refused_where_there_must_be_a_value(noun, shop):
    made = noun.make(shop)
    for name in ("name", "active", *([noun.unique] if noun.unique else [])):
        answer = shop.patch(noun.at(made), json={name: None})
        assert (answer.status_code, paths(answer)) == (422, [name])


@nouns
def test_an_unknown_field_is_refused_by_name(noun, shop):
    answer = shop.post(noun.address, json=noun.body(shop, colour="red"))
    assert (answer.status_code, paths(answer)) == (422, ["colour"])
    made = noun.make(shop)
    answer = shop.patch(noun.at(made), json={"colour": "red", "version": 7})
    assert (answer.status_code, sorted(paths(answer))) == (422, ["colour", "version"])


@nouns
def test_a_list_is_read_in_pages_without_loss_or_doubling(noun, shop):
    made = [noun.make(shop)["id"] for _ in range(5)]
    seen, cursor = [], None
    while True:
        page = shop.get(noun.address, params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["id"] for row in page["items"]]
        assert len(page["items"]) <= 2
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert set(made) <= set(seen)
    if noun not in (ACCOUNTS, BANK_RULES):
        assert seen[:5] == made[::-1]


@nouns
def test_a_page_that_cannot_be_is_refused(noun, shop):
    impossible: list[dict[str, Any]] = [{"limit": 0}, {"limit": 501}, {"limit": "x"}]
    for params in (*impossible, *({"cursor": cursor} for cursor in BAD_CURSORS)):
        answer = shop.get(noun.address, params=params)
        assert (answer.status_code, paths(answer)) == (422, list(params)), params


@nouns
def test_deactivated_ones_are_listed_apart(noun, shop):
    made, kept = noun.make(shop, active=False), noun.make(shop)
    ids = {
        active: {row["id"] for row in shop.get(noun.address, params={"active": active, "limit": 500}).json()["items"]}
        for active in (True, False)
    }
    assert made["id"] in ids[False] - ids[True]
    assert kept["id"] in ids[True] - ids[False]


@nouns
def test_another_organization_finds_nothing_under_this_id(noun, shop, other_shop):
    made = noun.make(shop)
    address = noun.at(made)
    for answer in (
        other_shop.get(address),
        other_shop.patch(address, json=noun.change),
        other_shop.delete(address),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    missing = other_shop.get(f"{noun.address}/{uuid4()}")
    assert other_shop.get(address).json() | {"instance": ""} == missing.json() | {"instance": ""}
    assert made["id"] not in {row["id"] for row in other_shop.get(noun.address, params={"limit": 500}).json()["items"]}
    assert shop.get(address).json() == made


@nouns
def test_whoever_is_not_a_member_is_refused(noun, shop, other_shop):
    made = noun.make(shop)
    headers = shop.seen_by(other_shop.owner)
    for method, address, body in (
        ("GET", noun.address, None),
        ("POST", noun.address, noun.body(shop)),
        ("GET", noun.at(made), None),
        ("PATCH", noun.at(made), noun.change),
        ("DELETE", noun.at(made), None),
    ):
        answer = shop.client.request(method, address, json=body, headers=headers)
        assert answer.status_code == 403, answer.text
    assert shop.get(noun.at(made)).json() == made


@nouns
def test_the_same_id_may_stand_in_two_organizations_and_names_two_things(noun, shop, other_shop):
    own_id = str(uuid4())
    noun.make(shop, id=own_id, name="Here")
    noun.make(other_shop, id=own_id, name="There")
    assert shop.get(f"{noun.address}/{own_id}").json()["name"] == "Here"
    assert other_shop.get(f"{noun.address}/{own_id}").json()["name"] == "There"


@nouns
def test_a_viewer_reads_and_changes_nothing(noun, shop):
    made = noun.make(shop)
    headers = shop.seen_by(shop.hire("viewer"))
    assert shop.client.get(noun.address, headers=headers).status_code == 200
    assert shop.client.get(noun.at(made), headers=headers).status_code == 200
    for method, address, body in (
        ("POST", noun.address, noun.body(shop)),
        ("PATCH", noun.at(made), noun.change),
        ("DELETE", noun.at(made), None),
    ):
        answer = shop.client.request(method, address, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
