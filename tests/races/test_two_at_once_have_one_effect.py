"""Two workers at one shard, without the lock that keeps them apart: slower, never twice; and no bell unheard."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.posting import drain
from domain.posting.drain import Drained, connect_for_posting, drain_shard, drain_shards
from tests.domain.posting.till import Counter
from tests.shops import open_shop


def drain_unlocked(shard):
    """Drain as if no advisory lock existed."""
    with connect_for_posting() as connection:
        for _ in range(30):
            drained = Drained()
            drain._drain(connection, [shard], drained)
            if not drained.spent:
                waiting = connection.execute("SELECT core.has_waiting(%s::smallint)", (shard,)).fetchone()
                if waiting == (False,):
                    return


def test_two_drains_of_a_shard_without_its_lock_post_everything_once(counter):
    item = counter.item(price="10")
    wishes = [counter.wish(*counter.sale({"item_id": item, "quantity": "1"})) for _ in range(120)]
    counter.admit(wishes)
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(drain_unlocked, [wishes[0].shard] * 3))
    assert counter.query("SELECT status, count(*) FROM core.operations GROUP BY 1") == [("posted", 120)]
    assert counter.query("SELECT count(*), max(receipt_number) FROM pos.sales") == [(120, 120)]
    assert counter.query("SELECT count(*), max(number) FROM acct.journals") == [(120, 120)]
    assert counter.level(item)[0] == "-120.0000"
    assert counter.query("SELECT sum(debit)::int, sum(credit)::int FROM acct.balances") == [(120_000, 120_000)]


def test_batches_over_the_same_rows_in_opposite_order_do_not_stop_each_other(counter):
    items = [counter.item(price="10") for _ in range(6)]
    lines = [{"item_id": item, "quantity": "1"} for item in items]
    first = [counter.wish(*counter.sale(*lines)) for _ in range(30)]
    # Another lane, so another shard: the same levels, receipts and book all the same.
    lane = next(iter(_other_lane(counter, first[0].shard)))
    second = [counter.wish(*counter.sale(*lines[::-1]), lane=lane) for _ in range(30)]
    random.Random(1).shuffle(second)
    ready = threading.Barrier(2)

    def work(wishes):
        with connect_for_posting() as connection:
            for at in range(0, len(wishes), 5):
                counter.admit(wishes[at : at + 5])
                ready.wait(20)
                drain_shard(connection, wishes[0].shard)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, [first, second]))
    assert counter.query("SELECT status, count(*), max(attempts) FROM core.operations GROUP BY 1") == [
        ("posted", 60, 1)
    ]
    assert {counter.level(item)[0] for item in items} == {"-60.0000"}
    assert counter.query("SELECT count(*), max(receipt_number) FROM pos.sales") == [(60, 60)]


def _other_lane(counter, shard):
    from uuid import uuid4

    from domain.operations.admission import shard_of

    while True:
        lane = uuid4()
        if shard_of(counter.shop.org_id, lane) != shard:
            yield lane


@pytest.mark.parametrize("turn_s", [None, 0.0])
def test_no_bell_is_unheard_however_admission_and_drain_fall_together(client, turn_s):
    """Whenever the bell says that somebody is on the way or there, what was admitted is posted without a sweep."""
    counter = Counter(open_shop(client))
    item = counter.item(stocked=False)
    rung = threading.Semaphore(0)
    done = threading.Event()
    wishes = [counter.wish(*counter.sale({"item_id": item, "quantity": "1"})) for _ in range(150)]
    shard = wishes[0].shard
    with connect_for_posting() as connection:
        drain_shard(connection, shard)
        connection.execute("UPDATE core.shards SET rung_at = NULL WHERE shard = %s", (shard,))

    def worker():
        with connect_for_posting() as connection:
            while True:
                rung.acquire()
                if done.is_set():
                    return
                while drain_shards(connection, [shard], turn_s=turn_s).more:
                    pass

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for thread in workers:
        thread.start()
    dice = random.Random(3)
    with connect_for_posting() as connection:
        for wish in wishes:
            counter.admit([wish])
            for _ in connection.execute("SELECT core.ring(%s::smallint[])", ([shard],)):
                rung.release()
            done.wait(dice.random() * 0.01)
    done.wait(1.0)
    waiting = counter.query("SELECT count(*) FROM core.operations WHERE status = 'pending'")
    done.set()
    for _ in workers:
        rung.release()
    for thread in workers:
        thread.join(20)
    assert waiting == [(0,)]
