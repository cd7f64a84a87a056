"""Shifts by hand: what must be in a drawer, and what was counted."""

from collections import defaultdict
from dataclasses import dataclass, field

from tests.books.cashier import ACCOUNTS
from tests.books.ledger import CASH, OVER_SHORT, SAFE, Body, Ledger, Sides
from tests.books.rounding import Refused

BOOKED = ("cash", "card")
"""Methods whose difference is posted; what the others come to is kept by name."""


@dataclass
class Shift:
    """A till's work from its float to its count; minor units."""

    id: str
    terminal_id: str
    number: int
    open: bool = True
    taken: dict[str, int] = field(default_factory=dict)
    """What must be there by method, until the close."""
    documents: int = 0
    total: int = 0


@dataclass
class Drawers:
    """The shifts of one organization."""

    ledger: Ledger
    shifts: dict[str, Shift] = field(default_factory=dict)
    open_at: dict[str, Shift] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    closed: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def check(self, body: Body) -> None:
        """Check that the shift that a document names is one of its till."""
        shift_id = body.get("shift_id")
        if shift_id is None:
            return
        if shift_id not in self.shifts:
            raise Refused("pos.unknown_shift")
        if self.shifts[shift_id].terminal_id != body["terminal_id"]:
            raise Refused("pos.shift_elsewhere")

    def took(self, shift_id: str | None, method: str, amount: int) -> None:
        """Add what a tender took; after the close it is the supplement's."""
        shift = None if shift_id is None else self.shifts[shift_id]
        if shift is not None and shift.open:
            shift.taken[method] = shift.taken.get(method, 0) + amount

    def document(self, shift_id: str | None, total: int) -> None:
        """Count a document of the till."""
        shift = None if shift_id is None else self.shifts[shift_id]
        if shift is not None and shift.open:
            shift.documents += 1
            shift.total += total

    def opens(self, body: Body) -> Body:
        terminal_id = body["terminal_id"]
        if terminal_id in self.open_at:
            raise Refused("pos.shift_open")
        location_id = self.ledger.terminals[terminal_id]
        opening = self.ledger.minor(body["float"])
        sides: Sides = []
        if "float_from" in body:
            source = SAFE if body["float_from"] == "safe" else body["float_from"]
            sides = [(CASH, location_id, opening), (source, location_id, -opening)]
        self.opened[terminal_id] += 1
        shift = Shift(body["id"], terminal_id, self.opened[terminal_id], taken={"cash": opening})
        self.shifts[shift.id] = self.open_at[terminal_id] = shift
        day = self.ledger.day(body["occurred_at"])
        self.ledger.enter(body["id"], self.ledger.till_book(location_id), day, sides)
        return {
            "shift_id": shift.id,
            "number": shift.number,
            "terminal_id": terminal_id,
            "location_id": location_id,
            "float": self.ledger.text(opening),
            "business_date": day,
        }

    def moves_cash(self, body: Body) -> Body:
        shift = self._shift(body)
        location_id = self.ledger.terminals[shift.terminal_id]
        amount = self.ledger.minor(body["amount"])
        into = amount if body["kind"] == "paid_in" else -amount
        if shift.open and shift.taken["cash"] + into < 0 and into < 0:
            raise Refused("pos.drawer_short")
        account = body.get("account", SAFE)
        self.took(shift.id, "cash", into)
        result = self._noted(body, shift, [(CASH, location_id, into), (account, location_id, -into)])
        result |= {"kind": body["kind"], "amount": self.ledger.text(amount)}
        if shift.open:
            result["in_drawer"] = self.ledger.text(shift.taken["cash"])
        return result

    def drawer(self, body: Body) -> Body:
        return self._noted(body, self._shift(body), []) | {"kind": "drawer_open", "amount": self.ledger.text(0)}

    def closes(self, body: Body) -> Body:
        shift = self._shift(body)
        if not shift.open:
            raise Refused("pos.shift_closed")
        location_id, text = self.ledger.terminals[shift.terminal_id], self.ledger.text
        given = {one["method"]: self.ledger.minor(one["amount"]) for one in body["counted"]}
        if shift.taken["cash"] and "cash" not in given:
            raise Refused("pos.cash_not_counted")
        if given.get("cash", 0) < 0:
            raise Refused("pos.count_below_zero")
        methods = sorted({*shift.taken, *given})
        expected = {method: shift.taken.get(method, 0) for method in methods}
        counted = {method: given.get(method, expected[method]) for method in methods}
        sides: Sides = []
        for method in methods:
            more = counted[method] - expected[method]
            if method in BOOKED:
                sides += [(ACCOUNTS[method], location_id, more), (OVER_SHORT, location_id, -more)]
        shift.open = False
        del self.open_at[shift.terminal_id]
        self.closed[shift.terminal_id] += 1
        day = self.ledger.day(body["occurred_at"])
        self.ledger.enter(body["id"], self.ledger.till_book(location_id), day, sides)
        said = body.get("manifest")
        if said is not None:
            complete = (said["sales"], self.ledger.minor(said["total"])) == (shift.documents, shift.total)
            said = said | {"arrived_sales": shift.documents, "arrived_total": text(shift.total), "complete": complete}
        return {
            "shift_id": shift.id,
            "number": shift.number,
            "z_number": self.closed[shift.terminal_id],
            "expected": [{"method": method, "amount": text(expected[method])} for method in methods],
            "counted": [{"method": method, "amount": text(counted[method])} for method in methods],
            "variance": [{"method": method, "amount": text(counted[method] - expected[method])} for method in methods],
            "manifest": said,
            "business_date": day,
        }

    def _shift(self, body: Body) -> Shift:
        if body["shift_id"] not in self.shifts:
            raise Refused("pos.unknown_shift")
        return self.shifts[body["shift_id"]]

    def _noted(self, body: Body, shift: Shift, sides: Sides) -> Body:
        day = self.ledger.day(body["occurred_at"])
        book = self.ledger.till_book(self.ledger.terminals[shift.terminal_id])
        self.ledger.enter(body["id"], book, day, sides)
        return {"document_id": body["id"], "shift_id": shift.id, "business_date": day, "supplement": not shift.open}
