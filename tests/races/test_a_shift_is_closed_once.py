"""Closes at once, and closes beside sales of the same till: one close, and every sale on one side of it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from domain.operations.admission import shard_of
from domain.posting.drain import Drained, _drain, connect_for_posting, drain_shard
from domain.reports.verification import verify
from tests.domain.posting.till import Counter
from tests.drawers import cash, close


@pytest.fixture
def shift(counter):
    """An open shift of the counter's till."""
    shift_id = str(uuid4())
    [outcome] = counter.post(("shift.open", {"id": shift_id, "terminal_id": counter.terminal_id, "float": "0.00"}))
    assert outcome.status == "posted"
    return shift_id


def lanes(counter, number):
    """Return lanes in as many different shards, so that as many workers are at the same rows."""
    found: dict[int, Any] = {}
    while len(found) < number:
        lane = uuid4()
        found.setdefault(shard_of(counter.shop.org_id, lane), lane)
    return list(found.values())[:number]


def at_once(*works):
    ready = threading.Barrier(len(works))

    def run(work):
        ready.wait(20)
        work()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(run, works))


def drained(shard):
    def work():
        with connect_for_posting() as connection:
            drain_shard(connection, shard)

    return work


def sound(counter):
    return [finding.number for finding in verify([counter.shop.org_id]).findings if finding.differences] == []


def test_two_closes_at_once_have_one_effect(counter, shift):
    wishes = [
        counter.wish("shift.close", {**close({"cash": "5.00"}), "_about": shift}, lane=lane)
        for lane in lanes(counter, 4)
    ]
    counter.admit(wishes)
    at_once(*(drained(wish.shard) for wish in wishes))
    outcomes = [counter.outcome(str(wish.id)) for wish in wishes]
    assert sorted(outcome.status for outcome in outcomes) == ["posted", "rejected", "rejected", "rejected"]
    assert {outcome.refusal[0] for outcome in outcomes if outcome.status == "rejected"} == {"pos.shift_closed"}
    assert counter.query("SELECT last_shift, last_z FROM pos.receipt_sequences") == [(1, 1)]
    assert counter.query("SELECT variance FROM pos.shifts") == [(500,)]
    assert sound(counter)


def test_two_shifts_opened_at_once_at_one_till_are_one(counter):
    wishes = [
        counter.wish("shift.open", {"id": str(uuid4()), "terminal_id": counter.terminal_id, "float": "1.00"}, lane=lane)
        for lane in lanes(counter, 4)
    ]
    counter.admit(wishes)
    at_once(*(drained(wish.shard) for wish in wishes))
    outcomes = [counter.outcome(str(wish.id)) for wish in wishes]
    assert sorted(outcome.status for outcome in outcomes) == ["posted", "rejected", "rejected", "rejected"]
    assert {outcome.attempts for outcome in outcomes} == {1}
    assert counter.query("SELECT number, status FROM pos.shifts") == [(1, "open")]
    assert sound(counter)


def test_every_sale_beside_a_close_is_before_it_or_in_its_supplement(counter, shift):
    item = counter.item(price="10.00", stocked=False)
    first, second = lanes(counter, 2)
    line = {"item_id": item, "quantity": "1"}
    sales = [counter.wish(*counter.sale(line, paid="10.00", shift_id=shift), lane=first) for _ in range(60)]
    closing = counter.wish("shift.close", {**close({"cash": "0.00"}), "_about": shift}, lane=second)
    halfway = threading.Event()

    def sell():
        with connect_for_posting() as connection:
            for at in range(0, 60, 4):
                counter.admit(sales[at : at + 4])
                drain_shard(connection, sales[0].shard)
                if at == 20:
                    halfway.set()

    def shut():
        assert halfway.wait(30)
        counter.admit([closing])
        drained(closing.shard)()

    at_once(sell, shut)
    [(before, later)] = counter.query(
        "SELECT count(*) FILTER (WHERE NOT supplement), count(*) FILTER (WHERE supplement) FROM pos.sales"
    )
    assert before + later == 60
    assert before >= 24
    result = counter.outcome(str(closing.id)).result
    assert result["expected"] == [{"method": "cash", "amount": f"{before * 10}.00"}]
    totals = dict(
        counter.query("SELECT supplement, number FROM pos.shift_totals WHERE measure = 'sale' ORDER BY supplement")
    )
    assert totals == {False: before, **({True: later} if later else {})}
    assert sound(counter)


def test_cash_taken_out_from_several_sides_never_makes_a_drawer_short(counter, shift):
    counter.post(("shift.cash", {**cash("paid_in", "50.00"), "_about": shift}))
    wishes = [
        counter.wish("shift.cash", {**cash("drop", "30.00"), "_about": shift}, lane=lane) for lane in lanes(counter, 4)
    ]
    counter.admit(wishes)
    at_once(*(drained(wish.shard) for wish in wishes))
    outcomes = [counter.outcome(str(wish.id)) for wish in wishes]
    assert sorted(outcome.status for outcome in outcomes) == ["posted", "rejected", "rejected", "rejected"]
    assert {outcome.refusal[0] for outcome in outcomes if outcome.status == "rejected"} == {"pos.drawer_short"}
    assert sound(counter)


def test_a_shard_drained_twice_at_once_without_its_lock_closes_every_shift_once(counter):
    tills = [Counter(counter.shop) for _ in range(6)]
    shifts = [str(uuid4()) for _ in tills]
    wishes = []
    for till, shift_id in zip(tills, shifts, strict=True):
        wishes += [
            till.wish("shift.open", {"id": shift_id, "terminal_id": till.terminal_id, "float": "1.00"}),
            till.wish("shift.close", {**close({"cash": "1.00"}), "_about": shift_id}),
        ]
    counter.admit(wishes)

    def work():
        with connect_for_posting() as connection:
            for _ in range(10):
                _drain(connection, [wishes[0].shard], Drained())

    at_once(work, work, work)
    assert {counter.outcome(str(wish.id)).status for wish in wishes} == {"posted"}
    assert counter.query("SELECT count(*), max(z_number) FROM pos.shifts WHERE status = 'closed'") == [(6, 1)]
    assert sound(counter)
