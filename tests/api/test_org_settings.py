"""Policies: each has a default, each is checked, and nobody overwrites what they have not seen."""

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work

DEFAULTS = {
    "negative_stock": "allow",
    "late_sale": "post_to_open",
    "tax_rounding": "line",
    "prices_include_tax": False,
    "cash_rounding": 0,
    "costing_method": "average",
    "expired_stock": "allow",
    "day_cutoff": "00:00",
    "price_check": "trust_client",
    "discount_limit": None,
    "fiscal_year_start": 1,
}
OTHERS = {
    "negative_stock": "reject",
    "late_sale": "reject",
    "tax_rounding": "document",
    "prices_include_tax": True,
    "cash_rounding": 5,
    "expired_stock": "reject",
    "day_cutoff": "04:30",
    "price_check": "reject_difference",
    "discount_limit": "12.5",
    "fiscal_year_start": 7,
}


def policies(answer):
    assert answer.status_code == 200, answer.text
    return {name: answer.json()[name] for name in DEFAULTS}


def test_a_new_organization_has_the_defaults(shop):
    answer = shop.get("/api/org/settings")
    assert policies(answer) == DEFAULTS
    assert answer.json()["default_location_id"] == str(shop.default_location_id)


@pytest.mark.parametrize("name", OTHERS)
def test_one_policy_is_changed_and_the_others_stay(shop, name):
    answer = shop.patch("/api/org/settings", json={name: OTHERS[name]})
    assert policies(answer) == DEFAULTS | {name: OTHERS[name]}
    assert policies(shop.get("/api/org/settings")) == policies(answer)


@pytest.mark.parametrize(
    "change",
    [
        {"negative_stock": "never"},
        {"negative_stock": None},
        {"late_sale": True},
        {"tax_rounding": "LINE"},
        {"prices_include_tax": "yes"},
        {"prices_include_tax": 1},
        {"cash_rounding": -1},
        {"cash_rounding": 0.5},
        {"cash_rounding": True},
        {"cash_rounding": 10**6},
        {"costing_method": "lifo"},
        {"expired_stock": "sell"},
        {"day_cutoff": "24:00"},
        {"day_cutoff": "04:00:30"},
        {"day_cutoff": "04:00Z"},
        {"day_cutoff": "noon"},
        {"price_check": ""},
        {"discount_limit": "100.01"},
        {"discount_limit": "-1"},
        {"discount_limit": "ten"},
        {"fiscal_year_start": 0},
        {"fiscal_year_start": 13},
        {"fiscal_year_start": "7"},
        {"fiscal_year_start": True},
        {"currency": "EUR"},
        {"version": 7},
        {"org_id": "other"},
        [],
        "allow",
        None,
    ],
)
def test_what_is_no_policy_is_refused_and_nothing_changes(shop, change):
    before = shop.get("/api/org/settings")
    answer = shop.patch("/api/org/settings", json=change)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    after = shop.get("/api/org/settings")
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])


@pytest.mark.parametrize("method", ["fifo", "standard"])
def test_before_stock_has_moved_the_costing_method_is_free(shop, method):
    answer = shop.patch("/api/org/settings", json={"costing_method": method})
    assert policies(answer) == DEFAULTS | {"costing_method": method}
    assert shop.patch("/api/org/settings", json={"costing_method": "average"}).status_code == 200


def test_the_costing_method_is_fixed_once_stock_has_moved(shop):
    item = shop.post("/api/inventory/items", json={"sku": "A", "name": "Apple", "price": "1.00"}).json()
    with unit_of_work(shop.org_id) as uow:
        columns = "org_id, id, item_id, location_id, business_date, quantity, value, unit_cost, kind, source_type"
        uow.session.execute(
            text(
                f"INSERT INTO inv.stock_movements ({columns}, source_id, occurred_at)"
                " VALUES (:org, gen_random_uuid(), :item, :location, '2026-01-01', 1, 100, 1, 'receipt', 'receipt',"
                " gen_random_uuid(), now())"
            ),
            {"org": shop.org_id, "item": item["id"], "location": shop.default_location_id},
        )
        uow.commit()
    answer = shop.patch("/api/org/settings", json={"costing_method": "fifo"})
    assert (answer.status_code, answer.json()["code"]) == (409, "org.costing_method_fixed")
    assert shop.patch("/api/org/settings", json={"costing_method": "average"}).status_code == 200


def test_a_change_over_what_was_not_seen_is_refused(shop):
    seen = shop.get("/api/org/settings").headers["ETag"]
    first = shop.patch("/api/org/settings", json={"cash_rounding": 5}, headers={"If-Match": seen})
    assert first.headers["ETag"] != seen
    late = shop.patch("/api/org/settings", json={"cash_rounding": 10}, headers={"If-Match": seen})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert shop.get("/api/org/settings").json()["cash_rounding"] == 5
    again = shop.patch("/api/org/settings", json={"cash_rounding": 10}, headers={"If-Match": first.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("tag", "status"), [("*", 200), ('W/"1"', 200), ('"x"', 412), ("", 412), ('"99999999999999999999"', 412)]
)
def test_if_match_means_what_it_says(shop, tag, status):
    answer = shop.patch("/api/org/settings", json={"cash_rounding": 5}, headers={"If-Match": tag})
    assert answer.status_code == status


def test_a_change_that_changes_nothing_leaves_the_version(shop):
    before = shop.get("/api/org/settings").headers["ETag"]
    assert shop.patch("/api/org/settings", json=DEFAULTS).headers["ETag"] == before
    assert shop.patch("/api/org/settings", json={}).headers["ETag"] == before
