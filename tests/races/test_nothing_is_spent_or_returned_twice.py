"""Cards, deposits, debts and sold goods under workers that do not know of each other: never more than there is."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from domain.operations.admission import shard_of
from domain.posting.drain import connect_for_posting, drain_shard
from tests.api.nouns import CUSTOMERS


def lanes(counter, number):
    """Return lanes of as many different shards: each is drained by a worker of its own, in no order among them."""
    found: dict[int, UUID] = {}
    while len(found) < number:
        lane = uuid4()
        found.setdefault(shard_of(counter.shop.org_id, lane), lane)
    return list(found.values())


def at_once(counter, wanted, *, workers=8):
    """Post documents in parallel, each lane over a connection of its own; return what became of each."""
    ours = lanes(counter, workers)
    wishes = [counter.wish(kind, body, lane=ours[at % workers]) for at, (kind, body) in enumerate(wanted)]
    counter.admit(wishes)
    ready = threading.Barrier(workers)

    def work(shard):
        with connect_for_posting() as connection:
            ready.wait(20)
            drain_shard(connection, shard)

    with ThreadPoolExecutor(workers) as threads:
        list(threads.map(work, sorted({wish.shard for wish in wishes})))
    return [counter.outcome(str(wish.id)) for wish in wishes]


def reasons(outcomes):
    return sorted(one.status if one.status == "posted" else one.refusal[0] for one in outcomes)


def test_twenty_returns_at_once_bring_back_no_more_than_was_sold(counter):
    item = counter.item(price="10.00")
    counter.post(counter.receipt({"item_id": item, "quantity": "10", "unit_cost": "3.33"}))
    [sale] = counter.post(counter.sale({"item_id": item, "quantity": "7"}, paid={"card": "70.00"}))
    outcomes = at_once(counter, [counter.back(sale.id, (1, "1")) for _ in range(20)])
    assert reasons(outcomes) == ["pos.return_exceeds_sale"] * 13 + ["posted"] * 7
    assert counter.query("SELECT returned FROM pos.sale_lines WHERE sale_id = %s", (sale.id,)) == [("7.0000",)]
    assert counter.query("SELECT status FROM pos.sales WHERE id = %s", (sale.id,)) == [("returned",)]
    assert counter.level(item)[:2] == ("10.0000", 3330)
    counter.proven()


def test_a_return_and_a_void_at_once_undo_a_sale_once(counter):
    item = counter.item(price="10.00")
    for _ in range(4):
        [sale] = counter.post(counter.sale({"item_id": item, "quantity": "2"}))
        outcomes = at_once(counter, [counter.void(sale.id), counter.back(sale.id, (1, "2"))], workers=2)
        assert sum(one.status == "posted" for one in outcomes) == 1
    counter.proven()


def test_a_card_of_fifty_does_not_pay_twice_thirty(counter):
    item = counter.item(price="30.00", stocked=False)
    paid = [{"method": "gift_card", "amount": "30.00", "reference": "GIFT"}]
    counter.post(counter.card("GIFT", "50.00"))
    outcomes = at_once(counter, [counter.sale({"item_id": item, "quantity": "1"}, paid=paid) for _ in range(8)])
    assert reasons(outcomes) == ["pos.stored_value_short"] * 7 + ["posted"]
    assert counter.query("SELECT balance FROM pos.stored_values WHERE code = 'GIFT'") == [(2000,)]
    counter.proven()


def test_a_card_that_nobody_knew_is_loaded_by_all_at_once(counter):
    item = counter.item(price="10.00", stocked=False)
    line = {"item_id": item, "quantity": "1", "gift_card": "NEW"}
    outcomes = at_once(counter, [counter.sale(line) for _ in range(16)])
    assert reasons(outcomes) == ["posted"] * 16
    assert counter.query("SELECT balance FROM pos.stored_values WHERE code = 'NEW'") == [(16_000,)]
    counter.proven()


def test_a_debt_is_paid_once(counter):
    ana = CUSTOMERS.make(counter.shop)["id"]
    item = counter.item(price="40.00", stocked=False)
    counter.post(counter.sale({"item_id": item, "quantity": "1"}, paid={"on_account": "40.00"}, customer_id=ana))
    outcomes = at_once(counter, [counter.money("customer.pay", {"cash": "15.00"}, about=ana) for _ in range(8)])
    assert reasons(outcomes) == ["pos.exceeds_debt"] * 6 + ["posted"] * 2
    assert counter.query("SELECT receivable FROM pos.customer_balances") == [(1000,)]
    counter.proven()


def test_credit_is_given_up_to_its_limit(counter):
    ana = CUSTOMERS.make(counter.shop, credit_limit="100.00")["id"]
    item = counter.item(price="30.00", stocked=False)
    paid = {"on_account": "30.00"}
    sales = [counter.sale({"item_id": item, "quantity": "1"}, paid=paid, customer_id=ana) for _ in range(8)]
    assert reasons(at_once(counter, sales)) == ["pos.credit_limit"] * 5 + ["posted"] * 3
    counter.proven()


@pytest.mark.parametrize("kind", ["deposit.refund", "money.void"])
def test_a_deposit_is_given_back_once(counter, kind):
    [taken] = counter.post(counter.money("deposit.take", {"cash": "50.00"}))
    back = [
        counter.undo(taken.id)
        if kind == "money.void"
        else counter.money(kind, {"cash": "50.00"}, about=taken.id, reason="No")
        for _ in range(8)
    ]
    outcomes = at_once(counter, back)
    # Whoever met the other at the index tries again in a while, and finds that it is done.
    assert sum(one.status == "posted" for one in outcomes) == 1
    counter.change("UPDATE core.operations SET not_before = NULL WHERE status = 'pending'")
    with connect_for_posting() as connection:
        for (shard,) in counter.query("SELECT DISTINCT shard FROM core.operations WHERE status = 'pending'"):
            drain_shard(connection, shard)
    outcomes = [counter.outcome(one.id) for one in outcomes]
    assert len([one for one in outcomes if one.status == "rejected"]) == 7
    assert {one.refusal[0] for one in outcomes if one.status == "rejected"} <= {
        "pos.stored_value_short",
        "pos.already_undone",
    }
    counter.proven()


def test_instalments_at_once_do_not_exceed_what_is_put_aside(counter):
    item = counter.item(price="100.00")
    take = counter.money("deposit.take", {"cash": "10.00"}, lines=[{"item_id": item, "quantity": "1"}])
    [taken] = counter.post(take)
    outcomes = at_once(counter, [counter.money("deposit.add", {"cash": "40.00"}, about=taken.id) for _ in range(8)])
    assert reasons(outcomes) == ["pos.exceeds_layaway"] * 6 + ["posted"] * 2
    counter.proven()
