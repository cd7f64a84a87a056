"""Master data that a document names is deactivated when it is deleted, never gone: whichever document names it."""

import pytest

from tests.api.nouns import CUSTOMERS, LOCATIONS
from tests.api.occupied import occupy
from tests.draining import drain
from tests.shops import open_shop


@pytest.fixture(scope="module")
def occupied(client):
    return occupy(open_shop(client))


@pytest.mark.parametrize(
    ("noun", "address"),
    [
        ("location_id", "/api/inventory/locations"),
        ("terminal_id", "/api/pos/terminals"),
        ("customer_id", "/api/pos/customers"),
        ("item_id", "/api/inventory/items"),
    ],
)
def test_what_a_document_names_is_only_deactivated(occupied, noun, address):
    path = f"{address}/{occupied.ids[noun]}"
    assert occupied.shop.delete(path).status_code == 204
    kept = occupied.shop.get(path)
    assert (kept.status_code, kept.json()["active"]) == (200, False)


def test_where_goods_are_under_way_to_is_only_deactivated(shop):
    here, there = str(shop.default_location_id), LOCATIONS.make(shop)
    item = shop.post("/api/inventory/items", json={"sku": "T1", "name": "Tea", "price": "1.00"}).json()["id"]
    sent = {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c99",
        "from_location_id": here,
        "to_location_id": there["id"],
        "lines": [{"item_id": item, "quantity": "1"}],
        "receive": "on_arrival",
    }
    assert shop.post("/api/inventory/transfers", json=sent).status_code == 202
    drain(shop)
    assert shop.delete(LOCATIONS.at(there)).status_code == 204
    assert shop.get(LOCATIONS.at(there)).json()["active"] is False


def test_who_left_a_deposit_is_only_deactivated(shop):
    customer = CUSTOMERS.make(shop)
    till = shop.post(
        "/api/pos/terminals", json={"code": "T9", "name": "Till", "location_id": str(shop.default_location_id)}
    ).json()["id"]
    sent = {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c98",
        "terminal_id": till,
        "customer_id": customer["id"],
        "payments": [{"method": "cash", "amount": "5.00"}],
    }
    assert shop.post("/api/pos/deposits", json=sent).status_code == 202
    drain(shop)
    assert shop.delete(CUSTOMERS.at(customer)).status_code == 204
    assert shop.get(CUSTOMERS.at(customer)).json()["active"] is False
