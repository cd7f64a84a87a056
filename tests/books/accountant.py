"""A second set of books, kept by hand: the posting rules in the plainest fractions, written from the rules alone.

Nothing of the product's own arithmetic is imported here, so that a mistake in it cannot be made twice by one hand.
Amounts are minor units, quantities and costs exact fractions of one and of a major unit.
"""

from collections.abc import Callable
from typing import Any

from tests.books.cashier import Cashier
from tests.books.credit import Credit
from tests.books.drawers import Drawers
from tests.books.ledger import Body, Ledger, Sides
from tests.books.prices import Prices
from tests.books.rounding import Refused
from tests.books.stockroom import Stockroom
from tests.books.storekeeper import Storekeeper
from tests.books.till import Till


class Accountant:
    """The books of one organization, and who keeps what of them."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.store = Storekeeper(ledger.digits, ledger.costing)
        self.prices, self.cashier, self.drawers = Prices(ledger), Cashier(ledger), Drawers(ledger)
        self.till = Till(ledger, self.prices, self.store, self.cashier, self.drawers)
        self.credit = Credit(ledger, self.prices, self.cashier, self.drawers)
        self.stockroom = Stockroom(ledger, self.store)
        self.journals: dict[str, tuple[str, Sides]] = {}
        self.reversed: set[str] = set()
        self.desks: dict[str, Callable[[Body], Body]] = {
            "sale.post": self.till.sale,
            "sale.return": self.till.comes_back,
            "sale.return_blind": self.till.comes_back_blind,
            "sale.void": self.till.void,
            "deposit.take": self.credit.take,
            "deposit.add": self.credit.add,
            "deposit.refund": self.credit.refund,
            "customer.pay": self.credit.pays,
            "money.void": self.credit.undo,
            "shift.open": self.drawers.opens,
            "shift.cash": self.drawers.moves_cash,
            "drawer.open": self.drawers.drawer,
            "shift.close": self.drawers.closes,
            "stock.receive": self.stockroom.receipt,
            "stock.adjust": self.stockroom.adjustment,
            "stock.count": self.stockroom.count,
            "stock.transfer": self.stockroom.transfer,
            "transfer.receive": self.stockroom.arrives,
            "transfer.close": self.stockroom.gives_up,
            "transfer.return": self.stockroom.turns_back,
            "journal.post": self.journal,
            "journal.reverse": self.reversal,
        }

    def enter(self, kind: str, body: Body) -> Body:
        """Enter a document; return what its sender is to be told. Raises `Refused`."""
        return self.desks[kind](body)

    def journal(self, journal: Body) -> Body:
        minor = self.ledger.minor
        sides = [
            (line["account"], line.get("location_id"), minor(line.get("debit", "0")) - minor(line.get("credit", "0")))
            for line in journal["lines"]
        ]
        self.journals[journal["id"]] = journal["date"], sides
        self.ledger.enter(journal["id"], "GEN", journal["date"], sides)
        return {}

    def reversal(self, reversal: dict[str, Any]) -> Body:
        journal_id = reversal["journal_id"]
        if journal_id not in self.journals:
            raise Refused("accounting.unknown_journal")
        if journal_id in self.reversed:
            raise Refused("accounting.already_reversed")
        self.reversed.add(journal_id)
        day, sides = self.journals[journal_id]
        mirror = [(account, location_id, -amount) for account, location_id, amount in sides]
        self.ledger.enter(reversal["id"], "GEN", day, mirror)
        return {}
