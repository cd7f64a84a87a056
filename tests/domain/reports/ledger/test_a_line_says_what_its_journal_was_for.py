"""The general ledger shows the memo of the journal and that of the line: neither stands before the other."""

import csv
import io

import pytest

from tests.domain.posting.foreign_money import BANK, DAY, PAYABLE, RENT, foreign, posted
from tests.domain.posting.till import Counter

LEDGER = "/api/reports/general-ledger"


@pytest.fixture
def bought(shop):
    lines = ((RENT, "333.33"), (PAYABLE, "-333.33", {"memo": "Invoice 17"}))
    posted(Counter(shop), foreign(*lines, rate="1.1050", memo="Machine parts"))
    posted(Counter(shop), Counter(shop).entry(RENT, BANK, "1.00", date=DAY, memo="Key cut"))
    return {"from": DAY, "to": DAY}


def test_a_line_in_another_currency_says_both(shop, bought):
    def memos(account):
        lines = shop.get(LEDGER, params=bought | {"account": account}).json()["lines"]
        return [(line["memo"], line["line_memo"]) for line in lines]

    assert memos(RENT) == [("Machine parts", "EUR 333.33 @ 1.1050"), ("Key cut", None)]
    assert memos(PAYABLE) == [("Machine parts", "EUR 333.33 @ 1.1050; Invoice 17")]
    text = shop.get(LEDGER, params=bought | {"account": RENT, "format": "csv"}).text
    assert [(row["memo"], row["line_memo"]) for row in csv.DictReader(io.StringIO(text))] == [
        ("Opening balance", ""),
        ("Machine parts", "EUR 333.33 @ 1.1050"),
        ("Key cut", ""),
        ("Closing balance", ""),
    ]
