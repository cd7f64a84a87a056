"""Categories: made with their items or by themselves, with accounts that stand for their stock alone."""

from uuid import uuid4

import pytest

from tests.api.nouns import ACCOUNTS, CATEGORIES, ITEMS, PAYMENT_METHODS, TAX_RATES
from tests.postings import post_all, receipt


def paths(answer):
    return [error["path"] for error in answer.json()["errors"]]


def refusal(answer):
    return answer.status_code, answer.json()["code"], paths(answer)


def categories(shop):
    return {row["code"]: row for row in shop.get(CATEGORIES.address).json()["items"]}


def stock_account(shop, **given):
    return ACCOUNTS.make(shop, name="Stock of drinks", type="asset", **given)["code"]


def test_a_category_has_every_field_with_its_default(shop):
    made = CATEGORIES.make(shop, code="Hot", name="Hot drinks")
    assert {name: made[name] for name in made if name not in {"id", "created_at", "updated_at"}} == {
        "code": "Hot",
        "name": "Hot drinks",
        "parent": None,
        "sales_account": None,
        "cogs_account": None,
        "inventory_account": None,
        "tax_rate_id": None,
        "active": True,
        "version": 1,
    }


def test_a_category_that_an_item_names_first_is_made_with_it(shop):
    ITEMS.make(shop, category="Hot drinks")
    ITEMS.make(shop, category="Hot drinks")
    made = categories(shop)["Hot drinks"]
    assert made["name"] == "Hot drinks"
    log = [row for row in shop.get("/api/org/audit").json()["items"] if row["action"] == "category.create"]
    assert [(row["subject"]["id"], row["after"]) for row in log] == [(made["id"], made)]


def test_an_item_that_is_refused_leaves_no_category_behind(shop):
    refused = shop.post(ITEMS.address, json=ITEMS.body(shop, category="Ghost", tax_rate_id=str(uuid4())))
    assert refused.status_code == 422
    assert "Ghost" not in categories(shop)


def test_an_item_that_is_given_a_new_category_later_makes_it_too(shop):
    made = ITEMS.make(shop)
    assert shop.patch(ITEMS.at(made), json={"category": "Cold"}).json()["category"] == "Cold"
    assert "Cold" in categories(shop)
    assert shop.patch(ITEMS.at(made), json={"category": None}).json()["category"] is None


def test_items_follow_a_category_that_is_renamed(shop):
    item = ITEMS.make(shop, category="Hot")
    assert shop.patch(CATEGORIES.at(categories(shop)["Hot"]), json={"code": "Warm"}).status_code == 200
    assert shop.get(ITEMS.at(item)).json()["category"] == "Warm"
    assert [row["id"] for row in shop.get(ITEMS.address, params={"category": "Warm"}).json()["items"]] == [item["id"]]


def test_a_category_that_is_named_is_deactivated_instead_of_deleted(shop):
    ITEMS.make(shop, category="Hot")
    parent = CATEGORIES.make(shop, code="Drinks")
    CATEGORIES.make(shop, parent="Drinks")
    for row in (categories(shop)["Hot"], parent):
        assert shop.delete(CATEGORIES.at(row)).status_code == 204
        assert shop.get(CATEGORIES.at(row)).json()["active"] is False


def test_categories_stand_below_one_another_but_never_below_themselves(shop):
    top = CATEGORIES.make(shop, code="Drinks")
    below = CATEGORIES.make(shop, code="Hot", parent="Drinks")
    assert below["parent"] == "Drinks"
    assert refusal(shop.patch(CATEGORIES.at(top), json={"parent": "Hot"})) == (
        422,
        "inventory.category_cycle",
        ["parent"],
    )
    assert refusal(shop.post(CATEGORIES.address, json=CATEGORIES.body(shop, parent="Nowhere"))) == (
        422,
        "unknown_reference",
        ["parent"],
    )


def test_a_tax_rate_of_another_organization_is_unknown_here(shop, other_shop):
    foreign = TAX_RATES.make(other_shop)["id"]
    answer = shop.post(CATEGORIES.address, json=CATEGORIES.body(shop, tax_rate_id=foreign))
    assert refusal(answer) == (422, "unknown_reference", ["tax_rate_id"])


@pytest.mark.parametrize(
    ("field", "account", "code"),
    [
        ("sales_account", "9999", "accounting.unknown_account"),
        ("sales_account", "5010", "accounting.wrong_account_type"),
        ("cogs_account", "4010", "accounting.wrong_account_type"),
        ("inventory_account", "9999", "accounting.unknown_account"),
        ("inventory_account", "4010", "accounting.wrong_account_type"),
        ("inventory_account", "1010", "accounting.control_account"),
    ],
)
def test_an_account_that_does_not_fit_is_refused(shop, field, account, code):
    answer = shop.post(CATEGORIES.address, json=CATEGORIES.body(shop, **{field: account}))
    assert refusal(answer) == (422, code, [field])


def test_an_account_for_stock_serves_nothing_else(shop):
    account = stock_account(shop)
    made = CATEGORIES.make(shop, inventory_account=account)
    assert made["inventory_account"] == account
    method = shop.post(PAYMENT_METHODS.address, json=PAYMENT_METHODS.body(shop, account=account))
    assert refusal(method) == (422, "accounting.control_account", ["account"])
    role = shop.patch("/api/accounting/account-roles/cash", json={"account": account})
    assert refusal(role) == (422, "accounting.control_account", ["account"])
    row = shop.get(ACCOUNTS.address, params={"code": account}).json()["items"][0]
    assert shop.patch(ACCOUNTS.at(row), json={"active": False}).json()["code"] == "accounting.control_account"
    assert shop.patch(ACCOUNTS.at(row), json={"type": "expense"}).json()["code"] == "accounting.account_type_fixed"
    assert shop.delete(ACCOUNTS.at(row)).json()["code"] == "accounting.control_account"


def test_two_categories_may_share_an_account_which_is_free_once_both_have_left_it(shop):
    account = stock_account(shop)
    first, second = (CATEGORIES.make(shop, inventory_account=account) for _ in range(2))
    shop.patch(CATEGORIES.at(first), json={"inventory_account": None})
    body = PAYMENT_METHODS.body(shop, account=account)
    assert shop.post(PAYMENT_METHODS.address, json=body).status_code == 422
    assert shop.delete(CATEGORIES.at(second)).status_code == 204
    assert shop.post(PAYMENT_METHODS.address, json=body).status_code == 201


def test_the_account_of_a_category_is_fixed_while_it_has_stock(shop):
    category = CATEGORIES.make(shop, code="Hot")
    item = ITEMS.make(shop, category="Hot")
    post_all(shop, [receipt(shop, item["id"], quantity="5", unit_cost="1.00")])
    account = stock_account(shop)
    fixed = (409, "inventory.stock_on_account", ["inventory_account"])
    assert refusal(shop.patch(CATEGORIES.at(category), json={"inventory_account": account})) == fixed
    CATEGORIES.make(shop, code="Cold", inventory_account=account)
    moved = shop.patch(ITEMS.at(item), json={"category": "Cold"})
    assert refusal(moved) == (409, "inventory.stock_on_account", ["category"])
    assert shop.patch(ITEMS.at(item), json={"category": "Elsewhere on the same account"}).status_code == 200
    assert shop.patch(CATEGORIES.at(category), json={"inventory_account": account}).status_code == 200
