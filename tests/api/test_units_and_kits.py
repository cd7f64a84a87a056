"""Units, kits, tracking, gift cards, accounts and reorder points of items, as master data."""

from uuid import uuid4

import pytest

from tests.api.nouns import ITEMS, LOCATIONS
from tests.postings import post_all, receipt

CASE = {"code": "case", "factor": "12", "barcode": "900", "price": "110.00"}


def refusal(answer):
    return answer.status_code, answer.json()["code"], [error["path"] for error in answer.json()["errors"]]


def create(shop, **given):
    return shop.post(ITEMS.address, json=ITEMS.body(shop, **given))


def test_an_item_has_units_with_a_factor_a_barcode_and_a_price(shop):
    made = ITEMS.make(shop, units=[{"code": "pallet", "factor": "480.5000"}, CASE], barcodes=["100"])
    assert made["units"] == [
        {"code": "case", "factor": "12", "barcode": "900", "price": "110.00"},
        {"code": "pallet", "factor": "480.5", "barcode": None, "price": None},
    ]
    assert made["barcodes"] == ["100"]
    assert [row["id"] for row in shop.get(ITEMS.address, params={"barcode": "900"}).json()["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"units": [{"code": "case", "factor": "0"}]}, "units.0.factor"),
        ({"units": [{"code": "case", "factor": "-1"}]}, "units.0.factor"),
        ({"units": [{"code": "case", "factor": "1.00001"}]}, "units.0.factor"),
        ({"units": [{"code": "case"}]}, "units.0.factor"),
        ({"units": [CASE, CASE | {"barcode": None}]}, "units.1.code"),
        ({"units": [CASE | {"code": "each"}]}, "units"),
        ({"units": [CASE], "barcodes": ["900"]}, "units.0.barcode"),
        ({"units": [CASE, {"code": "pallet", "factor": "9", "barcode": "900"}]}, "units.1.barcode"),
        ({"units": [{"code": str(at), "factor": "1"} for at in range(21)]}, "units"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_by_name(shop, given, path):
    answer = create(shop, **given)
    assert (answer.status_code, refusal(answer)[2]) == (422, [path]), answer.text


def test_a_units_barcode_names_nothing_else(shop):
    ITEMS.make(shop, units=[CASE])
    assert refusal(create(shop, barcodes=["900"])) == (409, "inventory.barcode_taken", ["barcodes.0"])
    assert refusal(create(shop, units=[CASE])) == (409, "inventory.barcode_taken", ["units.0.barcode"])


def test_units_are_replaced_as_a_whole_and_their_barcodes_with_them(shop):
    made = ITEMS.make(shop, units=[CASE], barcodes=["100"])
    changed = shop.patch(ITEMS.at(made), json={"units": [{"code": "pack", "factor": "6", "barcode": "901"}]})
    assert (changed.json()["version"], [unit["code"] for unit in changed.json()["units"]]) == (2, ["pack"])
    assert ITEMS.make(shop, barcodes=["900"])["barcodes"] == ["900"]
    moved = shop.patch(ITEMS.at(made), json={"units": [{"code": "pack", "factor": "6"}], "barcodes": ["901", "100"]})
    assert (moved.json()["barcodes"], moved.json()["units"][0]["barcode"]) == (["100", "901"], None)
    same = shop.patch(ITEMS.at(made), json={"units": [{"code": "pack", "factor": "6.0"}]})
    assert same.json() == moved.json()
    assert refusal(shop.patch(ITEMS.at(made), json={"unit": "pack"})) == (422, "inventory.unit_twice", ["unit"])
    assert shop.patch(ITEMS.at(made), json={"units": []}).json()["units"] == []


def test_the_clients_own_id_makes_a_resend_with_units_and_parts_harmless(shop):
    part = ITEMS.make(shop, sku="P")
    kit = ITEMS.body(shop, id=str(uuid4()), kit=[{"sku": "P", "quantity": 2}], units=[CASE])
    assert create(shop, **kit).status_code == 201
    again = create(shop, **kit | {"kit": [{"item_id": part["id"], "quantity": "2.0"}]})
    assert again.status_code == 200
    assert create(shop, **kit | {"kit": [{"sku": "P", "quantity": 3}]}).status_code == 409


def test_a_kit_is_sold_as_one_and_consists_of_items_in_stock(shop):
    cup, beans = ITEMS.make(shop, sku="CUP"), ITEMS.make(shop, sku="BEANS")
    made = ITEMS.make(shop, kit=[{"sku": "CUP", "quantity": "2"}, {"item_id": beans["id"], "quantity": "0.25"}])
    assert made["kit"] == [
        {"item_id": cup["id"], "sku": "CUP", "quantity": "2"},
        {"item_id": beans["id"], "sku": "BEANS", "quantity": "0.25"},
    ]
    assert made["stocked"] is False
    assert shop.get(ITEMS.at(made)).json() == made


def test_what_no_kit_can_consist_of_is_refused_by_name(shop, other_shop):
    ITEMS.make(shop, sku="CUP")
    ITEMS.make(shop, sku="WORK", stocked=False)
    ITEMS.make(shop, sku="SET", kit=[{"sku": "CUP", "quantity": "1"}])
    foreign = ITEMS.make(other_shop)["id"]
    cup = {"sku": "CUP", "quantity": "1"}
    for kit, code, path in (
        ([{"sku": "NONE", "quantity": "1"}], "unknown_reference", "kit.0.sku"),
        ([cup, {"item_id": foreign, "quantity": "1"}], "unknown_reference", "kit.1.item_id"),
        ([{"sku": "WORK", "quantity": "1"}], "inventory.part_not_stocked", "kit.0.sku"),
        ([{"sku": "SET", "quantity": "1"}], "inventory.part_not_stocked", "kit.0.sku"),
        ([cup, cup], "inventory.part_twice", "kit.1.sku"),
    ):
        assert refusal(create(shop, kit=kit)) == (422, code, [path])
    for kit in ([{"quantity": "1"}], [cup | {"item_id": foreign}], [{"sku": "CUP", "quantity": "0"}]):
        assert create(shop, kit=kit).status_code == 422
    assert refusal(create(shop, kit=[cup], stocked=True)) == (422, "inventory.never_stocked", ["stocked"])


def test_an_item_cannot_be_part_of_itself(shop):
    made = ITEMS.make(shop, sku="SELF")
    answer = shop.patch(ITEMS.at(made), json={"kit": [{"sku": "SELF", "quantity": "1"}]})
    assert refusal(answer) == (422, "inventory.part_not_stocked", ["kit.0.sku"])


def test_a_part_stays_in_stock_and_in_the_catalogue(shop):
    part, other = ITEMS.make(shop, sku="CUP"), ITEMS.make(shop, sku="MUG")
    kit = ITEMS.make(shop, kit=[{"sku": "CUP", "quantity": "1"}])
    answer = shop.patch(ITEMS.at(part), json={"stocked": False})
    assert refusal(answer) == (409, "inventory.item_is_part", ["stocked"])
    nested = shop.patch(ITEMS.at(part), json={"kit": [{"sku": "MUG", "quantity": "1"}]})
    assert refusal(nested) == (409, "inventory.item_is_part", ["stocked"])
    assert shop.delete(ITEMS.at(part)).status_code == 204
    assert shop.get(ITEMS.at(part)).json()["active"] is False
    assert shop.patch(ITEMS.at(kit), json={"kit": [{"sku": "MUG", "quantity": "1"}]}).status_code == 200
    assert shop.patch(ITEMS.at(part), json={"stocked": False}).status_code == 200
    assert shop.delete(ITEMS.at(kit)).status_code == 204
    assert shop.delete(ITEMS.at(other)).status_code == 204
    assert shop.get(ITEMS.at(other)).status_code == 404


def test_what_has_moved_never_becomes_a_kit(shop):
    item = ITEMS.make(shop)
    ITEMS.make(shop, sku="CUP")
    post_all(shop, [receipt(shop, item["id"], quantity="5", unit_cost="1.00")])
    answer = shop.patch(ITEMS.at(item), json={"kit": [{"sku": "CUP", "quantity": "1"}]})
    assert refusal(answer) == (409, "inventory.item_moved", ["stocked"])


def test_a_gift_card_is_never_stocked(shop):
    assert ITEMS.make(shop, gift_card=True)["stocked"] is False
    assert refusal(create(shop, gift_card=True, stocked=True)) == (422, "inventory.never_stocked", ["stocked"])
    made = ITEMS.make(shop)
    assert shop.patch(ITEMS.at(made), json={"gift_card": True}).json()["stocked"] is False
    again = shop.patch(ITEMS.at(made), json={"stocked": True})
    assert refusal(again) == (422, "inventory.never_stocked", ["stocked"])


def test_what_is_told_apart_in_stock_is_chosen_before_it_moves(shop):
    made = ITEMS.make(shop, tracking="lot_expiry")
    assert made["tracking"] == "lot_expiry"
    assert shop.patch(ITEMS.at(made), json={"tracking": "lot"}).json()["tracking"] == "lot"
    assert refusal(create(shop, tracking="serial"))[2] == ["tracking"]
    plain = ITEMS.make(shop)
    post_all(shop, [receipt(shop, plain["id"], quantity="5", unit_cost="1.00")])
    answer = shop.patch(ITEMS.at(plain), json={"tracking": "lot"})
    assert refusal(answer) == (409, "inventory.item_moved", ["tracking"])


def test_an_item_may_have_a_sales_account_of_its_own(shop):
    made = ITEMS.make(shop, sales_account="4020")
    assert made["sales_account"] == "4020"
    assert shop.patch(ITEMS.at(made), json={"sales_account": None}).json()["sales_account"] is None
    for code, account in (("accounting.wrong_account_type", "1010"), ("accounting.control_account", "1200")):
        assert refusal(create(shop, sales_account=account)) == (422, code, ["sales_account"])


def test_a_location_may_have_a_reorder_point_of_its_own(shop, other_shop):
    second = LOCATIONS.make(shop)["id"]
    main, foreign = str(shop.default_location_id), str(other_shop.default_location_id)
    made = ITEMS.make(shop, reorder_points=[{"location_id": second, "quantity": "2.50"}])
    assert made["reorder_points"] == [{"location_id": second, "quantity": "2.5"}]
    twice = [{"location_id": main, "quantity": "1"}] * 2
    assert refusal(create(shop, reorder_points=twice)) == (
        422,
        "inventory.location_twice",
        ["reorder_points.1.location_id"],
    )
    elsewhere = create(shop, reorder_points=[{"location_id": foreign, "quantity": "1"}])
    assert refusal(elsewhere) == (422, "unknown_reference", ["reorder_points"])
    changed = shop.patch(ITEMS.at(made), json={"reorder_points": [{"location_id": main, "quantity": 4}]})
    assert (changed.json()["reorder_points"], changed.json()["version"]) == (
        [{"location_id": main, "quantity": "4"}],
        2,
    )


def test_a_new_organization_has_the_usual_reasons_to_adjust(shop):
    reasons = {row["code"] for row in shop.get("/api/inventory/reasons").json()["items"]}
    assert reasons == {"breakage", "theft", "expired", "own_use", "found", "correction"}


def test_a_reason_has_an_account_that_stock_does_not_answer_for(shop):
    made = shop.post("/api/inventory/reasons", json={"code": "tasting", "name": "Tasting", "account": "6050"})
    assert made.json()["account"] == "6050"
    for code, account in (("accounting.control_account", "1200"), ("accounting.unknown_account", "9999")):
        body = {"code": "x", "name": "X", "account": account}
        assert refusal(shop.post("/api/inventory/reasons", json=body)) == (422, code, ["account"])
