"""The chart of accounts over HTTP, and which account serves which role."""

import pytest

from domain.accounting.schemas import Role
from tests.api.nouns import ACCOUNTS
from tests.postings import journal, post_all

ROLES = "/api/accounting/account-roles"


def paths(answer):
    return [error["path"] for error in answer.json()["errors"]]


def account(shop, code):
    return shop.get(ACCOUNTS.address, params={"code": code}).json()["items"][0]


def test_the_chart_is_listed_by_code(shop):
    ACCOUNTS.make(shop, code="1011")
    page = shop.get(ACCOUNTS.address, params={"limit": 500}).json()
    codes = [row["code"] for row in page["items"]]
    assert codes == sorted(codes)
    assert {"1010", "1011", "4010", "6910"} <= set(codes)
    assert {row["type"] for row in shop.get(ACCOUNTS.address, params={"type": "equity"}).json()["items"]} == {"equity"}


def test_an_account_stands_below_another_of_its_type(shop, other_shop):
    made = ACCOUNTS.make(shop, code="1011", parent="1010")
    assert made["parent"] == "1010"
    ACCOUNTS.make(other_shop, code="8888")
    for parent, code in (("8888", "accounting.unknown_account"), ("4000", "accounting.wrong_account_type")):
        answer = shop.post(ACCOUNTS.address, json=ACCOUNTS.body(shop, parent=parent))
        assert (answer.status_code, answer.json()["code"], paths(answer)) == (422, code, ["parent"])
    child = ACCOUNTS.make(shop, code="1012", parent="1011")
    for parent in ("1011", "1012"):
        answer = shop.patch(ACCOUNTS.at(made), json={"parent": parent})
        assert (answer.status_code, answer.json()["code"]) == (422, "accounting.account_cycle")
    assert shop.patch(ACCOUNTS.at(child), json={"parent": None}).json()["parent"] is None


def test_an_account_with_others_below_it_is_deactivated_instead_of_deleted(shop):
    made = ACCOUNTS.make(shop, code="1011")
    ACCOUNTS.make(shop, code="1012", parent="1011")
    assert shop.delete(ACCOUNTS.at(made)).status_code == 204
    assert account(shop, "1011")["active"] is False


def test_an_account_that_was_posted_to_keeps_its_type_and_stays(shop):
    made = ACCOUNTS.make(shop, code="1011")
    assert shop.patch(ACCOUNTS.at(made), json={"type": "expense"}).status_code == 200
    post_all(shop, [journal("2026-01-15", "1011", "3010", "5.00")])
    answer = shop.patch(ACCOUNTS.at(made), json={"type": "asset"})
    assert (answer.status_code, answer.json()["code"]) == (409, "accounting.account_type_fixed")
    assert shop.patch(ACCOUNTS.at(made), json={"code": "6011", "name": "Renamed"}).status_code == 200
    assert shop.delete(ACCOUNTS.at(made)).status_code == 204
    assert account(shop, "6011")["active"] is False


def test_an_account_that_serves_a_role_stays_active_and_keeps_its_type(shop):
    cash = account(shop, "1010")
    for answer in (
        shop.delete(ACCOUNTS.at(cash)),
        shop.patch(ACCOUNTS.at(cash), json={"active": False}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "accounting.account_serves_role")
    retyped = shop.patch(ACCOUNTS.at(cash), json={"type": "expense"})
    assert (retyped.status_code, retyped.json()["code"]) == (409, "accounting.account_type_fixed")
    assert account(shop, "1010") == cash


@pytest.mark.parametrize("code", ["", "x" * 21, "10\x0010", 1000])
def test_a_code_is_short_and_clean(shop, code):
    answer = shop.post(ACCOUNTS.address, json=ACCOUNTS.body(shop, code=code))
    assert (answer.status_code, paths(answer)) == (422, ["code"])


def test_a_page_goes_on_behind_any_code(shop):
    for number in range(3):
        ACCOUNTS.make(shop, code=f"{number}" + "🦜" * 19)
    seen: list[str] = []
    cursor = None
    while cursor is not None or not seen:
        page = shop.get(ACCOUNTS.address, params={"limit": 1, **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["code"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == len(shop.get(ACCOUNTS.address, params={"limit": 500}).json()["items"])


def test_every_role_is_listed_with_its_account(shop):
    roles = {row["role"]: row["account"] for row in shop.get(ROLES).json()["items"]}
    assert set(roles) == {role.value for role in Role}
    assert (roles["cash"], roles["sales"], roles["sales_discounts"]) == ("1010", "4010", None)
    assert shop.get(f"{ROLES}/cash").json()["name"] == "Cash in drawers"
    assert shop.get(f"{ROLES}/nonsense").status_code == 422


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_role_is_given_to_another_account(shop, method):
    def give(role, code):
        return shop.client.request(method, f"{ROLES}/{role}", json={"account": code}, headers=shop.headers)

    assert give("sales_discounts", "4090").json()["account"] == "4090"
    assert give("sales_discounts", None).json()["account"] is None
    assert give("cash", "1020").json() == {"role": "cash", "account": "1020", "name": "Safe", "type": "asset"}
    assert shop.delete(ACCOUNTS.at(account(shop, "1010"))).status_code == 204
    log = [row["action"] for row in shop.get("/api/org/audit").json()["items"]]
    assert log[:4] == ["account.delete", *["account_role.update"] * 3]
    for role, code, problem in (
        ("cash", None, "accounting.role_needed"),
        ("cash", "9999", "accounting.unknown_account"),
        ("cash", "4010", "accounting.wrong_account_type"),
        ("cash", "1200", "accounting.control_account"),
        ("inventory", "1020", "accounting.control_account"),
    ):
        answer = give(role, code)
        assert (answer.status_code, answer.json()["code"], paths(answer)) == (422, problem, ["account"])
    assert give("inventory", "1300").json()["account"] == "1300"


def test_a_role_is_not_given_to_an_account_of_another_organization(shop, other_shop):
    ACCOUNTS.make(other_shop, code="1011")
    answer = shop.client.put(f"{ROLES}/cash", json={"account": "1011"}, headers=shop.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "accounting.unknown_account")
    for method in ("PUT", "PATCH"):
        answer = shop.client.request(
            method, f"{ROLES}/cash", json={"account": "1020"}, headers=shop.seen_by(other_shop.owner)
        )
        assert answer.status_code == 403
    assert shop.get(f"{ROLES}/cash").json()["account"] == "1010"
