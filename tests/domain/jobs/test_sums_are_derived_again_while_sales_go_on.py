"""Recalculation, repair and roll-up beside tills that sell: no error, no wrong result, no sale lost."""

import threading
from uuid import uuid4

import pytest

from domain.core.db import unit_of_work
from domain.jobs.background import Waiting, carry_out
from domain.jobs.turns import connect_for_locks, take_turn
from domain.posting.drain import connect_for_posting, drain_shards
from domain.reports.verification import verify
from tests.domain.jobs.runs import due_now, runs_of
from tests.domain.posting.till import Counter

pytestmark = pytest.mark.slow
ROUNDS, SALES = 12, 15


@pytest.fixture
def counter(old_shop):
    return Counter(old_shop)


def selling(counter, item, faults):
    """Sell, round after round, in three lanes."""
    try:
        with connect_for_posting() as connection:
            for at in range(ROUNDS):
                lane = uuid4() if at % 3 else counter.shop.default_location_id
                wishes = [
                    counter.wish(*counter.sale({"item_id": item, "quantity": "1"}, paid="10.00"), lane=lane)
                    for _ in range(SALES)
                ]
                counter.admit(wishes)
                drain_shards(connection, [wishes[0].shard])
    except Exception as fault:  # noqa: BLE001 - told to the test
        faults.append(fault)


def test_recalculation_beside_sales_finds_what_is_wrong_and_nothing_else(counter, locks, as_superuser):
    item = counter.item(price="10.00")
    counter.post(counter.receipt({"item_id": item, "quantity": "1000", "unit_cost": "4.00"}))
    faults: list[Exception] = []
    tills = [threading.Thread(target=selling, args=(counter, item, faults)) for _ in range(2)]
    for till in tills:
        till.start()
    looked = []
    spoilt = 0
    with connect_for_locks() as other:
        while any(till.is_alive() for till in tills) or spoilt < 3:
            if spoilt < 3:
                as_superuser(
                    "UPDATE inv.stock_levels SET quantity = quantity + 3 WHERE org_id = %s", counter.shop.org_id
                )
                spoilt += 1
            asked = [
                counter.shop.post("/api/accounting/balances/recalculate", json={"repair": repair}).json()["id"]
                for repair in (True, False)
            ]
            for identity in asked:
                assert carry_out(locks, Waiting(counter.shop.org_id, identity)) == "posted"
            as_superuser("DELETE FROM core.job_runs WHERE org_id = %s", counter.shop.org_id)
            for job in ("summaries", "recalculation"):
                take_turn(other, due_now(counter.shop.org_id, job))
            looked.append([counter.outcome(identity).result["differences"] for identity in asked])
            [night] = runs_of(counter.shop.org_id, "recalculation")
            assert (night["status"], night["outcome"]) == ("done", {"differences": 0, "rows": []})
    for till in tills:
        till.join()
    assert faults == []
    # The summaries of stock are of what moved; the level alone was wrong, three times, and right ever after.
    assert [pair for pair in looked if pair != [0, 0]] == [[1, 0]] * spoilt
    assert counter.query("SELECT count(*) FROM pos.sales")[0][0] == 2 * ROUNDS * SALES
    assert counter.query("SELECT count(*) FROM core.operations WHERE status <> 'posted'")[0][0] == 0
    with unit_of_work(counter.shop.org_id):
        assert verify([counter.shop.org_id]).differences == 0
