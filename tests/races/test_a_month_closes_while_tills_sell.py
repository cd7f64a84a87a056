"""A close waits for what is on its way and for nothing else: no sale is lost, and none is in the month behind it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest

from domain.core.settings import settings
from domain.operations.admission import shard_of
from domain.posting import drain, service
from domain.posting.drain import SEE, Drained, claim, connect_for_posting, drain_shard
from domain.posting.service import post_batch
from domain.posting.write import write
from domain.reports.verification import verify
from tests.domain.posting.closes import close, noon, reopen
from tests.draining import drain as drain_all

JAN = "2026-01"
IN_JANUARY = noon("2026-01-15")


@pytest.fixture(autouse=True)
def nothing_waits(database):
    """Carry out what other tests left in the shards: these tests look at the very batch that they admitted."""
    with connect_for_posting() as connection:
        for shard in range(settings().shard_count):
            drain_shard(connection, shard)


@pytest.fixture
def item(counter):
    return counter.item(stocked=False, price="10.00")


def lane_elsewhere(counter, *others):
    """Return a lane whose shard is neither that of the organization's own nor those of other wishes."""
    taken = {shard_of(counter.shop.org_id, counter.shop.org_id), *(wish.shard for wish in others)}
    while shard_of(counter.shop.org_id, lane := uuid4()) in taken:
        pass
    return lane


def work(*wishes):
    """Drain the shards of these wishes, several times with a pause: what can be carried out is."""
    with connect_for_posting() as connection:
        for _ in range(4):
            for shard in sorted({wish.shard for wish in wishes}):
                drain_shard(connection, shard)
            time.sleep(0.03)


def sale(counter, item, **given):
    line = {"item_id": item, "quantity": "1"}
    kind, body = counter.sale(line, paid={"cash": "10.00"}, occurred_at=IN_JANUARY)
    return counter.wish(kind, body, lane=given.get("lane", lane_elsewhere(counter)))


def closing(counter, month=JAN):
    return counter.wish("period.close", {"id": str(uuid4()), "period": month}, lane=counter.shop.org_id)


def taken(connection, wish):
    """Claim what waits in a shard as a worker does, which keeps others out of it."""
    assert connection.execute(drain.LOCK, ([wish.shard], drain.LOCK_SPACE)).fetchall()
    return claim(connection, wish.shard, settled=False)


@contextmanager
def held(counter, wish):
    """Post what waits in a shard, and hold the transaction open until the block ends; then it is committed."""
    with connect_for_posting() as connection:
        batch = taken(connection, wish)
        with connection.transaction():
            connection.execute(SEE, (f"{{{counter.shop.org_id}}}",))
            post_batch(connection, batch)
            yield


def status(counter, wish):
    return counter.outcome(str(wish.id)).status


def months(counter):
    """Return how many sales count to which month, and how many of them came late."""
    return dict(
        counter.query("SELECT to_char(business_date, 'YYYY-MM'), count(*)::int FROM pos.sales GROUP BY 1 ORDER BY 1")
    )


def january(counter, item):
    """Post one sale in January."""
    first = sale(counter, item)
    counter.admit([first])
    drain_all(counter.shop)


def test_a_batch_that_loaded_the_month_as_open_is_waited_for(counter, item):
    january(counter, item)
    order, early = closing(counter), sale(counter, item)
    codes = counter.code("bank"), counter.code("opening_equity")
    late = counter.wish(*counter.entry(*codes, "1.00", date="2026-01-15"), lane=lane_elsewhere(counter, early))
    counter.admit([order, early])
    with held(counter, early):
        work(order)
        assert status(counter, order) == "pending"
        assert counter.shop.get(f"/api/accounting/periods/{JAN}").json()["status"] == "closing"
        # Nobody waits for the close: what comes now is posted, behind the mark.
        counter.admit([late])
        work(late, order)
        assert counter.outcome(str(late.id)).result["business_date"] == "2026-02-01"
    drain_all(counter.shop)
    assert counter.outcome(str(order.id)).result["credit"] == "20.00"
    assert months(counter) == {"2026-01": 2}
    counter.proven()


def test_a_batch_that_is_younger_than_the_mark_and_did_not_see_it_is_waited_for(counter, item):
    january(counter, item)
    order, early = closing(counter), sale(counter, item)
    counter.admit([order])
    with connect_for_posting() as connection:
        with held(counter, order):
            # The mark's transaction has its number and is not committed: this one has a higher number.
            counter.admit([early])
            batch = taken(connection, early)
            connection.execute("BEGIN")
            connection.execute(SEE, (f"{{{counter.shop.org_id}}}",))
            post_batch(connection, batch)
        work(order)
        assert status(counter, order) == "pending"
        connection.execute("COMMIT")
    drain_all(counter.shop)
    assert counter.outcome(str(order.id)).result["credit"] == "20.00"
    assert months(counter) == {"2026-01": 2}
    counter.proven()


def test_a_batch_that_has_loaded_and_written_nothing_yet_is_waited_for(counter, item, monkeypatch):
    january(counter, item)
    order, early = closing(counter), sale(counter, item)
    counter.admit([order, early])
    loaded, go_on = threading.Event(), threading.Event()

    def write_later(connection, orgs, effects):
        if effects.sales:
            loaded.set()
            assert go_on.wait(30)
        write(connection, orgs, effects)

    monkeypatch.setattr(service, "write", write_later)

    def sell():
        with connect_for_posting() as connection:
            drain_shard(connection, early.shard)

    with ThreadPoolExecutor(1) as till:
        selling = till.submit(sell)
        assert loaded.wait(30)
        work(order)
        assert status(counter, order) == "pending"
        go_on.set()
        selling.result()
    drain_all(counter.shop)
    assert counter.outcome(str(order.id)).result["credit"] == "20.00"
    assert months(counter) == {"2026-01": 2}
    counter.proven()


def test_what_was_accepted_before_is_posted_before_in_whatever_lane(counter, item):
    january(counter, item)
    early, order = sale(counter, item), closing(counter)
    counter.admit([early])
    counter.admit([order])
    work(order)
    assert status(counter, order) == "pending"
    assert counter.shop.get(f"/api/accounting/periods/{JAN}").json()["status"] == "open"
    drain_all(counter.shop)
    assert counter.outcome(str(order.id)).result["credit"] == "20.00"
    assert counter.outcome(str(early.id)).result["late"] is False


def test_tills_sell_on_while_a_month_is_closed(counter, item):
    january(counter, item)
    lanes = [uuid4() for _ in range(3)]
    stop = threading.Event()
    sold: list[str] = []

    def sell(lane):
        while not stop.is_set():
            wishes = [sale(counter, item, lane=lane) for _ in range(5)]
            counter.admit(wishes)
            sold.extend(str(wish.id) for wish in wishes)
            with connect_for_posting() as connection:
                drain_shard(connection, wishes[0].shard)

    with ThreadPoolExecutor(3) as tills:
        running = [tills.submit(sell, lane) for lane in lanes]
        time.sleep(0.5)
        began = time.monotonic()
        closed = close(counter, JAN)
        while closed.status == "pending" and time.monotonic() - began < 30:
            drain_all(counter.shop)
            closed = counter.outcome(closed.id)
        time.sleep(0.3)
        stop.set()
        for one in running:
            one.result()
    drain_all(counter.shop)
    found = months(counter)
    assert closed.status == "posted"
    assert sum(found.values()) == 1 + len(sold)
    assert counter.query("SELECT DISTINCT status FROM core.operations") == [("posted",)]
    assert found["2026-01"] > 1
    assert found["2026-02"] > 0
    assert closed.result["credit"] == f"{10 * found['2026-01']}.00"
    counter.proven()


def drain_unlocked(shard):
    """Drain as if no advisory lock existed, until nothing waits."""
    with connect_for_posting() as connection:
        for _ in range(200):
            drained = Drained()
            drain._drain(connection, [shard], drained)
            waiting = connection.execute(
                "SELECT count(*) FROM core.operations WHERE status = 'pending' AND shard = %s", (shard,)
            ).fetchone()
            time.sleep(0.01)
            if waiting == (0,) and not drained.batches:
                return


def test_closes_at_once_are_one_close_whoever_carries_them_out(counter, item):
    january(counter, item)
    orders = [closing(counter) for _ in range(6)]
    counter.admit(orders)
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(drain_unlocked, [orders[0].shard] * 3))
    drain_all(counter.shop)
    outcomes = [counter.outcome(str(order.id)) for order in orders]
    assert sorted(one.status for one in outcomes) == ["posted"] + ["rejected"] * 5
    assert {one.refusal[0] for one in outcomes if one.status == "rejected"} == {"accounting.period_already_closed"}
    assert outcomes[0].status == "posted"
    assert counter.query("SELECT kind, count(*)::int FROM acct.closings GROUP BY 1") == [("period_close", 1)]
    counter.proven()


def test_months_ordered_together_are_closed_in_their_order(counter, item):
    january(counter, item)
    orders = [closing(counter, f"2026-{month:02}") for month in range(1, 9)]
    counter.admit(orders)
    drain_all(counter.shop)
    assert [status(counter, order) for order in orders] == ["posted"] * 8
    counter.proven()


def test_a_worker_that_dies_between_the_steps_leaves_what_the_next_one_goes_on_with(counter, item):
    january(counter, item)
    order, late = closing(counter), sale(counter, item)
    counter.admit([order])
    connection = connect_for_posting()
    drain._drain(connection, [order.shard], Drained(), turns=1)
    assert counter.query("SELECT closed_at FROM acct.periods") == [(None,)]
    # It claims once more, and dies with the operation in hand.
    assert len(claim(connection, order.shard, settled=True)) == 1
    connection.close()
    counter.admit([late])
    drain_all(counter.shop)
    assert counter.outcome(str(late.id)).result["late"] is True
    deadline = time.monotonic() + 10
    while status(counter, order) == "pending" and time.monotonic() < deadline:
        drain_all(counter.shop)
    assert status(counter, order) == "posted"
    counter.proven()


def test_a_mark_whose_close_failed_is_taken_over_by_the_next(counter, item):
    january(counter, item)
    failed = closing(counter)
    counter.admit([failed])
    with connect_for_posting() as connection:
        drain._drain(connection, [failed.shard], Drained(), turns=1)
    counter.change(
        "UPDATE core.operations SET status = 'failed', ended_at = now(), error = '{}',"
        " ended_xid = pg_current_xact_id()::text::bigint WHERE id = %s",
        (str(failed.id),),
    )
    assert close(counter, JAN).status == "posted"
    again = counter.shop.post(f"/api/operations/{failed.id}/retry", json={})
    assert again.status_code in {200, 202}, again.text
    drain_all(counter.shop)
    assert counter.outcome(str(failed.id)).refusal[0] == "accounting.period_already_closed"
    assert reopen(counter, JAN).status == "posted"
    counter.proven()


def test_a_transaction_has_its_number_before_it_loads(counter):
    with connect_for_posting() as connection, connection.transaction():
        connection.execute(SEE, (f"{{{counter.shop.org_id}}}",))
        assert connection.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL").fetchone() == (True,)


def test_verify_finds_what_was_posted_behind_a_close(counter, item):
    january(counter, item)
    assert close(counter, JAN).status == "posted"
    counter.proven()
    [kept] = counter.query("SELECT closing_id, marked_at, barrier_xid, closed_at FROM acct.periods")
    counter.change("DELETE FROM acct.periods")
    smuggled = sale(counter, item)
    counter.admit([smuggled])
    drain_all(counter.shop)
    counter.change(
        "INSERT INTO acct.periods (org_id, period, module, closing_id, marked_at, barrier_xid, closed_at)"
        " VALUES (%s, '2026-01-01', 'all', %s, %s, %s, %s)",
        (str(counter.shop.org_id), *kept),
    )
    found = {one.number: one for one in verified(counter) if one.differences}
    assert set(found) == {"I2"}
    assert {example.what for example in found["I2"].examples} == {
        "something was posted into a period after it was closed",
        "the balances of a closed period are not what they were when it was closed",
    }


def verified(counter):
    return verify([counter.shop.org_id]).findings
