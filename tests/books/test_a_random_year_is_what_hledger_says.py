"""The same year, read by a third program: hledger, in its strict mode, computes the same statements.

hledger is no Python package but a program that a machine has or has not, so that this is not in the ordinary run:
`make test-services`.
"""

import shutil

import pytest

from domain.reports.export import ExportFormat
from tests.books.agreement import (
    cash_flows_agree,
    results_agree,
    sheets_agree,
    taxes_agree,
    trial_balances_agree,
)
from tests.books.conftest import Lived
from tests.books.programs import Hledger

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not on PATH (Debian: apt install hledger)"),
]


@pytest.fixture(scope="module")
def read(lived: Lived, tmp_path_factory):
    """The photos before and after the year's close and the last one, with hledger, which has checked their exports.

    It is started for every question; more photos would take minutes.
    """
    folder = tmp_path_factory.mktemp("hledger")
    return [
        (photo, Hledger(photo.exports[ExportFormat.HLEDGER], folder / f"{at}.journal"))
        for at, photo in enumerate([*lived.photos[1:3], lived.photos[-1]])
    ]


def test_every_trial_balance_is_hledgers(read):
    for photo, books in read:
        trial_balances_agree(photo, books)


def test_every_profit_and_loss_is_hledgers(read):
    for photo, books in read:
        results_agree(photo, books)


def test_every_balance_sheet_is_hledgers(read):
    for photo, books in read:
        sheets_agree(photo, books)


def test_every_change_of_cash_is_hledgers(read):
    for photo, books in read:
        cash_flows_agree(photo, books)


def test_every_tax_report_ties_to_the_tax_accounts_that_hledger_knows(read):
    for photo, books in read:
        taxes_agree(photo, books)
