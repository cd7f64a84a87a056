"""Deposits, gift cards and customers' accounts over HTTP, from the first payment to the last."""

from uuid import uuid4

import pytest

from domain.reports.verification import verify
from tests.api.nouns import CUSTOMERS, PAYMENT_METHODS
from tests.api.posted import Till

NOWHERE = "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c11"


@pytest.fixture
def till(shop):
    return Till(shop)


def cash(amount):
    return [{"method": "cash", "amount": amount}]


def money(till, **given):
    return {"id": str(uuid4()), "terminal_id": till.terminal_id, **given}


def test_a_layaway_from_the_first_instalment_to_the_sale(till):
    shop = till.shop
    item = till.item(price="180.00", sku="GRINDER")
    ana = CUSTOMERS.make(shop)["id"]
    body = money(
        till, payments=cash("20.00"), lines=[{"sku": "GRINDER", "quantity": "1"}], customer_id=ana, due_on="2027-01-31"
    )
    taken = till.send("/api/pos/deposits", body)
    assert taken["subject"] == {"type": "deposit", "id": body["id"]}
    assert (taken["result"]["balance"], taken["result"]["total"]) == ("20.00", "180.00")
    till.send(f"/api/pos/deposits/{taken['id']}/payments", money(till, payments=cash("160.00")))
    shown = shop.get(f"/api/pos/deposits/{taken['id']}").json()
    assert (shown["status"], shown["outstanding"], shown["due_on"]) == ("open", "0.00", "2027-01-31")
    paid = [{"method": "deposit", "amount": "180.00", "reference": taken["id"]}]
    sold = till.send("/api/pos/sales", till.sale({"item_id": item, "quantity": "1"}, payments=paid, customer_id=ana))
    assert sold["status"] == "posted", sold
    assert shop.get(f"/api/pos/deposits/{taken['id']}").json()["status"] == "settled"


def test_nothing_is_outstanding_of_a_layaway_whose_sale_was_posted_or_whose_money_was_given_back(till):
    shop = till.shop
    lines = [{"item_id": till.item(price="180.00"), "quantity": "1"}]
    sold, back = (
        till.send("/api/pos/deposits", money(till, payments=cash("20.00"), lines=lines))["id"] for _ in range(2)
    )
    assert shop.get(f"/api/pos/deposits/{sold}").json()["outstanding"] == "160.00"
    paid = [{"method": "deposit", "amount": "20.00", "reference": sold}, *cash("160.00")]
    assert till.send("/api/pos/sales", till.sale(*lines, payments=paid))["status"] == "posted"
    till.send(f"/api/pos/deposits/{back}/refund", money(till, refunds=cash("20.00"), reason="Changed their mind"))
    for deposit, status in ((sold, "settled"), (back, "refunded")):
        shown = shop.get(f"/api/pos/deposits/{deposit}").json()
        assert (shown["status"], shown["outstanding"]) == (status, "0.00")


def test_a_refund_and_an_undoing_are_sent_like_every_operation(till):
    taken = till.send("/api/pos/deposits", money(till, payments=cash("20.00")))
    refund = money(till, refunds=cash("5.00"), reason="Too much")
    path = f"/api/pos/deposits/{taken['id']}/refund"
    assert till.send(path, refund)["result"]["balance"] == "15.00"
    again = till.shop.post(path, json=refund)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    other = till.shop.post(path, json=refund | {"reason": "Else"})
    assert (other.status_code, other.json()["errors"][0]["path"]) == (409, "reason")
    undone = till.send(
        f"/api/pos/money/{refund['id']}/void",
        {"reason": "By mistake"},
        till.shop.headers | {"Idempotency-Key": "undo-1"},
    )
    assert undone["result"]["balance"] == "20.00"


def test_a_dry_run_of_a_deposit_shows_its_journal_and_leaves_nothing(till):
    shop = till.shop
    item = till.item(price="180.00")
    body = money(till, payments=cash("20.00"), lines=[{"item_id": item, "quantity": "1"}])
    answer = shop.post("/api/pos/deposits?dry_run=true", json=body).json()
    assert answer["status"] == "would_post", answer
    assert [(line["account"], line["debit"], line["credit"]) for line in answer["journal"]] == [
        ("1010", "20.00", "0.00"),
        ("2220", "0.00", "20.00"),
    ]
    assert answer["totals"]["balance"] == "20.00"
    assert shop.get("/api/pos/deposits").json()["items"] == []
    assert shop.get(f"/api/operations/{body['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"payments": []}, "payments"),
        ({"payments": cash("0.00")}, "payments.0.amount"),
        ({"payments": cash("-5.00")}, "payments.0.amount"),
        ({"amount": "0.001"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"due_on": "soon"}, "due_on"),
        ({"lines": [{"quantity": "1"}]}, "lines.0"),
        ({"lines": [{"sku": "A", "quantity": "0"}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "A", "quantity": "1", "gift_card": "X"}]}, "lines.0.gift_card"),
        ({"note": "\u0000"}, "note"),
        ({"tip": "1.00"}, "tip"),
    ],
)
def test_what_is_no_deposit_is_refused_where_it_is_wrong(till, change, path):
    body = money(till, payments=cash("5.00")) | change
    answer = till.shop.post("/api/pos/deposits", json=body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]


def test_a_payment_is_made_at_a_till_or_at_a_location(till):
    ana = CUSTOMERS.make(till.shop)["id"]
    for body in (
        {"payments": cash("1.00")},
        money(till, payments=cash("1.00"), location_id=str(till.shop.default_location_id)),
    ):
        answer = till.shop.post(f"/api/pos/customers/{ana}/payments", json={"id": str(uuid4())} | body)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "terminal_id")


def test_a_customer_pays_what_is_owed(till):
    shop = till.shop
    ana = CUSTOMERS.make(shop)["id"]
    item = till.item(price="40.00")
    left = [{"method": "on_account", "amount": "40.00"}]
    till.send("/api/pos/sales", till.sale({"item_id": item, "quantity": "1"}, payments=left, customer_id=ana))
    place = str(shop.default_location_id)
    body = {"id": str(uuid4()), "location_id": place, "payments": [{"method": "card", "amount": "15.00"}]}
    paid = till.send(f"/api/pos/customers/{ana}/payments", body)
    assert paid["result"]["receivable"] == "25.00"
    statement = shop.get(f"/api/pos/customers/{ana}/statement").json()
    assert [(one["type"], one["balance"]) for one in statement["items"]] == [
        ("customer_payment", "25.00"),
        ("sale", "40.00"),
    ]


def test_a_gift_card_is_registered_once_and_changed_by_who_has_seen_it(till):
    shop = till.shop
    made = shop.post("/api/pos/gift-cards", json={"code": "XMAS-1", "expires_on": "2027-12-31"})
    assert (made.status_code, made.headers["Location"]) == (201, "/api/pos/gift-cards/XMAS-1")
    again = shop.post("/api/pos/gift-cards", json={"code": "XMAS-1", "expires_on": "2027-12-31"})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    assert shop.post("/api/pos/gift-cards", json={"code": "XMAS-1"}).status_code == 409
    stale = shop.patch("/api/pos/gift-cards/XMAS-1", json={"blocked": True}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    changed = shop.patch(
        "/api/pos/gift-cards/XMAS-1", json={"blocked": True}, headers={"If-Match": made.headers["ETag"]}
    )
    assert (changed.status_code, changed.json()["blocked"], changed.json()["version"]) == (200, True, 2)
    entry = shop.get("/api/org/audit").json()["items"][0]
    assert (entry["action"], entry["before"]["blocked"], entry["after"]["blocked"]) == ("gift_card.update", False, True)


def test_stored_values_are_listed_by_kind_and_code(till):
    shop = till.shop
    card = shop.post("/api/pos/gift-cards", json={"code": "XMAS-1"}).json()
    deposit = till.send("/api/pos/deposits", money(till, payments=cash("20.00")))
    listed = shop.get("/api/pos/stored-values").json()["items"]
    assert {(one["kind"], one["code"], one["balance"]) for one in listed} == {
        ("gift_card", "XMAS-1", "0.00"),
        ("deposit", deposit["id"], "20.00"),
    }
    assert shop.get("/api/pos/stored-values", params={"code": "XMAS-1"}).json()["items"] == [card]
    [held] = shop.get("/api/pos/stored-values", params={"kind": "deposit"}).json()["items"]
    shown = shop.get(f"/api/pos/stored-values/{held['id']}").json()
    assert [(one["amount"], one["source"]) for one in shown["movements"]] == [
        ("20.00", {"type": "deposit", "id": deposit["id"]})
    ]


def test_anothers_cards_deposits_and_accounts_are_not_found(till, other_shop):
    shop = till.shop
    shop.post("/api/pos/gift-cards", json={"code": "XMAS-1"})
    ana = CUSTOMERS.make(shop)["id"]
    deposit = till.send("/api/pos/deposits", money(till, payments=cash("20.00")))
    for path in (
        "/api/pos/gift-cards/XMAS-1",
        f"/api/pos/deposits/{deposit['id']}",
        f"/api/pos/customers/{ana}/statement",
        f"/api/pos/stored-values/{shop.get('/api/pos/stored-values').json()['items'][0]['id']}",
    ):
        assert shop.get(path).status_code == 200
        assert other_shop.get(path).status_code == 404
    theirs = Till(other_shop)
    added = theirs.send(f"/api/pos/deposits/{deposit['id']}/payments", money(theirs, payments=cash("1.00")))
    assert added["error"]["code"] == "pos.unknown_deposit"
    paid = theirs.send(f"/api/pos/customers/{ana}/payments", money(theirs, payments=cash("1.00")))
    assert paid["error"]["code"] == "pos.unknown_customer"
    undone = theirs.send(f"/api/pos/money/{deposit['id']}/void", {"id": str(uuid4()), "reason": "No"})
    assert undone["error"]["code"] == "pos.unknown_money_document"


def test_who_takes_no_deposits_is_told_the_permission(till):
    clerk = till.shop.seen_by(till.shop.hire("stock_clerk"))
    for path, permission in (
        ("/api/pos/deposits", "pos.deposits.take"),
        (f"/api/pos/deposits/{NOWHERE}/payments", "pos.deposits.take"),
        (f"/api/pos/customers/{NOWHERE}/payments", "pos.customers.pay"),
    ):
        answer = till.shop.client.post(path, json=money(till, payments=cash("1.00")), headers=clerk)
        assert answer.status_code == 403
        assert permission in answer.json()["detail"]
    assert till.shop.client.get("/api/pos/gift-cards/X", headers=clerk).status_code == 403


def test_returns_and_exchanges_are_read_for_what_they_are(till):
    shop = till.shop
    item = till.item(price="10.00")
    sale = till.send(
        "/api/pos/sales", till.sale({"item_id": item, "quantity": "2"}, reference="Table 4", note="Regular")
    )
    back = till.send(
        f"/api/pos/sales/{sale['id']}/return",
        money(till, lines=[{"line_no": 1, "quantity": "1", "restock": False, "note": "Broken"}], refunds=cash("10.00")),
    )
    sold, returned = (shop.get(f"/api/pos/sales/{one['id']}").json() for one in (sale, back))
    assert (sold["kind"], sold["reference"], sold["note"]) == ("sale", "Table 4", "Regular")
    assert (returned["kind"], returned["original_sale_id"], returned["total"]) == ("return", sale["id"], "-10.00")
    [line] = returned["lines"]
    assert (line["return_of"], line["restocked"], line["note"]) == (
        {"sale_id": sale["id"], "line_no": 1},
        False,
        "Broken",
    )
    assert [one["id"] for one in shop.get("/api/pos/sales?kind=return").json()["items"]] == [back["id"]]


def test_what_money_was_taken_with_stays_when_it_is_deleted(till):
    shop = till.shop
    item, ana = till.item(price="10.00"), CUSTOMERS.make(shop)["id"]
    method = PAYMENT_METHODS.make(shop, code="voucher")["id"]
    body = money(till, payments=[{"method": "voucher", "amount": "5.00"}], customer_id=ana)
    assert till.send("/api/pos/deposits", body | {"lines": [{"item_id": item, "quantity": "1"}]})["status"] == "posted"
    for path in (
        f"/api/inventory/items/{item}",
        f"/api/pos/customers/{ana}",
        f"/api/pos/payment-methods/{method}",
        f"/api/pos/terminals/{till.terminal_id}",
    ):
        assert shop.delete(path).status_code == 204
        assert shop.get(path).json()["active"] is False
    assert not verify([shop.org_id]).differences
