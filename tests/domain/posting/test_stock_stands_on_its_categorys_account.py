"""Accounts of categories and of reasons over HTTP: where stock stands, wherever it moves, to the proof."""

from uuid import uuid4

import pytest

from domain.core.clock import now
from tests.api.nouns import ACCOUNTS, CATEGORIES, REASONS, TAX_RATES
from tests.domain.posting.store import Store, sides
from tests.draining import drain


@pytest.fixture
def store(shop):
    return Store(shop)


def accounts_of_drinks(store):
    names = {"inventory_account": "asset", "cogs_account": "expense", "sales_account": "revenue"}
    return {name: ACCOUNTS.make(store.shop, name=name, type=kind)["code"] for name, kind in names.items()}


def test_stock_of_a_category_stands_on_its_own_accounts_wherever_it_moves(store):
    drinks = accounts_of_drinks(store)
    CATEGORIES.make(store.shop, code="Drinks", **drinks)
    tea, mug = store.item(price="5.00", category="Drinks"), store.item(price="8.00")
    store.receive((tea, "10", "1.00", {}), (mug, "10", "2.00", {}))
    assert (store.balance(drinks["inventory_account"]), store.balance("1200")) == (("10.00", "0.00"), ("20.00", "0.00"))
    sale = store.sell({"item_id": tea, "quantity": "2"}, {"item_id": mug, "quantity": "1"})
    assert sides(sale) == {
        "1010": ("18.00", "0.00"),
        drinks["sales_account"]: ("0.00", "10.00"),
        "4010": ("0.00", "8.00"),
        drinks["cogs_account"]: ("2.00", "0.00"),
        drinks["inventory_account"]: ("0.00", "2.00"),
        "5010": ("2.00", "0.00"),
        "1200": ("0.00", "2.00"),
    }
    store.adjust({"item_id": tea, "quantity_delta": "-1"})
    store.bring_back(sale, {"line_no": 1, "quantity": "1"}, {"line_no": 2, "quantity": "1", "restock": False})
    assert store.balance(drinks["inventory_account"]) == ("8.00", "0.00")
    assert store.balance(drinks["cogs_account"]) == ("1.00", "0.00")
    assert store.void(store.sell({"item_id": tea, "quantity": "3"}))["status"] == "posted"
    assert store.level(tea) == ("8", "8.00")
    store.proven()


def test_parts_of_a_kit_stand_on_the_accounts_of_their_own_categories(store):
    drinks = accounts_of_drinks(store)
    CATEGORIES.make(store.shop, code="Drinks", **drinks)
    tea, mug = store.item(sku="TEA", category="Drinks"), store.item(sku="MUG")
    store.receive((tea, "10", "1.00", {}), (mug, "10", "2.00", {}))
    kit = store.item(price="9.00", kit=[{"sku": "TEA", "quantity": "1"}, {"sku": "MUG", "quantity": "1"}])
    moved = sides(store.sell({"item_id": kit, "quantity": "1"}))
    assert moved[drinks["inventory_account"]] == ("0.00", "1.00")
    assert (moved["1200"], moved["5010"]) == (("0.00", "2.00"), ("2.00", "0.00"))
    assert moved["4010"] == ("0.00", "9.00")
    store.proven()


def test_an_item_says_more_than_its_category(store):
    rate = TAX_RATES.make(store.shop, percent="10")
    own = TAX_RATES.make(store.shop, percent="0")
    CATEGORIES.make(store.shop, code="Drinks", sales_account="4020", tax_rate_id=rate["id"])
    tea = store.item(price="10.00", category="Drinks")
    milk = store.item(price="10.00", category="Drinks", sales_account="4030", tax_rate_id=own["id"])
    sale = store.sell({"item_id": tea, "quantity": "1"}, {"item_id": milk, "quantity": "1"})
    assert [(line["tax"], line["total"]) for line in sale["lines"]] == [("1.00", "11.00"), ("0.00", "10.00")]
    assert (sides(sale)["4020"], sides(sale)["4030"]) == (("0.00", "10.00"), ("0.00", "10.00"))
    store.proven()


def test_goods_come_back_to_the_account_of_now_and_a_void_that_cannot_is_refused(store):
    tea = store.item(price="5.00", category="Drinks")
    store.receive((tea, "2", "1.00", {}))
    sold, voided = (store.sell({"item_id": tea, "quantity": "1"}) for _ in range(2))
    [category] = store.shop.get(CATEGORIES.address).json()["items"]
    account = accounts_of_drinks(store)["inventory_account"]
    assert store.shop.patch(CATEGORIES.at(category), json={"inventory_account": account}).status_code == 200
    refused = store.void(voided)
    assert (refused["status"], refused["error"]["code"]) == ("rejected", "pos.not_voidable")
    store.bring_back(sold, {"line_no": 1, "quantity": "1"})
    assert (store.balance(account), store.balance("1200")) == (("1.00", "0.00"), ("0.00", "0.00"))
    store.proven()


def test_a_manual_journal_keeps_off_the_account_of_a_categorys_stock(store):
    account = accounts_of_drinks(store)["inventory_account"]
    CATEGORIES.make(store.shop, inventory_account=account)
    lines = [{"account": account, "debit": "1.00"}, {"account": "1010", "credit": "1.00"}]
    body = {"id": str(uuid4()), "date": now().date().isoformat(), "lines": lines}
    answer = store.shop.post("/api/accounting/journals", json=body)
    drain(store.shop)
    operation = store.shop.get(answer.headers["Location"]).json()
    assert operation["error"]["code"] == "accounting.control_account"
    store.proven()


def test_a_reason_with_an_account_bears_the_difference(store):
    REASONS.make(store.shop, code="tasting", account="6050")
    item = store.item()
    store.receive((item, "10", "1.00", {}))
    store.adjust({"item_id": item, "quantity_delta": "-2"}, reason="tasting")
    store.adjust({"item_id": item, "quantity_delta": "-1"}, reason="breakage")
    assert (store.balance("6050"), store.balance("5100")) == (("2.00", "0.00"), ("1.00", "0.00"))
    [tasting] = [row for row in store.shop.get(REASONS.address).json()["items"] if row["code"] == "tasting"]
    assert store.shop.delete(REASONS.at(tasting)).status_code == 204
    assert store.shop.get(REASONS.at(tasting)).json()["active"] is False
    store.proven()
