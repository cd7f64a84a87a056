"""A closed fiscal year leaves nothing on revenue and expense, place by place; reopened, it is as it was."""

import pytest

from tests.domain.posting.closes import close, noon, order, reopen


@pytest.fixture
def item(counter):
    """An item with stock, so that a sale has revenue and cost."""
    item = counter.item(price="10.00")
    counter.post(
        counter.receipt({"item_id": item, "quantity": "100", "unit_cost": "4.00"}, occurred_at=noon("2024-12-05"))
    )
    return item


def close_year(counter, year):
    return order(counter, "year.close", fiscal_year=year)


def reopen_year(counter, year):
    return order(counter, "year.reopen", fiscal_year=year)


def sell(counter, item, day):
    [sold] = counter.post(
        counter.sale({"item_id": item, "quantity": "2"}, paid={"cash": "20.00"}, occurred_at=noon(day))
    )
    assert sold.status == "posted", sold
    return sold.result["business_date"]


def results(counter):
    """Return what is on accounts of the result, per place and account, and what on retained earnings."""
    return counter.query(
        """
        SELECT a.code, b.location_id, sum(b.debit - b.credit)::bigint FROM acct.balances b
        JOIN acct.chart_of_accounts a ON a.id = b.account_id
        WHERE a.type IN ('revenue', 'expense') OR a.code = %s
        GROUP BY 1, 2 HAVING sum(b.debit - b.credit) <> 0 ORDER BY 1, 2
        """,
        (counter.code("retained_earnings"),),
    )


def test_a_year_with_a_profit(counter, item):
    sell(counter, item, "2025-03-10")
    counter.post(counter.entry("6020", "1030", "5.00", date="2025-06-30"))
    before = results(counter)
    assert close(counter, "2024-12").status == "posted"
    assert close_year(counter, 2025).refusal == ("accounting.earlier_year_open", "fiscal_year")
    assert close_year(counter, 2024).result["profit"] == "0.00"
    for month in ("2025-03", "2025-06"):
        assert close(counter, month).status == "posted"
    assert close_year(counter, 2025).refusal == ("accounting.periods_open", "fiscal_year")
    assert close(counter, "2025-12").status == "posted"
    closed = close_year(counter, 2025)
    # 20.00 sold, 8.00 cost, 5.00 rent.
    assert closed.result["profit"] == "7.00"
    here, nowhere = str(counter.shop.default_location_id), "00000000-0000-0000-0000-000000000000"
    assert sorted(results(counter)) == sorted(
        [(counter.code("retained_earnings"), here, -1200), (counter.code("retained_earnings"), nowhere, 500)]
    )
    [(day, kind)] = counter.query(
        "SELECT business_date, source_type FROM acct.journals WHERE id = %s", (closed.result["journal_id"],)
    )
    assert (day.isoformat(), kind) == ("2025-12-31", "year_close")
    counter.proven()
    assert close_year(counter, 2025).refusal == ("accounting.year_already_closed", "fiscal_year")
    assert reopen(counter, "2025-12").refusal == ("accounting.period_in_closed_year", "period")
    assert reopen_year(counter, 2024).refusal == ("accounting.later_year_closed", "fiscal_year")
    reopened = reopen_year(counter, 2025)
    assert (reopened.result["profit"], reopened.result["reverses_id"]) == ("7.00", closed.result["journal_id"])
    assert results(counter) == before
    counter.proven()
    assert reopen(counter, "2025-12").status == "posted"
    assert reopen_year(counter, 2025).refusal == ("accounting.year_not_closed", "fiscal_year")


def test_a_year_is_closed_again_with_what_came_in_between(counter, item):
    assert close(counter, "2024-12").status == "posted"
    assert close_year(counter, 2024).status == "posted"
    sell(counter, item, "2025-12-10")
    assert close(counter, "2025-12").status == "posted"
    assert close_year(counter, 2025).result["profit"] == "12.00"
    assert sell(counter, item, "2025-12-11") == "2026-01-01"
    assert reopen_year(counter, 2025).status == "posted"
    assert reopen(counter, "2025-12").status == "posted"
    assert sell(counter, item, "2025-12-11") == "2025-12-11"
    counter.proven()
    assert close(counter, "2025-12").status == "posted"
    assert close_year(counter, 2025).result["profit"] == "24.00"
    counter.proven()


def test_a_year_without_a_result_is_closed_too(counter):
    assert close(counter, "2024-12").status == "posted"
    closed = close_year(counter, 2024)
    assert (closed.status, closed.result["profit"]) == ("posted", "0.00")
    counter.proven()


def test_the_first_year_begins_in_any_month(counter, item):
    counter.set(fiscal_year_start=7)
    sell(counter, item, "2025-06-30")
    sell(counter, item, "2025-07-01")
    for month in ("2024-12", "2025-06"):
        assert close(counter, month).status == "posted"
    closed = close_year(counter, 2025)
    assert (closed.status, closed.result["profit"]) == ("posted", "12.00")
    refused = counter.shop.patch("/api/org/settings", json={"fiscal_year_start": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "org.fiscal_year_start_fixed")
    assert reopen_year(counter, 2025).status == "posted"
    counter.set(fiscal_year_start=1)
    counter.proven()
