"""First in, first out and standard cost through the worker's own code: journals, layers, returns, transfers, order."""

import itertools
from uuid import uuid4

import pytest

from domain.core.clock import now
from tests.api.nouns import LOCATIONS
from tests.domain.posting.till import Counter, refused


class Bench(Counter):
    """A counter that costs its stock by a method."""

    def posted(self, wanted):
        [outcome] = self.post(wanted)
        assert outcome.status == "posted", outcome
        return outcome.result

    def buy(self, item, quantity, unit_cost):
        result = self.posted(self.receipt({"item_id": item, "quantity": quantity, "unit_cost": unit_cost}))
        return self.journal(result["journal_id"])

    def sell(self, item, quantity):
        result = self.posted(self.sale({"item_id": item, "quantity": quantity, "unit_price": "1.00"}))
        return self.journal(result["journal_id"]).get("cogs", 0), result["sale_id"]

    def layers(self, item, location_id=None):
        return self.query(
            "SELECT quantity, value FROM inv.cost_layers WHERE item_id = %s AND location_id = %s AND open ORDER BY seq",
            (item, location_id or str(self.shop.default_location_id)),
        )


@pytest.fixture
def fifo(shop):
    bench = Bench(shop)
    bench.set(costing_method="fifo")
    return bench


@pytest.fixture
def standard(shop):
    bench = Bench(shop)
    bench.set(costing_method="standard")
    return bench


def test_the_published_example_comes_out_of_the_books(fifo):
    """OpenStax, *Principles of Accounting, Volume 1* (2019), section 10.3: 7,200 sold, 8,955 left."""
    item = fifo.item(price="36")
    fifo.buy(item, "150", "21")
    assert fifo.sell(item, "120")[0] == 2_520_00
    fifo.buy(item, "225", "27")
    assert fifo.sell(item, "180")[0] == 4_680_00
    fifo.buy(item, "210", "33")
    assert fifo.level(item)[:2] == ("285.0000", 8_955_00)
    assert fifo.layers(item) == [("75.0000", 2_025_00), ("210.0000", 6_930_00)]
    fifo.proven()


def test_layers_are_used_within_a_batch_as_they_are_made(fifo):
    item = fifo.item(price="10")
    line = {"item_id": item, "quantity": "2"}
    bought = [fifo.receipt(line | {"unit_cost": cost}) for cost in ("4.00", "5.00")]
    sold = fifo.sale({"item_id": item, "quantity": "3"})
    outcomes = fifo.post(*bought, sold)
    assert fifo.journal(outcomes[2].result["journal_id"])["cogs"] == 1300
    assert fifo.layers(item) == [("1.0000", 500)]
    assert fifo.query("SELECT count(*)::int FROM inv.cost_layers WHERE movement_id IS NOT NULL") == [(2,)]
    fifo.proven()


def test_what_comes_back_is_a_layer_of_its_own_at_what_it_had_cost(fifo):
    item = fifo.item(price="10")
    fifo.buy(item, "2", "4.00")
    fifo.buy(item, "2", "6.00")
    _, sale_id = fifo.sell(item, "3")
    result = fifo.posted(fifo.back(sale_id, (1, "3")))
    assert fifo.journal(result["journal_id"])["cogs"] == -1400
    assert fifo.layers(item) == [("1.0000", 600), ("3.0000", 1400)]
    assert fifo.sell(item, "2")[0] == 600 + 467
    fifo.proven()


def test_below_zero_the_next_receipt_covers_and_the_difference_is_a_variance(fifo):
    item = fifo.item(price="10")
    fifo.buy(item, "2", "4.00")
    assert fifo.sell(item, "5")[0] == 2000
    assert fifo.layers(item) == []
    assert fifo.buy(item, "10", "6.00") == {"inventory": 5400, "goods_received": -6000, "stock_variance": 600}
    assert fifo.layers(item) == [("7.0000", 4200)]
    fifo.proven()


def test_a_transfer_arrives_at_what_its_layers_had_cost(fifo):
    item = fifo.item(price="10")
    east = LOCATIONS.make(fifo.shop, code="EAST")["id"]
    fifo.buy(item, "2", "4.00")
    fifo.buy(item, "2", "6.00")
    body = {"id": str(uuid4()), "occurred_at": now().isoformat(), "receive": "on_arrival"}
    places = {"from_location_id": str(fifo.shop.default_location_id), "to_location_id": east}
    shipped = fifo.posted(("stock.transfer", body | places | {"lines": [{"item_id": item, "quantity": "3"}]}))
    arrival = {"id": str(uuid4()), "_about": shipped["transfer_id"], "occurred_at": now().isoformat()}
    fifo.posted(("transfer.receive", arrival))
    assert fifo.layers(item, east) == [("3.0000", 1400)]
    assert fifo.layers(item) == [("1.0000", 600)]
    fifo.proven()


def test_under_standard_cost_the_difference_to_it_is_a_variance_on_receipt(standard):
    """Warren, Reeve, Duchac, *Accounting*, exercise 23-5: 450 at 6.50, standard 6.90: 180 favourable."""
    item = standard.item(price="10", cost="6.90")
    assert standard.buy(item, "450", "6.50") == {
        "inventory": 3_105_00,
        "goods_received": -2_925_00,
        "stock_variance": -180_00,
    }
    assert standard.sell(item, "430")[0] == 2_967_00
    assert standard.level(item) == ("20.0000", 138_00, "6.900000")
    standard.proven()


def test_under_standard_cost_any_order_of_arrival_gives_the_same_stock_and_the_same_cost(shop):
    bench = Bench(shop)
    bench.set(costing_method="standard")
    story = [("buy", "3", "3.40"), ("sell", "5"), ("buy", "4", "3.1111"), ("sell", "1.5")]
    seen = set()
    for order in itertools.permutations(story):
        item = bench.item(price="10", cost="3.33")
        sold = {}
        for verb, quantity, *cost in order:
            if verb == "buy":
                bench.buy(item, quantity, *cost)
            else:
                sold[quantity] = bench.sell(item, quantity)[0]
        seen.add((bench.level(item), tuple(sorted(sold.items()))))
    assert seen == {(("0.5000", 167, "3.330000"), (("1.5", 500), ("5", 1665)))}
    bench.proven()


def test_a_return_after_the_standard_has_changed_uses_the_cost_of_its_sale(standard):
    item = standard.item(price="10", cost="4.00")
    standard.buy(item, "2", "4.00")
    _, sale_id = standard.sell(item, "2")
    assert standard.shop.patch(f"/api/inventory/items/{item}", json={"cost": "5.00"}).status_code == 200
    result = standard.posted(standard.back(sale_id, (1, "2")))
    assert standard.journal(result["journal_id"]) | {"cash": 0} == {
        "cash": 0,
        "sales": 200,
        "cogs": -800,
        "inventory": 1000,
        "stock_variance": -200,
    }
    assert standard.level(item)[:2] == ("2.0000", 1000)
    standard.proven()


def test_a_standard_cost_with_stock_at_it_is_changed_by_a_revaluation_only(standard):
    item = standard.item(price="10", cost="4.00")
    standard.buy(item, "3", "4.00")
    answer = standard.shop.patch(f"/api/inventory/items/{item}", json={"cost": "5.00"})
    assert (answer.status_code, answer.json()["code"]) == (409, "inventory.standard_cost_in_stock")
    assert answer.json()["errors"][0]["path"] == "cost"
    assert standard.shop.patch(f"/api/inventory/items/{item}", json={"cost": "4.00", "name": "B"}).status_code == 200
    body = {"id": str(uuid4()), "location_id": str(standard.shop.default_location_id), "reason": "New year"}
    line = {"item_id": item, "unit_cost": "5.00"}
    revalued = standard.posted(("stock.revalue", body | {"occurred_at": now().isoformat(), "lines": [line]}))
    assert standard.journal(revalued["journal_id"]) == {"inventory": 300, "stock_variance": -300}
    assert standard.level(item) == ("3.0000", 1500, "5.000000")
    assert standard.shop.get(f"/api/inventory/items/{item}").json()["cost"] == "5.00"
    standard.proven()


def test_under_average_cost_the_cost_of_an_item_is_only_a_proposal(shop):
    bench = Bench(shop)
    item = bench.item(price="10", cost="4.00")
    bench.buy(item, "3", "4.00")
    assert shop.patch(f"/api/inventory/items/{item}", json={"cost": "5.00"}).status_code == 200
    assert bench.level(item)[:2] == ("3.0000", 1200)
    assert bench.query("SELECT count(*)::int FROM inv.cost_layers") == [(0,)]


def test_a_revaluation_reaches_every_layer(fifo):
    item = fifo.item(price="10")
    fifo.buy(item, "2", "4.00")
    fifo.buy(item, "1", "6.00")
    body = {"id": str(uuid4()), "location_id": str(fifo.shop.default_location_id), "reason": "Water damage"}
    line = {"item_id": item, "unit_cost": "3.00"}
    fifo.posted(("stock.revalue", body | {"occurred_at": now().isoformat(), "lines": [line]}))
    assert fifo.layers(item) == [("2.0000", 600), ("1.0000", 300)]
    fifo.proven()


@pytest.mark.parametrize("method", ["fifo", "standard"])
def test_the_last_one_is_sold_once_whatever_the_method(shop, method):
    bench = Bench(shop)
    bench.set(costing_method=method, negative_stock="reject")
    item = bench.item(price="10", cost="4.00")
    bench.buy(item, "1", "4.00")
    outcomes = bench.post(*[bench.sale({"item_id": item, "quantity": "1"}) for _ in range(2)])
    assert [outcome.status for outcome in outcomes] == ["posted", "rejected"]
    assert bench.level(item)[:2] == ("0.0000", 0)
    assert refused(bench, bench.sale({"item_id": item, "quantity": "1"}))[0] == "inventory.stock_short"
    bench.proven()


def test_over_http_a_shop_that_costs_first_in_first_out(shop):
    assert shop.patch("/api/org/settings", json={"costing_method": "fifo"}).status_code == 200
    item = shop.post("/api/inventory/items", json={"sku": "TEA", "name": "Tea", "price": "9.00"}).json()["id"]
    bench = Bench(shop)
    bench.buy(item, "2", "4.00")
    bench.buy(item, "2", "5.00")
    answer = shop.post(
        "/api/sales",
        params={"dry_run": "true"},
        json={
            "id": str(uuid4()),
            "terminal_id": bench.terminal_id,
            "occurred_at": now().isoformat(),
            "lines": [{"sku": "TEA", "quantity": "3"}],
            "payments": [{"method": "cash", "amount": "27.00"}],
        },
    )
    assert answer.status_code == 200, answer.text
    assert [movement["value"] for movement in answer.json()["movements"]] == ["-13.00"]
    assert bench.layers(item) == [("2.0000", 800), ("2.0000", 1000)]
    levels = shop.get("/api/inventory/stock-levels", params={"item_id": item}).json()["items"]
    assert (levels[0]["quantity"], levels[0]["value"]) == ("4", "18.00")
