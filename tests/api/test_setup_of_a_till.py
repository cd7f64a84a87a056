"""Tills, tax rates, payment methods, customers and locations: what each promises beyond the conventions."""

from uuid import uuid4

import pytest

from tests.api.nouns import CUSTOMERS, ITEMS, LOCATIONS, PAYMENT_METHODS, TAX_RATES, TERMINALS
from tests.postings import post_all, sale
from tests.shops import open_shop


def paths(answer):
    return [error["path"] for error in answer.json()["errors"]]


def test_a_new_organization_has_its_location_and_a_payment_method_of_each_common_kind(shop):
    locations = shop.get(LOCATIONS.address).json()["items"]
    assert [(row["id"], row["code"], row["active"]) for row in locations] == [
        (str(shop.default_location_id), "MAIN", True)
    ]
    methods = shop.get(PAYMENT_METHODS.address).json()["items"]
    assert sorted((row["code"], row["kind"], row["account"]) for row in methods) == [
        (kind, kind, None) for kind in ("card", "cash", "deposit", "gift_card", "on_account", "store_credit")
    ]


def test_a_till_stands_at_a_location_of_its_own_organization(shop, other_shop):
    foreign = str(other_shop.default_location_id)
    elsewhere = shop.post(TERMINALS.address, json=TERMINALS.body(shop, location_id=foreign))
    nowhere = shop.post(TERMINALS.address, json=TERMINALS.body(shop, location_id=str(uuid4())))
    assert (elsewhere.status_code, paths(elsewhere)) == (422, ["location_id"])
    assert elsewhere.json() == nowhere.json()
    made = TERMINALS.make(shop)
    moved = shop.patch(TERMINALS.at(made), json={"location_id": foreign})
    assert (moved.status_code, paths(moved)) == (422, ["location_id"])


def test_tills_are_found_by_code_and_location(shop):
    second = LOCATIONS.make(shop)
    here, there = TERMINALS.make(shop, code="A"), TERMINALS.make(shop, code="B", location_id=second["id"])

    def found(**params):
        return [row["id"] for row in shop.get(TERMINALS.address, params=params).json()["items"]]

    assert found(code="A") == found(location_id=str(shop.default_location_id)) == [here["id"]]
    assert found(location_id=second["id"]) == [there["id"]]
    assert found(location_id=str(uuid4())) == []


def test_a_till_that_a_key_is_bound_to_is_deactivated_instead_of_deleted(shop):
    till = TERMINALS.make(shop)
    shop.key(terminal_id=till["id"])
    assert shop.delete(TERMINALS.at(till)).status_code == 204
    assert shop.get(TERMINALS.at(till)).json()["active"] is False


def test_the_first_location_stays(shop):
    address = f"{LOCATIONS.address}/{shop.default_location_id}"
    for answer in (shop.delete(address), shop.patch(address, json={"active": False})):
        assert (answer.status_code, answer.json()["code"]) == (409, "inventory.default_location")
    assert shop.patch(address, json={"name": "Head office", "code": "HQ"}).json()["code"] == "HQ"


def test_a_location_with_a_till_is_deactivated_instead_of_deleted(shop):
    made = LOCATIONS.make(shop)
    TERMINALS.make(shop, location_id=made["id"])
    assert shop.delete(LOCATIONS.at(made)).status_code == 204
    assert shop.get(LOCATIONS.at(made)).json()["active"] is False


def test_what_a_sale_used_is_deactivated_instead_of_deleted(shop):
    till, other_till = TERMINALS.make(shop), TERMINALS.make(shop)
    customer, rate = CUSTOMERS.make(shop), TAX_RATES.make(shop, percent="0")
    item = ITEMS.make(shop, stocked=False, price="5", tax_rate_id=rate["id"])
    voucher = PAYMENT_METHODS.make(shop, code="voucher")
    content = sale(till["id"], [item["id"]], paid="5.00", customer_id=customer["id"])
    content[1]["payments"] = [{"method": "voucher", "amount": "5.00"}]
    post_all(shop, [content])
    shop.patch(ITEMS.at(item), json={"tax_rate_id": None})
    for noun, made in ((TERMINALS, till), (CUSTOMERS, customer), (TAX_RATES, rate), (PAYMENT_METHODS, voucher)):
        assert shop.delete(noun.at(made)).status_code == 204
        assert shop.get(noun.at(made)).json()["active"] is False, noun.name
    assert shop.delete(TERMINALS.at(other_till)).status_code == 204
    assert shop.get(TERMINALS.at(other_till)).status_code == 404


def test_a_tax_rate_that_an_item_has_is_deactivated_instead_of_deleted(shop):
    rate = TAX_RATES.make(shop)
    ITEMS.make(shop, tax_rate_id=rate["id"])
    assert shop.delete(TAX_RATES.at(rate)).status_code == 204
    assert shop.get(TAX_RATES.at(rate)).json()["active"] is False


def test_a_tax_rate_is_a_percentage_that_may_say_whether_prices_contain_it(shop):
    made = TAX_RATES.make(shop, code="VAT16", percent="16.00")
    assert (made["percent"], made["inclusive"], made["account"]) == ("16", None, None)
    assert TAX_RATES.make(shop, percent="8.875", inclusive=True)["percent"] == "8.875"
    for bad in ("-1", "1000", "1.1234567", "x", None, True):
        answer = shop.post(TAX_RATES.address, json=TAX_RATES.body(shop, percent=bad))
        assert (answer.status_code, paths(answer)) == (422, ["percent"])
    answer = shop.post(TAX_RATES.address, json=TAX_RATES.body(shop, inclusive="yes"))
    assert (answer.status_code, paths(answer)) == (422, ["inclusive"])


@pytest.mark.parametrize("noun", [TAX_RATES, PAYMENT_METHODS], ids=lambda noun: noun.name)
def test_an_account_is_named_by_its_code_and_must_be_there_and_active(noun, shop, other_shop):
    other_shop.post("/api/accounting/accounts", json={"code": "8888", "name": "Theirs", "type": "asset"})
    shop.post("/api/accounting/accounts", json={"code": "1999", "name": "Old", "type": "asset", "active": False})
    for unknown in ("8888", "7777", "1999"):
        answer = shop.post(noun.address, json=noun.body(shop, account=unknown))
        assert (answer.status_code, paths(answer)) == (422, ["account"])
        assert answer.json()["code"] == "accounting.unknown_account"
    stock = shop.post(noun.address, json=noun.body(shop, account="1200"))
    assert (stock.status_code, stock.json()["code"]) == (422, "accounting.control_account")
    made = noun.make(shop, account="2100")
    assert made["account"] == "2100"
    assert shop.get(noun.address, params={"code": made["code"]}).json()["items"][0]["account"] == "2100"
    changed = shop.patch(noun.at(made), json={"account": None})
    assert (changed.json()["account"], changed.json()["version"]) == (None, 2)


def test_a_payment_method_has_a_kind_that_posting_knows(shop):
    answer = shop.post(PAYMENT_METHODS.address, json=PAYMENT_METHODS.body(shop, kind="bitcoin"))
    assert (answer.status_code, paths(answer)) == (422, ["kind"])
    made = PAYMENT_METHODS.make(shop, kind="cash")
    found = shop.get(PAYMENT_METHODS.address, params={"kind": "cash"}).json()["items"]
    assert [row["code"] for row in found] == [made["code"], "cash"]


def test_a_credit_limit_is_an_amount_in_the_currencys_digits(client, shop):
    made = CUSTOMERS.make(shop, credit_limit="250")
    assert (made["credit_limit"], made["receivable"]) == ("250.00", "0.00")
    for bad in ("1.005", "-1", "1e3", "99999999999999999999"):
        answer = shop.post(CUSTOMERS.address, json=CUSTOMERS.body(shop, credit_limit=bad))
        assert (answer.status_code, paths(answer)) == (422, ["credit_limit"]), bad
    changed = shop.patch(CUSTOMERS.at(made), json={"credit_limit": "0.001"})
    assert (changed.status_code, changed.json()["code"]) == (422, "wrong_digits")
    yen = open_shop(client, currency="JPY", country="JP", time_zone="Asia/Tokyo")
    assert CUSTOMERS.make(yen, credit_limit="250.0")["credit_limit"] == "250"
    assert ITEMS.make(yen, price="10.50")["price"] == "10.5"
    assert yen.post(CUSTOMERS.address, json=CUSTOMERS.body(yen, credit_limit="250.5")).status_code == 422


def test_a_customer_shows_what_is_owed(shop):
    till, customer = TERMINALS.make(shop), CUSTOMERS.make(shop, credit_limit="100")
    item = ITEMS.make(shop, stocked=False, price="40")
    content = sale(till["id"], [item["id"]], paid="0", customer_id=customer["id"])
    content[1]["payments"] = [{"method": "on_account", "amount": "40.00"}]
    post_all(shop, [content])
    assert shop.get(CUSTOMERS.at(customer)).json()["receivable"] == "40.00"
    assert shop.get(CUSTOMERS.address).json()["items"][0]["receivable"] == "40.00"


def test_customers_are_found_by_name_email_phone_and_tax_id(shop):
    made = CUSTOMERS.make(shop, name="Ana Pérez", email="ana@example.org", phone="+52 55 1234", tax_id="XAXX010101000")
    CUSTOMERS.make(shop, name="Somebody else")

    def found(**params):
        return [row["id"] for row in shop.get(CUSTOMERS.address, params=params).json()["items"]]

    assert found(q="pérez") == found(q="EXAMPLE.org") == found(q="1234") == found(q="xaxx") == [made["id"]]
    assert found(email="ana@example.org") == [made["id"]]
    assert found(q="%") == found(email="ana") == []
    answer = shop.post(CUSTOMERS.address, json=CUSTOMERS.body(shop, email="nobody"))
    assert (answer.status_code, paths(answer)) == (422, ["email"])
