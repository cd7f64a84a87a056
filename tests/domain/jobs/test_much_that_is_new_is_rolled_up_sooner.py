"""Journals are rolled up a minute after the last time, or within seconds where many are new; each slot once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from domain.core import clock
from domain.core.db import unit_of_work
from domain.imports.repository import Imports
from domain.jobs import tick
from domain.jobs.catalogue import JOBS
from domain.jobs.definitions import Patience
from domain.jobs.schedule import Every
from domain.jobs.tick import Ticker
from tests.domain.imports.conftest import hand_in
from tests.domain.jobs.runs import runs_of
from tests.domain.posting.till import Counter

MANY = 3
SECONDS = 300


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

    def file_is(self, status):
        """Let a file of this shop stand at some stage; nobody carries it on."""
        import_id = hand_in(self._shop, "sku,name,price\nX,X,1\n")
        with unit_of_work(self._shop.org_id) as uow:
            imports = Imports(uow, self._shop.org_id)
            imports.note(imports.get(import_id), {"status": status})
            uow.commit()

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
    hurried = replace(
        job, hurry=replace(job.hurry, gathered=MANY), patience=Patience(gathered=2 * MANY, lasts_s=SECONDS)
    )
    # No other job: a night that begins within these minutes would roll up too.
    monkeypatch.setattr(tick, "JOBS", MappingProxyType({"summaries": hurried}))
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


def test_while_a_file_is_applied_more_may_gather_and_for_longer(till):
    till.sell(1)
    assert till.tick_at(21) == [20]
    till.file_is("applying")
    till.sell(2 * MANY - 1)
    assert till.tick_at(31) == [20]
    assert till.tick_at(20 + SECONDS - 1) == [20]
    till.sell(1)
    assert till.tick_at(20 + SECONDS - 1) == [20, 310]
    till.sell(1)
    assert till.tick_at(310 + SECONDS - 1) == [20, 310]
    assert till.tick_at(310 + SECONDS + 11) == [20, 310, 620]


def test_a_file_that_is_only_checked_makes_nothing_wait(till):
    till.sell(1)
    assert till.tick_at(21) == [20]
    till.file_is("checked")
    till.sell(MANY)
    assert till.tick_at(31) == [20, 30]
