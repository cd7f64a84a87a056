"""What comes in where a worker is already is not rung for again, and a worker's turn is bounded in time."""

from itertools import count
from uuid import uuid4

import pytest

from domain.posting import drain as draining
from domain.posting.drain import claim, connect_for_posting, drain_shards

RING = "SELECT core.ring(%s::smallint[])"


@pytest.fixture
def posting(database):
    with connect_for_posting() as connection:
        # What other tests of this database left lying must not be posted along.
        for shard in range(16):
            drain_shards(connection, [shard])
        connection.execute("UPDATE core.shards SET rung_at = NULL, in_hand_ids = NULL, in_hand_org_ids = NULL")
        yield connection


@pytest.fixture
def journals(counter):
    """Give wishes of one journal each, all in one lane."""
    codes, lane = (counter.code("cash"), counter.code("sales")), uuid4()
    return lambda number: [counter.wish(*counter.entry(*codes, "1.00"), lane=lane) for _ in range(number)]


def rung(connection, shard):
    return [one for (one,) in connection.execute(RING, ([shard],)).fetchall()] == [shard]


def test_nobody_rings_where_a_worker_is_until_it_leaves(counter, journals, posting):
    """Each bell would be one more message in the queue, and whoever else waits there would wait behind all of them."""
    wishes = journals(1)
    shard = wishes[0].shard
    counter.admit(wishes)
    with connect_for_posting() as other:
        assert len(claim(posting, shard, settled=True)) == 1
        assert not rung(other, shard)
        posting.execute("SELECT core.leave(%s, %s)", ([shard], [shard]))
        assert rung(other, shard)
    drain_shards(posting, [shard])


def test_what_came_in_behind_the_last_look_is_posted_by_who_leaves(counter, journals, posting, monkeypatch):
    """Its admission finds the flag set and rings nobody: the worker that set it looks once more."""
    first, late = journals(1), journals(1)
    counter.admit(first)
    shard = first[0].shard
    drain = draining._drain
    bells: list[bool] = []

    def admitting(connection, shards, drained, **given):
        drain(connection, shards, drained, **given)
        if not bells:
            counter.admit(late)
            with connect_for_posting() as other:
                bells.append(rung(other, shard))

    monkeypatch.setattr(draining, "_drain", admitting)
    drained = drain_shards(posting, [shard])
    assert bells == [False]
    assert (drained.ended, drained.more) == ({"posted": 2}, set())


def test_a_turn_ends_with_the_batch_in_which_its_time_is_up(counter, journals, posting, monkeypatch):
    wishes = journals(5)
    shard = wishes[0].shard
    counter.admit(wishes)
    monkeypatch.setattr(draining, "_part_of", lambda _shards: 2)
    drained = drain_shards(posting, [shard], turn_s=0.0)
    assert (drained.batches, drained.ended, drained.more) == (1, {"posted": 2}, {shard})
    # Who ended its turn rings itself, so that nobody else has to.
    assert not rung(posting, shard)
    turns = next(turn for turn in count(1) if not drain_shards(posting, [shard], turn_s=0.0).more)
    assert turns >= 2
    assert counter.query("SELECT count(*) FROM core.operations WHERE status = 'pending'") == [(0,)]


def test_a_worker_that_died_leaves_a_flag_that_the_sweep_finds_stale(counter, journals, posting):
    wishes = journals(2)
    shard = wishes[0].shard
    counter.admit(wishes)
    assert claim(posting, shard, settled=True)
    counter.change("UPDATE core.operations SET submitted_at = now() - interval '1 minute'")
    waiting = "SELECT core.waiting_shards(%s)"
    assert shard not in [one for (one,) in posting.execute(waiting, (10.0,))]
    posting.execute("UPDATE core.shards SET rung_at = clock_timestamp() - interval '11 s' WHERE shard = %s", (shard,))
    assert shard in [one for (one,) in posting.execute(waiting, (10.0,))]
    drain_shards(posting, [shard])
