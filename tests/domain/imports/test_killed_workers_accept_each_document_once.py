"""Workers are killed while files become operations: each receipt, journal and count is accepted and posted once."""

import itertools
import os
import signal
import time
from typing import Any

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work
from domain.reports.verification import verify
from tests.domain.imports.conftest import finish, hand_in, look
from tests.domain.imports.test_a_killed_worker_repeats_nothing_and_loses_nothing import start
from tests.domain.imports.test_past_sales_come_in_from_files import carry_on, rejects
from tests.draining import drain
from tests.shops import Shop, open_shop

KILLS, ITEMS, CHUNK = 3, 250, 60
OPEN = {"received", "checking", "applying"}


def sales() -> str:
    """Return receipts of one to three lines; some come back, one does not come to its total, one names no item."""
    rows = []
    for n in range(1, 251):
        total = "9999.00" if n % 97 == 0 else ""
        for line in range(n % 3 + 1):
            sku = "NOTHING" if n % 89 == 0 and line == 0 else f"S{(n + line) % ITEMS}"
            quantity = "-1" if n % 10 == 0 and line == 0 else line + 1
            rows.append(f"T1,R-{n},2025-03-{n % 28 + 1:02} 11:{n % 60:02}:00,{sku},{quantity},{n % 7 + 1}.50,{total}")
    return "terminal,receipt,sold_at,sku,quantity,unit_price,total\n" + "\n".join(rows) + "\n"


def journals() -> str:
    """Return journals of two to four lines; one does not balance, one names no account."""
    rows = []
    for n in range(1, 181):
        account = "999999" if n % 71 == 0 else "1010"
        amount = n * (n % 3 + 1) + (n % 83 == 0)
        rows.append(f"J-{n},2025-0{n % 9 + 1}-01,{account},{amount}.00,,Journal {n}")
        rows += [f"J-{n},2025-0{n % 9 + 1}-01,1010,,{n}.00,Journal {n}"] * (n % 3 + 1)
    return "reference,date,account,debit,credit,memo\n" + "\n".join(rows) + "\n"


def opening_stock() -> str:
    """Return what lies there of items; one is not known, one was expected to be another level."""
    rows = [f"MAIN,S{n},{n + 1},2.50,{5 if n % 23 == 0 else ''}" for n in range(ITEMS)]
    return "location,sku,quantity,unit_cost,expected\n" + "\n".join([*rows, "MAIN,NOTHING,1,1,"]) + "\n"


CONTENT = {"sales": sales, "journals": journals, "opening_stock": opening_stock}


LEFT = (
    """SELECT kind, status, error ->> 'code', count(*) FROM core.operations WHERE org_id = :org_id
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    """SELECT reference, kind, total, tax, occurred_at, count(*) FROM pos.sales WHERE org_id = :org_id
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3""",
    """SELECT i.sku, count(*), sum(m.quantity) FROM inv.stock_movements m
    JOIN inv.items i ON i.org_id = m.org_id AND i.id = m.item_id WHERE m.org_id = :org_id GROUP BY 1 ORDER BY 1""",
    """SELECT a.code, l.business_date, count(*), sum(l.debit), sum(l.credit) FROM acct.journal_lines l
    JOIN acct.chart_of_accounts a ON a.org_id = l.org_id AND a.id = l.account_id WHERE l.org_id = :org_id
    GROUP BY 1, 2 ORDER BY 1, 2""",
    "SELECT action, count(*) FROM core.audit_log WHERE org_id = :org_id AND action LIKE 'operation%' GROUP BY 1",
    "SELECT count(*) FROM core.import_chunks WHERE org_id = :org_id",
)


def prepared(client: Any) -> Shop:
    """Return a shop with a till, items, and the location that the files name."""
    shop = open_shop(client)
    place = shop.get("/api/inventory/locations").json()["items"][0]
    if place["code"] != "MAIN":
        made = shop.post("/api/inventory/locations", json={"code": "MAIN", "name": "Main"})
        assert made.status_code == 201, made.text
        place = made.json()
    till = {"code": "T1", "name": "Till", "location_id": place["id"]}
    assert shop.post("/api/pos/terminals", json=till).status_code == 201
    items = "sku,name,price,cost\n" + "".join(f"S{n},Item {n},1.50,1.00\n" for n in range(ITEMS))
    assert finish(shop, hand_in(shop, items)).status == "done"
    return shop


def left_behind(shop: Shop, import_id: Any) -> list[Any]:
    """Return all that an import of documents leaves behind, without what names the run."""
    with unit_of_work(shop.org_id, read_only=True) as uow:
        found = [[tuple(row) for row in uow.session.execute(text(one), {"org_id": shop.org_id})] for one in LEFT]
    return [*found, rejects(shop, import_id)]


def counted(shop: Shop, import_id: Any) -> tuple[Any, ...]:
    view = look(shop, import_id)
    return (view.status, view.rows_total, view.rows_done, view.rows_new, view.rows_rejected, view.rows_unchanged)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(CONTENT))
def test_kills_leave_what_an_undisturbed_run_leaves(client: Any, kind: str) -> None:
    undisturbed, shop = prepared(client), prepared(client)
    expected = hand_in(undisturbed, CONTENT[kind](), kind=kind, on_error="skip_rows")
    carry_on(undisturbed, expected, chunk_rows=CHUNK)
    assert counted(undisturbed, expected)[0] == "done"
    assert counted(undisturbed, expected)[4] > 0

    import_id = hand_in(shop, CONTENT[kind](), kind=kind, on_error="skip_rows")
    kills, seen = 0, set()
    deadline = time.monotonic() + 180
    for pauses in itertools.count():
        assert time.monotonic() < deadline
        worker = start(chunk_rows=4 if kind == "opening_stock" else CHUNK // 2, lease_s=0.2)
        try:
            while (view := look(shop, import_id)).status in OPEN:
                place = (view.status, view.rows_done)
                # Each kill strikes a run that has got on since the last one: in a chunk, or between two.
                if kills < KILLS and view.rows_done and place not in seen:
                    seen.add(place)
                    time.sleep(0.02 * (pauses % 4))
                    break
                drain(shop)
                time.sleep(0.02)
                assert time.monotonic() < deadline
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        if view.status not in OPEN:
            break
        kills += 1
    assert kills >= 1
    assert counted(shop, import_id) == counted(undisturbed, expected)
    assert left_behind(shop, import_id) == left_behind(undisturbed, expected)
    assert not verify([shop.org_id]).differences
