"""Transfers: what leaves one location arrives at another at exactly what it left with, once, or is accounted for."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4, uuid5

import pytest

from domain.operations.admission import shard_of
from domain.operations.sweep import sweep
from domain.posting.drain import connect_for_posting, drain_shard
from domain.posting.rehearsal import rehearse
from tests.domain.posting.stockroom import Stockroom
from tests.domain.posting.till import Counter


@pytest.fixture
def room(counter):
    yield Stockroom(counter)
    counter.proven()


def arrive(room, transfer_id, *lines, **given):
    return room.post("transfer.receive", about=transfer_id, lines=[*lines], **given)


def test_at_once_goods_arrive_at_exactly_the_value_they_left_with(room, counter):
    item = counter.item()
    room.received(item, "3", "3.3333")
    result = room.sent(item, "2", receive="at_once")
    assert room.level(item, room.here) == ("1.0000", 333)
    assert room.level(item, room.there) == ("2.0000", 667)
    assert counter.journal(result["journal_id"]) == {"stock_in_transit": 667, "inventory": -667}
    assert room.transfer(result["transfer_id"]) == ("received", "0.0000", 0)
    arrival = counter.outcome(result["receive_operation_id"])
    assert arrival.status == "posted"
    assert counter.journal(arrival.result["journal_id"]) == {"inventory": 667, "stock_in_transit": -667}
    assert counter.movements(arrival.id) == [("2.0000", 667, "transfer_receipt")]
    assert room.balance("stock_in_transit") == 0


KILLED_BEFORE_IT_RINGS = """
import os, signal, sys
from domain.posting.drain import connect_for_posting, drain_shard
drained = drain_shard(connect_for_posting(), int(sys.argv[1]))
assert drained.to_ring == {int(sys.argv[2])}, drained
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_transfer_killed_between_its_halves_completes(room, counter):
    item = counter.item()
    room.received(item, "5", "2.00")
    while shard(room, room.there) == shard(room, room.here):
        room.there = Stockroom(counter).there
    halves = [shard(room, room.here), shard(room, room.there)]
    body = {"id": str(uuid4()), "from_location_id": room.here, "to_location_id": room.there}
    counter.admit([counter.wish("stock.transfer", body | {"lines": [{"item_id": item, "quantity": "5"}]})])
    # The worker's process posts the first half and is killed before it can ring for the second.
    worker = subprocess.run([sys.executable, "-c", KILLED_BEFORE_IT_RINGS, *map(str, halves)], check=False)
    assert worker.returncode == -signal.SIGKILL
    assert room.transfer(body["id"]) == ("in_transit", "5.0000", 1000)
    assert room.balance("stock_in_transit") == 1000
    counter.proven()
    with connect_for_posting() as connection:
        rung = sweep(connection, age_s=0)
        assert halves[1] in rung
        for one in rung:
            drain_shard(connection, one)
    assert room.transfer(body["id"]) == ("received", "0.0000", 0)
    assert room.level(item, room.there) == ("5.0000", 1000)
    assert room.balance("stock_in_transit") == 0


def shard(room, location_id):
    return shard_of(room.counter.shop.org_id, UUID(location_id))


def test_handed_on_twice_it_arrives_once(room, counter):
    item = counter.item()
    room.received(item, "5", "2.00")
    result = room.sent(item, "5", receive="at_once")
    assert result["receive_operation_id"] == str(uuid5(UUID(result["transfer_id"]), "transfer.receive"))
    again = room.post("transfer.receive", about=result["transfer_id"])
    assert again.refusal == ("inventory.nothing_under_way", "transfer_id")
    assert room.level(item, room.there) == ("5.0000", 1000)


def test_goods_arrive_in_parts_and_the_parts_add_up_to_the_last_cent(room, counter):
    item = counter.item()
    room.received(item, "7", "1.4285")
    transfer_id = room.sent(item, "7")["transfer_id"]
    values = []
    for quantity in ("1", "2.5", "0.5", "3"):
        outcome = arrive(room, transfer_id, {"line_no": 1, "quantity": quantity})
        values.append(counter.movements(outcome.id)[0][1])
        assert room.transfer(transfer_id)[2] == 1000 - sum(values) == room.balance("stock_in_transit")
    assert sum(values) == 1000
    assert room.transfer(transfer_id)[0] == "received"
    assert room.level(item, room.there) == ("7.0000", 1000)


def test_never_more_arrives_than_was_shipped(room, counter):
    item = counter.item()
    room.received(item, "10", "1.00")
    transfer_id = room.sent(item, "4")["transfer_id"]
    one = {"line_no": 1, "quantity": "3", "lost": "2"}
    about = {"about": transfer_id}
    exceeds = ("inventory.arrived_exceeds_shipped", "lines.0.quantity")
    assert room.refused("transfer.receive", **about, lines=[one]) == exceeds
    twice = [{"line_no": 1, "quantity": "2"}, {"line_no": 1, "quantity": "2.0001"}]
    assert room.refused("transfer.receive", **about, lines=twice)[1] == "lines.1.quantity"
    unknown = room.refused("transfer.receive", **about, lines=[{"line_no": 2, "quantity": "1"}])
    assert unknown == ("inventory.unknown_line", "lines.0.line_no")


def test_20_who_receive_at_once_receive_what_was_shipped_and_no_more(room, counter):
    item = counter.item()
    room.received(item, "10", "1.00")
    transfer_id = room.sent(item, "7")["transfer_id"]
    wishes = [
        counter.wish(
            "transfer.receive",
            {"id": str(uuid4()), "_about": transfer_id, "lines": [{"line_no": 1, "quantity": "1"}]},
            # Lanes of their own: order must not be what keeps them apart.
            lane=uuid4(),
        )
        for _ in range(20)
    ]
    counter.admit(wishes)

    def work(one):
        with connect_for_posting() as connection:
            drain_shard(connection, one)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, sorted({wish.shard for wish in wishes})))
    outcomes = [counter.outcome(str(wish.id)) for wish in wishes]
    assert sorted(outcome.status for outcome in outcomes) == ["posted"] * 7 + ["rejected"] * 13
    assert room.level(item, room.there) == ("7.0000", 700)


def test_what_is_lost_on_the_way_is_a_variance(room, counter):
    item = counter.item()
    room.received(item, "10", "2.00")
    transfer_id = room.sent(item, "6")["transfer_id"]
    outcome = arrive(room, transfer_id, {"line_no": 1, "quantity": "4", "lost": "1"})
    journal = counter.journal(outcome.result["journal_id"])
    assert journal == {"inventory": 800, "stock_variance": 200, "stock_in_transit": -1000}
    assert outcome.result["status"] == "part_received"
    assert outcome.result["under_way"] == [{"line_no": 1, "item_id": item, "quantity": "1.0000"}]


def test_what_never_arrives_is_written_off_when_the_transfer_is_closed(room, counter):
    item = counter.item()
    room.received(item, "10", "2.00")
    transfer_id = room.sent(item, "6")["transfer_id"]
    arrive(room, transfer_id, {"line_no": 1, "quantity": "4"})
    closed = room.posted("transfer.close", about=transfer_id)
    assert counter.journal(closed["journal_id"]) == {"stock_variance": 400, "stock_in_transit": -400}
    assert room.transfer(transfer_id) == ("closed", "0.0000", 0)
    late = room.refused("transfer.receive", about=transfer_id, lines=[{"line_no": 1, "quantity": "1"}])
    assert late == ("inventory.nothing_under_way", "transfer_id")


def test_a_transfer_called_off_comes_back_at_what_it_left_with(room, counter):
    item = counter.item()
    room.received(item, "3", "3.3333")
    transfer_id = room.sent(item, "2")["transfer_id"]
    room.received(item, "1", "9.00")
    back = room.posted("transfer.return", about=transfer_id)
    assert counter.journal(back["journal_id"]) == {"inventory": 667, "stock_in_transit": -667}
    assert room.level(item, room.here) == ("4.0000", 1900)
    assert room.transfer(transfer_id) == ("returned", "0.0000", 0)
    assert room.refused("transfer.close", about=transfer_id)[0] == "inventory.nothing_under_way"


def test_goods_that_arrive_where_less_than_nothing_lies_cover_it(room, counter):
    item = counter.item(price="10", cost="2.00")
    room.posted("stock.adjust", location_id=room.there, reason="x", lines=[{"item_id": item, "quantity_delta": "-2"}])
    room.received(item, "5", "3.00")
    transfer_id = room.sent(item, "5", receive="at_once")["transfer_id"]
    assert room.level(item, room.there) == ("3.0000", 900)
    assert room.transfer(transfer_id)[2] == 0


def test_no_more_leaves_than_there_is_where_that_is_refused(room, counter):
    counter.set(negative_stock="reject")
    item = counter.item()
    room.received(item, "3", "1.00")
    lines = [{"item_id": item, "quantity": "2"}, {"item_id": item, "quantity": "1.0001"}]
    between = {"from_location_id": room.here, "to_location_id": room.there}
    assert room.refused("stock.transfer", **between, lines=lines) == ("inventory.stock_short", "lines.1.quantity")


def test_a_transfer_of_another_organization_is_as_unknown_as_none(room, counter, other_shop):
    item = counter.item()
    room.received(item, "3", "1.00")
    transfer_id = room.sent(item, "1")["transfer_id"]
    stranger = Stockroom(Counter(other_shop))
    for kind in ("transfer.receive", "transfer.close", "transfer.return"):
        assert stranger.refused(kind, about=transfer_id) == ("inventory.unknown_transfer", "transfer_id")
    assert room.transfer(transfer_id)[0] == "in_transit"


def test_sent_and_received_in_the_same_batch(room, counter):
    item = counter.item()
    room.received(item, "3", "1.00")
    transfer_id = str(uuid4())
    sent = {
        "id": transfer_id,
        "from_location_id": room.here,
        "to_location_id": room.there,
        "receive": "on_arrival",
        "lines": [{"item_id": item, "quantity": "3"}],
    }
    arrival = {"id": str(uuid4()), "_about": transfer_id, "lines": [{"line_no": 1, "quantity": "2"}]}
    outcomes = counter.post(("stock.transfer", sent), ("transfer.receive", arrival))
    assert [outcome.status for outcome in outcomes] == ["posted", "posted"], outcomes
    assert room.transfer(transfer_id) == ("part_received", "1.0000", 100)


def test_rehearsed_a_transfer_leaves_no_trace(room, counter):
    item = counter.item()
    room.received(item, "3", "1.00")
    before = counter.counts(), room.levels()
    body = {
        "id": str(uuid4()),
        "from_location_id": room.here,
        "to_location_id": room.there,
        "lines": [{"item_id": item, "quantity": "2"}],
    }
    wish = counter.wish("stock.transfer", body)
    said = rehearse(
        org_id=wish.org_id,
        operation_id=wish.id,
        kind=wish.kind,
        subject_id=wish.subject_id,
        content=wish.content,
        grants=0,
    )
    assert said["status"] == "would_post"
    assert [(one["quantity"], one["value"]) for one in said["movements"]] == [("-2", "-2.00")]
    assert (counter.counts(), room.levels()) == before


def test_first_in_first_out_goes_with_the_goods(room, counter):
    counter.set(costing_method="fifo")
    item = counter.item()
    room.received(item, "2", "1.00")
    room.received(item, "2", "5.00")
    room.sent(item, "3", receive="at_once")
    assert room.level(item, room.here) == ("1.0000", 500)
    assert room.level(item, room.there) == ("3.0000", 700)
