"""What needs a permission of its own, and what a manager's approval lends to one operation and to no other."""

from uuid import uuid4

import pytest

from tests.api.posted import Till


@pytest.fixture
def till(shop):
    return Till(shop)


@pytest.fixture
def cashier(shop):
    return shop.seen_by(shop.hire("cashier"))


@pytest.fixture
def manager(shop):
    return shop.seen_by(shop.hire("manager"))


def blind(till, item):
    return {
        "id": str(uuid4()),
        "terminal_id": till.terminal_id,
        "lines": [{"item_id": item, "quantity": "1"}],
        "refunds": [{"method": "cash", "amount": "10.00"}],
    }


def counts(shop):
    return [one["id"] for one in shop.get("/api/operations").json()["items"]]


def test_a_blind_return_is_refused_to_a_cashier_by_the_permissions_name(till, cashier):
    item = till.item(price="10.00")
    before = counts(till.shop)
    refusal = till.send("/api/pos/returns", blind(till, item), cashier)
    assert (refusal["status"], refusal["code"]) == (403, "forbidden")
    assert "pos.returns.blind" in refusal["detail"]
    assert counts(till.shop) == before


def test_a_manager_takes_goods_back_without_a_receipt_or_lets_a_cashier(till, cashier, manager):
    item = till.item(price="10.00")
    assert till.send("/api/pos/returns", blind(till, item), manager)["status"] == "posted"
    body = blind(till, item)
    body["approval"] = till.approval(manager, body["id"], "pos.returns.blind")
    assert till.send("/api/pos/returns", body, cashier)["status"] == "posted"


def test_an_approval_of_another_operation_is_refused(till, cashier, manager):
    item = till.item(price="10.00")
    body = blind(till, item)
    body["approval"] = till.approval(manager, str(uuid4()), "pos.returns.blind")
    refusal = till.send("/api/pos/returns", body, cashier)
    assert (refusal["status"], refusal["code"]) == (403, "auth.approval_invalid")


def test_an_approval_that_lends_something_else_does_not_suffice(till, cashier, manager):
    item = till.item(price="10.00")
    body = blind(till, item)
    body["approval"] = till.approval(manager, body["id"], "pos.discounts.exceed")
    refusal = till.send("/api/pos/returns", body, cashier)
    assert refusal["status"] == 403
    assert "pos.returns.blind" in refusal["detail"]


def test_an_approval_that_was_made_up_is_refused(till, cashier):
    body = blind(till, till.item(price="10.00")) | {"approval": "not.a.token"}
    assert till.send("/api/pos/returns", body, cashier)["code"] == "auth.approval_invalid"


def test_a_discount_above_the_limit_needs_the_permission_or_an_approval(till, cashier, manager):
    till.shop.patch("/api/org/settings", json={"discount_limit": "10"})
    item = till.item(price="10.00")

    def discounted(amount, **given):
        return till.sale({"item_id": item, "quantity": "1", "discount": amount}, **given)

    assert till.send("/api/pos/sales", discounted("1.00"), cashier)["status"] == "posted"
    refused = till.send("/api/pos/sales", discounted("1.01"), cashier)
    assert (refused["status"], refused["error"]["code"]) == ("rejected", "pos.discount_not_permitted")
    assert "pos.discounts.exceed" in refused["error"]["detail"]
    assert refused["error"]["errors"][0]["path"] == "lines.0.discount"
    assert till.send("/api/pos/sales", discounted("5.00"), manager)["status"] == "posted"
    body = discounted("5.00")
    body["approval"] = till.approval(manager, body["id"], "pos.discounts.exceed")
    assert till.send("/api/pos/sales", body, cashier)["status"] == "posted"


def test_the_discount_of_a_whole_sale_counts_towards_the_limit(till, cashier):
    till.shop.patch("/api/org/settings", json={"discount_limit": "10"})
    item = till.item(price="10.00")
    line = {"item_id": item, "quantity": "1"}
    refused = till.send("/api/pos/sales", till.sale(line, line, discount="2.02"), cashier)
    assert refused["error"]["code"] == "pos.discount_not_permitted"
    assert till.send("/api/pos/sales", till.sale(line, line, discount="2.00"), cashier)["status"] == "posted"


def test_without_a_limit_everybody_gives_what_they_like(till, cashier):
    item = till.item(price="10.00")
    sale = till.sale({"item_id": item, "quantity": "1", "discount": "10.00"}, paid="0.01")
    assert till.send("/api/pos/sales", sale, cashier)["status"] == "posted"


def test_another_price_goes_through_with_an_approval_only(till, cashier, manager):
    till.shop.patch("/api/org/settings", json={"price_check": "reject_difference"})
    item = till.item(price="10.00")
    line = {"item_id": item, "quantity": "1", "unit_price": "8.00"}
    for headers in (cashier, manager):
        refused = till.send("/api/pos/sales", till.sale(line), headers)
        assert refused["error"]["code"] == "pos.price_differs"
        assert "pos.prices.override" in refused["error"]["detail"]
    body = till.sale(line)
    body["approval"] = till.approval(manager, body["id"], "pos.prices.override")
    ended = till.send("/api/pos/sales", body, cashier)
    assert (ended["status"], ended["result"]["total"]) == ("posted", "8.00")


def test_an_approval_given_twice_is_the_same_sale(till, cashier, manager):
    till.shop.patch("/api/org/settings", json={"price_check": "reject_difference"})
    item = till.item(price="10.00")
    body = till.sale({"item_id": item, "quantity": "1", "unit_price": "8.00"})
    first = till.send(
        "/api/pos/sales", body | {"approval": till.approval(manager, body["id"], "pos.prices.override")}, cashier
    )
    again = till.send(
        "/api/pos/sales", body | {"approval": till.approval(manager, body["id"], "pos.prices.override")}, cashier
    )
    assert (first["id"], first["status"]) == (again["id"], "posted")


@pytest.mark.parametrize("permission", ["pos.sales.void", "pos.stored_value.write"])
def test_what_only_a_manager_does_is_refused_to_a_cashier(till, cashier, manager, permission):
    item = till.item(price="10.00")
    sale = till.send("/api/pos/sales", till.sale({"item_id": item, "quantity": "1"}), cashier)
    if permission == "pos.sales.void":
        path, body = f"/api/pos/sales/{sale['id']}/void", {"id": str(uuid4()), "reason": "No"}
        refusal = till.send(path, body, cashier)
    else:
        path, body = "/api/pos/gift-cards", {}
        refusal = till.shop.client.post(path, json=body, headers=cashier).json()
    assert (refusal["status"], refusal["code"]) == (403, "forbidden")
    assert permission in refusal["detail"]
    if permission == "pos.sales.void":
        body["approval"] = till.approval(manager, body["id"], permission)
        assert till.send(path, body, cashier)["status"] == "posted"


def test_the_audit_log_says_who_had_it_done(till, cashier, manager):
    item = till.item(price="10.00")
    sale = till.send("/api/pos/sales", till.sale({"item_id": item, "quantity": "1"}), cashier)
    body = {"id": str(uuid4()), "reason": "Rung up twice"}
    till.send(f"/api/pos/sales/{sale['id']}/void", body, manager)
    [entry] = [one for one in till.shop.get("/api/org/audit").json()["items"] if one["action"] == "sale.void"]
    assert entry["subject"] == {"type": "sale", "id": sale["id"]}
    assert entry["after"] == {"sale_id": sale["id"], "total": "-10.00", "reason": "Rung up twice"}
