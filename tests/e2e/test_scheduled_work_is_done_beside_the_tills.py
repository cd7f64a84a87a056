"""The running product: long operations and jobs are done by a process of their own, which may die as any other."""

import signal
from pathlib import Path

from tests.e2e.conftest import wait_until

RECALCULATE = "/api/accounting/balances/recalculate"
MEMORY_MB = 180


def last_run(front, job):
    [found] = [one for one in front.shop.get("/api/org/jobs").json()["items"] if one["name"] == job]
    return found["last_run"]


def test_a_sale_is_in_the_summaries_within_the_minute_by_itself(front):
    assert front.sell().status_code == 200
    wait_until(lambda: last_run(front, "summaries") is not None, timeout_s=90)
    wait_until(lambda: last_run(front, "summaries")["outcome"] == {"journals": 1})


def test_who_prefers_to_wait_gets_what_differed(front):
    assert front.sell().status_code == 200
    answer = front.shop.post(RECALCULATE, json={}, headers={"Prefer": "wait=30"})
    assert (answer.status_code, answer.json()["status"]) == (200, "posted")
    assert answer.json()["result"] == {"differences": 0, "rows": [], "repaired": False}


def test_a_job_is_done_on_order(front):
    assert front.shop.post("/api/org/jobs/verify/run").status_code == 202
    wait_until(lambda: last_run(front, "verify") is not None and last_run(front, "verify")["status"] == "done")
    assert last_run(front, "verify")["outcome"] == {"differences": 0}


def test_without_its_process_sales_go_on_and_it_catches_up(installation, front):
    installation.stack.supervisor.halt("background")
    try:
        asked = front.shop.post(RECALCULATE, json={}).json()
        assert front.sell().json()["status"] == "posted"
        assert front.operation(asked["id"])["status"] == "pending"
    finally:
        installation.stack.supervisor.resume("background")
    assert front.ended(asked["id"])["status"] == "posted"


def test_a_killed_one_is_started_again(installation, front):
    before = installation.pid("background")
    assert installation.signal("background", signal.SIGKILL)
    wait_until(lambda: installation.pid("background") not in {before, None})
    answer = front.shop.post(RECALCULATE, json={}, headers={"Prefer": "wait=30"})
    assert answer.json()["status"] == "posted"


def test_it_is_one_process_of_modest_size(installation, front):
    assert front.shop.post("/api/org/jobs/verify/run").status_code == 202
    wait_until(lambda: last_run(front, "verify") is not None and last_run(front, "verify")["status"] == "done")
    assert installation.children("background") == []
    status = Path(f"/proc/{installation.pid('background')}/status").read_text()
    [peak] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    assert int(peak.split()[1]) / 1024 < MEMORY_MB
