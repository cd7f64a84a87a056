"""I6 over bank accounts: each thing that can come apart is found and named."""

import pytest

from domain.banking.service import gather_entries
from domain.core.db import unit_of_work
from domain.reports.verification import verify
from tests.api.bank import Bank
from tests.domain.posting.till import Counter


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("UPDATE acct.bank_matches SET amount = amount + 1", "a match has another amount than its line of the journal"),
        ("UPDATE acct.bank_matches SET line_no = 9", "matched with a line of a journal that is not there"),
        ("UPDATE acct.bank_matches SET line_no = 3 - line_no", "matched with a line on another account"),
        ("DELETE FROM acct.bank_matches", "does not make its amount"),
        ("UPDATE acct.bank_lines SET amount = amount + 1", "does not make its amount"),
        ("UPDATE acct.bank_lines SET reconciliation_id = NULL", "has a reconciliation that was not undone"),
        ("DELETE FROM acct.bank_entries", "what is noted of a bank's account"),
        ("UPDATE acct.bank_entries SET amount = amount + 1", "what is noted of a bank's account"),
    ],
)
def test_i6_finds_it(shop, damage, what):
    bank = Bank.opened(shop)
    bank.told(("2026-02-03", "Fee", "-5.00"))
    assert bank.reconcile(bank.lines()[0]["id"], post=[{"account": "6040", "amount": "-5.00"}])["status"] == "posted"
    with unit_of_work(shop.org_id) as uow:
        gather_entries(uow, org_id=shop.org_id)
        uow.commit()
    Counter(shop).change(damage)
    [finding] = [finding for finding in verify([shop.org_id]).findings if finding.differences]
    assert finding.number == "I6"
    assert any(what in difference.what for difference in finding.examples), finding.examples
