"""Two roll-ups at once, and roll-ups that die in the middle: each journal is summed once."""

import threading
import time

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from domain.core.db import unit_of_work
from domain.summaries import rebuild, summarize
from domain.summaries.facts import FACTS
from tests.api.nouns import LOCATIONS, TERMINALS
from tests.domain.posting.till import Counter
from tests.domain.summaries.plain import agree, roll_up, rows


@pytest.fixture
def counter(shop):
    return Counter(shop)


def sell(counter, times):
    item = counter.item(price="10.00")
    for outcome in counter.post(*(counter.sale({"item_id": item, "quantity": "1"}) for _ in range(times))):
        assert outcome.status == "posted"


def marks(shop):
    return dict(rows(shop, "SELECT book, number FROM acct.summary_marks ORDER BY book"))


def test_a_second_one_waits_and_begins_where_the_first_ended(counter):
    shop = counter.shop
    sell(counter, 5)
    second = []
    with unit_of_work(shop.org_id) as first:
        assert summarize(first.driver, org_id=shop.org_id, limit=3).journals == 3
        waiting = threading.Thread(target=lambda: second.append(roll_up(shop, limit=3)))
        waiting.start()
        waiting.join(timeout=0.5)
        assert waiting.is_alive()
        assert second == []
        first.commit()
    waiting.join()
    assert second == [2]
    assert sum(marks(shop).values()) == 5
    agree(shop)


def test_a_busy_shop_among_quiet_ones_does_not_cut_a_window_short(counter):
    shop, item = counter.shop, counter.item(price="10.00")
    tills = [TERMINALS.make(shop, location_id=LOCATIONS.make(shop)["id"])["id"] for _ in range(3)]
    for times in (1, 7, 8):
        one = [counter.sale({"item_id": item, "quantity": "1"}) for _ in range(times)]
        each = [counter.sale({"item_id": item, "quantity": "1"}, terminal_id=till) for till in tills]
        assert {outcome.status for outcome in counter.post(*one, *each)} == {"posted"}
    rolled = [roll_up(shop, limit=14)]
    agree(shop)
    assert 12 <= rolled[0] <= 17
    while rolled[-1]:
        rolled.append(roll_up(shop, limit=14))
    assert (sum(rolled), len(rolled)) == (25, 3)
    agree(shop)


def test_one_that_is_given_up_leaves_nothing(counter):
    sell(counter, 4)
    with unit_of_work(counter.shop.org_id) as uow:
        assert summarize(uow.driver, org_id=counter.shop.org_id, limit=100).journals == 4
    assert marks(counter.shop) == {}
    agree(counter.shop)
    assert roll_up(counter.shop, limit=100) == 4
    agree(counter.shop)


def test_one_that_is_killed_in_the_middle_of_its_statement_leaves_nothing(counter, postgres):
    shop = counter.shop
    sell(counter, 4)
    assert roll_up(shop, limit=2) == 2
    before = marks(shop)
    with psycopg.connect(postgres.superuser_url) as holder:
        holder.execute("SELECT FROM pos.tie_outs WHERE org_id = %s FOR UPDATE", (shop.org_id,))
        rolling = threading.Thread(target=roll_up_in_vain, args=(shop,))
        rolling.start()
        process = waiting_process(holder)
        holder.execute("SELECT pg_terminate_backend(%s, 5000)", (process,))
        rolling.join()
    assert marks(shop) == before
    agree(shop)
    assert roll_up(shop, limit=100) == 2
    agree(shop)


def roll_up_in_vain(shop):
    with pytest.raises(OperationalError):
        roll_up(shop, limit=100)


def waiting_process(holder):
    """Return the process that waits for the rows that `holder` has locked."""
    for _ in range(500):
        [(process,)] = holder.execute(
            "SELECT min(pid) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        ).fetchall()
        if process is not None:
            return process
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_what_there_is_more_of_is_said(counter):
    sell(counter, 3)
    with unit_of_work(counter.shop.org_id) as uow:
        done = [summarize(uow.driver, org_id=counter.shop.org_id, limit=2) for _ in range(3)]
    assert [(one.journals, one.more) for one in done] == [(2, True), (1, False), (0, False)]


def test_a_book_that_is_new_is_read_at_once_and_rolled_up_next_time(counter):
    shop = counter.shop
    sell(counter, 1)
    assert roll_up(shop, limit=10) == 1
    counter.post(counter.entry("6020", "1030", "700.00"))
    agree(shop)
    assert "GEN" not in marks(shop)
    assert roll_up(shop, limit=10) == 1
    assert marks(shop)["GEN"] == 1
    agree(shop)


def test_summaries_made_again_are_the_same(counter):
    shop = counter.shop
    sell(counter, 5)
    roll_up(shop, limit=3)
    with unit_of_work(shop.org_id) as uow:
        assert rebuild(uow.driver, org_id=shop.org_id).journals == 5
        uow.commit()
    agree(shop)
    assert roll_up(shop, limit=10) == 0


def test_another_organization_is_not_touched(counter, other_shop):
    other = Counter(other_shop)
    sell(counter, 2)
    sell(other, 3)
    roll_up(counter.shop, limit=10)
    with unit_of_work(counter.shop.org_id) as uow:
        assert summarize(uow.driver, org_id=other_shop.org_id, limit=10).journals == 0
        uow.commit()
    assert marks(other_shop) == {}
    assert all(not rows(other_shop, f"SELECT FROM {fact.table}") for fact in FACTS)
    agree(other_shop)
