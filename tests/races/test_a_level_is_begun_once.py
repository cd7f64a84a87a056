"""Two batches that both find no level of an item: the second one, which cannot make it any more, is decided anew."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from domain.core.db import unit_of_work
from domain.posting import drain
from domain.posting.service import post_batch
from domain.reports.verification import verify
from tests.api.nouns import ITEMS
from tests.postings import post_all, receipt

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'arcoiris posting' AND wait_event_type = 'Lock'"
)


def somebody_waits(shop) -> bool:
    """Look anew: what a transaction has seen of others it sees until its end."""
    with unit_of_work(shop.org_id) as uow:
        return uow.driver.execute(WAITING).fetchall() != [(0,)]


def test_two_deliveries_of_an_item_that_was_nowhere_are_added_up(shop, monkeypatch) -> None:
    item = ITEMS.make(shop, cost="2.00")["id"]
    written, go_on = threading.Event(), threading.Event()
    tries = []

    def held(connection, batch):
        tries.append(len(batch))
        effects = post_batch(connection, batch)
        if len(tries) == 1:
            written.set()
            assert go_on.wait(20)
        return effects

    monkeypatch.setattr(drain, "post_batch", held)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(post_all, shop, [receipt(shop, item, quantity="5", unit_cost="2.00")], lane=uuid4())
        assert written.wait(20)
        second = pool.submit(post_all, shop, [receipt(shop, item, quantity="3", unit_cost="4.00")], lane=uuid4())
        deadline = time.monotonic() + 15
        while not somebody_waits(shop) and time.monotonic() < deadline:
            time.sleep(0.02)
        go_on.set()
        assert first.result(30)
        assert second.result(30)
    assert len(tries) == 3
    [level] = shop.get(f"/api/inventory/stock-levels?item_id={item}").json()["items"]
    assert (level["quantity"], level["value"]) == ("8", "22.00")
    assert not verify([shop.org_id]).differences


def test_a_batch_that_is_refused_leaves_no_level_behind(shop) -> None:
    """Only what moved has a level."""
    moved, idle = (ITEMS.make(shop, cost="2.00")["id"] for _ in range(2))
    post_all(shop, [receipt(shop, moved, quantity="5", unit_cost="2.00")])
    levels = shop.get("/api/inventory/stock-levels?limit=500").json()["items"]
    assert {level["item_id"] for level in levels} & {moved, idle} == {moved}
