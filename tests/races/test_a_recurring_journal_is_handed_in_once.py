"""Two schedulers at once, or a change while one runs: each day of a recurring journal is one operation."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from domain.accounting.service import post_due_recurring
from domain.core.clock import now, zone
from domain.core.db import unit_of_work
from tests.api.nouns import RECURRING_JOURNALS
from tests.draining import drain

TODAY = now().astimezone(zone("America/Chicago")).date()


def test_two_runs_at_once_have_one_effect(shop):
    first = (TODAY - timedelta(days=9)).isoformat()
    made = [RECURRING_JOURNALS.make(shop, first_date=first, unit="days") for _ in range(3)]
    ready = threading.Barrier(4)

    def run(_):
        ready.wait(20)
        with unit_of_work(shop.org_id) as uow:
            handed = post_due_recurring(uow, org_id=shop.org_id, today=TODAY)
            uow.commit()
        return handed.new

    with ThreadPoolExecutor(4) as workers:
        assert sorted(workers.map(run, range(4))) == [0, 0, 0, 30]
    drain(shop)
    journals = shop.get("/api/accounting/journals", params={"limit": 100}).json()["items"]
    assert len(journals) == 30
    for one in made:
        days = shop.get(f"{RECURRING_JOURNALS.at(one)}/occurrences", params={"limit": 100}).json()["items"]
        assert [day["status"] for day in days] == ["posted"] * 10


def test_a_change_waits_for_the_run_and_counts_from_the_next_day_on(shop):
    made = RECURRING_JOURNALS.make(shop, first_date=TODAY.isoformat(), unit="days", memo="Before")
    changed = threading.Event()

    def change():
        answer = shop.patch(RECURRING_JOURNALS.at(made), json={"memo": "After"})
        changed.set()
        return answer.status_code

    with ThreadPoolExecutor(1) as workers:
        with unit_of_work(shop.org_id) as uow:
            post_due_recurring(uow, org_id=shop.org_id, today=TODAY)
            waiting = workers.submit(change)
            assert not changed.wait(0.3)
            uow.commit()
        assert waiting.result(20) == 200
    with unit_of_work(shop.org_id) as uow:
        assert post_due_recurring(uow, org_id=shop.org_id, today=TODAY + timedelta(days=1)).new == 1
        uow.commit()
    drain(shop)
    memos = [one["memo"] for one in shop.get("/api/accounting/journals").json()["items"]]
    assert memos == ["After", "Before"]
