"""Deposits, cards and debts moved in any order: what they hold is what a plain sum says, and the books agree."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.nouns import CUSTOMERS
from tests.domain.posting.till import Counter

STEPS = st.tuples(
    st.sampled_from(["load", "spend", "deposit", "add", "refund", "use", "owe", "pay", "undo"]), st.integers(1, 6_000)
)


def text(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


class Purse:
    """A plain model: what the card, the deposit and the customer's account hold, minor units."""

    def __init__(self, counter: Counter) -> None:
        """Begin with nothing, and with something to sell."""
        self.counter = counter
        self.customer = CUSTOMERS.make(counter.shop)["id"]
        self.item = counter.item(stocked=False, price="1.00")
        self.code = f"CARD-{self.customer}"
        self.card = self.owed = self.held = 0
        self.deposit: str | None = None
        self.payments: list[tuple[str, int]] = []

    def sale(self, amount, tender, **given):
        line = {"item_id": self.item, "quantity": "1", "unit_price": text(amount)}
        paid = [{"amount": text(amount), **tender}]
        return self.counter.sale(line, paid=paid, customer_id=self.customer, **given)

    def document(self, step, amount):
        """Return the document of a step, and whether it must be posted."""
        counter, tender = self.counter, {"card": text(amount)}
        possible = True
        if step == "load":
            line = {"item_id": self.item, "quantity": "1", "unit_price": text(amount), "gift_card": self.code}
            wanted = counter.sale(line, paid=tender)
        elif step == "spend":
            wanted, possible = self.sale(amount, {"method": "gift_card", "reference": self.code}), amount <= self.card
        elif step == "owe":
            wanted = self.sale(amount, {"method": "on_account"})
        elif step == "pay":
            wanted, possible = counter.money("customer.pay", tender, about=self.customer), amount <= self.owed
        elif step == "deposit" or self.deposit is None:
            wanted = counter.money("deposit.take", tender)
        elif step == "add":
            wanted = counter.money("deposit.add", tender, about=self.deposit)
        elif step == "use":
            wanted, possible = self.sale(amount, {"method": "deposit", "reference": self.deposit}), amount <= self.held
        else:
            wanted = counter.money("deposit.refund", tender, about=self.deposit, reason="No")
            possible = amount <= self.held
        return wanted, possible

    def take(self, step, amount):
        """Carry out one step in both worlds, and compare."""
        if step == "undo":
            return self.undo()
        new = step in {"add", "refund", "use"} and self.deposit is None
        wanted, possible = self.document(step, amount)
        [outcome] = self.counter.post(wanted)
        assert (outcome.status == "posted") == possible, (step, amount, outcome)
        if not possible:
            return None
        if step == "deposit" or new:
            self.deposit, self.held = outcome.id, amount
        elif step in {"load", "spend"}:
            self.card += amount if step == "load" else -amount
        elif step in {"owe", "pay"}:
            self.owed += amount if step == "owe" else -amount
            if step == "pay":
                self.payments.append((outcome.id, amount))
        else:
            self.held += amount if step == "add" else -amount
        return None

    def undo(self):
        """Undo the last payment, if there is one."""
        if self.payments:
            document_id, amount = self.payments.pop()
            [outcome] = self.counter.post(self.counter.undo(document_id))
            assert outcome.status == "posted"
            self.owed += amount

    def agrees(self):
        balance = "SELECT balance FROM pos.stored_values WHERE kind = %s AND code = %s"
        for kind, code, held in (("gift_card", self.code, self.card), ("deposit", self.deposit, self.held)):
            rows = self.counter.query(balance, (kind, code)) if code else []
            assert rows == [(held,)] or (not rows and not held)
        rows = self.counter.query(
            "SELECT receivable FROM pos.customer_balances WHERE customer_id = %s", (self.customer,)
        )
        assert rows == [(self.owed,)] or not self.owed


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=14))
def test_money_moved_in_any_order_is_what_a_plain_sum_says(counter, steps):
    purse = Purse(counter)
    for step, amount in steps:
        purse.take(step, amount)
    purse.agrees()
    counter.proven()
