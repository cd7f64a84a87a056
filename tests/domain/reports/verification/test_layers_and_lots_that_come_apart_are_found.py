"""What is kept beside a level, its layers of cost and its lots, is proven against it and mended from it."""

import pytest

from domain.core.db import unit_of_work
from domain.reports.recalculation import recalculate
from tests.domain.reports.verification.broken_shop import Broken
from tests.postings import post_all, receipt, sale
from tests.shops import open_shop


def furnish(client, postgres, method):
    shop = open_shop(client)
    assert shop.patch("/api/org/settings", json={"costing_method": method}).status_code == 200
    item = shop.post("/api/inventory/items", json={"sku": "BREAD", "name": "Bread", "price": "10", "cost": "4.00"})
    till = shop.post(
        "/api/pos/terminals", json={"code": "T1", "name": "Till", "location_id": str(shop.default_location_id)}
    ).json()["id"]
    bread = item.json()["id"]
    given = [receipt(shop, bread, quantity="10", unit_cost=cost) for cost in ("4.00", "5.00", "6.00")]
    results = post_all(shop, [*given, sale(till, [bread, bread, bread], paid="30.00")])
    broken = Broken(shop, postgres.superuser_url, {"bread": bread, "till": till}, results)
    assert broken.found() == {}
    return broken


@pytest.fixture
def layered(client, postgres):
    return furnish(client, postgres, "fifo")


def derive(broken, *, repair):
    with unit_of_work(broken.shop.org_id, read_only=not repair) as uow:
        found = recalculate(uow, org_id=broken.shop.org_id, repair=repair)
        if repair:
            uow.commit()
    return found


def layers(broken):
    return broken.one(
        "SELECT array_agg(ARRAY[quantity, value] ORDER BY seq) FROM inv.cost_layers WHERE org_id = %(org_id)s AND open"
    )


BREAKAGES = {
    "a layer grew": "UPDATE inv.cost_layers SET quantity = quantity + 2 WHERE org_id = %(org_id)s AND unit_cost = 5",
    "a layer is worth less": "UPDATE inv.cost_layers SET value = 1 WHERE org_id = %(org_id)s AND unit_cost = 6",
    "a layer is gone": "DELETE FROM inv.cost_layers WHERE org_id = %(org_id)s AND unit_cost = 4",
    "a used layer is open": (
        "UPDATE inv.cost_layers SET quantity = 9, open = true WHERE org_id = %(org_id)s AND unit_cost = 4"
    ),
}


@pytest.mark.parametrize("statement", BREAKAGES.values(), ids=BREAKAGES)
def test_a_layer_that_differs_is_found_and_fitted_to_its_level(layered, statement):
    layered.breaks(statement)
    difference = layered.only("I3")
    assert difference.what == "the layers of cost are not their level"
    assert difference.where == {"item": "BREAD", "location": "MAIN"}
    assert difference.expected == {"quantity": "27.0000", "value": 13800}
    assert derive(layered, repair=False) == [difference]
    assert derive(layered, repair=True) == [difference]
    assert layered.found() == {}
    assert layered.one("SELECT count(*) FROM core.audit_log WHERE org_id = %(org_id)s AND subject_type = 'cost_layers'")


def test_without_any_layer_the_level_is_one_and_the_next_sale_goes_on(layered):
    layered.run("DELETE FROM inv.cost_layers WHERE org_id = %(org_id)s")
    derive(layered, repair=True)
    assert [[int(figure) for figure in layer] for layer in layers(layered)] == [[27, 13800]]
    post_all(layered.shop, [sale(layered.ids["till"], [layered.ids["bread"]], paid="10.00")])
    assert layered.found() == {}


def test_a_level_and_its_layers_are_mended_together(layered):
    before = layers(layered)
    layered.breaks("UPDATE inv.stock_levels SET quantity = 30, value = 7 WHERE org_id = %(org_id)s")
    assert {difference.what for difference in layered.found()["I3"]} == {
        "a level is not the sum of its movements",
        "the layers of cost are not their level",
    }
    derive(layered, repair=True)
    assert layered.found() == {}
    assert layers(layered) == before


def test_a_level_that_strays_from_its_standard_is_found(client, postgres):
    broken = furnish(client, postgres, "standard")
    broken.breaks("UPDATE inv.stock_levels SET unit_cost = 5 WHERE org_id = %(org_id)s")
    difference = broken.only("I3")
    assert difference.what == "a level is not worth its quantity at standard cost"
    assert (difference.found["value"], difference.expected["value"]) == (10800, 13500)


@pytest.fixture
def in_lots(client, postgres):
    shop = open_shop(client)
    given = {"sku": "MILK", "name": "Milk", "price": "10", "tracking": "lot"}
    milk = shop.post("/api/inventory/items", json=given).json()["id"]
    kind, content = receipt(shop, milk, quantity="10", unit_cost="4.00")
    content["lines"][0]["lot"] = "A"
    broken = Broken(shop, postgres.superuser_url, {"milk": milk}, post_all(shop, [(kind, content)]))
    assert broken.found() == {}
    return broken


def test_a_lot_that_is_not_its_movements_is_found_and_mended(in_lots):
    in_lots.breaks("UPDATE inv.lot_levels SET quantity = 3 WHERE org_id = %(org_id)s")
    difference = in_lots.only("I3")
    assert difference.what == "a level of a lot is not the sum of its movements"
    assert (difference.found, difference.expected) == ({"quantity": "3.0000"}, {"quantity": "10.0000"})
    assert derive(in_lots, repair=True) == [difference]
    assert in_lots.found() == {}
    in_lots.breaks("DELETE FROM inv.lot_levels WHERE org_id = %(org_id)s")
    derive(in_lots, repair=True)
    assert in_lots.found() == {}
    assert in_lots.one("SELECT quantity FROM inv.lot_levels WHERE org_id = %(org_id)s") == 10


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inv.lot_movements SET quantity = 11 WHERE org_id = %(org_id)s",
        "UPDATE inv.lot_movements SET quantity = -1 WHERE org_id = %(org_id)s",
    ],
)
def test_no_more_of_a_movement_is_of_lots_than_moved(in_lots, statement):
    in_lots.breaks(statement)
    assert "more of a movement is of lots than moved, or of another item or place" in {
        difference.what for difference in in_lots.found()["I3"]
    }
