"""I4 and I6 over transfers: what is under way is what the ledger and the documents say."""

import pytest

from tests.domain.posting.stockroom import Stockroom
from tests.domain.posting.till import Counter


@pytest.fixture
def transfer_id(broken):
    """Two thirds of a transfer have arrived or been lost; the rest is under way."""
    room = Stockroom(Counter(broken.shop))
    sent = room.sent(broken.ids["bread"], "3")
    room.posted("transfer.receive", about=sent["transfer_id"], lines=[{"line_no": 1, "quantity": "1", "lost": "1"}])
    assert broken.found() == {}
    return sent["transfer_id"]


def test_value_under_way_that_the_ledger_does_not_know_is_found(broken, transfer_id):
    broken.breaks(
        "UPDATE acct.balances SET debit = debit + 7 WHERE org_id = %(org_id)s AND debit > 0 AND account_id ="
        " (SELECT account_id FROM acct.account_roles WHERE org_id = %(org_id)s AND role = 'stock_in_transit')"
    )
    difference = broken.found()["I4"][0]
    assert difference.what == "the value of goods under way is not the balance of stock in transit"
    assert (difference.found["balance"] - difference.expected["balance"]) == 7


@pytest.mark.parametrize("column", ["received", "received_value", "lost", "lost_value", "value", "shipped"])
def test_a_line_that_says_other_than_its_documents_is_found(broken, transfer_id, column):
    broken.breaks(
        f"UPDATE inv.transfer_lines SET {column} = {column} + 1 WHERE org_id = %(org_id)s AND transfer_id = %(id)s",
        id=transfer_id,
    )
    [difference] = [one for one in broken.found()["I6"] if "transfer" in one.what]
    assert difference.where["transfer_id"] == transfer_id
    assert difference.found[column] != difference.expected[column]


def test_a_transfer_without_its_lines_is_found(broken, transfer_id):
    broken.breaks("DELETE FROM inv.transfer_lines WHERE org_id = %(org_id)s AND transfer_id = %(id)s", id=transfer_id)
    assert {"I4", "I6"} <= set(broken.found())
