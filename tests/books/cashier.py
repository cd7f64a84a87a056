"""What documents are paid with and given back in: tenders, change, coins, cards and accounts kept by name."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from tests.books.ledger import CARD, CASH, DEPOSITS, GIFT_CARDS, RECEIVABLE, STORE_CREDIT, Body, Ledger
from tests.books.rounding import Refused, half_up

ACCOUNTS = {
    "cash": CASH,
    "card": CARD,
    "on_account": RECEIVABLE,
    "gift_card": GIFT_CARDS,
    "store_credit": STORE_CREDIT,
    "deposit": DEPOSITS,
}
"""Each method has the name of its kind here."""
STORED = ("gift_card", "store_credit", "deposit")
Purse = tuple[str, str]
"""Kind and code of what we owe to whoever holds it."""


@dataclass
class Tender:
    """One payment, negative where it is given back; minor units."""

    method: str
    amount: int
    purse: Purse | None = None
    change: int = 0

    @property
    def kept(self) -> int:
        return self.amount - self.change


@dataclass
class Cashier:
    """What is owed to and by whom."""

    ledger: Ledger
    purses: dict[Purse, int] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def read(self, given: list[Body], customer_id: str | None, sign: int = 1) -> list[Tender]:
        tenders = []
        for one in given:
            method, purse = one["method"], None
            if method in STORED:
                code = one.get("reference") or (customer_id if method == "store_credit" else None)
                if code is None:
                    raise Refused("pos.reference_missing")
                purse = (method, code)
            tenders.append(Tender(method, sign * self.ledger.minor(one["amount"]), purse))
        return tenders

    def coins(self, due_in_cash: int) -> int:
        """Return what rounding to the smallest coin adds to an amount."""
        step = self.ledger.cash_rounding
        return half_up(Fraction(due_in_cash, step)) * step - due_in_cash if step > 1 else 0

    def settle(self, tenders: list[Tender], due: int) -> int:
        """Give change, and return what is added so that the part settled in cash is a multiple of the smallest coin.

        Money that is given back must be exact, unless cash came in beside it, of which change can be given.
        """
        in_cash = due - sum(tender.amount for tender in tenders if tender.method != "cash")
        gives_back = due < 0 or any(tender.amount < 0 for tender in tenders)
        rounds = any(tender.method == "cash" for tender in tenders) and (in_cash > 0 or gives_back)
        rounding = self.coins(in_cash) if rounds else 0
        excess = sum(tender.amount for tender in tenders) - due - rounding
        cash_in = [tender for tender in tenders if tender.method == "cash" and tender.amount > 0]
        if gives_back and (excess < 0 or (excess > 0 and not cash_in)):
            raise Refused("pos.refund_differs")
        if excess < 0:
            raise Refused("pos.payment_short")
        for tender in reversed(cash_in):
            tender.change = min(excess, tender.amount)
            excess -= tender.change
        if excess:
            raise Refused("pos.overpaid")
        return rounding

    def check_account(self, tenders: list[Tender], customer_id: str | None) -> int:
        """Return what a document leaves on account, if the customer may owe that much."""
        on_account = sum(tender.amount for tender in tenders if tender.method == "on_account")
        if not on_account:
            return 0
        if customer_id is None:
            raise Refused("pos.customer_missing")
        limit = self.ledger.limits[customer_id]
        if limit is not None and on_account > 0 and self.owed[customer_id] + on_account > limit:
            raise Refused("pos.credit_limit")
        return on_account

    def check_purses(self, tenders: list[Tender], loads: list[tuple[Purse, int]]) -> None:
        """Check that no purse pays more than it held before the document, and none is emptied twice."""
        taken: dict[Purse, int] = defaultdict(int)
        for tender in tenders:
            if tender.purse is None or (tender.amount <= 0 and tender.purse[0] != "deposit"):
                continue
            if tender.purse not in self.purses:
                raise Refused("pos.unknown_stored_value")
            taken[tender.purse] += max(0, tender.amount)
            if taken[tender.purse] > self.purses[tender.purse]:
                raise Refused("pos.stored_value_short")
        for purse, amount in loads:
            taken[purse] -= amount
            if taken[purse] > self.purses.get(purse, 0):
                raise Refused("pos.stored_value_short")

    def move_purses(self, tenders: list[Tender], loads: list[tuple[Purse, int]]) -> None:
        for tender in tenders:
            if tender.purse is not None:
                self.purses[tender.purse] = self.purses.get(tender.purse, 0) - tender.amount
        for purse, amount in loads:
            self.purses[purse] = self.purses.get(purse, 0) + amount
