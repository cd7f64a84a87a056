"""What is particular to setting up price lists and promotions; what all nouns share is in test_master_data."""

from uuid import uuid4

import pytest

from domain.pos.rule_schemas import MAX_ACTIVE
from tests.api.nouns import CATEGORIES, CUSTOMERS, ITEMS, LOCATIONS, PRICE_LISTS, PROMOTIONS


def refusal(answer):
    return answer.status_code, answer.json()["code"], [error["path"] for error in answer.json()["errors"]]


def entries_of(shop, made, **params):
    answer = shop.get(f"{PRICE_LISTS.at(made)}/entries", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def put(shop, path, body, **given):
    return shop.client.put(path, json=body, headers=shop.headers | given)


def test_a_price_list_says_for_whom_where_and_when(shop):
    given = {
        "location_ids": [str(shop.default_location_id)],
        "customer_ids": sorted(CUSTOMERS.make(shop)["id"] for _ in range(2)),
        "customer_groups": ["staff", "trade"],
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "weekdays": [1, 5],
        "hours": [{"starts": "17:00", "ends": "19:00"}, {"starts": "22:00", "ends": "02:00"}],
    }
    made = PRICE_LISTS.make(shop, **given)
    assert {name: made[name] for name in given} == given
    changed = shop.patch(PRICE_LISTS.at(made), json={"customer_groups": ["trade", "trade"], "weekdays": [5, 5, 2]})
    assert changed.json() == made | {
        "customer_groups": ["trade"],
        "weekdays": [2, 5],
        "version": 2,
        "updated_at": changed.json()["updated_at"],
    }
    same = shop.patch(PRICE_LISTS.at(made), json={"customer_groups": ["trade"], "location_ids": given["location_ids"]})
    assert same.json() == changed.json()


def test_a_resend_with_another_scope_is_another_content(shop):
    body = PROMOTIONS.body(shop, id=str(uuid4()), customer_groups=["staff"])
    assert shop.post(PROMOTIONS.address, json=body).status_code == 201
    assert shop.post(PROMOTIONS.address, json=body).status_code == 200
    other = shop.post(PROMOTIONS.address, json=body | {"customer_groups": []})
    assert refusal(other) == (409, "conflict", ["id"])


@pytest.mark.parametrize("noun", [PRICE_LISTS, PROMOTIONS], ids=lambda noun: noun.name)
def test_what_is_in_no_shop_of_ours_is_refused_where_it_is_named(noun, shop, other_shop):
    foreign = {
        "location_ids": [LOCATIONS.make(other_shop)["id"]],
        "customer_ids": [CUSTOMERS.make(other_shop)["id"]],
    }
    if noun is PROMOTIONS:
        foreign |= {
            "item_ids": [ITEMS.make(other_shop)["id"]],
            "categories": [CATEGORIES.make(other_shop)["code"]],
        }
    made = noun.make(shop)
    for name, value in foreign.items():
        wanted = (422, "unknown_reference", [name])
        assert refusal(shop.post(noun.address, json=noun.body(shop, **{name: value}))) == wanted
        assert refusal(shop.patch(noun.at(made), json={name: value})) == wanted
    assert shop.get(noun.at(made)).json() == made


@pytest.mark.parametrize("noun", [PRICE_LISTS, PROMOTIONS], ids=lambda noun: noun.name)
def test_times_that_cannot_be_are_refused(noun, shop):
    made = noun.make(shop, valid_from="2026-05-01")
    for given, path in (
        ({"valid_from": "2026-05-02", "valid_to": "2026-05-01"}, "valid_to"),
        ({"weekdays": [0]}, "weekdays.0"),
        ({"weekdays": [8]}, "weekdays.0"),
        ({"hours": [{"starts": "17:00", "ends": "17:00"}]}, "hours.0"),
        ({"hours": [{"starts": "17:00", "ends": "24:00"}]}, "hours.0.ends"),
        ({"priority": 1001}, "priority"),
    ):
        answer = shop.post(noun.address, json=noun.body(shop, **given))
        assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (422, [path]), given
    wanted = (422, "ends_before_it_starts", ["valid_to"])
    assert refusal(shop.patch(noun.at(made), json={"valid_to": "2026-04-30"})) == wanted


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"kind": "percentage"}, "promotion_incomplete", "percent"),
        ({"kind": "percentage", "percent": "10", "amount": "1.00"}, "promotion_contradictory", "amount"),
        ({"kind": "percentage", "percent": "10", "per_unit": True}, "promotion_contradictory", "per_unit"),
        ({"kind": "amount"}, "promotion_incomplete", "amount"),
        ({"kind": "amount", "amount": "1.005"}, "wrong_digits", "amount"),
        ({"kind": "amount", "amount": "1.00", "min_amount": "1.005"}, "wrong_digits", "min_amount"),
        ({"kind": "buy_get", "buy": 2}, "promotion_incomplete", "get"),
        ({"kind": "fixed_price", "amount": "5.00"}, "promotion_incomplete", "buy"),
        ({"kind": "fixed_price", "amount": "5.00", "buy": 3, "get": 1}, "promotion_contradictory", "get"),
    ],
)
def test_a_promotion_has_what_its_kind_needs_and_nothing_else(shop, given, code, path):
    answer = shop.post(PROMOTIONS.address, json={"code": "P", "name": "Promotion", **given})
    assert refusal(answer) == (422, code, [path])


def test_buy_and_get_is_free_unless_a_percentage_is_said(shop):
    made = PROMOTIONS.make(shop, kind="buy_get", buy=2, get=1, percent=None)
    assert (made["percent"], made["buy"], made["get"]) == ("100", 2, 1)
    half = shop.patch(PROMOTIONS.at(made), json={"percent": "50"}).json()
    assert half["percent"] == "50"
    assert refusal(shop.patch(PROMOTIONS.at(made), json={"get": None})) == (422, "promotion_incomplete", ["get"])


def test_a_category_keeps_its_promotions_when_it_is_renamed(shop):
    category = CATEGORIES.make(shop)
    made = PROMOTIONS.make(shop, categories=[category["code"]])
    assert shop.patch(CATEGORIES.at(category), json={"code": "Renamed"}).status_code == 200
    assert shop.get(PROMOTIONS.at(made)).json()["categories"] == ["Renamed"]


def test_what_a_rule_is_for_is_deactivated_not_deleted(shop):
    item, customer = ITEMS.make(shop), CUSTOMERS.make(shop)
    PROMOTIONS.make(shop, item_ids=[item["id"]], customer_ids=[customer["id"]])
    for noun, made in ((ITEMS, item), (CUSTOMERS, customer)):
        assert shop.delete(noun.at(made)).status_code == 204
        assert shop.get(noun.at(made)).json()["active"] is False


def test_an_item_has_a_price_from_each_quantity_on(shop):
    made, item = PRICE_LISTS.make(shop), ITEMS.make(shop)
    address = f"{PRICE_LISTS.at(made)}/entries/{item['id']}"
    answer = put(shop, address, {"prices": [{"min_quantity": "10", "price": "7.5"}, {"price": "8.00"}]})
    entry = {
        "item_id": item["id"],
        "prices": [{"min_quantity": "0", "price": "8.00"}, {"min_quantity": "10", "price": "7.50"}],
    }
    assert (answer.status_code, answer.json()) == (200, entry)
    assert entries_of(shop, made)["items"] == [entry]
    assert shop.get(PRICE_LISTS.at(made)).headers["ETag"] == '"2"'
    again = put(shop, address, {"prices": [{"min_quantity": "10", "price": "7.5"}, {"price": "8.00"}]})
    assert again.json() == entry
    assert shop.get(PRICE_LISTS.at(made)).headers["ETag"] == '"2"'
    stale = put(shop, address, {"prices": [{"price": "9.00"}]}, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    twice = put(shop, address, {"prices": [{"price": "9.00"}, {"price": "8.00"}]})
    assert refusal(twice) == (422, "minimum_twice", ["prices.1.min_quantity"])
    assert shop.delete(address).status_code == 204
    assert shop.delete(address).status_code == 404
    assert entries_of(shop, made)["items"] == []
    log = [entry for entry in shop.get("/api/org/audit").json()["items"] if entry["action"] == "price_list.entries"]
    assert [(one["before"], one["after"]) for one in log] == [
        ({"entries": [entry]}, {"entries": []}),
        ({"entries": []}, {"entries": [entry]}),
    ]


def test_many_entries_are_written_at_once_and_the_others_stay(shop):
    made = PRICE_LISTS.make(shop)
    items = sorted(ITEMS.make(shop)["id"] for _ in range(5))
    address = f"{PRICE_LISTS.at(made)}/entries"
    first = [{"item_id": item, "prices": [{"price": "1.00"}]} for item in items]
    assert put(shop, address, {"entries": first}).status_code == 200
    second = [{"item_id": items[0], "prices": [{"price": "2.00"}]}]
    assert put(shop, address, {"entries": second}).status_code == 200
    seen, cursor = [], None
    while True:
        page = entries_of(shop, made, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [(one["item_id"], one["prices"][0]["price"]) for one in seen] == [
        (item, "2.00" if item == items[0] else "1.00") for item in items
    ]
    assert [one["item_id"] for one in entries_of(shop, made, item_id=items[3])["items"]] == [items[3]]
    assert refusal(put(shop, address, {"entries": second * 2})) == (422, "entry_twice", ["entries.1.item_id"])


def test_an_item_of_nobody_or_of_another_organization_has_no_price_here(shop, other_shop):
    made, foreign = PRICE_LISTS.make(shop), ITEMS.make(other_shop)
    for item in (foreign["id"], str(uuid4())):
        answer = put(shop, f"{PRICE_LISTS.at(made)}/entries/{item}", {"prices": [{"price": "1.00"}]})
        assert refusal(answer) == (422, "unknown_reference", ["item_id"])
    own = ITEMS.make(other_shop)["id"]
    for answer in (
        put(other_shop, f"{PRICE_LISTS.at(made)}/entries/{own}", {"prices": [{"price": "1.00"}]}),
        other_shop.get(f"{PRICE_LISTS.at(made)}/entries"),
        other_shop.delete(f"{PRICE_LISTS.at(made)}/entries/{own}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_price_list_is_deleted_with_its_prices(shop):
    made, item = PRICE_LISTS.make(shop), ITEMS.make(shop)
    put(shop, f"{PRICE_LISTS.at(made)}/entries/{item['id']}", {"prices": [{"price": "1.00"}]})
    assert shop.delete(PRICE_LISTS.at(made)).status_code == 204
    assert shop.delete(ITEMS.at(item)).status_code == 204
    assert shop.get(ITEMS.at(item)).status_code == 404


def test_a_cashier_reads_prices_and_sets_none(shop):
    made = PRICE_LISTS.make(shop)
    headers = shop.seen_by(shop.hire("cashier"))
    assert shop.client.get(PRICE_LISTS.at(made), headers=headers).status_code == 200
    answer = shop.client.patch(PRICE_LISTS.at(made), json={"name": "Mine"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.slow
def test_an_organization_has_a_bounded_number_of_active_rules(shop):
    made = [PROMOTIONS.make(shop) for _ in range(MAX_ACTIVE)]
    wanted = (422, "too_many_rules", ["active"])
    assert refusal(shop.post(PROMOTIONS.address, json=PROMOTIONS.body(shop))) == wanted
    resting = PROMOTIONS.make(shop, active=False)
    assert refusal(shop.patch(PROMOTIONS.at(resting), json={"active": True})) == wanted
    assert shop.patch(PROMOTIONS.at(made[-1]), json={"active": False}).status_code == 200
    assert shop.patch(PROMOTIONS.at(resting), json={"active": True}).status_code == 200


def test_a_customers_price_group_is_a_code_of_the_shops_own(shop):
    made = CUSTOMERS.make(shop, price_group="staff")
    assert made["price_group"] == "staff"
    assert shop.patch(CUSTOMERS.at(made), json={"price_group": None}).json()["price_group"] is None
