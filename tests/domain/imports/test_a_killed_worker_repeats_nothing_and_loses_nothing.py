"""Workers of imports are killed in the middle of a large file; the result is that of a run which nobody disturbed."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work
from tests.domain.imports.conftest import finish, hand_in, look
from tests.shops import open_shop

ROWS, KILLS, WRONG = 100_000, 10, 1_000
ENDED = {"done", "failed"}


def large_file(rows=ROWS):
    """Return items with a barcode and a category; every thousandth of them has no price."""
    lines = (
        f"S{n},Item {n},{7_000_000_000 + n},Category {n % 30},{'' if n % WRONG == 0 else f'{n % 500}.{n % 90 + 10}'}"
        for n in range(1, rows + 1)
    )
    return "sku,name,barcode,category,price\n" + "\n".join(lines)


def of(shop):
    """Return all that an import of items leaves behind, without what names the run."""
    with unit_of_work(shop.org_id, read_only=True) as uow:
        items = text("SELECT sku, name, category, price, version FROM inv.items WHERE org_id = :org_id ORDER BY sku")
        labels = text(
            "SELECT b.barcode, i.sku FROM inv.item_barcodes b JOIN inv.items i ON i.org_id = b.org_id"
            " AND i.id = b.item_id WHERE b.org_id = :org_id ORDER BY 1"
        )
        written = text(
            "SELECT action, after ->> 'sku', after ->> 'code', count(*) FROM core.audit_log"
            " WHERE org_id = :org_id AND subject_type IN ('item', 'category') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        rejects = text("SELECT line, cells, errors FROM core.import_rejects WHERE org_id = :org_id ORDER BY line")
        return [
            [tuple(row) for row in uow.session.execute(statement, {"org_id": shop.org_id})]
            for statement in (items, labels, written, rejects)
        ]


def counted(view):
    return (view.status, view.rows_total, view.rows_done, view.rows_new, view.rows_rejected, view.rows_unchanged)


@pytest.mark.slow
def test_ten_kills_leave_what_an_undisturbed_run_leaves(client, shop):
    undisturbed = open_shop(client)
    expected = finish(undisturbed, hand_in(undisturbed, large_file(), on_error="skip_rows"))
    assert counted(expected) == ("done", ROWS, ROWS, ROWS - ROWS // WRONG, ROWS // WRONG, 0)

    import_id = hand_in(shop, large_file(), on_error="skip_rows")
    killed, seen = 0, set()
    worker = start()
    try:
        while look(shop, import_id).status not in ENDED:
            done = look(shop, import_id)
            place = (done.status, done.rows_done)
            # Each kill strikes a run that has got on since the last one: in the middle of a chunk, wherever that is.
            if killed < KILLS and done.rows_done and place not in seen:
                seen.add(place)
                time.sleep(0.03 * (killed % 5))
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
                killed += 1
                worker = start()
            time.sleep(0.05)
    finally:
        worker.kill()
        worker.wait()
    assert killed == KILLS
    assert counted(look(shop, import_id)) == counted(expected)
    assert of(shop) == of(undisturbed)


def test_two_workers_at_once_do_what_one_does(client, shop):
    undisturbed, rows = open_shop(client), 10_000
    expected = finish(undisturbed, hand_in(undisturbed, large_file(rows), on_error="skip_rows"))
    import_id = hand_in(shop, large_file(rows), on_error="skip_rows")
    # A lease of hardly any time: each takes the import from the other whenever it can, and does a chunk at least.
    workers = [start(chunk_rows=500, lease_s=0.05) for _ in range(2)]
    try:
        deadline = time.monotonic() + 120
        while look(shop, import_id).status not in ENDED and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert counted(look(shop, import_id)) == counted(expected)
    assert of(shop) == of(undisturbed)


def start(*, chunk_rows=2_000, lease_s=0.5):
    command = [sys.executable, "-m", "tests.domain.imports.worker", str(chunk_rows), str(lease_s)]
    return subprocess.Popen(command, env=os.environ | {"ARCOIRIS_LOG_LEVEL": "ERROR"})
