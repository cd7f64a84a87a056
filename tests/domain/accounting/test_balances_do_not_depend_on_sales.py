"""Whole months are read from their balances: months here have balances and no lines, which reading lines would miss."""

from datetime import date

import pytest
from sqlalchemy import text

from domain.accounting.service import account_totals
from domain.core.clock import month_of, now
from domain.core.db import unit_of_work
from tests.shops import Shop

# 20 locations × 50 months × 30 accounts, as much in debit as in credit.
BALANCES = """
INSERT INTO acct.balances (org_id, period, account_id, location_id, debit, credit)
SELECT :org_id, date '2022-01-01' + m * interval '1 month', a.id, l.id, 100 + a.n, 100 + 31 - a.n
FROM generate_series(0, 49) AS m
CROSS JOIN (SELECT id, row_number() OVER (ORDER BY code) AS n FROM acct.chart_of_accounts LIMIT 30) AS a
CROSS JOIN (SELECT gen_random_uuid() AS id FROM generate_series(1, 20)) AS l
"""
TAKEN_A_MONTH = 101 * 20


@pytest.fixture
def long_history(shop: Shop) -> Shop:
    with unit_of_work(shop.org_id) as uow:
        uow.session.execute(text(BALANCES), {"org_id": shop.org_id})
        uow.commit()
    return shop


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2021, 12, 31), 0),
        (date(2022, 1, 31), 1),
        (date(2026, 1, 31), 49),
        (date(2026, 2, 27), 50),
        (date(2026, 2, 28), 50),
        (date(2026, 2, 3), 49),
        (date(2200, 12, 31), 50),
    ],
)
def test_months_are_summed_from_balances(long_history, day, months):
    with unit_of_work(long_history.org_id, read_only=True) as uow:
        totals = account_totals(uow, org_id=long_history.org_id, as_of=day, location_id=None)
    assert len(totals) == (30 if months else 0)
    assert sum(row.debit - row.credit for row in totals) == 0
    assert [row.debit for row in totals[:1]] == [TAKEN_A_MONTH * months] * bool(months)


def test_today_is_read_from_the_month_and_not_from_its_sales(shop):
    today = now().date()
    with unit_of_work(shop.org_id) as uow:
        uow.session.execute(
            text(
                "INSERT INTO acct.balances (org_id, period, account_id, location_id, debit, credit)"
                " SELECT :org_id, :month, id, :org_id, 7, 7 FROM acct.chart_of_accounts WHERE code = '1010'"
            ),
            {"org_id": shop.org_id, "month": month_of(today)},
        )
        uow.commit()
    with unit_of_work(shop.org_id, read_only=True) as uow:
        [row] = account_totals(uow, org_id=shop.org_id, as_of=today, location_id=None)
    assert (row.code, row.debit, row.credit) == ("1010", 7, 7)
