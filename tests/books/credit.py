"""Money without a sale, by hand: deposits, what customers pay of what they owe, and the undoing of either."""

from dataclasses import dataclass, field

from tests.books.cashier import ACCOUNTS, Cashier, Purse, Tender
from tests.books.drawers import Drawers
from tests.books.ledger import DEPOSITS, RECEIVABLE, ROUNDING, Body, Ledger, Place, Sides
from tests.books.prices import Prices
from tests.books.rounding import Refused


@dataclass
class Money:
    """A posted document; `amount` is positive, `sign` is -1 where it went out."""

    id: str
    kind: str
    location_id: str
    day: str
    amount: int
    sign: int
    tenders: list[Tender]
    terminal_id: str | None = None
    shift_id: str | None = None
    customer_id: str | None = None
    purse: Purse | None = None
    rounding: int = 0
    undone: bool = False
    mirrored: dict[Place, int] | None = None

    @property
    def loads(self) -> list[tuple[Purse, int]]:
        return [] if self.purse is None else [(self.purse, self.sign * self.amount)]


@dataclass
class Deposit:
    """What was agreed; `total` is what the goods put aside come to, minor units."""

    id: str
    customer_id: str | None
    total: int | None


@dataclass
class Credit:
    """What we owe for sales to come, and what is owed to us for those that were."""

    ledger: Ledger
    prices: Prices
    cashier: Cashier
    drawers: Drawers
    deposits: dict[str, Deposit] = field(default_factory=dict)
    posted: dict[str, Money] = field(default_factory=dict)

    def take(self, body: Body) -> Body:
        total = sum(line.total for line in self.prices.lines(body)) if body.get("lines") else None
        deposit = Deposit(body["id"], body.get("customer_id"), total)
        result = self._deposit(body, deposit, "payments")
        self.deposits[deposit.id] = deposit
        return result

    def add(self, body: Body) -> Body:
        return self._deposit(body, self._known(body), "payments")

    def refund(self, body: Body) -> Body:
        return self._deposit(body, self._known(body), "refunds")

    def pays(self, body: Body) -> Body:
        """Post a customer's payment: never more than is owed."""
        customer_id = body["customer_id"]
        self.drawers.check(body)
        tenders, amount, rounding = self._tendered(body, "payments", customer_id, ("on_account",))
        if amount > self.cashier.owed[customer_id]:
            raise Refused("pos.exceeds_debt")
        location_id = body.get("location_id") or self.ledger.terminals[body["terminal_id"]]
        money = self._money("customer_payment", body, location_id, (amount, 1, tenders))
        money.customer_id, money.rounding = customer_id, rounding
        result = self._post(money, RECEIVABLE)
        self.cashier.owed[customer_id] -= amount
        return result | {"customer_id": customer_id, "receivable": self.ledger.text(self.cashier.owed[customer_id])}

    def undo(self, body: Body) -> Body:
        """Post the mirror of a document, in the shift that is named, else its own."""
        original = self.posted.get(body["document_id"])
        if original is None:
            raise Refused("pos.unknown_money_document")
        if original.kind == "money_void":
            raise Refused("pos.not_undoable")
        if original.undone:
            raise Refused("pos.already_undone")
        said = body | {"terminal_id": original.terminal_id, "shift_id": body.get("shift_id", original.shift_id)}
        self.drawers.check(said)
        tenders = [Tender(tender.method, -tender.kept, tender.purse) for tender in original.tenders]
        money = self._money("money_void", said, original.location_id, (original.amount, -original.sign, tenders))
        money.purse, money.rounding, money.customer_id = original.purse, -original.rounding, original.customer_id
        money.mirrored = {place: -amount for place, amount in self.ledger.entered[original.id].items()}
        result = self._post(money, "") | {"original_id": original.id}
        original.undone = True
        if original.kind == "customer_payment" and original.customer_id is not None:
            self.cashier.owed[original.customer_id] += original.amount
            result["receivable"] = self.ledger.text(self.cashier.owed[original.customer_id])
        if money.purse is not None:
            result["balance"] = self.ledger.text(self.cashier.purses[money.purse])
        return result

    def _known(self, body: Body) -> Deposit:
        if body["deposit_id"] not in self.deposits:
            raise Refused("pos.unknown_deposit")
        return self.deposits[body["deposit_id"]]

    def _deposit(self, body: Body, deposit: Deposit, path: str) -> Body:
        self.drawers.check(body)
        customer_id, sign = deposit.customer_id, 1 if path == "payments" else -1
        tenders, amount, rounding = self._tendered(body, path, customer_id, ("on_account", "deposit"))
        purse = ("deposit", deposit.id)
        held = self.cashier.purses.get(purse, 0)
        if sign > 0 and deposit.total is not None and held + amount > deposit.total:
            raise Refused("pos.exceeds_layaway")
        kind = "deposit" if sign > 0 else "deposit_refund"
        money = self._money(kind, body, self.ledger.terminals[body["terminal_id"]], (amount, sign, tenders))
        money.customer_id, money.purse, money.rounding = customer_id, purse, rounding
        result = self._post(money, DEPOSITS)
        result |= {"deposit_id": deposit.id, "balance": self.ledger.text(self.cashier.purses[purse])}
        return result if deposit.total is None else result | {"total": self.ledger.text(deposit.total)}

    def _tendered(
        self, body: Body, path: str, customer_id: str | None, refused: tuple[str, ...]
    ) -> tuple[list[Tender], int, int]:
        """Return the tenders, what they are for, and what coins add; without an amount they are for what they are."""
        sign = 1 if path == "payments" else -1
        tenders = self.cashier.read(body[path], customer_id, sign)
        if any(tender.method in refused for tender in tenders):
            raise Refused("pos.tender_not_allowed")
        if "amount" not in body:
            return tenders, sum(sign * tender.amount for tender in tenders), 0
        amount = self.ledger.minor(body["amount"])
        return tenders, amount, self.cashier.settle(tenders, sign * amount)

    def _money(self, kind: str, body: Body, location_id: str, settled: tuple[int, int, list[Tender]]) -> Money:
        """Return a document over an amount, its sign, and its tenders."""
        money = Money(body["id"], kind, location_id, self.ledger.day(body["occurred_at"]), *settled)
        money.terminal_id, money.shift_id = body.get("terminal_id"), body.get("shift_id")
        return money

    def _post(self, money: Money, account: str) -> Body:
        self.cashier.check_purses(money.tenders, money.loads)
        at, text = money.location_id, self.ledger.text
        sides: Sides = [(ACCOUNTS[tender.method], at, tender.kept) for tender in money.tenders]
        sides += [(account, at, -money.sign * money.amount), (ROUNDING, at, -money.rounding)]
        if money.mirrored is not None:
            sides = [(account, where, amount) for (account, where), amount in money.mirrored.items()]
        self.ledger.enter(money.id, self.ledger.till_book(at), money.day, sides)
        self.cashier.move_purses(money.tenders, money.loads)
        for tender in money.tenders:
            self.drawers.took(money.shift_id, tender.method, tender.kept)
        self.posted[money.id] = money
        return {
            "document_id": money.id,
            "amount": text(money.amount),
            "rounding": text(money.rounding),
            "change": text(sum(tender.change for tender in money.tenders)),
            "location_id": at,
            "business_date": money.day,
            "late": False,
        }
