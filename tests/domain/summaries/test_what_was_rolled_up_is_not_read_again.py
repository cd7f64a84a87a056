"""Roll-ups and reports read what is new by its keys, in tables that were never analyzed too."""

import pytest

from domain.core.db import unit_of_work
from domain.summaries import summarize
from domain.summaries.facts import DAY_TOTALS, ITEM_DAYS, SALES_HOURS, TAIL
from tests.domain.posting.till import Counter
from tests.domain.summaries.plain import agree, roll_up

BEFORE, NEW, LINES = 200, 5, 3

# Movements are left out: they are found by when they were made, and here all were just now. So are journals: of as few
# as there are here the planner may read all.
READ = """
SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
WHERE relname IN ('journal_lines', 'sales', 'sale_lines', 'payments', 'operations')
"""
REPORTS = [
    f"WITH {TAIL} SELECT count(*) FROM {fact.live()} d WHERE d.business_date >= '2000-01-01'"
    for fact in (DAY_TOTALS, ITEM_DAYS, SALES_HOURS)
]


@pytest.fixture
def sold(shop):
    """A shop whose past is rolled up, and that has sold a little since."""
    counter = Counter(shop)
    items = [counter.item(price="10.00") for _ in range(LINES)]
    lines = [{"item_id": item, "quantity": "1"} for item in items]
    for at, times in enumerate((BEFORE, NEW)):
        outcomes = counter.post(*(counter.sale(*lines, paid="30.00") for _ in range(times)))
        assert {one.status for one in outcomes} == {"posted"}
        if at == 0:
            assert roll_up(shop, limit=BEFORE) == BEFORE
    return shop


def read_by(connection, act):
    before = dict(connection.execute(READ).fetchall())
    act()
    return {name: read - before.get(name, 0) for name, read in connection.execute(READ).fetchall()}


def few(read):
    """No table gave more than twice what is new, a journal's lines counted."""
    return all(rows <= 2 * NEW * (LINES + 2) for rows in read.values())


def test_a_roll_up_reads_what_is_new(sold):
    with unit_of_work(sold.org_id) as uow:
        done = []
        read = read_by(
            uow.driver, lambda: done.append(summarize(uow.driver, org_id=sold.org_id, limit=100_000).journals)
        )
        assert done == [NEW]
        assert read["sale_lines"] == NEW * LINES
        assert few(read), read
        uow.commit()
    agree(sold)


@pytest.mark.parametrize("report", REPORTS, ids=["accounts", "items", "hours"])
def test_a_report_reads_what_is_new(sold, report):
    with unit_of_work(sold.org_id, read_only=True) as uow:
        read = read_by(uow.driver, lambda: uow.driver.execute(report, {"org_id": sold.org_id}).fetchone())
        assert few(read), read
