"""Journals are rolled up a minute after the last time, or within seconds where many are new; each slot once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from domain.core import clock
from domain.jobs import tick
from domain.jobs.catalogue import JOBS
from domain.jobs.schedule import Every
from domain.jobs.tick import Ticker
from tests.domain.jobs.runs import runs_of
from tests.domain.posting.till import Counter

MANY = 3


class Till:
    """A till of a shop that has had its nights, and the clock of whoever does the scheduled work."""

    def __init__(self, shop, locks, monkeypatch):
        self._shop, self._locks, self._monkeypatch = shop, locks, monkeypatch
        self._full = datetime.now(UTC).replace(second=0, microsecond=0)
        self._counter = Counter(shop)
        self._item = self._counter.item(price="10.00")

    def sell(self, times):
        line = {"item_id": self._item, "quantity": "1"}
        outcomes = self._counter.post(*(self._counter.sale(line, paid="10.00") for _ in range(times)))
        assert {one.status for one in outcomes} == {"posted"}

    def tick_at(self, second):
        """Work through what is due so many seconds after a full minute; return the seconds that were ever slots."""
        now = self._full + timedelta(seconds=second)
        with self._monkeypatch.context() as patched:
            patched.setattr(clock, "now", lambda: now)
            Ticker().tick(self._locks, budget_s=60)
        runs = runs_of(self._shop.org_id, "summaries")
        assert {run["status"] for run in runs} <= {"done"}
        return [(run["slot"] - self._full).total_seconds() for run in runs]


@pytest.fixture
def till(old_shop, monkeypatch, locks):
    job = JOBS["summaries"]
    assert job.hurry is not None
    assert (job.schedule, job.hurry.schedule) == (Every(60), Every(10))
    hurried = replace(job, hurry=replace(job.hurry, gathered=MANY))
    monkeypatch.setattr(tick, "JOBS", MappingProxyType({**JOBS, "summaries": hurried}))
    Ticker().tick(locks, budget_s=60)
    return Till(old_shop, locks, monkeypatch)


def test_a_little_waits_until_a_minute_has_gone(till):
    till.sell(1)
    assert till.tick_at(21) == [20]
    till.sell(MANY - 1)
    assert till.tick_at(41) == [20]
    assert till.tick_at(79) == [20]
    assert till.tick_at(81) == [20, 80]


def test_much_waits_for_the_next_slot_and_no_longer(till):
    till.sell(1)
    assert till.tick_at(21) == [20]
    till.sell(MANY)
    assert till.tick_at(29) == [20]
    assert till.tick_at(31) == [20, 30]
    till.sell(MANY)
    assert till.tick_at(32) == [20, 30]
    assert till.tick_at(45) == [20, 30, 40]


def test_nothing_new_is_no_run_at_all(till):
    till.sell(MANY)
    assert till.tick_at(1) == [0]
    assert till.tick_at(75) == [0]
