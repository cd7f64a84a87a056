"""The trial balance over HTTP: both sides equal, on any day, as JSON or CSV."""

import csv
import io

import pytest

from tests.api.nouns import ACCOUNTS
from tests.postings import journal, post_all

TRIAL_BALANCE = "/api/reports/trial-balance"


@pytest.fixture
def posted(shop):
    ACCOUNTS.make(shop, code="=1+1", name="=HYPERLINK(0)")
    ACCOUNTS.make(shop, code="1011", name='Quoted, "so"')
    post_all(
        shop,
        [
            journal("2025-01-10", "=1+1", "3010", "5.00"),
            journal("2025-01-10", "1011", "3010", "7.50"),
            journal("2025-02-10", "3010", "1011", "7.50"),
        ],
    )
    return shop


def test_each_balance_stands_on_its_side_and_both_sides_are_equal(posted):
    report = posted.get(TRIAL_BALANCE, params={"as_of": "2025-01-31"}).json()
    assert report == {
        "as_of": "2025-01-31",
        "location_id": None,
        "rows": [
            {"account": "1011", "name": 'Quoted, "so"', "type": "asset", "debit": "7.50", "credit": "0.00"},
            {"account": "3010", "name": "Owner's capital", "type": "equity", "debit": "0.00", "credit": "12.50"},
            {"account": "=1+1", "name": "=HYPERLINK(0)", "type": "asset", "debit": "5.00", "credit": "0.00"},
        ],
        "total_debit": "12.50",
        "total_credit": "12.50",
    }


def test_an_account_that_came_back_to_zero_still_shows_that_it_was_used(posted):
    report = posted.get(TRIAL_BALANCE).json()
    sides = {row["account"]: (row["debit"], row["credit"]) for row in report["rows"]}
    assert sides == {"=1+1": ("5.00", "0.00"), "1011": ("0.00", "0.00"), "3010": ("0.00", "5.00")}


def test_as_csv_no_cell_is_a_formula(posted):
    answer = posted.get(TRIAL_BALANCE, params={"as_of": "2025-01-31"}, headers={"Accept": "text/csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="trial-balance-2025-01-31.csv"'
    assert list(csv.reader(io.StringIO(answer.text))) == [
        ["account", "name", "type", "debit", "credit"],
        ["1011", 'Quoted, "so"', "asset", "7.50", "0.00"],
        ["3010", "Owner's capital", "equity", "0.00", "12.50"],
        ["'=1+1", "'=HYPERLINK(0)", "asset", "5.00", "0.00"],
        ["Total", "", "", "12.50", "12.50"],
    ]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.2, application/json;q=0.1", "text/csv"),
        ("text/csv;q=0.2, */*", "application/json"),
        ("application/json;q=0, */*;q=0.1", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv; q=nonsense", "text/csv"),
    ],
)
def test_the_client_chooses_the_media_type(shop, accept, media_type):
    answer = shop.get(TRIAL_BALANCE, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, media_type)


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0, text/csv;q=0", "text/html"])
def test_a_media_type_that_we_do_not_give_is_refused(shop, accept):
    answer = shop.get(TRIAL_BALANCE, headers={"Accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
