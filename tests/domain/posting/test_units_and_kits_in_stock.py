"""Units and kits over HTTP: what is sold, what leaves the shelf, and that the books agree."""

from uuid import uuid4

import pytest

from domain.core.clock import now
from tests.api.nouns import ITEMS
from tests.domain.posting.store import Store, sides
from tests.draining import drain

CASE = {"code": "case", "factor": "12", "barcode": "900", "price": "110.00"}


@pytest.fixture
def store(shop):
    return Store(shop)


def test_a_unit_is_sold_at_its_price_and_leaves_stock_as_so_many_of_the_items_own(store):
    item = store.item(price="10.00", units=[CASE, {"code": "pair", "factor": "2"}])
    store.receive((item, "100", "5.00", {}))
    sale = store.sell(
        {"item_id": item, "quantity": "2", "unit": "case"},
        {"item_id": item, "quantity": "1.5", "unit": "pair"},
        {"item_id": item, "quantity": "1", "unit": "each"},
    )
    assert [
        (line["quantity"], line["unit"], line["unit_quantity"], line["unit_price"], line["net"], line["cost"])
        for line in sale["lines"]
    ] == [
        ("24", "case", "2", "110.00", "220.00", "120.00"),
        ("3", "pair", "1.5", "20.00", "30.00", "15.00"),
        ("1", None, None, "10.00", "10.00", "5.00"),
    ]
    assert sorted(movement["quantity"] for movement in sale["movements"]) == ["-1", "-24", "-3"]
    assert store.level(item) == ("72", "360.00")
    store.proven()


def test_the_barcode_of_a_unit_sells_that_unit(store):
    item = store.item(price="10.00", barcodes=["100"], units=[CASE])
    sale = store.sell({"barcode": "900", "quantity": "1"}, {"barcode": "100", "quantity": "1"})
    assert [(line["quantity"], line["unit"], line["net"]) for line in sale["lines"]] == [
        ("12", "case", "110.00"),
        ("1", None, "10.00"),
    ]
    assert store.level(item)[0] == "-13"
    store.proven()


def test_a_price_that_a_till_gives_is_for_the_unit_that_it_sells(store):
    item = store.item(price="10.00", units=[CASE])
    line = {"item_id": item, "quantity": "3", "unit": "case", "unit_price": "100.01", "discount": "0.03"}
    assert store.sell(line)["lines"][0]["net"] == "300.00"
    store.shop.patch("/api/org/settings", json={"price_check": "reject_difference"})
    assert store.refusal(line) == ("pos.price_differs", ["lines.0.unit_price"])
    assert store.sell({**line, "unit_price": "110"})["lines"][0]["net"] == "329.97"
    store.proven()


def test_an_unknown_unit_and_a_quantity_that_comes_to_nothing_are_refused(store):
    item = store.item(units=[{"code": "crumb", "factor": "0.0001"}, {"code": "ship", "factor": "9999999"}])
    for unit, quantity, refusal in (
        ("case", "1", ("inventory.unknown_unit", ["lines.0.unit"])),
        ("crumb", "0.1", ("inventory.unit_quantity", ["lines.0.quantity"])),
        ("ship", "1000", ("inventory.unit_quantity", ["lines.0.quantity"])),
    ):
        assert store.refusal({"item_id": item, "quantity": quantity, "unit": unit}) == refusal
    assert store.refusal({"item_id": store.item(), "quantity": "1", "unit": "case"})[0] == "inventory.unknown_unit"
    store.proven()


def test_goods_are_received_and_adjusted_in_units(store):
    item = store.item(units=[CASE])
    store.receive((item, "2", "30.00", {"unit": "case"}))
    assert store.level(item) == ("24", "60.00")
    store.adjust({"item_id": item, "quantity_delta": "-0.5", "unit": "case"})
    assert store.level(item) == ("18", "45.00")
    store.proven()


def test_what_was_sold_in_a_unit_comes_back_in_any_part_and_adds_up(store):
    item = store.item(price="10.00", units=[{"code": "trio", "factor": "3", "price": "10.00"}])
    store.receive((item, "10", "1.00", {}))
    sale = store.sell({"item_id": item, "quantity": "1", "unit": "trio"})
    back = [store.bring_back(sale, {"line_no": 1, "quantity": "1"}) for _ in range(3)]
    assert [(one["lines"][0]["quantity"], one["lines"][0]["net"]) for one in back] == [
        ("-1", "-3.33"),
        ("-1", "-3.34"),
        ("-1", "-3.33"),
    ]
    assert back[0]["lines"][0]["unit"] == "trio"
    assert back[0]["lines"][0]["unit_quantity"] == "-0.3333"
    assert store.level(item) == ("10", "10.00")
    assert store.shop.get(f"/api/pos/sales/{sale['id']}").json()["status"] == "returned"
    store.proven()


def kit_of(store, **given):
    cup, beans = store.item(sku="CUP"), store.item(sku="BEANS")
    store.receive((cup, "10", "2.00", {}), (beans, "1", "9.99", {}))
    parts = [{"sku": "CUP", "quantity": "2"}, {"sku": "BEANS", "quantity": "0.25"}]
    return store.item(sku="SET", price="30.00", kit=parts, **given), cup, beans


def test_a_kit_is_sold_as_one_and_its_parts_leave_stock_each_with_its_movement(store):
    kit, cup, beans = kit_of(store)
    sale = store.sell({"item_id": kit, "quantity": "2"})
    [line] = sale["lines"]
    assert (line["net"], line["cost"]) == ("60.00", "13.00")
    assert line["parts"] == [
        {"item_id": cup, "quantity": "4", "cost": "8.00"},
        {"item_id": beans, "quantity": "0.5", "cost": "5.00"},
    ]
    assert {(one["item_id"], one["quantity"], one["value"]) for one in sale["movements"]} == {
        (cup, "-4", "-8.00"),
        (beans, "-0.5", "-5.00"),
    }
    assert sides(sale) == {
        "1010": ("60.00", "0.00"),
        "4010": ("0.00", "60.00"),
        "5010": ("13.00", "0.00"),
        "1200": ("0.00", "13.00"),
    }
    assert (store.level(cup), store.level(beans)) == (("6", "12.00"), ("0.5", "4.99"))
    assert store.shop.get("/api/inventory/stock-levels", params={"item_id": kit}).json()["items"] == []
    store.proven()


def test_a_kit_comes_back_in_parts_at_what_they_had_cost(store):
    kit, cup, beans = kit_of(store)
    sale = store.sell({"item_id": kit, "quantity": "2"})
    store.receive((cup, "10", "7.00", {}))
    first = store.bring_back(sale, {"line_no": 1, "quantity": "1"})
    assert [(part["quantity"], part["cost"]) for part in first["lines"][0]["parts"]] == [
        ("-2", "-4.00"),
        ("-0.25", "-2.50"),
    ]
    store.bring_back(sale, {"line_no": 1, "quantity": "1"})
    assert (store.level(cup), store.level(beans)) == (("20", "90.00"), ("1", "9.99"))
    store.proven()


def test_a_kit_that_changed_since_comes_back_as_it_was_sold(store):
    kit, cup, beans = kit_of(store)
    sale = store.sell({"item_id": kit, "quantity": "1"})
    changed = store.shop.patch(f"{ITEMS.address}/{kit}", json={"kit": [], "stocked": True})
    assert changed.status_code == 200, changed.text
    store.bring_back(sale, {"line_no": 1, "quantity": "1"})
    assert (store.level(cup)[0], store.level(beans)[0]) == ("10", "1")
    store.proven()


def test_a_kit_that_is_not_fit_to_sell_again_is_written_off(store):
    kit, cup, _ = kit_of(store)
    sale = store.sell({"item_id": kit, "quantity": "1"})
    back = store.bring_back(sale, {"line_no": 1, "quantity": "1", "restock": False})
    assert back["movements"] == []
    assert store.balance("5100") == ("6.50", "0.00")
    assert store.level(cup)[0] == "8"
    store.proven()


def test_a_kit_without_a_receipt_comes_back_at_todays_cost_of_its_parts(store):
    kit, cup, _ = kit_of(store)
    store.posted(
        "/api/pos/returns",
        terminal_id=store.terminal_id,
        lines=[{"item_id": kit, "quantity": "1"}],
        refunds=[{"method": "cash", "amount": "30.00"}],
        reason="No receipt",
    )
    assert store.level(cup) == ("12", "24.00")
    store.proven()


def test_a_voided_kit_is_as_if_it_had_not_been_sold(store):
    kit, cup, beans = kit_of(store)
    before = store.level(cup), store.level(beans)
    assert store.void(store.sell({"item_id": kit, "quantity": "2"}))["status"] == "posted"
    assert (store.level(cup), store.level(beans)) == before
    store.proven()


def test_a_kit_and_its_return_may_come_in_one_batch(store):
    kit, cup, _ = kit_of(store)
    sale_id = str(uuid4())
    body = store.sale({"item_id": kit, "quantity": "1"}, id=sale_id, occurred_at=now().isoformat())
    assert store.shop.post("/api/pos/sales", json=body).status_code == 202
    back = {"id": str(uuid4()), "terminal_id": store.terminal_id, "lines": [{"line_no": 1, "quantity": "1"}]}
    answer = store.shop.post(f"/api/pos/sales/{sale_id}/return", json=back)
    drain(store.shop)
    assert store.shop.get(answer.headers["Location"]).json()["status"] == "posted"
    assert store.level(cup) == ("10", "20.00")
    store.proven()


def test_a_kit_is_refused_when_a_part_is_short_where_that_is_refused(store):
    kit, _, beans = kit_of(store)
    store.shop.patch("/api/org/settings", json={"negative_stock": "reject"})
    assert store.refusal({"item_id": kit, "quantity": "5"}) == ("inventory.stock_short", ["lines.0.quantity"])
    one, sixth = {"item_id": kit, "quantity": "4"}, {"item_id": beans, "quantity": "0.1"}
    assert store.refusal(one, sixth) == ("inventory.stock_short", ["lines.1.quantity"])
    store.sell(one)
    store.proven()


def test_a_kit_without_a_part_in_stock_goes_below_zero_and_is_put_right_later(store):
    cup = store.item(sku="CUP", cost="2.00")
    kit = store.item(price="30.00", kit=[{"sku": "CUP", "quantity": "2"}])
    sale = store.sell({"item_id": kit, "quantity": "1"})
    assert (sale["lines"][0]["cost"], store.level(cup)) == ("4.00", ("-2", "-4.00"))
    store.receive((cup, "10", "3.00", {}))
    assert store.level(cup) == ("8", "24.00")
    store.bring_back(sale, {"line_no": 1, "quantity": "1"})
    store.proven()
