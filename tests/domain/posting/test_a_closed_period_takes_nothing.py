"""What comes late for a closed period is posted on the first open day, or refused: the organization says which."""

from datetime import UTC, date, datetime

import pytest

from domain.core.clock import month_after, month_of, now
from tests.domain.posting.till import refused


@pytest.fixture
def closed(counter):
    """The first days of two closed months, the later one last."""
    later = month_of(now().date())
    for _ in range(2):
        later = month_of(date.fromordinal(later.toordinal() - 1))
    months = (month_of(date.fromordinal(later.toordinal() - 1)), later)
    for month in months:
        counter.change(
            "INSERT INTO acct.periods (org_id, period, module, closing_id, marked_at, closed_at)"
            " VALUES (%s, %s, 'all', gen_random_uuid(), now(), now())",
            (str(counter.shop.org_id), month),
        )
    return months


def noon(day):
    return datetime(day.year, day.month, 10, 18, tzinfo=UTC).isoformat()


def test_a_late_sale_is_posted_on_the_first_open_day_and_keeps_its_own_date(counter, closed):
    item = counter.item(stocked=False)
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}, occurred_at=noon(closed[0])))
    first_open = month_after(closed[1])
    assert (sold.result["business_date"], sold.result["late"]) == (first_open.isoformat(), True)
    assert counter.query("SELECT business_date, original_date FROM pos.sales") == [
        (first_open, closed[0].replace(day=10))
    ]
    assert counter.query("SELECT DISTINCT period FROM acct.balances") == [(first_open,)]


def test_a_late_sale_is_refused_where_the_organization_says_so(counter, closed):
    counter.set(late_sale="reject")
    item = counter.item(stocked=False)
    sale = counter.sale({"item_id": item, "quantity": "1"}, occurred_at=noon(closed[1]))
    assert refused(counter, sale) == ("accounting.period_closed", "occurred_at")


def test_stock_and_journals_follow_the_same_policy(counter, closed):
    item = counter.item()
    line = {"item_id": item, "quantity": "1", "unit_cost": "1"}
    codes = counter.code("cash"), counter.code("sales")
    received, entered = counter.post(
        counter.receipt(line, occurred_at=noon(closed[1])), counter.entry(*codes, "1.00", date=closed[1].isoformat())
    )
    assert (received.result["late"], entered.result["late"]) == (True, True)
    counter.set(late_sale="reject")
    assert refused(counter, counter.receipt(line, occurred_at=noon(closed[1])))[0] == "accounting.period_closed"
    assert refused(counter, counter.entry(*codes, "1.00", date=closed[1].isoformat())) == (
        "accounting.period_closed",
        "date",
    )


def test_what_is_on_time_is_not_late(counter, closed):
    item = counter.item(stocked=False)
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}))
    assert sold.result["late"] is False


def test_the_night_belongs_to_the_evening_before(counter):
    counter.set(day_cutoff="04:00")
    item = counter.item(stocked=False)
    # 09:30 UTC is 03:30 in Chicago in January: not yet the next day.
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}, occurred_at="2026-01-15T09:30:00+00:00"))
    assert sold.result["business_date"] == "2026-01-14"
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}, occurred_at="2026-01-15T10:00:00+00:00"))
    assert sold.result["business_date"] == "2026-01-15"
