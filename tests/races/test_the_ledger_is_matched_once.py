"""Two accountants at one bank account at once: a line of the ledger is matched once, a line of the bank once."""

from uuid import uuid4

from tests.api.bank import Bank
from tests.races.test_nothing_is_spent_or_returned_twice import at_once, reasons


def reconciling(bank, line_id, **body):
    about = bank.address.rpartition("/")[2]
    return "bank.reconcile", {"id": str(uuid4()), "_about": about, "line_id": line_id, **body}


def test_a_line_of_the_ledger_is_matched_with_one_line_of_the_bank(counter):
    bank = Bank.opened(counter.shop)
    journal = bank.posted("2026-02-01", "-5.00")
    bank.told(*(("2026-02-03", f"Line {at}", "-5.00") for at in range(8)))
    wanted = [reconciling(bank, line["id"], journals=[{"journal_id": journal}]) for line in bank.lines()]
    outcomes = at_once(counter, wanted)
    assert reasons(outcomes) == ["accounting.already_matched"] * 7 + ["posted"]
    assert len(bank.lines("&status=reconciled")) == 1
    counter.proven()


def test_a_line_of_the_bank_is_reconciled_once_and_undone_once(counter):
    bank = Bank.opened(counter.shop)
    bank.told(("2026-02-03", "Fee", "-5.00"))
    line = bank.lines()[0]["id"]
    wanted = [reconciling(bank, line, post=[{"account": "6040", "amount": "-5.00"}]) for _ in range(8)]
    assert reasons(at_once(counter, wanted)) == ["accounting.already_reconciled"] * 7 + ["posted"]
    undone = [("bank.undo", {"id": str(uuid4()), "_about": line}) for _ in range(8)]
    assert reasons(at_once(counter, undone)) == ["accounting.not_reconciled"] * 7 + ["posted"]
    assert bank.balances() == {}
    counter.proven()


def test_two_bank_accounts_in_opposite_order_do_not_wait_for_each_other(counter):
    """Each batch names lines of both: their accounts are locked in one order, so none is a victim of a deadlock."""
    banks = [Bank.opened(counter.shop), Bank.opened(counter.shop, account="1020")]
    lines = []
    for bank in banks:
        bank.told(*(("2026-02-03", f"Line {at}", "-5.00") for at in range(12)))
        lines.append([(bank, line["id"]) for line in bank.lines()])
    mixed = [one for pair in zip(lines[0], lines[1][::-1], strict=True) for one in pair]
    part = {"account": "6040", "amount": "-5.00"}
    outcomes = at_once(counter, [reconciling(bank, line, post=[part]) for bank, line in mixed], workers=4)
    assert reasons(outcomes) == ["posted"] * 24
    assert {one.attempts for one in outcomes} == {1}
    counter.proven()
