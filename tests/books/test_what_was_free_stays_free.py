from tests.postings import post_all, receipt, sale


def test_below_zero_what_last_cost_nothing_costs_nothing(shop):
    """The last known unit cost stays on the level, also when it is zero; the item's own cost was never paid."""
    body = {"sku": "GIFT", "name": "Gift", "price": "1.00", "cost": "5.00"}
    item_id = shop.post("/api/inventory/items", json=body).json()["id"]
    till = {"code": "T1", "name": "Till", "location_id": str(shop.default_location_id)}
    terminal_id = shop.post("/api/pos/terminals", json=till).json()["id"]
    wanted = [receipt(shop, item_id, quantity="1", unit_cost="0.00")]
    wanted += [sale(terminal_id, [item_id], paid="1.00") for _ in range(2)]
    sold = post_all(shop, wanted)[1:]
    costs = [shop.get(f"/api/pos/sales/{result['sale_id']}").json()["lines"][0]["cost"] for result in sold]
    assert costs == ["0.00", "0.00"]
