"""What was deferred is looked at again in time, without a worker that waits for it."""

import time

from broker.app import app
from broker.doorbell import Doorbell
from domain.posting.drain import connect_for_posting, drain_shards
from tests.domain.posting.closes import noon
from tests.races.test_a_month_closes_while_tills_sell import closing, sale


def test_a_shard_is_asked_for_when_its_time_has_come():
    bell = Doorbell()
    began = time.monotonic()
    bell.ring_later({7: 0.05})
    assert bell._take() == ([7], False)
    assert time.monotonic() - began >= 0.05


def test_a_drain_says_where_something_waits_on_and_for_how_long(counter):
    item = counter.item(stocked=False, price="10.00")
    early, order = sale(counter, item), closing(counter)
    assert early.content["occurred_at"] == noon("2026-01-15")
    counter.admit([early])
    counter.admit([order])
    with connect_for_posting() as connection:
        drained = drain_shards(connection, [order.shard])
        assert set(drained.later) == {order.shard}
        assert 0 < drained.later[order.shard] <= 1
        assert (drained.ended, drained.attempts_failed) == ({}, 0)
        assert counter.outcome(str(order.id)).attempts == 0
        assert drain_shards(connection, [early.shard]).ended == {"posted": 1}


def test_who_hands_a_file_in_rings_beside_the_shards(monkeypatch):
    sent = []
    bell = Doorbell()
    monkeypatch.setattr(app, "send_task", lambda name, args=(), **_options: sent.append((name, args)))
    bell.ring([3, 5])
    bell.ring_for_file()
    bell.ring_for_file()
    bell.start()
    bell.stop()
    assert sorted(sent) == [("arcoiris.drain", ([3, 5],)), ("arcoiris.import", ())]
