"""A location has accounts of its own for roles: given, shown and taken away over HTTP."""

from uuid import uuid4

import pytest

from tests.api.nouns import ACCOUNTS, CATEGORIES, LOCATIONS

ROLES = "/api/accounting/account-roles"


def at(role, location_id):
    return f"{ROLES}/{role}/locations/{location_id}"


def give(shop, role, location_id, code):
    return shop.client.put(at(role, location_id), json={"account": code}, headers=shop.headers)


def take(shop, role, location_id):
    return shop.client.delete(at(role, location_id), headers=shop.headers)


def refusal(answer):
    errors = answer.json()["errors"]
    return answer.status_code, answer.json()["code"], errors[0]["path"] if errors else None


def test_a_location_has_an_account_of_its_own_until_it_is_taken_away(shop):
    here, there = str(shop.default_location_id), LOCATIONS.make(shop)["id"]
    ACCOUNTS.make(shop, code="1011", name="Tills of the market")
    assert shop.get(at("cash", there)).status_code == 404
    given = give(shop, "cash", there, "1011")
    assert given.json() == {
        "role": "cash",
        "location_id": there,
        "account": "1011",
        "name": "Tills of the market",
        "type": "asset",
    }
    assert shop.get(at("cash", there)).json() == given.json()
    assert shop.get(f"{ROLES}/cash/locations").json()["items"] == [given.json()]
    assert shop.get(at("cash", here)).status_code == 404
    assert shop.get(f"{ROLES}/cash").json()["account"] == "1010"
    assert give(shop, "cash", there, "1011").status_code == 200
    assert give(shop, "cash", there, "1020").json()["account"] == "1020"
    assert take(shop, "cash", there).status_code == 204
    assert take(shop, "cash", there).status_code == 404
    log = [
        (row["action"], row["subject"]["id"], (row["before"] or {}).get("account"), (row["after"] or {}).get("account"))
        for row in shop.get("/api/org/audit").json()["items"][:3]
    ]
    assert log == [
        ("account_role.restore", "cash", "1020", None),
        ("account_role.override", "cash", "1011", "1020"),
        ("account_role.override", "cash", None, "1011"),
    ]


@pytest.mark.parametrize(
    ("role", "code", "refused"),
    [
        ("inventory", "1300", (422, "accounting.role_not_by_location", "role")),
        ("stock_in_transit", "1300", (422, "accounting.role_not_by_location", "role")),
        ("retained_earnings", "3010", (422, "accounting.role_not_by_location", "role")),
        ("cash", "9999", (422, "accounting.unknown_account", "account")),
        ("cash", "4010", (422, "accounting.wrong_account_type", "account")),
        ("cash", "1200", (422, "accounting.control_account", "account")),
    ],
)
def test_what_cannot_serve_is_refused(shop, role, code, refused):
    assert refusal(give(shop, role, shop.default_location_id, code)) == refused


def test_neither_an_unknown_location_nor_anothers_is_given_anything(shop, other_shop):
    for location_id in (uuid4(), other_shop.default_location_id):
        assert give(shop, "cash", location_id, "1020").status_code == 404
        assert take(shop, "cash", location_id).status_code == 404
    assert other_shop.get(f"{ROLES}/cash/locations").json()["items"] == []


def test_an_account_that_serves_somewhere_stays_keeps_its_type_and_holds_no_stock(shop):
    made = ACCOUNTS.make(shop, code="1011")
    give(shop, "cash", shop.default_location_id, "1011")
    for answer in (shop.delete(ACCOUNTS.at(made)), shop.patch(ACCOUNTS.at(made), json={"active": False})):
        assert refusal(answer) == (409, "accounting.account_serves_role", "active")
    assert refusal(shop.patch(ACCOUNTS.at(made), json={"type": "expense"}))[1] == "accounting.account_type_fixed"
    stock = shop.post(CATEGORIES.address, json=CATEGORIES.body(shop, inventory_account="1011"))
    assert refusal(stock) == (422, "accounting.control_account", "inventory_account")
    controlled = shop.client.put(f"{ROLES}/inventory", json={"account": "1011"}, headers=shop.headers)
    assert refusal(controlled) == (422, "accounting.control_account", "account")


def test_a_location_with_an_account_of_its_own_is_deactivated_instead_of_deleted(shop):
    place = LOCATIONS.make(shop)
    give(shop, "cash", place["id"], "1020")
    assert shop.delete(LOCATIONS.at(place)).status_code == 204
    assert shop.get(LOCATIONS.at(place)).json()["active"] is False
