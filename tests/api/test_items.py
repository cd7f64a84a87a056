"""The catalogue over HTTP: barcodes, prices, search, and what is fixed once stock has moved."""

from uuid import uuid4

import pytest

from tests.api.nouns import ITEMS, TAX_RATES, TERMINALS
from tests.postings import post_all, receipt, sale


def paths(answer):
    return [error["path"] for error in answer.json()["errors"]]


def test_an_item_has_every_field_of_the_contract_with_its_default(shop):
    made = ITEMS.make(shop, sku="COF", name="Coffee", price="10.5")
    assert {name: made[name] for name in made if name not in {"id", "created_at", "updated_at"}} == {
        "sku": "COF",
        "name": "Coffee",
        "barcodes": [],
        "category": None,
        "unit": "each",
        "units": [],
        "price": "10.50",
        "cost": None,
        "tax_rate_id": None,
        "sales_account": None,
        "stocked": True,
        "tracking": "none",
        "gift_card": False,
        "kit": [],
        "reorder_point": None,
        "reorder_points": [],
        "active": True,
        "version": 1,
    }


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("10", "10.00"),
        (10, "10.00"),
        (10.5, "10.50"),
        ("10.500000", "10.50"),
        ("0.123456", "0.123456"),
        ("0", "0.00"),
        ("999999999.999999", "999999999.999999"),
    ],
)
def test_a_price_is_kept_exactly_and_shown_with_the_currencys_digits(shop, given, shown):
    made = ITEMS.make(shop, price=given, cost=given)
    assert (made["price"], made["cost"]) == (shown, shown)


@pytest.mark.parametrize(
    "bad", ["-1", "1.1234567", "1e3", "NaN", "Infinity", "1_000", " ", "", "10,50", True, None, [], "9" * 40, 1e30]
)
def test_a_price_that_is_none_is_refused_by_name(shop, bad):
    answer = shop.post(ITEMS.address, json=ITEMS.body(shop, price=bad))
    assert (answer.status_code, paths(answer)) == (422, ["price"])


def test_a_reorder_point_is_a_quantity(shop):
    assert ITEMS.make(shop, reorder_point="2.5000")["reorder_point"] == "2.5"
    answer = shop.post(ITEMS.address, json=ITEMS.body(shop, reorder_point="2.12345"))
    assert (answer.status_code, paths(answer)) == (422, ["reorder_point"])


def test_a_barcode_names_one_item(shop, other_shop):
    made = ITEMS.make(shop, barcodes=["200", "100"])
    assert made["barcodes"] == ["100", "200"]
    taken = shop.post(ITEMS.address, json=ITEMS.body(shop, barcodes=["300", "200"]))
    assert taken.status_code == 409
    assert (taken.json()["code"], paths(taken)) == ("inventory.barcode_taken", ["barcodes.1"])
    assert ITEMS.make(shop, barcodes=["300"])["barcodes"] == ["300"]
    assert ITEMS.make(other_shop, barcodes=["200"])["barcodes"] == ["200"]


def test_a_barcode_is_given_once_and_not_too_many(shop):
    twice = shop.post(ITEMS.address, json=ITEMS.body(shop, barcodes=["1", "2", "1"]))
    assert (twice.status_code, paths(twice)) == (422, ["barcodes.2"])
    many = shop.post(ITEMS.address, json=ITEMS.body(shop, barcodes=[str(number) for number in range(51)]))
    assert (many.status_code, paths(many)) == (422, ["barcodes"])
    control = shop.post(ITEMS.address, json=ITEMS.body(shop, barcodes=["1", "\x00"]))
    assert (control.status_code, paths(control)) == (422, ["barcodes.1"])


def test_barcodes_are_replaced_as_a_whole(shop):
    made = ITEMS.make(shop, barcodes=["1", "2"])
    changed = shop.patch(ITEMS.at(made), json={"barcodes": ["3", "2"]})
    assert (changed.json()["barcodes"], changed.headers["ETag"]) == (["2", "3"], '"2"')
    assert ITEMS.make(shop, barcodes=["1"])["barcodes"] == ["1"]
    taken = shop.patch(ITEMS.at(made), json={"name": "Not this", "barcodes": ["1"]})
    assert (taken.status_code, paths(taken)) == (409, ["barcodes.0"])
    assert shop.get(ITEMS.at(made)).json() == changed.json()


def test_the_order_of_barcodes_does_not_make_another_content(shop):
    body = ITEMS.body(shop, id=str(uuid4()), barcodes=["2", "1"], price="10.50")
    assert shop.post(ITEMS.address, json=body).status_code == 201
    assert shop.post(ITEMS.address, json=body | {"barcodes": ["1", "2"], "price": "10.500"}).status_code == 200
    assert shop.post(ITEMS.address, json=body | {"barcodes": ["1"]}).status_code == 409


def test_a_deleted_items_barcodes_are_free_again(shop):
    made = ITEMS.make(shop, barcodes=["1"])
    assert shop.delete(ITEMS.at(made)).status_code == 204
    assert ITEMS.make(shop, barcodes=["1"])["barcodes"] == ["1"]


def test_search_looks_into_sku_name_and_barcodes_whatever_the_case(shop):
    coffee = ITEMS.make(shop, sku="COF-250", name="Beans 100%", barcodes=["4006381333931"], category="Hot")
    tea = ITEMS.make(shop, sku="TEA", name="Green tea", active=False, stocked=False)

    def found(**params):
        return [item["id"] for item in shop.get(ITEMS.address, params=params).json()["items"]]

    assert found(q="cof") == found(q="BEANS") == found(q="38133") == found(q="0%") == [coffee["id"]]
    assert found(q="_") == found(q="\\") == found(q="nothing") == []
    assert found(q="e") == [tea["id"], coffee["id"]]
    assert found(sku="TEA") == found(active=False) == found(stocked=False) == [tea["id"]]
    assert found(sku="tea") == []
    assert found(barcode="4006381333931") == found(category="Hot") == [coffee["id"]]
    assert found(q="e", active=True) == [coffee["id"]]


@pytest.mark.parametrize("name", ["q", "sku", "barcode", "category"])
def test_a_search_with_a_control_character_is_refused(shop, name):
    answer = shop.get(ITEMS.address, params={name: "a\x00b"})
    assert (answer.status_code, paths(answer)) == (422, [name])


def test_a_tax_rate_of_another_organization_is_unknown_here(shop, other_shop):
    foreign, own = TAX_RATES.make(other_shop), TAX_RATES.make(shop)
    nowhere = shop.post(ITEMS.address, json=ITEMS.body(shop, tax_rate_id=str(uuid4())))
    elsewhere = shop.post(ITEMS.address, json=ITEMS.body(shop, tax_rate_id=foreign["id"]))
    assert (elsewhere.status_code, paths(elsewhere)) == (422, ["tax_rate_id"])
    assert elsewhere.json() == nowhere.json()
    made = ITEMS.make(shop, tax_rate_id=own["id"])
    changed = shop.patch(ITEMS.at(made), json={"tax_rate_id": foreign["id"]})
    assert (changed.status_code, paths(changed)) == (422, ["tax_rate_id"])
    assert shop.patch(ITEMS.at(made), json={"tax_rate_id": None}).json()["tax_rate_id"] is None


def test_what_an_item_is_cannot_change_once_its_stock_has_moved(shop):
    made = ITEMS.make(shop)
    free = shop.patch(ITEMS.at(made), json={"stocked": False, "unit": "kg"})
    assert free.status_code == 200
    shop.patch(ITEMS.at(made), json={"stocked": True})
    post_all(shop, [receipt(shop, made["id"], quantity="5", unit_cost="1.00")])
    for change in ({"stocked": False}, {"sku": "OTHER"}, {"unit": "each"}):
        answer = shop.patch(ITEMS.at(made), json=change)
        assert (answer.status_code, answer.json()["code"]) == (409, "inventory.item_moved")
        assert paths(answer) == list(change)
    renamed = shop.patch(ITEMS.at(made), json={"name": "Renamed", "price": "1", "unit": "kg"})
    assert renamed.status_code == 200


def test_an_item_that_moved_or_was_sold_is_deactivated_instead_of_deleted(shop):
    moved, service = ITEMS.make(shop), ITEMS.make(shop, stocked=False)
    till = TERMINALS.make(shop)
    post_all(
        shop,
        [
            receipt(shop, moved["id"], quantity="5", unit_cost="1.00"),
            sale(till["id"], [service["id"]], paid="20.00"),
        ],
    )
    for item in (moved, service):
        assert shop.delete(ITEMS.at(item)).status_code == 204
        left = shop.get(ITEMS.at(item))
        assert (left.status_code, left.json()["active"], left.headers["ETag"]) == (200, False, '"2"')
        log = shop.get("/api/org/audit").json()["items"][0]
        assert (log["action"], log["subject"]["id"]) == ("item.deactivate", item["id"])
