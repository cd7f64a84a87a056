"""Files go on by themselves while Postgres, the broker and the workers are killed, and come to the end of any run."""

import json
import random
import signal
import threading
import time
from collections.abc import Callable

import pytest

from tests.e2e.conftest import Front, wait_until
from tests.faults.installation import Installation
from tests.faults.mischief import Findings, cut_postgres, flush_broker, freeze_broker, kill_broker, kill_postmaster

OPEN = {"received", "checking", "applying"}
ITEMS, RECEIPTS, WRONG = 2_500, 400, 97
Harm = Callable[[Installation], object]


def kill_background(at: Installation) -> object:
    return at.signal("background", signal.SIGKILL)


def freeze_background(at: Installation) -> object:
    """Stand still for longer than any time-out and lease, then go on as if nothing had been."""
    pid = at.pid("background")
    if pid is not None:
        at.signal("background", signal.SIGSTOP)
        time.sleep(6.0)
        at.signal("background", signal.SIGCONT)
    return pid


def fault(found: Callable[..., object]) -> Harm:
    return lambda at: found(at, random.Random(1), Findings())


AT_ITEMS: list[Harm] = [fault(kill_broker), fault(kill_postmaster)]
AT_SALES: list[Harm] = [
    fault(flush_broker), kill_background, fault(cut_postgres), fault(freeze_broker), freeze_background,
    fault(kill_postmaster),
]  # fmt: skip


def items() -> str:
    return "sku,name,price,barcode\n" + "".join(f"S{n},Item {n},{n % 9 + 1}.00,{10**9 + n}\n" for n in range(ITEMS))


def sales() -> str:
    rows = (
        f"T1,R-{n},2025-03-{n % 28 + 1:02} 10:00:00,{'NOTHING' if n % WRONG == 0 else f'S{n}'},{n % 3 + 1},2.50\n"
        for n in range(1, RECEIPTS + 1)
    )
    return "terminal,receipt,sold_at,sku,quantity,unit_price\n" + "".join(rows)


def hand_in(front: Front, kind: str, content: str) -> str:
    form = {"data": {"kind": kind, "on_error": "skip_rows"}, "files": {"file": (f"{kind}.csv", content)}}
    answer = front.shop.post("/api/imports", **form)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def look(front: Front, import_id: str) -> dict[str, object]:
    """Return an import, as soon as somebody can say."""
    found: list[dict[str, object]] = []

    def asked() -> bool:
        answer = front.shop.get(f"/api/imports/{import_id}")
        assert answer.status_code in {200, 503}, answer.text
        found[:] = [answer.json()] if answer.status_code == 200 else []
        return bool(found)

    wait_until(asked)
    return found[0]


def harmed(installation: Installation, front: Front, import_id: str, harms: list[Harm]) -> dict[str, object]:
    """Do the next harm whenever an import has got on, until it rests."""
    left, seen = list(harms), set()
    deadline = time.monotonic() + 120
    while (view := look(front, import_id))["status"] in OPEN:
        assert time.monotonic() < deadline, view
        place = (view["status"], view["rows_done"])
        if left and place not in seen:
            seen.add(place)
            left.pop(0)(installation)
        time.sleep(0.02)
    return view


@pytest.mark.slow
def test_files_come_to_their_end_whatever_is_killed(installation: Installation, front: Front) -> None:
    done = harmed(installation, front, hand_in(front, "items", items()), AT_ITEMS)
    assert (done["status"], done["rows_new"], done["rows_rejected"]) == ("done", ITEMS, 0), done
    done = harmed(installation, front, hand_in(front, "sales", sales()), AT_SALES)
    wrong = RECEIPTS // WRONG
    assert (done["status"], done["rows_new"], done["rows_rejected"]) == ("done", RECEIPTS - wrong, wrong), done
    again = harmed(installation, front, hand_in(front, "sales", sales()), [])
    assert (again["rows_new"], again["rows_unchanged"]) == (0, RECEIPTS - wrong), again
    with installation.superuser() as connection:
        (count, references) = connection.execute(
            "SELECT count(*), count(DISTINCT reference) FROM pos.sales WHERE org_id = %s", (front.shop.org_id,)
        ).fetchone() or (0, 0)
        moved = connection.execute(
            "SELECT -sum(quantity) FROM inv.stock_movements WHERE org_id = %s", (front.shop.org_id,)
        ).fetchone()
        left = connection.execute(
            "SELECT count(*) FROM core.import_chunks WHERE org_id = %s", (front.shop.org_id,)
        ).fetchone()
    assert (count, references) == (RECEIPTS - wrong, RECEIPTS - wrong)
    assert moved == (sum(n % 3 + 1 for n in range(1, RECEIPTS + 1) if n % WRONG),)
    assert left == (0,)


@pytest.mark.parametrize("away", ["postgres", "valkey"])
def test_who_follows_an_import_is_told_until_it_rests(installation: Installation, front: Front, away: str) -> None:
    import_id = hand_in(front, "items", items())

    def be_away() -> None:
        installation.stack.supervisor.halt(away)
        time.sleep(3.0)
        installation.stack.supervisor.resume(away)

    breaking = threading.Thread(target=be_away)
    with front.shop.client.stream("GET", f"/api/imports/{import_id}/events", headers=front.shop.headers) as answer:
        breaking.start()
        try:
            seen = [json.loads(line[6:]) for line in answer.iter_lines() if line.startswith("data: ")]
        finally:
            breaking.join()
    assert seen[-1]["status"] == "done", seen[-1]
    assert len(seen) > 1
