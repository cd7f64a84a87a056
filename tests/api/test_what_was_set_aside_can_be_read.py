"""Who mends a rejected operation can read what it says, change that, and send it back."""

from uuid import uuid4

import pytest

from tests.api.posted import Till
from tests.shops import PASSWORD


@pytest.fixture
def till(shop):
    return Till(shop)


def short(till, **given):
    """Return a sale that was refused because too little was paid."""
    body = till.sale({"item_id": till.item(), "quantity": "2"}, paid="1.00", **given)
    assert till.send("/api/pos/sales", body)["error"]["code"] == "pos.payment_short"
    return body


def test_what_a_rejected_sale_says_is_read_mended_and_sent_back(shop, till):
    body = short(till, note="Table 4")
    path = f"/api/operations/{body['id']}"
    told = shop.get(f"{path}/payload")
    assert told.status_code == 200, told.text
    assert told.json()["accepted"] is None
    payload = told.json()["payload"]
    assert (payload["note"], payload["payments"]) == ("Table 4", [{"method": "cash", "amount": "1.00"}])
    mended = payload | {"payments": [{"method": "cash", "amount": "1000.00"}]}
    assert shop.post(f"{path}/retry", json={"payload": mended}).status_code == 202
    told = shop.get(f"{path}/payload").json()
    assert told == {"payload": mended, "accepted": payload, "approved_by": None}


def test_who_approved_is_told_beside_what_can_be_sent_back(shop, till):
    manager, headers = shop.hire("manager"), shop.key()["headers"]
    identity = str(uuid4())
    approval = till.approval(headers, identity, "pos.discounts.exceed", email=manager.email, password=PASSWORD)
    body = short(till, id=identity, approval=approval)
    told = shop.get(f"/api/operations/{body['id']}/payload").json()
    assert told["approved_by"] == str(manager.user_id)
    answer = shop.post(f"/api/operations/{body['id']}/retry", json={"payload": told["payload"]})
    assert answer.status_code == 202, answer.text


def test_only_who_may_mend_it_reads_it(shop, other_shop, till):
    path = f"/api/operations/{short(till)['id']}/payload"
    assert shop.get(path, headers=shop.seen_by(shop.hire("cashier"))).status_code == 403
    assert other_shop.get(path).status_code == 404
