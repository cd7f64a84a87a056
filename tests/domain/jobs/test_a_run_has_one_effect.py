"""Two beats, many ticks at once, a job that fails, one that is cut in pieces: each slot has one effect."""

import threading
from dataclasses import replace
from types import MappingProxyType

import psycopg
import pytest

from domain.core.db import unit_of_work
from domain.core.errors import ConflictError
from domain.core.ids import NIL
from domain.jobs import catalogue, tick, turns
from domain.jobs.catalogue import JOBS
from domain.jobs.definitions import Outcome, RunStatus
from domain.jobs.repository import Runs
from domain.jobs.tick import Ticker
from domain.jobs.turns import ATTEMPTS, connect_for_locks, take_turn
from tests.domain.jobs.runs import due_now, runs_of

NOTE = "INSERT INTO core.heartbeats (name, beat_at) VALUES (gen_random_uuid()::text || %s, now())"
NOTED = "SELECT count(*) FROM core.heartbeats WHERE name LIKE %s"


@pytest.fixture
def job(monkeypatch):
    """Put other work in the place of the clean-up's; return the function that does so."""

    def put(work):
        jobs = MappingProxyType({**JOBS, "cleanup": replace(JOBS["cleanup"], work=work)})
        for module in (catalogue, turns, tick):
            monkeypatch.setattr(module, "JOBS", jobs)

    return put


@pytest.fixture
def noted(old_shop, as_superuser):
    """Return how often the work of this test has had its effect."""

    def count():
        [(number,)] = as_superuser(NOTED, f"%{old_shop.org_id}")
        return number

    yield count
    as_superuser("DELETE FROM core.heartbeats WHERE name LIKE %s", f"%{old_shop.org_id}")


def note(uow, turn):
    uow.driver.execute(NOTE, (str(turn.org_id),))
    return Outcome({"notes": int(turn.so_far.get("notes", 0)) + 1})


def test_many_ticks_at_once_do_what_is_due_once(old_shop, job, noted):
    job(note)
    barrier, faults = threading.Barrier(8), []

    def beat():
        try:
            with connect_for_locks() as locks:
                barrier.wait()
                Ticker().tick(locks, budget_s=60)
        except Exception as fault:  # noqa: BLE001 - told to the test
            faults.append(fault)

    threads = [threading.Thread(target=beat) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert noted() == 1
    found = runs_of(old_shop.org_id)
    by_clock = {name for name, one in JOBS.items() if one.work and one.per_organization and not one.when_needed}
    assert {run["job"] for run in found} == by_clock
    assert {(run["status"], run["attempts"]) for run in found} == {("done", 1)}
    assert all(run["ended_at"] >= run["started_at"] and run["duration_ms"] >= 0 for run in found)


def test_what_was_done_is_not_done_again(old_shop, locks, job, noted):
    job(note)
    due = due_now(old_shop.org_id, "cleanup")
    assert [take_turn(locks, due) for _ in range(3)] == [RunStatus.DONE, None, None]
    assert noted() == 1


def test_another_has_it_in_hand(old_shop, locks, job, noted):
    job(note)
    due = due_now(old_shop.org_id, "cleanup")
    with connect_for_locks() as other, turns.held(other, f"{due.org_id} {due.job}") as theirs:
        assert theirs
        assert take_turn(locks, due) is None
    assert take_turn(locks, due) is RunStatus.DONE
    assert noted() == 1


def test_a_worker_that_was_thought_dead_and_comes_back_changes_nothing(old_shop, locks, job, noted):
    """Its lock was lost, as that of a machine that hung is; another has done the work meanwhile."""
    due = due_now(old_shop.org_id, "cleanup")

    def slowly(uow, turn):
        outcome = note(uow, turn)
        row = locks.execute("SELECT pg_backend_pid()").fetchone()
        job(note)
        with connect_for_locks() as other:
            other.execute("SELECT pg_terminate_backend(%s)", row)
            taken = None
            while taken is None:
                taken = take_turn(other, due)
        return outcome

    job(slowly)
    assert take_turn(locks, due) is None
    assert noted() == 1
    [run] = runs_of(old_shop.org_id, "cleanup")
    assert (run["status"], run["attempts"], run["outcome"]) == ("done", 2, {"notes": 1})


def test_work_in_pieces_goes_on_where_it_was_and_is_one_run(old_shop, locks, job, noted):
    def in_pieces(uow, turn):
        outcome = note(uow, turn)
        return replace(outcome, more=outcome.figures["notes"] < 3)

    job(in_pieces)
    due = due_now(old_shop.org_id, "cleanup")
    turned = [take_turn(locks, due) for _ in range(4)]
    assert turned == [RunStatus.WAITING, RunStatus.WAITING, RunStatus.DONE, None]
    assert noted() == 3
    [run] = runs_of(old_shop.org_id, "cleanup")
    assert (run["attempts"], run["outcome"]) == (1, {"notes": 3})


def test_what_fails_leaves_nothing_is_tried_later_and_then_told(old_shop, locks, job, noted, as_superuser):
    def fail(uow, turn):
        note(uow, turn)
        raise ZeroDivisionError

    job(fail)
    due = due_now(old_shop.org_id, "cleanup")
    now = "UPDATE core.job_runs SET not_before = now() WHERE org_id = %s"
    delays = []
    for attempt in range(1, ATTEMPTS):
        assert take_turn(locks, due) is RunStatus.WAITING
        assert take_turn(locks, due) is None, "its time has not come"
        [run] = runs_of(old_shop.org_id, "cleanup")
        assert (run["attempts"], run["error"]["code"]) == (attempt, "jobs.failed")
        [(delay,)] = as_superuser(
            "SELECT extract(epoch FROM not_before - now())::float FROM core.job_runs WHERE org_id = %s",
            old_shop.org_id,
        )
        delays.append(delay)
        as_superuser(now, old_shop.org_id)
    assert delays == sorted(delays)
    assert delays[-1] > 4 * delays[0]
    assert take_turn(locks, due) is RunStatus.FAILED
    assert take_turn(locks, due) is None
    assert noted() == 0
    [run] = runs_of(old_shop.org_id, "cleanup")
    assert (run["status"], run["attempts"], run["ended_at"] is not None) == ("failed", ATTEMPTS, True)


def test_what_fails_for_a_while_is_done_in_the_end(old_shop, locks, job, noted, as_superuser):
    failures = iter([psycopg.errors.DeadlockDetected(), ConflictError(), None])

    def fail_twice(uow, turn):
        failure = next(failures)
        if failure is not None:
            raise failure
        return note(uow, turn)

    job(fail_twice)
    due = due_now(old_shop.org_id, "cleanup")
    for _ in range(2):
        assert take_turn(locks, due) is RunStatus.WAITING
        as_superuser("UPDATE core.job_runs SET not_before = now() WHERE org_id = %s", old_shop.org_id)
    assert take_turn(locks, due) is RunStatus.DONE
    assert noted() == 1
    [run] = runs_of(old_shop.org_id, "cleanup")
    assert (run["status"], run["error"]) == ("done", None)


def test_a_job_that_fails_does_not_stop_the_others(old_shop, locks, job):
    def fail(_uow, _turn):
        raise ZeroDivisionError

    job(fail)
    Ticker().tick(locks, budget_s=60)
    by_status = {run["job"]: run["status"] for run in runs_of(old_shop.org_id)}
    assert by_status.pop("cleanup") == "waiting"
    assert set(by_status.values()) == {"done"}
    assert len(by_status) >= 5


def test_the_installations_own_work_is_done_once(locks, as_superuser):
    as_superuser("DELETE FROM core.job_runs WHERE org_id = %s", NIL)
    for _ in range(3):
        Ticker().tick(locks, budget_s=60)
    [run] = runs_of(NIL)
    assert (run["job"], run["status"]) == ("sessions", "done")


def test_a_closed_organization_is_left_alone(old_shop, locks, as_superuser):
    as_superuser("UPDATE core.organizations SET closed_at = now() WHERE id = %s", old_shop.org_id)
    Ticker().tick(locks, budget_s=60)
    assert runs_of(old_shop.org_id) == []


def test_the_night_before_an_organization_was_opened_is_not_owed_to_it(shop, locks, as_superuser):
    as_superuser("UPDATE core.organizations SET created_at = now() WHERE id = %s", shop.org_id)
    Ticker().tick(locks, budget_s=60)
    assert [run["job"] for run in runs_of(shop.org_id)] in ([], ["summaries"])


def test_old_runs_go_and_failures_stay_for_a_while(old_shop, locks, job, as_superuser):
    job(note)
    as_superuser(
        "INSERT INTO core.job_runs (org_id, job, slot, status, ended_at)"
        " SELECT %s, 'cleanup', now() - n * '1 day'::interval,"
        " CASE WHEN n %% 10 = 0 THEN 'failed' ELSE 'done' END, now() - n * '1 day'::interval"
        " FROM generate_series(2, 200) AS n",
        old_shop.org_id,
    )
    assert take_turn(locks, due_now(old_shop.org_id, "cleanup")) is RunStatus.DONE
    left = runs_of(old_shop.org_id, "cleanup")
    old = left[:-30]
    assert len(left) < 40
    assert {run["status"] for run in old} == {"failed"}
    assert len(old) == 5, "those of the days 40 to 80"
    as_superuser("DELETE FROM core.heartbeats WHERE name LIKE %s", f"%{old_shop.org_id}")


def test_asking_twice_is_one_run(old_shop):
    from domain.core import clock

    with unit_of_work(old_shop.org_id) as uow:
        runs = Runs(uow, old_shop.org_id)
        assert [runs.ask("verify", clock.now()) for _ in range(3)] == [True, False, False]
