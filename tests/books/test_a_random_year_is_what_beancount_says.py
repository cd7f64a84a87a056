"""A random year, closed month by month and as a whole: another program computes the same statements from the export."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from beancount.core import data

from domain.reports.export import ExportFormat
from domain.reports.verification import verify
from tests.books.agreement import (
    cash_flows_agree,
    results_agree,
    sheets_agree,
    taxes_agree,
    trial_balances_agree,
)
from tests.books.conftest import Lived
from tests.books.programs import YEAR_CLOSE, Beancount

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def read(lived: Lived):
    """Each photo with beancount, which has read its export."""
    return [(photo, Beancount(photo.exports[ExportFormat.BEANCOUNT])) for photo in lived.photos]


def test_whatever_a_year_has_happened_in_it(lived, read):
    """The story is worth telling: late documents, journals taken back, differences of rates, closes and reopenings."""
    _, last = read[-1]
    late = [one for one in last.transactions if "late" in one.meta]
    assert len(late) > 20
    sources = Counter(one.meta["source"].split(" ")[0] for one in last.transactions)
    told = {"sale", "return", "exchange", "void", "receipt", "count", "transfer", "journal", "reversal", "year_close"}
    assert told <= sources.keys(), sources
    everything = last.balances(until=lived.year.months[-1], side="debit")
    assert {"6920", "3200", "2200", "1210"} <= everything.keys()
    assert [photo.moment for photo in lived.photos][-1] == "the next year has begun"


def test_what_was_refused_is_what_the_accountant_refuses(lived):
    """The year is not empty because nothing could be posted; what the bookkeeper wrote is all there."""
    outcomes = lived.year.inbox.outcomes()
    said = {key: (outcome["error"] or {}).get("code", outcome["status"]) for key, outcome in outcomes.items()}
    expected = {body["id"]: "posted" for _, body in lived.year.history.posted} | lived.year.history.refused
    assert {key: said[key] for key in expected} == expected
    assert {said[key] for key in lived.year.bookkeeper.written} == {"posted"}
    assert len(lived.year.history.refused) < len(expected) / 3


def test_the_journals_that_close_a_year_are_known_by_their_tag(lived, read):
    for photo, books in read:
        tagged = [one for one in books.transactions if YEAR_CLOSE in one.tags]
        assert {one.meta["source"].split(" ")[0] for one in tagged} <= {"year_close", "year_reopen"}
        others = [one for one in books.transactions if YEAR_CLOSE not in one.tags]
        assert not [one for one in others if one.meta["source"].startswith("year_")]
        assert bool(tagged) == (photo.moment not in {lived.photos[0].moment, lived.photos[1].moment})
        assert all(isinstance(one, data.Transaction) and one.date == lived.year.last_day for one in tagged)


def test_a_unit_on_another_account_is_seen_in_every_statement(lived):
    """The comparison can fail: an export that says a little else is another program's other opinion."""
    photo = lived.photos[-1]
    text = photo.exports[ExportFormat.BEANCOUNT]
    names = [re.search(rf"open (\S+:{code}-\S+)", text) for code in ("1010", "4010", "6020", "2100")]
    cash, sales, rent, tax = (found[1] for found in names if found)
    unit = f"{Decimal(1).scaleb(-photo.digits)} {Beancount(text).currency}"
    for debited, credited, unlike in (
        (cash, sales, (trial_balances_agree, results_agree, sheets_agree, cash_flows_agree)),
        (rent, tax, (trial_balances_agree, results_agree, sheets_agree, taxes_agree)),
    ):
        forged = Beancount(f'{text}\n{lived.year.last_day} * "Forged"\n  {debited}  {unit}\n  {credited}  -{unit}\n')
        for agree in unlike:
            with pytest.raises(AssertionError):
                agree(photo, forged)


def test_every_trial_balance_is_beancounts(read):
    for photo, books in read:
        trial_balances_agree(photo, books)


def test_every_profit_and_loss_is_beancounts(read):
    for photo, books in read:
        results_agree(photo, books)


def test_every_balance_sheet_is_beancounts(read):
    for photo, books in read:
        sheets_agree(photo, books)


def test_every_change_of_cash_is_beancounts(read):
    for photo, books in read:
        cash_flows_agree(photo, books)


def test_every_tax_report_ties_to_the_tax_accounts_that_beancount_knows(read):
    for photo, books in read:
        taxes_agree(photo, books)


def test_the_close_of_a_year_moves_its_result_and_shows_it_as_before(lived, read):
    """What was said of the year before its close is said after it, while the accounts of the result are empty."""
    (before, _), (after, books) = read[1:3]
    assert after.moment == "the year is closed"
    last = lived.year.last_day
    whole = (lived.year.first_day, last)
    places = {place for _, place in after.sheets}
    assert len(places) == 4
    for place in places:
        assert before.results[whole, place] == after.results[whole, place]
        assert before.sheets[last, place] == after.sheets[last, place]
    assert before.trial_balances[last, None] != after.trial_balances[last, None]
    left = books.balances(until=lived.year.last_day)
    assert not [code for code in left if books.types[code] in {"revenue", "expense"}]


def test_every_till_and_day_ties_out_or_says_why_not(lived):
    for photo in lived.photos:
        for asked, report in photo.tie_outs.items():
            assert report["next_cursor"] is None
            wrong = [row for row in report["rows"] if float(row["unexplained"]) or not_explained(row)]
            assert not wrong, (photo.moment, asked)
            assert float(report["total"]["unexplained"]) == 0


def not_explained(row):
    return float(row["stock_difference"]) != float(row["explained"])


def test_the_proof_finds_nothing_when_all_is_over(lived):
    verification = verify([lived.year.shop.org_id])
    assert [one.as_dict() for finding in verification.findings for one in finding.examples] == []
    assert verification.differences == 0
