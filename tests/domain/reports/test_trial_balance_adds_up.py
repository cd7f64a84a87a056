"""The trial balance as a pure function: whatever the totals, each account has one side, and the sums are the rows'."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.reports.tables import csv_of
from domain.reports.trial_balance import TrialFigures, figures_of, trial_balance_of

TOTALS = st.lists(
    st.tuples(st.text(max_size=5), st.text(max_size=5), st.just("asset"), *[st.integers(0, 10**15)] * 2), max_size=20
)


@given(totals=TOTALS, digits=st.sampled_from([0, 2, 3]))
def test_each_account_stands_on_one_side_and_the_sums_are_those_of_the_rows(totals, digits):
    figures = TrialFigures(None, date(2026, 1, 1), None, digits, figures_of(totals, ()))
    report = trial_balance_of(figures)
    debits = [Decimal(row.debit) for row in report.rows]
    credits_ = [Decimal(row.credit) for row in report.rows]
    assert all(min(debit, credit) == 0 for debit, credit in zip(debits, credits_, strict=True))
    assert (Decimal(report.total_debit), Decimal(report.total_credit)) == (sum(debits), sum(credits_))
    difference = sum(debit - credit for *_, debit, credit in totals)
    assert sum(debits) - sum(credits_) == Decimal(difference).scaleb(-digits)


@given(st.sampled_from("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"), st.text(alphabet="abc()|!", min_size=1))
def test_text_that_begins_like_a_formula_is_quoted(start, rest):
    assert csv_of([[start + rest]]).lstrip('"').startswith("'")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_numbers_stay_numbers(number):
    assert csv_of([[f"{number:f}"]]) == f"{number:f}\r\n"
