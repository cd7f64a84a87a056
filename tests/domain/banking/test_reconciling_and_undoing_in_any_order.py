"""Whatever is reconciled and undone, in whatever order and however it comes in batches: what is left is as before."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from domain.banking.service import gather_entries
from domain.core.db import unit_of_work
from tests.api.bank import Bank
from tests.domain.posting.till import Counter
from tests.races.test_the_ledger_is_matched_once import reconciling
from tests.shops import open_shop

LINES = 4
STEP = st.tuples(st.integers(0, LINES - 1), st.sampled_from(["match", "post", "split", "undo"]))
BATCHES = st.lists(st.lists(STEP, min_size=1, max_size=4), min_size=1, max_size=4)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(batches=BATCHES, gathers=st.booleans())
def test_undoing_everything_leaves_ledger_and_statement_as_they_were(client, batches, gathers):
    counter = Counter(open_shop(client))
    bank = Bank.opened(counter.shop)
    journals = [bank.posted("2026-02-01", "-10.00", memo=str(at)) for at in range(LINES)]
    bank.told(*(("2026-02-03", f"Line {at}", "-10.00") for at in range(LINES)))
    lines = [line["id"] for line in bank.lines()]
    before = bank.balances(), bank.outstanding(), bank.lines()
    reconciled: set[int] = set()
    for batch in batches:
        wanted = [step(bank, lines, journals, *one) for one in batch]
        outcomes = counter.post(*wanted, lane=counter.shop.org_id)
        for (at, what), outcome in zip(batch, outcomes, strict=True):
            assert (outcome.status == "posted") == ((at in reconciled) == (what == "undo")), (at, what, outcome)
            if outcome.status == "posted":
                reconciled ^= {at}
        assert {line["id"] for line in bank.lines("&status=reconciled")} == {lines[at] for at in reconciled}
        bank.outstanding()
        if gathers:
            with unit_of_work(counter.shop.org_id) as uow:
                gather_entries(uow, org_id=counter.shop.org_id)
                uow.commit()
    if reconciled:
        counter.post(*(step(bank, lines, journals, at, "undo") for at in reconciled), lane=counter.shop.org_id)
    assert (bank.balances(), bank.outstanding(), bank.lines()) == before
    counter.proven()


def step(bank, lines, journals, at, what):
    """Return an operation on one line, with the journal that was posted for it where it is matched."""
    if what == "undo":
        return "bank.undo", {"_about": lines[at], "memo": "Not this one"}
    matched = [{"journal_id": journals[at]}]
    if what == "match":
        return reconciling(bank, lines[at], journals=matched)
    if what == "post":
        return reconciling(bank, lines[at], post=[{"account": "6040", "amount": "-10.00"}])
    parts = [{"account": "6040", "amount": "-9.99"}, {"account": "6020", "amount": "-0.01"}]
    return reconciling(bank, lines[at], post=parts)
