"""What somebody changes by hand, past every trigger, the next night names exactly; it is put right on order alone."""

import pytest

from domain.jobs.definitions import RunStatus
from domain.jobs.turns import take_turn
from tests.domain.jobs.runs import due_now, runs_of
from tests.domain.reports.verification.broken_shop import open_and_sell
from tests.draining import drain

RECALCULATE = "/api/accounting/balances/recalculate"


@pytest.fixture
def broken(client, postgres):
    return open_and_sell(client, postgres.superuser_url)


@pytest.fixture
def night(broken, locks):
    """Let the night come: run a job as if it were due, and return what came of it."""

    def run(job):
        broken.run("DELETE FROM core.job_runs WHERE org_id = %(org_id)s AND job = %(job)s", job=job)
        assert take_turn(locks, due_now(broken.shop.org_id, job)) is RunStatus.DONE
        [found] = runs_of(broken.shop.org_id, job)
        return found["outcome"]

    return run


def spoil(broken):
    """A level, a balance and a journal, changed by hand."""
    broken.breaks(
        "UPDATE inv.stock_levels SET quantity = quantity + 1.5 WHERE org_id = %(org_id)s AND item_id = %(bread)s"
    )
    broken.breaks(
        "UPDATE acct.balances b SET credit = credit + 5 FROM acct.chart_of_accounts a WHERE b.org_id = %(org_id)s"
        " AND a.org_id = %(org_id)s AND a.id = b.account_id AND a.code = '1030'"
    )
    broken.breaks("UPDATE acct.journals SET memo = 'Rent?' WHERE org_id = %(org_id)s AND id = %(journal)s")


def drift(outcome):
    return [(row["where"], row["found"], row["expected"]) for row in outcome["rows"]]


LEVEL = (
    {"item": "BREAD", "location": "MAIN"},
    {"quantity": "9.5000", "value": "32.00"},
    {"quantity": "8.0000", "value": "32.00"},
)
BALANCE = (
    {"account": "1030", "location": None, "period": "2026-11"},
    {"debit": "0.00", "credit": "700.05"},
    {"debit": "0.00", "credit": "700.00"},
)


def test_a_quiet_night_finds_nothing(broken, night):
    assert night("recalculation") == {"differences": 0, "rows": []}
    proof = night("verify")
    assert proof["differences"] == 0
    assert [one["number"] for one in proof["invariants"]][:3] == ["I1", "I2", "I3"]
    assert not any("examples" in one for one in proof["invariants"])


@pytest.mark.parametrize("rolled_up", [False, True], ids=["before the roll-up", "after it"])
def test_the_night_names_what_was_changed_and_the_chain_names_the_journal(broken, night, rolled_up):
    if rolled_up:
        night("summaries")
    spoil(broken)
    found = night("recalculation")
    assert found["differences"] == 2
    assert drift(found) == [LEVEL, BALANCE]

    proof = {one["number"]: one for one in night("verify")["invariants"]}
    assert {number for number, one in proof.items() if one["differences"]} >= {"I2", "I3", "I8"}
    [tampered] = proof["I8"]["examples"]
    assert tampered["where"]["journal_id"] == broken.ids["journal"]
    assert drift({"rows": proof["I2"]["examples"]}) == [BALANCE]

    # A second night tells the same: nothing repairs itself.
    assert drift(night("recalculation")) == [LEVEL, BALANCE]


def test_it_is_put_right_on_order_and_written_down(broken, night):
    spoil(broken)
    looked = broken.shop.post(RECALCULATE, json={})
    assert looked.status_code == 202, looked.text
    drain(broken.shop)
    told = broken.shop.get(f"/api/operations/{looked.json()['id']}").json()
    assert (told["status"], told["result"]["repaired"]) == ("posted", False)
    assert drift(told["result"]) == [LEVEL, BALANCE]
    assert drift(night("recalculation")) == [LEVEL, BALANCE], "looking changes nothing"

    ordered = broken.shop.post(RECALCULATE, json={"repair": True})
    drain(broken.shop)
    told = broken.shop.get(f"/api/operations/{ordered.json()['id']}").json()
    assert (told["status"], told["result"]["repaired"], told["result"]["differences"]) == ("posted", True, 2)
    assert drift(told["result"]) == [LEVEL, BALANCE], "what differed before"

    assert night("recalculation") == {"differences": 0, "rows": []}
    left = {one["number"] for one in night("verify")["invariants"] if one["differences"]}
    assert left == {"I8"}, "what was tampered with nobody can put right"
    written = broken.shop.get("/api/org/audit?limit=500").json()["items"]
    actions = [entry["action"] for entry in written]
    assert actions.count("balances.recalculate") == 2
    assert {"stock_level.recalculate", "balance.recalculate"} <= set(actions)
    [entry] = [entry for entry in written if entry["action"] == "balance.recalculate"]
    assert (entry["before"], entry["after"]) == (BALANCE[1], BALANCE[2])
    [order, *_] = [entry for entry in written if entry["action"] == "balances.recalculate"]
    assert order["actor"]["type"] == "user"
    assert entry["actor"] == order["actor"], "who ordered it"


def test_much_drift_is_counted_and_some_of_it_shown(broken, night):
    night("summaries")
    broken.run(
        "INSERT INTO acct.balances (org_id, period, account_id, location_id, debit, credit)"
        " SELECT %(org_id)s, '2020-01-01'::date + n * '1 month'::interval, a.id, %(location)s::uuid, 1, 1"
        " FROM generate_series(0, 9) AS n, acct.chart_of_accounts a WHERE a.org_id = %(org_id)s"
    )
    found = night("recalculation")
    assert found["differences"] > 200
    assert len(found["rows"]) == 100
    proof = {one["number"]: one for one in night("verify")["invariants"]}
    assert proof["I2"]["differences"] == found["differences"]
    assert len(proof["I2"]["examples"]) == 5
