"""Statements of today cost the same however much of it is not rolled up: by what Postgres says it read."""

from datetime import timedelta

import pytest

from domain.core.db import unit_of_work
from domain.org.profile import profile_of
from domain.reports.ledger import figures
from domain.reports.ledger.balance_sheet import balance_sheet
from domain.reports.ledger.balances import list_balances
from domain.reports.ledger.cash_flow import cash_flow
from domain.reports.ledger.profit_and_loss import profit_and_loss
from domain.reports.trial_balance import trial_figures
from tests.domain.posting.till import Counter

READ = """
SELECT schemaname || '.' || relname, seq_tup_read + coalesce(idx_tup_fetch, 0)
FROM pg_stat_xact_user_tables WHERE schemaname IN ('acct', 'inv', 'pos')
"""
OF_DOCUMENTS = ("acct.journal_lines", "pos.sales", "pos.sale_lines", "pos.payments", "inv.stock_movements")
FEW, MANY = 1, 300
TODAY = {
    "trial balance": lambda uow, ctx, _: trial_figures(uow, ctx, since=None, as_of=None, location_id=None),
    "balances": lambda uow, ctx, _: list_balances(uow, ctx, as_of=None, location_id=None),
    "profit and loss": lambda uow, ctx, _: profit_and_loss(uow, ctx, since=None, until=None, location_id=None),
    "balance sheet": lambda uow, ctx, _: balance_sheet(uow, ctx, as_of=None, location_id=None),
    "cash flow": lambda uow, ctx, _: cash_flow(uow, ctx, since=None, until=None, location_id=None),
    "a day to come": lambda uow, ctx, today: trial_figures(
        uow, ctx, since=today.replace(day=1), as_of=today + timedelta(days=2), location_id=None
    ),
}


def sell(counter: Counter, times: int) -> None:
    """Sell something that many times, none of which is rolled up."""
    item = counter.item(price="10.00")
    outcomes = counter.post(*(counter.sale({"item_id": item, "quantity": "1"}, paid="10.00") for _ in range(times)))
    assert {one.status for one in outcomes} == {"posted"}


def read_by(shop, ask):
    """Return the rows that were read, by table."""
    with unit_of_work(shop.org_id, read_only=True) as uow:
        today = profile_of(uow, org_id=shop.org_id).today()
        before = dict(uow.driver.execute(READ).fetchall())
        ask(uow, shop.ctx, today)
        return {table: read - before.get(table, 0) for table, read in uow.driver.execute(READ).fetchall()}


@pytest.fixture
def shops(shop, other_shop):
    sell(Counter(shop), FEW)
    sell(Counter(other_shop), MANY)
    return shop, other_shop


@pytest.mark.parametrize("ask", TODAY.values(), ids=TODAY)
def test_a_statement_of_today_reads_no_sale_of_today(shops, ask):
    few, many = (read_by(one, ask) for one in shops)
    assert {table: many.get(table, 0) for table in OF_DOCUMENTS} == dict.fromkeys(OF_DOCUMENTS, 0)
    assert many["acct.balances"] < 2 * few["acct.balances"] + MANY


def test_a_day_of_last_month_reads_no_sale_of_today(shops):
    _, shop = shops
    read = read_by(
        shop,
        lambda uow, ctx, today: trial_figures(
            uow, ctx, since=None, as_of=(today.replace(day=1) - timedelta(days=12)), location_id=None
        ),
    )
    assert {table: read.get(table, 0) for table in OF_DOCUMENTS} == dict.fromkeys(OF_DOCUMENTS, 0)


def test_yesterday_is_reached_from_the_side_without_today_where_much_is_not_rolled_up(shops, monkeypatch):
    def ask(uow, ctx, today):
        trial_figures(uow, ctx, since=None, as_of=today - timedelta(days=1), location_id=None)

    _, shop = shops
    monkeypatch.setattr(figures, "JOURNALS_LIKE_A_DAY", MANY // 31)
    assert read_by(shop, ask)["acct.journal_lines"] == 0
