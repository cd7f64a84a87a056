"""Two payments of one invoice at once, from two shards: together no more than the invoice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from domain.operations.admission import shard_of
from domain.posting.drain import connect_for_posting, drain_shard
from tests.domain.posting.foreign_money import bill, items, payment, posted


def lanes(counter, count):
    """Return lanes of as many different shards."""
    found: dict[int, UUID] = {}
    while len(found) < count:
        lane = uuid4()
        found[shard_of(counter.shop.org_id, lane)] = lane
    return list(found.values())


def all_at_once(counter, wishes):
    ready = threading.Barrier(len(wishes))

    def work(wish):
        with connect_for_posting() as connection:
            ready.wait(20)
            drain_shard(connection, wish.shard)

    counter.admit(wishes)
    with ThreadPoolExecutor(len(wishes)) as workers:
        list(workers.map(work, wishes))
    return [counter.outcome(str(wish.id)) for wish in wishes]


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_payments_at_once_one_is_too_much(counter, attempt):
    [one] = posted(counter, bill())
    wanted = [payment(one.id, "60.00", "1.12"), payment(one.id, "60.00", "1.13")]
    outcomes = all_at_once(
        counter, [counter.wish(*each, lane=lane) for each, lane in zip(wanted, lanes(counter, 2), strict=True)]
    )
    assert sorted(each.status for each in outcomes) == ["posted", "rejected"]
    assert [each.refusal[0] for each in outcomes if each.status == "rejected"] == ["accounting.over_settled"]
    assert items(counter) == [(-10000, -11050, -6000, -6630)]
    counter.proven()


def test_a_payment_and_the_reversal_of_its_invoice_at_once_are_one_of_both(counter):
    [one] = posted(counter, bill())
    wanted = [payment(one.id, "60.00", "1.12"), counter.reversal(one.id)]
    outcomes = all_at_once(
        counter, [counter.wish(*each, lane=lane) for each, lane in zip(wanted, lanes(counter, 2), strict=True)]
    )
    refusals = [each.refusal[0] for each in outcomes if each.status == "rejected"]
    assert refusals in (["accounting.item_settled"], ["accounting.over_settled"])
    counter.proven()


def test_many_small_payments_from_four_shards_leave_exactly_nothing(counter):
    [one] = posted(counter, bill("0.40", "1.0333"))
    of = lanes(counter, 4)
    wishes = [counter.wish(*payment(one.id, "0.01", "1.07"), lane=of[at % 4]) for at in range(40)]
    counter.admit(wishes)

    def work(lane):
        with connect_for_posting() as connection:
            while drain_shard(connection, shard_of(counter.shop.org_id, lane)).more:
                pass

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, of))
    assert items(counter) == [(-40, -41, -40, -41)]
    counter.proven()
