"""A shop's day in plain Python: what lies where, who owes what, what each drawer holds. No rule of ours is imported."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from tests.books.rounding import half_up


@dataclass
class Article:
    """Something on sale: its price in cents, its tax in percent, added to the price."""

    id: str
    price: int
    percent: int


@dataclass
class Line:
    """A line of a sale, in whole pieces and cents; `returned` pieces have come back."""

    article: Article
    pieces: int
    net: int
    tax: int
    returned: int = 0

    def bring_back(self, pieces: int) -> tuple[int, int]:
        """Return net and tax of the next pieces that come back: shares of running sums."""
        before, self.returned = self.returned, self.returned + pieces

        def share(amount: int) -> int:
            return half_up_of(amount * self.returned, self.pieces) - half_up_of(amount * before, self.pieces)

        return share(self.net), share(self.tax)


def half_up_of(numerator: int, denominator: int) -> int:
    """Divide whole numbers, halves away from zero."""
    return half_up(Fraction(numerator, denominator))


@dataclass
class Sold:
    """A sale as the shop remembers it."""

    id: str
    till: str
    lines: list[Line]
    tender: str
    reference: str | None
    paid: int
    customer: str | None
    shift: str | None
    voided: bool = False

    @property
    def untouched(self) -> bool:
        return not self.voided and not any(line.returned for line in self.lines)


@dataclass
class Drawer:
    """A shift of a till: what its drawer must hold, and what each tender took."""

    id: str
    till: str
    cash: int
    open: bool = True
    tenders: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    documents: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    late: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class Parcel:
    """Goods under way between two places: pieces shipped and pieces that arrived."""

    id: str
    source: str
    target: str
    article: str
    shipped: int
    arrived: int = 0


@dataclass
class Day:
    """Everything that must be true of the shop when the day is over."""

    stock: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    accounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Balance by account role, cents, debits positive."""
    owed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cards: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sold: list[Sold] = field(default_factory=list)
    drawers: dict[str, Drawer] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)
    documents: int = 0

    def open_drawer(self, till: str) -> Drawer | None:
        """Return the open shift of a till."""
        return next((drawer for drawer in self.drawers.values() if drawer.till == till and drawer.open), None)

    def book(self, drawer: Drawer | None, kind: str, tender: str, amount: int) -> None:
        """Move money by a tender: into its account, and into the drawer's count."""
        roles = {"cash": "cash", "card": "card_clearing", "gift_card": "gift_card", "on_account": "receivable"}
        self.accounts[roles[tender]] += amount
        self.documents += 1
        if drawer is None:
            return
        if not drawer.open:
            drawer.late[kind] += 1
            return
        drawer.documents[kind] += 1
        drawer.tenders[tender] += amount
        if tender == "cash":
            drawer.cash += amount

    def earn(self, net: int, tax: int) -> None:
        """Earn revenue and owe its tax; negative where it is given back."""
        self.accounts["sales"] -= net
        self.accounts["tax_payable"] -= tax
