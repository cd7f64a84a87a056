"""Scheduled work over HTTP: what is due, how it went, having it done; and sums derived again on order."""

from datetime import datetime

import pytest

from domain.core import clock
from domain.jobs.catalogue import JOBS
from domain.jobs.definitions import RunStatus
from domain.jobs.tick import Ticker
from domain.jobs.turns import connect_for_locks, take_turn
from tests.domain.jobs.runs import due_now
from tests.draining import drain

pytestmark = pytest.mark.usefixtures("others_rest")

RECALCULATE = "/api/accounting/balances/recalculate"


@pytest.fixture
def locks(database):
    with connect_for_locks() as connection:
        yield connection


def jobs_of(shop, **given):
    answer = shop.get("/api/org/jobs", **given)
    assert answer.status_code == 200, answer.text
    return {job["name"]: job for job in answer.json()["items"]}


def test_every_job_is_listed_with_what_it_does_and_when_it_is_due(shop):
    jobs = jobs_of(shop)
    assert list(jobs) == list(JOBS)
    now = clock.now()
    for name, job in jobs.items():
        assert job["description"].endswith(".")
        assert job["last_run"] is None or JOBS[name].per_organization is False
        if job["next_run"] is not None:
            assert datetime.fromisoformat(job["next_run"]) > now
    # Three o'clock in Chicago, winter or summer.
    assert datetime.fromisoformat(jobs["verify"]["next_run"]).hour in {8, 9}
    assert (jobs["verify"]["schedule"], jobs["sessions"]["schedule"]) == ("daily at 03:00", "daily at 04:00 UTC")
    assert (jobs["summaries"]["schedule"], jobs["summaries"]["next_run"]) == ("every 60 s", None)


def test_the_last_run_is_told_in_short_and_the_runs_in_full(shop, locks):
    assert take_turn(locks, due_now(shop.org_id, "verify")) is RunStatus.DONE
    last = jobs_of(shop)["verify"]["last_run"]
    assert (last["status"], last["outcome"]) == ("done", {"differences": 0})
    assert last["duration_ms"] >= 0
    [run] = shop.get("/api/org/jobs/verify/runs").json()["items"]
    assert run["slot"] == last["slot"]
    assert len(run["outcome"]["invariants"]) >= 11


def test_a_job_is_done_on_order_once(shop, locks):
    asked = shop.post("/api/org/jobs/low_stock/run")
    assert (asked.status_code, asked.json()["status"]) == (202, "waiting")
    again = shop.post("/api/org/jobs/low_stock/run")
    assert (again.status_code, again.json()["slot"]) == (202, asked.json()["slot"])
    Ticker().tick(locks, budget_s=60)
    [run] = shop.get("/api/org/jobs/low_stock/runs").json()["items"]
    assert (run["slot"], run["status"], run["outcome"]) == (asked.json()["slot"], "done", {"items": 0, "rows": []})
    written = [entry for entry in shop.get("/api/org/audit").json()["items"] if entry["action"] == "job.run"]
    assert [entry["subject"] for entry in written] == [{"type": "job", "id": "low_stock"}]


def test_runs_are_paged(shop, locks):
    for _ in range(3):
        assert shop.post("/api/org/jobs/expiring_lots/run").status_code == 202
        Ticker().tick(locks, budget_s=60)
    seen, cursor = [], ""
    while cursor is not None:
        page = shop.get(f"/api/org/jobs/expiring_lots/runs?limit=1{f'&cursor={cursor}' if cursor else ''}").json()
        seen += [run["slot"] for run in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == 3
    assert seen == sorted(seen, reverse=True)
    assert shop.get("/api/org/jobs/expiring_lots/runs?cursor=abc").status_code == 422


def test_the_installations_work_is_nobodys_to_order_or_to_read(shop):
    for path, ask in (("run", shop.post), ("runs", shop.get)):
        answer = ask(f"/api/org/jobs/sessions/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "jobs.of_the_installation")
    assert jobs_of(shop)["sessions"]["of_installation"]
    assert shop.post("/api/org/jobs/nothing/run").status_code == 422


def test_who_may_see_and_who_may_order(shop):
    may = {"admin": (200, 202), "accountant": (200, 202), "manager": (200, 403), "cashier": (403, 403)}
    for role, expected in may.items():
        headers = shop.seen_by(shop.hire(role))
        answers = (
            shop.client.get("/api/org/jobs", headers=headers),
            shop.client.post("/api/org/jobs/cleanup/run", headers=headers),
        )
        assert tuple(answer.status_code for answer in answers) == expected, role


def test_another_organization_sees_none_of_it(shop, other_shop, locks):
    assert take_turn(locks, due_now(shop.org_id, "verify")) is RunStatus.DONE
    assert jobs_of(other_shop)["verify"]["last_run"] is None
    assert other_shop.get("/api/org/jobs/verify/runs").json()["items"] == []


def test_new_journals_are_rolled_up_within_the_minute(shop, locks):
    body = {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c99",
        "date": clock.now().date().isoformat(),
        "lines": [{"account": "1030", "debit": "5.00"}, {"account": "3100", "credit": "5.00"}],
    }
    assert shop.post("/api/accounting/journals", json=body).status_code == 202
    drain(shop)
    Ticker().tick(locks, budget_s=60)
    last = jobs_of(shop)["summaries"]["last_run"]
    assert (last["status"], last["outcome"]) == ("done", {"journals": 1})


def test_a_recalculation_waits_for_the_background_and_no_sale_waits_for_it(shop, locks):
    asked = shop.post(RECALCULATE, json={"from": "2026-01-01"})
    assert asked.status_code == 202
    assert asked.headers["Location"] == f"/api/operations/{asked.json()['id']}"
    body = {
        "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c98",
        "date": clock.now().date().isoformat(),
        "lines": [{"account": "1030", "debit": "5.00"}, {"account": "3100", "credit": "5.00"}],
    }
    assert shop.post("/api/accounting/journals", json=body).status_code == 202

    from domain.operations.sweep import sweep
    from domain.posting.drain import connect_for_posting, drain_shards

    with connect_for_posting() as connection:
        drain_shards(connection, [*sweep(connection, age_s=0), -1])
    assert shop.get(f"/api/operations/{body['id']}").json()["status"] == "posted"
    assert shop.get(f"/api/operations/{asked.json()['id']}").json()["status"] == "pending"
    Ticker().tick(locks, budget_s=60)
    told = shop.get(f"/api/operations/{asked.json()['id']}").json()
    assert (told["status"], told["attempts"]) == ("posted", 1)
    assert told["result"] == {"differences": 0, "rows": [], "repaired": False}


def test_a_recalculation_sent_again_is_the_same_one(shop):
    body = {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c97"}
    first, again = (shop.post(RECALCULATE, json=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert shop.post(RECALCULATE, json={**body, "repair": True}).status_code == 409


def test_there_is_no_rehearsal_of_what_takes_seconds(shop):
    answer = shop.post(f"{RECALCULATE}?dry_run=true", json={})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "dry_run")


@pytest.mark.parametrize(("role", "looks", "repairs"), [("accountant", 202, 202), ("manager", 403, 403)])
def test_who_may_look_and_who_may_repair(shop, role, looks, repairs):
    headers = shop.seen_by(shop.hire(role))
    assert shop.client.post(RECALCULATE, json={}, headers=headers).status_code == looks
    assert shop.client.post(RECALCULATE, json={"repair": True}, headers=headers).status_code == repairs


def test_looking_does_not_become_repairing_by_a_retry(shop, locks):
    """Somebody who may post journals and mend operations, but was not trusted with repairs."""
    role = shop.post(
        "/api/org/roles",
        json={
            "code": "looker",
            "name": "Looker",
            "permissions": ["accounting.journals.post", "operations.manage", "operations.read"],
        },
    )
    assert role.status_code == 201, role.text
    headers = shop.seen_by(shop.hire("looker"))
    assert shop.client.post(RECALCULATE, json={"repair": True}, headers=headers).status_code == 403
    asked = shop.client.post(RECALCULATE, json={}, headers=headers).json()
    from domain.core.db import unit_of_work

    with unit_of_work(shop.org_id) as uow:
        uow.driver.execute(
            "UPDATE core.operations SET status = 'failed', error = '{}', ended_at = now() WHERE id = %s", (asked["id"],)
        )
        uow.commit()
    mended = shop.client.post(
        f"/api/operations/{asked['id']}/retry", json={"payload": {"repair": True}}, headers=headers
    )
    assert mended.status_code == 403
    assert "accounting.balances.repair" in mended.text


def test_prometheus_is_told_of_every_job_that_ran(client, shop, locks):
    assert take_turn(locks, due_now(shop.org_id, "verify")) is RunStatus.DONE
    lines = client.get("/metrics").text.splitlines()
    for name in (
        'arcoiris_job_runs_total{job="verify",status="done"}',
        'arcoiris_job_last_duration_seconds{job="verify"}',
    ):
        assert any(line.startswith(name) for line in lines), name
    [age] = [line for line in lines if line.startswith('arcoiris_job_last_done_age_seconds{job="verify"}')]
    assert 0 <= float(age.split()[-1]) < 60
    assert not any(str(shop.org_id) in line for line in lines)
