import datetime as dt
import threading

import psycopg
import pytest

from domain.core.db import unit_of_work
from domain.reports.recalculation import recalculate
from tests.postings import post_all, receipt, sale


def derive(broken, **given):
    with unit_of_work(broken.shop.org_id, read_only=not given.get("repair")) as uow:
        found = recalculate(uow, org_id=broken.shop.org_id, **given)
        if given.get("repair"):
            uow.commit()
    return found


def break_a_little_of_everything(broken):
    broken.breaks(
        "UPDATE inv.stock_levels SET quantity = quantity + 1.5, value = 0"
        " WHERE org_id = %(org_id)s AND item_id = %(bread)s"
    )
    broken.breaks("DELETE FROM inv.stock_levels WHERE org_id = %(org_id)s AND item_id = %(wine)s")
    broken.breaks("UPDATE pos.customer_balances SET receivable = 7 WHERE org_id = %(org_id)s")
    broken.breaks(
        "UPDATE acct.balances b SET credit = credit + 5 FROM acct.chart_of_accounts a WHERE b.org_id = %(org_id)s"
        " AND a.org_id = %(org_id)s AND a.id = b.account_id AND a.code = '1030'"
    )
    broken.breaks(
        "DELETE FROM acct.balances b USING acct.chart_of_accounts a WHERE b.org_id = %(org_id)s"
        " AND a.org_id = %(org_id)s AND a.id = b.account_id AND a.code = '2300'"
    )


def test_nothing_differs_where_nothing_was_broken(broken):
    assert derive(broken) == []
    assert derive(broken, repair=True) == []


def test_each_difference_is_named_exactly(broken):
    break_a_little_of_everything(broken)
    found = [(difference.where, difference.found, difference.expected) for difference in derive(broken)]
    month = dt.datetime.now(tz=dt.UTC).strftime("%Y-%m")
    assert found[:3] == [
        (
            {"item": "BREAD", "location": "MAIN"},
            {"quantity": "9.5000", "value": 0},
            {"quantity": "8.0000", "value": 3200},
        ),
        (
            {"item": "WINE", "location": "MAIN"},
            {"quantity": "0.0000", "value": 0},
            {"quantity": "4.0000", "value": 2400},
        ),
        ({"customer_id": broken.ids["customer"]}, {"receivable": 7}, {"receivable": 1160}),
    ]
    assert sorted(found[3:], key=lambda row: row[0]["account"]) == [
        (
            {"account": "1030", "location": None, "period": "2026-11"},
            {"debit": 0, "credit": 70005},
            {"debit": 0, "credit": 70000},
        ),
        (
            {"account": "2300", "location": "MAIN", "period": month},
            {"debit": 0, "credit": 0},
            {"debit": 0, "credit": 100},
        ),
    ]


def test_looking_changes_nothing(broken):
    break_a_little_of_everything(broken)
    assert derive(broken) == derive(broken)


def test_what_was_broken_is_put_right_and_a_second_time_finds_nothing(broken):
    break_a_little_of_everything(broken)
    assert len(derive(broken, repair=True)) == 5
    assert derive(broken, repair=True) == []
    assert broken.found() == {}


def test_a_level_made_again_knows_its_last_cost(broken):
    broken.breaks("DELETE FROM inv.stock_levels WHERE org_id = %(org_id)s AND item_id = %(wine)s")
    derive(broken, repair=True)
    assert broken.one("SELECT unit_cost::text FROM inv.stock_levels WHERE item_id = %(wine)s") == "6.000000"


def test_what_was_put_right_is_in_the_log(broken):
    break_a_little_of_everything(broken)
    derive(broken, repair=True)
    entries = broken.shop.get("/api/org/audit").json()["items"]
    mended = [entry for entry in entries if entry["action"].endswith(".recalculate")]
    assert {entry["actor"]["type"] for entry in mended} == {"system"}
    assert sorted(entry["action"] for entry in mended) == [
        "balance.recalculate",
        "balance.recalculate",
        "customer_balance.recalculate",
        "stock_level.recalculate",
        "stock_level.recalculate",
    ]
    [bread] = [entry for entry in mended if entry["subject"]["id"] == "BREAD MAIN"]
    assert bread["before"] == {"quantity": "9.5000", "value": "0.00"}
    assert bread["after"] == {"quantity": "8.0000", "value": "32.00"}


@pytest.mark.parametrize(("days_ahead", "seen"), [(-40, 5), (40, 1)])
def test_only_what_has_moved_since_a_day(broken, days_ahead, seen):
    """What a customer owes bears no date and is always looked at."""
    break_a_little_of_everything(broken)
    since = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=days_ahead)
    assert len(derive(broken, since=since)) == seen


def test_the_rows_are_mended_while_sales_go_on(broken):
    """Sales are posted by one thread; rows are broken and mended by another; all is well at the end."""
    stop = threading.Event()
    posted = []
    wrong: list[BaseException] = []

    def sell():
        try:
            while not stop.is_set():
                wanted = [
                    sale(broken.ids["till"], [broken.ids["bread"], broken.ids["wine"]], paid="23.20") for _ in range(5)
                ]
                wanted.append(receipt(broken.shop, broken.ids["bread"], quantity="3", unit_cost="4.50"))
                posted.extend(post_all(broken.shop, wanted))
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(error)

    seller = threading.Thread(target=sell)
    seller.start()
    try:
        for _ in range(15):
            with psycopg.connect(broken.superuser_url) as connection:
                connection.execute(
                    "UPDATE inv.stock_levels SET quantity = quantity + 1, value = value - 7 WHERE org_id = %s",
                    (broken.shop.org_id,),
                )
            with psycopg.connect(broken.superuser_url) as connection:
                connection.execute(
                    "UPDATE acct.balances SET debit = debit + 3 WHERE org_id = %s", (broken.shop.org_id,)
                )
            assert derive(broken, repair=True)
    finally:
        stop.set()
        seller.join()
    assert wrong == []
    assert len(posted) > 12
    assert broken.found() == {}
