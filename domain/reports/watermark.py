"""Recalculation by watermark: what is new is rolled up, then sums are compared with sums; no line is read twice."""

# ruff: noqa: S608 - every statement is built from the facts.

from uuid import UUID

from domain.core.db import UnitOfWork
from domain.reports.recalculation import ROOM, recalculate
from domain.reports.verification import Difference
from domain.summaries import summarize
from domain.summaries.facts import ALL_LOCATIONS, DAY_TOTALS, STOCK_MONTHS, TAIL

JOURNALS_AT_ONCE = 20_000

# One table against the other by what is left when they are subtracted: a join could be planned one against the other.
APART = f"""
WITH {TAIL}
SELECT EXISTS (
    SELECT FROM (
        SELECT x.period, x.account_id, x.location_id, x.debit, x.credit FROM acct.balances x WHERE x.org_id = %(org_id)s
        UNION ALL
        SELECT d.business_date - extract(day FROM d.business_date)::integer + 1, d.account_id, d.location_id, -d.debit,
            -d.credit
        FROM {DAY_TOTALS.live()} d
    ) b
    GROUP BY b.period, b.account_id, b.location_id HAVING core.total(b.debit) <> 0 OR core.total(b.credit) <> 0
) OR EXISTS (
    SELECT FROM (
        SELECT x.location_id, x.item_id, x.quantity, x.value FROM inv.stock_levels x WHERE x.org_id = %(org_id)s
        UNION ALL
        SELECT m.location_id, m.item_id, -m.quantity, -m.value FROM {STOCK_MONTHS.live()} m
        WHERE m.location_id <> '{ALL_LOCATIONS}'
    ) s
    GROUP BY s.location_id, s.item_id HAVING core.total(s.quantity) <> 0 OR core.total(s.value) <> 0
)
"""


def recalculate_incrementally(uow: UnitOfWork, org_id: UUID) -> list[Difference]:
    """Roll up what is new, compare balances and levels with the summaries, and return each difference there is.

    Sales go on meanwhile: what is compared is of one moment. Only where the two are apart are movements and lines read,
    to name what differs, be it a balance, a level or a summary. Nothing is put right; the caller commits the roll-up.
    What was changed by hand before it was rolled up, in a line and its balance alike, is left to the hash chain.
    """
    while summarize(uow.driver, org_id=org_id, limit=JOURNALS_AT_ONCE).more:
        pass
    uow.driver.execute(ROOM)
    row = uow.driver.execute(APART, {"org_id": org_id}).fetchone()
    assert row is not None
    return recalculate(uow, org_id=org_id) if row[0] else []
