"""A worker is killed in the middle of each job: nothing of it is there, and whoever takes it over has one effect."""

import os
import signal
import subprocess
import sys
import time

import pytest

from domain.core.db import unit_of_work
from domain.core.ids import NIL
from domain.jobs.background import Waiting, carry_out
from domain.jobs.catalogue import JOBS
from domain.jobs.definitions import RunStatus
from domain.jobs.turns import take_turn
from domain.reports.recalculation import recalculate
from tests.architecture.source_tree import ROOT
from tests.domain.jobs.runs import due_now, runs_of
from tests.domain.reports.verification.broken_shop import open_and_sell

pytestmark = pytest.mark.slow
RECALCULATE = "balances.recalculate"
MOMENTS = pytest.mark.parametrize("moment", ["work", "end"])
OWN = [name for name, job in JOBS.items() if job.work is not None and job.per_organization]


@pytest.fixture
def killed(tmp_path, database):
    """Let a worker take a job in hand and kill it in the middle."""

    def kill(moment, org_id, job):
        file = tmp_path / f"{moment} {job}"
        file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.domain.jobs.doomed", moment, str(org_id), job, str(file)]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not file.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL

    return kill


def taken_over(attempt):
    """Try until the lock of the dead is gone: its connections are noticed within moments."""
    deadline = time.monotonic() + 10
    while (status := attempt()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return status


@pytest.fixture
def broken(client, postgres):
    """A shop with something for every job to do."""
    shop = open_and_sell(client, postgres.superuser_url)
    shop.shop.post("/api/org/invitations", json={"email": "late@example.com", "role": "viewer"})
    shop.run("UPDATE core.invitations SET expires_at = now() - interval '1 year' WHERE org_id = %(org_id)s")
    shop.run("UPDATE inv.items SET reorder_point = 100 WHERE org_id = %(org_id)s AND sku = 'WINE'")
    card = shop.shop.post("/api/pos/gift-cards", json={"expires_on": str(shop.one("SELECT current_date + 9"))})
    assert card.status_code == 201, card.text
    shop.run("UPDATE pos.stored_values SET balance = 700 WHERE org_id = %(org_id)s")
    rent = {
        "name": "Rent",
        "every": 1,
        "unit": "months",
        "first_date": str(shop.one("SELECT current_date - 40")),
        "lines": [{"account": "6000", "debit": "800.00"}, {"account": "1010", "credit": "800.00"}],
    }
    answer = shop.shop.post("/api/accounting/recurring-journals", json=rent)
    assert answer.status_code == 201, answer.text
    return shop


def figures(job):
    with unit_of_work(read_only=True) as uow:
        row = uow.driver.execute("SELECT done FROM core.job_figures WHERE job = %s", (job,)).fetchone()
    return row[0] if row else 0


def effects(broken):
    """What the jobs change, counted."""
    return {
        "invitations": broken.one("SELECT count(*) FROM core.invitations WHERE org_id = %(org_id)s"),
        "recurring": broken.one(
            "SELECT count(*) FROM core.operations WHERE org_id = %(org_id)s AND actor_type = 'system'"
        ),
        "summarized": broken.one("SELECT coalesce(sum(lines), 0)::int FROM acct.day_totals WHERE org_id = %(org_id)s"),
    }


CHANGES = {
    "summaries": {"summarized": lambda broken: broken.one(LINES)},
    "recalculation": {"summarized": lambda broken: broken.one(LINES)},
    "recurring_journals": {"recurring": lambda _: 2},
    "cleanup": {"invitations": lambda _: 0},
}
LINES = "SELECT count(*) FROM acct.journal_lines WHERE org_id = %(org_id)s"
TOLD = {
    "low_stock": ("items", 1),
    "expiring_cards": ("balance", "7.00"),
    "expiring_lots": ("lots", 0),
    "cleanup": ("invitations", 1),
    "recurring_journals": ("journals", 2),
    "recalculation": ("differences", 0),
}


@MOMENTS
@pytest.mark.parametrize("job", OWN)
def test_each_job_has_one_effect(broken, locks, killed, job, moment):
    before, counted = effects(broken), figures(job)
    killed(moment, broken.shop.org_id, job)
    [run] = runs_of(broken.shop.org_id, job)
    assert (run["status"], run["attempts"], run["outcome"]) == ("running", 1, None)
    assert (effects(broken), figures(job)) == (before, counted)

    due = due_now(broken.shop.org_id, job)._replace(slot=run["slot"])
    assert taken_over(lambda: take_turn(locks, due)) is RunStatus.DONE
    assert take_turn(locks, due) is None
    [run] = runs_of(broken.shop.org_id, job)
    assert (run["status"], run["attempts"], run["error"]) == ("done", 2, None)
    after = {name: count(broken) for name, count in CHANGES.get(job, {}).items()}
    assert effects(broken) == before | after
    assert figures(job) == counted + 1
    if job in TOLD:
        name, value = TOLD[job]
        assert run["outcome"][name] == value
    with unit_of_work(broken.shop.org_id, read_only=True) as uow:
        apart = {one.what for one in recalculate(uow, org_id=broken.shop.org_id)}
    assert not any("summary" in what or "balance of an account" in what for what in apart)


@MOMENTS
def test_the_installations_own_job_has_one_effect(locks, killed, as_superuser, moment, broken):
    as_superuser("DELETE FROM core.job_runs WHERE org_id = %s", NIL)
    as_superuser(
        "UPDATE core.refresh_tokens SET expires_at = now() - interval '1 year' WHERE user_id = %s",
        broken.shop.owner.user_id,
    )
    tokens = "SELECT count(*)::int FROM core.refresh_tokens WHERE user_id = %s"
    killed(moment, NIL, "sessions")
    assert as_superuser(tokens, broken.shop.owner.user_id) == [(1,)]
    due = due_now(NIL, "sessions")
    assert taken_over(lambda: take_turn(locks, due)) is RunStatus.DONE
    assert take_turn(locks, due) is None
    assert as_superuser(tokens, broken.shop.owner.user_id) == [(0,)]
    [run] = runs_of(NIL)
    assert (run["status"], run["attempts"]) == ("done", 2)


@MOMENTS
@pytest.mark.parametrize("repair", [False, True], ids=["looking", "repairing"])
def test_a_long_operation_has_one_effect(broken, locks, killed, moment, repair):
    broken.run("UPDATE pos.stored_values SET balance = 0 WHERE org_id = %(org_id)s")
    broken.breaks(
        "UPDATE acct.balances b SET credit = credit + 5 FROM acct.chart_of_accounts a WHERE b.org_id = %(org_id)s"
        " AND a.org_id = %(org_id)s AND a.id = b.account_id AND a.code = '1030'"
    )
    asked = broken.shop.post("/api/accounting/balances/recalculate", json={"repair": repair}).json()

    def told():
        return broken.shop.get(f"/api/operations/{asked['id']}").json()

    def written():
        entries = broken.shop.get("/api/org/audit?limit=500").json()["items"]
        actions = [entry["action"] for entry in entries]
        return actions.count(RECALCULATE), actions.count("balance.recalculate")

    killed(moment, broken.shop.org_id, RECALCULATE)
    assert (told()["status"], told()["attempts"], written()) == ("pending", 1, (0, 0))
    waiting = Waiting(broken.shop.org_id, asked["id"])
    assert taken_over(lambda: carry_out(locks, waiting)) == "posted"
    assert carry_out(locks, waiting) is None
    assert (told()["status"], told()["attempts"], written()) == ("posted", 2, (1, int(repair)))
    assert (told()["result"]["differences"], told()["result"]["repaired"]) == (1, repair)


def test_what_kills_every_worker_ends_failed_and_can_be_retried(broken, locks, killed, monkeypatch):
    from domain.core.settings import settings

    monkeypatch.setattr("domain.jobs.background.MORE_THAN_ATTEMPTS", 0)
    asked = broken.shop.post("/api/accounting/balances/recalculate", json={}).json()
    for _ in range(settings().attempt_limit):
        killed("work", broken.shop.org_id, RECALCULATE)
    waiting = Waiting(broken.shop.org_id, asked["id"])
    assert taken_over(lambda: carry_out(locks, waiting)) == "failed"
    told = broken.shop.get(f"/api/operations/{asked['id']}").json()
    assert (told["status"], told["error"]["code"]) == ("failed", "operations.worker_died")
    assert broken.shop.post(f"/api/operations/{asked['id']}/retry").status_code == 202
    assert carry_out(locks, waiting) == "posted"
