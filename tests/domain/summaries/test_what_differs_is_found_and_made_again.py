"""Summaries that are not their rows are found by the proof, named, and made again; what is new is compared by sums."""

import psycopg
import pytest

from domain.core.db import unit_of_work
from domain.reports.recalculation import recalculate
from domain.reports.watermark import recalculate_incrementally
from domain.summaries.facts import DAY_TOTALS, FACTS, STOCK_MONTHS
from tests.domain.reports.verification.broken_shop import open_and_sell
from tests.domain.summaries.plain import agree, roll_up, rows
from tests.postings import post_all, sale


@pytest.fixture
def summed(client, postgres):
    """A shop in order, rolled up, to be broken by the superuser."""
    broken = open_and_sell(client, postgres.superuser_url)
    assert roll_up(broken.shop, limit=100) == 5
    assert broken.found() == {}
    return broken


def nightly(broken):
    with unit_of_work(broken.shop.org_id) as uow:
        found = recalculate_incrementally(uow, broken.shop.org_id)
        uow.commit()
    return found


def put_right(broken):
    with unit_of_work(broken.shop.org_id) as uow:
        found = recalculate(uow, org_id=broken.shop.org_id, repair=True)
        uow.commit()
    return found


@pytest.mark.parametrize(
    ("fact", "change"),
    [(DAY_TOTALS, "gone"), (STOCK_MONTHS, "gone"), *((fact, "raised") for fact in FACTS)],
    ids=lambda given: given if isinstance(given, str) else given.table,
)
def test_a_sum_that_is_not_that_of_its_rows_is_found_and_made_again(summed, fact, change):
    measure = fact.measures[0]
    one = f"SELECT x.ctid FROM {fact.table} x WHERE x.org_id = %(org_id)s ORDER BY x.{measure} DESC LIMIT 1"
    if change == "raised":
        summed.breaks(f"UPDATE {fact.table} SET {measure} = {measure} + 3 WHERE ctid = ({one})")
    else:
        summed.breaks(f"DELETE FROM {fact.table} WHERE ctid = ({one})")
    difference = summed.only("I2")
    assert difference.what == "a summary is not the sum of its rows"
    assert difference.where["summary"] == fact.table
    assert difference.found[measure] != difference.expected[measure]
    assert len(put_right(summed)) == 1
    assert summed.found() == {}
    agree(summed.shop)
    [entry] = [
        one for one in summed.shop.get("/api/org/audit").json()["items"] if one["action"].startswith("summaries")
    ]
    assert entry["before"]["examples"][0]["where"] == difference.where
    assert put_right(summed) == []


@pytest.mark.parametrize("by", [-1, 1])
def test_a_mark_that_is_not_where_its_sums_are_is_found_and_put_back(summed, by):
    summed.breaks(
        "UPDATE acct.summary_marks SET number = number + %(by)s WHERE org_id = %(org_id)s AND book = 'GEN'", by=by
    )
    whats = {one.what for one in summed.found()["I2"]}
    assert whats == {"a summary is not the sum of its rows" if by < 0 else "a book is summed up beyond its end"}
    put_right(summed)
    assert summed.found() == {}
    agree(summed.shop)


def test_a_difference_is_named_by_codes(summed):
    summed.breaks(
        "UPDATE acct.day_totals d SET credit = credit + 5 FROM acct.chart_of_accounts a WHERE d.org_id = %(org_id)s"
        " AND a.org_id = %(org_id)s AND a.id = d.account_id AND a.code = '1030'"
    )
    difference = summed.only("I2")
    assert difference.where == {
        "summary": "acct.day_totals",
        "business_date": "2026-11-01",
        "account": "1030",
        "location": None,
    }
    assert difference.found == {"debit": 0, "credit": 70005, "lines": 1}
    assert difference.expected == {"debit": 0, "credit": 70000, "lines": 1}


def test_nothing_differs_where_nothing_was_broken_however_much_is_new(summed):
    assert nightly(summed) == []
    post_all(summed.shop, [sale(summed.ids["till"], [summed.ids["bread"]], paid="12.00") for _ in range(3)])
    assert nightly(summed) == []
    agree(summed.shop)
    [(behind,)] = rows(
        summed.shop,
        "SELECT count(*) FROM acct.books b LEFT JOIN acct.summary_marks m ON m.book = b.code"
        " WHERE b.last_number > coalesce(m.number, 0)",
    )
    assert behind == 0


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (
            (
                "UPDATE acct.balances b SET debit = debit + 5 FROM acct.chart_of_accounts a WHERE b.org_id = %(org_id)s"
                " AND a.org_id = %(org_id)s AND a.id = b.account_id AND a.code = '6020'"
            ),
            {"account": "6020", "location": None, "period": "2026-11"},
        ),
        (
            "UPDATE inv.stock_levels SET value = value - 7 WHERE org_id = %(org_id)s AND item_id = %(wine)s",
            {"item": "WINE", "location": "MAIN"},
        ),
        (
            "DELETE FROM inv.stock_levels WHERE org_id = %(org_id)s AND item_id = %(bread)s",
            {"item": "BREAD", "location": "MAIN"},
        ),
        (
            (
                "UPDATE acct.day_totals d SET credit = 7 FROM acct.chart_of_accounts a WHERE d.org_id = %(org_id)s"
                " AND a.org_id = %(org_id)s AND a.id = d.account_id AND a.code = '1030'"
            ),
            {"summary": "acct.day_totals", "business_date": "2026-11-01", "account": "1030", "location": None},
        ),
    ],
    ids=["balance", "level", "missing level", "summary"],
)
def test_what_differs_is_named_exactly_and_left_as_it_is(summed, change, where):
    summed.breaks(change)
    assert [one.where for one in nightly(summed)] == [where]
    assert [one.where for one in nightly(summed)] == [where]
    assert [one.where for one in put_right(summed)] == [where]
    assert nightly(summed) == []


READ = """
SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
WHERE relname IN ('journal_lines', 'sale_lines', 'stock_movements', 'sales', 'payments', 'journals')
ORDER BY relname
"""


def test_no_line_that_was_rolled_up_is_read_again(summed):
    with unit_of_work(summed.shop.org_id) as uow:
        # What this connection's earlier transactions read may still be counted.
        before = uow.driver.execute(READ).fetchall()
        assert recalculate_incrementally(uow, summed.shop.org_id) == []
        assert uow.driver.execute(READ).fetchall() == before
        uow.commit()


def test_a_journal_that_was_tampered_with_is_named_by_the_chain_and_by_its_sums(summed):
    with psycopg.connect(summed.superuser_url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE acct.journal_lines SET debit = debit * 2, credit = credit * 2"
            " WHERE org_id = %(org_id)s AND journal_id = %(journal)s",
            {"org_id": summed.shop.org_id, **summed.ids},
        )
    found = summed.found()
    assert set(found) == {"I2", "I8"}
    assert {one.where["summary"] for one in found["I2"] if "summary" in one.where} == {"acct.day_totals"}
