"""A close costs the same however much was sold: by what Postgres says it read, not by a clock."""

from uuid import uuid4

import pytest

from domain.posting.drain import claim, connect_for_posting
from domain.posting.service import post_batch
from tests.domain.posting.till import Counter
from tests.drawers import close

READ = """
SELECT schemaname || '.' || relname, seq_scan + coalesce(idx_scan, 0), seq_tup_read + coalesce(idx_tup_fetch, 0)
FROM pg_stat_xact_user_tables WHERE schemaname IN ('core', 'acct', 'inv', 'pos')
"""
GROWING = ("pos.sales", "pos.sale_lines", "pos.payments", "pos.money_documents", "inv.stock_movements")
LEDGER = ("acct.journals", "acct.journal_lines")


def close_after(counter: Counter, *, sales: int) -> dict[str, tuple[int, int]]:
    """Close a shift with that many sales; return scans and rows read by table."""
    item = counter.item(price="10.00")
    shift = str(uuid4())
    opened = "shift.open", {"id": shift, "terminal_id": counter.terminal_id, "float": "0.00"}
    line = {"item_id": item, "quantity": "1"}
    outcomes = counter.post(opened, *(counter.sale(line, paid="10.00", shift_id=shift) for _ in range(sales)))
    assert {outcome.status for outcome in outcomes} == {"posted"}
    wish = counter.wish("shift.close", {**close({"cash": "1.00"}), "_about": shift})
    counter.admit([wish])
    with connect_for_posting() as connection:
        batch = claim(connection, wish.shard, settled=False)
        assert [one.id for one in batch] == [str(wish.id)]
        with connection.transaction():
            connection.execute("SELECT set_config('app.org_ids', %s, true)", (f"{{{counter.shop.org_id}}}",))
            effects = post_batch(connection, batch)
            read = {table: (scans, rows) for table, scans, rows in connection.execute(READ)}
    assert effects.outcomes[0][3] == "posted", effects.outcomes
    return read


@pytest.fixture
def counters(shop, other_shop):
    return Counter(shop), Counter(other_shop)


def test_a_close_reads_the_same_rows_after_one_sale_as_after_ninety(counters):
    few, many = (close_after(counter, sales=sales) for counter, sales in zip(counters, (1, 90), strict=True))
    for table in GROWING:
        assert many.get(table, (0, 0)) == (0, 0)
    # A journal that balances is read again once by the guard that says so: its own lines, and no others.
    for table in LEDGER:
        assert many.get(table) == few.get(table)
    assert many["pos.shift_totals"] == few["pos.shift_totals"]
    assert many == few
