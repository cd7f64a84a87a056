"""Months are closed in order and reopened backwards, each for sales, for stock or as a whole."""

import pytest

from tests.domain.posting.closes import close, noon, reopen

JAN, FEB, MAR = "2026-01", "2026-02", "2026-03"


@pytest.fixture
def item(counter):
    return counter.item()


def sell(counter, item, day):
    [sold] = counter.post(counter.sale({"item_id": item, "quantity": "1"}, occurred_at=noon(day)))
    return sold.result["business_date"], sold.result["late"]


def receive(counter, item, day):
    line = {"item_id": item, "quantity": "1", "unit_cost": "1"}
    [received] = counter.post(counter.receipt(line, occurred_at=noon(day)))
    return received.result["business_date"], received.result["late"]


def enter(counter, day):
    codes = counter.code("bank"), counter.code("opening_equity")
    [entered] = counter.post(counter.entry(*codes, "1.00", date=day))
    return entered.result["business_date"], entered.result["late"]


def test_a_closed_month_says_what_it_held_and_takes_nothing_more(counter, item):
    sell(counter, item, "2026-01-10")
    enter(counter, "2026-01-11")
    closed = close(counter, JAN)
    # 9.99 for the item and 1.00 by hand; the first sale of an item without stock costs nothing yet.
    debit = closed.result["debit"]
    assert closed.status == "posted"
    assert (closed.result["period"], closed.result["module"], closed.result["fiscal_year"]) == (JAN, "all", 2026)
    assert debit == closed.result["credit"]
    assert debit == counter.query("SELECT (sum(debit) / 100.0)::numeric(12, 2) FROM acct.balances")[0][0]
    assert sell(counter, item, "2026-01-12") == ("2026-02-01", True)
    assert receive(counter, item, "2026-01-12") == ("2026-02-01", True)
    assert enter(counter, "2026-01-12") == ("2026-02-01", True)
    counter.proven()


def test_a_month_with_balances_is_closed_before_those_after_it(counter, item):
    sell(counter, item, "2026-01-10")
    sell(counter, item, "2026-03-10")
    assert close(counter, MAR).refusal == ("accounting.earlier_period_open", "period")
    assert close(counter, JAN).status == "posted"
    # February had nothing in it: it is closed along with March.
    assert close(counter, MAR).status == "posted"
    assert sell(counter, item, "2026-02-10") == ("2026-04-01", True)
    assert close(counter, FEB).refusal == ("accounting.period_already_closed", "period")
    counter.proven()


def test_a_month_is_closed_once(counter, item):
    sell(counter, item, "2026-01-10")
    assert close(counter, JAN).status == "posted"
    assert close(counter, JAN).refusal == ("accounting.period_already_closed", "period")
    assert close(counter, JAN, "sales").refusal == ("accounting.period_already_closed", "period")


def test_the_last_closed_month_is_reopened_first(counter, item):
    for month in (JAN, FEB):
        sell(counter, item, f"{month}-10")
        assert close(counter, month).status == "posted"
    assert reopen(counter, JAN).refusal == ("accounting.later_period_closed", "period")
    assert reopen(counter, FEB).status == "posted"
    assert sell(counter, item, "2026-02-11") == ("2026-02-11", False)
    assert sell(counter, item, "2026-01-11") == ("2026-02-01", True)
    assert reopen(counter, JAN).status == "posted"
    assert sell(counter, item, "2026-01-11") == ("2026-01-11", False)
    assert reopen(counter, JAN).refusal == ("accounting.period_not_closed", "period")
    assert close(counter, FEB).refusal == ("accounting.earlier_period_open", "period")
    counter.proven()


def test_a_month_that_a_later_close_holds_is_told_which_one(counter, item):
    assert close(counter, FEB).status == "posted"
    refused = reopen(counter, JAN)
    assert refused.refusal == ("accounting.later_period_closed", "period")
    assert refused.error["detail"] == "2026-02 is closed (all)."
    counter.proven()


def test_sales_closed_alone_hold_what_the_till_does(counter, item):
    sell(counter, item, "2026-01-10")
    assert close(counter, JAN, "sales").status == "posted"
    assert sell(counter, item, "2026-01-11") == ("2026-02-01", True)
    [paid] = counter.post(counter.money("deposit.take", {"cash": "5.00"}, occurred_at=noon("2026-01-11")))
    assert paid.result["late"] is True
    assert receive(counter, item, "2026-01-11") == ("2026-01-11", False)
    assert enter(counter, "2026-01-11") == ("2026-01-11", False)
    counter.proven()


def test_stock_closed_alone_holds_sales_too_for_they_move_it(counter, item):
    sell(counter, item, "2026-01-10")
    assert close(counter, JAN, "stock").status == "posted"
    assert sell(counter, item, "2026-01-11") == ("2026-02-01", True)
    assert receive(counter, item, "2026-01-11") == ("2026-02-01", True)
    [paid] = counter.post(counter.money("deposit.take", {"cash": "5.00"}, occurred_at=noon("2026-01-11")))
    assert paid.result["late"] is False
    assert enter(counter, "2026-01-11") == ("2026-01-11", False)
    counter.proven()


def test_what_is_closed_as_a_whole_is_reopened_as_a_whole(counter, item):
    sell(counter, item, "2026-01-10")
    assert close(counter, JAN, "sales").status == "posted"
    assert close(counter, JAN).status == "posted"
    assert reopen(counter, JAN, "sales").refusal == ("accounting.later_period_closed", "period")
    assert reopen(counter, JAN, "stock").refusal == ("accounting.later_period_closed", "period")
    assert reopen(counter, JAN).status == "posted"
    assert enter(counter, "2026-01-11") == ("2026-01-11", False)
    assert sell(counter, item, "2026-01-11") == ("2026-02-01", True)
    assert reopen(counter, JAN, "sales").status == "posted"
    assert sell(counter, item, "2026-01-11") == ("2026-01-11", False)
    counter.proven()


def test_no_month_beyond_this_fiscal_year_is_closed(counter):
    assert close(counter, "2199-01").refusal == ("accounting.period_ahead", "period")


def test_what_follows_a_reopening_in_its_lane_is_dated_into_the_month(counter, item):
    sell(counter, item, "2026-01-10")
    assert close(counter, JAN).status == "posted"
    codes = counter.code("bank"), counter.code("opening_equity")
    _, entered = counter.post(
        ("period.reopen", {"period": JAN}),
        counter.entry(*codes, "1.00", date="2026-01-11"),
        lane=counter.shop.org_id,
    )
    assert (entered.result["business_date"], entered.result["late"]) == ("2026-01-11", False)
    counter.proven()


def test_a_rehearsal_says_what_a_close_would_do_and_closes_nothing(counter, item):
    sell(counter, item, "2026-01-10")
    path = "/api/accounting/periods/2026-01/close?dry_run=true"
    assert counter.shop.post(path).json()["status"] == "would_post"
    assert sell(counter, item, "2026-01-11") == ("2026-01-11", False)
    assert close(counter, JAN).status == "posted"
    refusal = counter.shop.post(path).json()
    assert (refusal["status"], refusal["error"]["code"]) == ("would_reject", "accounting.period_already_closed")


def test_a_reopening_says_which_modules_still_hold_the_month(counter, item):
    for month, module in ((JAN, "sales"), (FEB, "stock"), (JAN, "all")):
        assert close(counter, month, module).status == "posted"
    assert reopen(counter, JAN).result == {"period": JAN, "module": "all", "still_closed": ["sales", "stock"]}
    assert sell(counter, item, "2026-01-10") == ("2026-03-01", True)
    assert reopen(counter, JAN, "sales").result["still_closed"] == ["stock"]
    assert reopen(counter, FEB, "stock").result["still_closed"] == []
    assert sell(counter, item, "2026-01-10") == ("2026-01-10", False)
