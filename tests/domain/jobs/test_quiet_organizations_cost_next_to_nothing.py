"""A thousand organizations with nothing to do: a tick asks as much as for one, and answers in a moment."""

import time
from statistics import median

import pytest
from sqlalchemy import event

from domain.core import clock
from domain.core.db import engine, unit_of_work
from domain.jobs.catalogue import JOBS
from domain.jobs.repository import DueWork
from domain.jobs.tick import Ticker, slots
from domain.jobs.turns import take_turn
from tests.domain.jobs.runs import due_now

ZONES = ["America/Chicago", "Europe/Madrid", "Asia/Tokyo", "America/Mexico_City", "UTC"]
MANY = 1000


@pytest.fixture
def many(as_superuser, locks):
    """Organizations that were opened long ago and have had their night."""
    Ticker().tick(locks, budget_s=20)
    as_superuser(
        "INSERT INTO core.organizations"
        " (name, id, currency, minor_digits, country, time_zone, chart_template, created_at)"
        " SELECT 'Quiet', gen_random_uuid(), 'USD', 2, 'US', (%s::text[])[1 + n %% 5], 'retail',"
        " now() - '99 days'::interval"
        " FROM generate_series(1, %s) AS n",
        ZONES,
        MANY,
    )
    as_superuser(
        "INSERT INTO acct.books (org_id, code, last_number) SELECT o.id, b, 9 FROM core.organizations o,"
        " unnest('{GEN,MAIN}'::text[]) AS b WHERE o.name = 'Quiet'"
    )
    as_superuser(
        "INSERT INTO acct.summary_marks (org_id, book, number) SELECT o.id, b, 9 FROM core.organizations o,"
        " unnest('{GEN,MAIN}'::text[]) AS b WHERE o.name = 'Quiet'"
    )
    for job, zone, slot in slots(ZONES, clock.now()):
        as_superuser(
            "INSERT INTO core.job_runs (org_id, job, slot, status) SELECT o.id, %s, %s, 'done'"
            " FROM core.organizations o WHERE o.name = 'Quiet' AND o.time_zone = %s",
            job,
            slot,
            zone,
        )
    yield
    quiet = "(SELECT o.id FROM core.organizations o WHERE o.name = 'Quiet')"
    for table in ("core.job_runs", "acct.books", "acct.summary_marks"):
        as_superuser(f"DELETE FROM {table} WHERE org_id IN {quiet}")
    as_superuser("DELETE FROM core.organizations WHERE name = 'Quiet'")


def asked(locks, ticker):
    """Return the statements of one tick, and how long it took."""
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        began = time.perf_counter()
        ticked = ticker.tick(locks, budget_s=20)
        took = time.perf_counter() - began
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    return statements, ticked, took


def test_a_quiet_tick_asks_as_much_for_a_thousand_as_for_none(locks, many, as_superuser):
    statements, ticked, _ = asked(locks, Ticker())
    assert (ticked.ended, ticked.looks) == ({}, 1)
    as_superuser("UPDATE core.organizations SET closed_at = now() WHERE name = 'Quiet'")
    without, ticked, _ = asked(locks, Ticker())
    assert (ticked.ended, ticked.looks) == ({}, 1)
    assert len(statements) == len(without) <= 8


def test_a_quiet_night_is_believed_for_a_while(locks, many):
    ticker = Ticker()
    first, _, _ = asked(locks, ticker)
    second, _, _ = asked(locks, ticker)
    assert len(second) < len(first)
    assert not any("jobs_due" in statement for statement in second)


def test_looking_through_a_thousand_costs_less_than_a_few_short_jobs(old_shop, locks, many):
    """Compared with work of this very machine, so that it holds on a slow one too."""
    jobs = [name for name, job in JOBS.items() if job.reads_only and name != "verify"]
    began = time.perf_counter()
    for name in jobs:
        take_turn(locks, due_now(old_shop.org_id, name))
    of_one_job = (time.perf_counter() - began) / len(jobs)
    Ticker().tick(locks, budget_s=20)
    looks = median(asked(locks, Ticker())[2] for _ in range(7))
    assert looks < 20 * of_one_job


def test_one_that_has_something_is_found_among_a_thousand(many, old_shop):
    due = due_now(old_shop.org_id, "low_stock")
    with unit_of_work(read_only=True) as uow:
        work = DueWork(uow)
        found = work.missing(slots(work.time_zones(), clock.now()), limit=100)
    assert due in found
    assert {one.org_id for one in found if one.job == "low_stock"} == {old_shop.org_id}
