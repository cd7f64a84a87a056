"""One doorbell for several shards is one transaction over them; what killed a worker takes nobody along."""

from uuid import uuid4

import pytest

from domain.operations.admission import Wish
from domain.posting import drain as draining
from domain.posting.drain import claim, connect_for_posting, drain_shards


@pytest.fixture
def spread(counter):
    """Wishes of one journal each, in four shards."""
    codes = counter.code("cash"), counter.code("sales")
    found: dict[int, Wish] = {}
    while len(found) < 4:
        wish = counter.wish(*counter.entry(*codes, "1.00"), lane=uuid4())
        found.setdefault(wish.shard, wish)
    return dict(sorted(found.items()))


@pytest.fixture
def posting(database):
    with connect_for_posting() as connection:
        # What other tests of this database left lying must not be posted along.
        for shard in range(16):
            drain_shards(connection, [shard])
        connection.execute("UPDATE core.shards SET in_hand_ids = NULL, in_hand_org_ids = NULL")
        yield connection


def test_what_waits_in_several_shards_is_one_transaction(counter, spread, posting):
    counter.admit(list(spread.values()))
    drained = drain_shards(posting, list(spread))
    assert (drained.batches, drained.ended, drained.more) == (1, {"posted": 4}, set())
    [(transactions,)] = counter.query("SELECT count(DISTINCT ended_xid) FROM core.operations")
    assert transactions == 1


def test_a_shard_that_another_worker_holds_is_left_to_it(counter, spread, posting):
    counter.admit(list(spread.values()))
    first, *others = spread
    with connect_for_posting() as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", (draining.LOCK_SPACE, first))
        assert drain_shards(posting, list(spread)).ended == {"posted": 3}
        other.execute("SELECT pg_advisory_unlock(%s, %s)", (draining.LOCK_SPACE, first))
    assert drain_shards(posting, list(spread)).ended == {"posted": 1}
    assert len(others) == 3


def test_what_a_worker_died_over_is_drained_apart_from_the_others(counter, spread, posting, monkeypatch):
    counter.admit(list(spread.values()))
    dead, *_ = spread
    # A worker claimed this shard's work, and was never heard of again.
    assert len(claim(posting, dead, settled=False)) == 1
    batches = []
    post = draining._post

    def watched(connection, batch):
        batches.append({operation.id for operation in batch})
        return post(connection, batch)

    monkeypatch.setattr(draining, "_post", watched)
    assert drain_shards(posting, list(spread)).ended == {"posted": 4}
    suspect = str(spread[dead].id)
    assert {suspect} in batches
    assert [len(batch) for batch in batches] == [3, 1]


def test_a_poison_operation_in_one_shard_does_not_fail_the_others(counter, spread, posting, monkeypatch):
    counter.admit(list(spread.values()))
    poison = str(next(iter(spread.values())).id)
    post = draining._post

    def poisoned(connection, batch):
        if any(operation.id == poison for operation in batch):
            message = "poison"
            raise RuntimeError(message)
        return post(connection, batch)

    monkeypatch.setattr(draining, "_post", poisoned)
    drained = drain_shards(posting, list(spread))
    assert (drained.ended, drained.attempts_failed) == ({"posted": 3}, 1)
    assert counter.outcome(poison).status == "pending"
