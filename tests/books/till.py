"""Documents of the till, by hand: sales, exchanges, returns with and without a receipt, and voids."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from tests.books.cashier import ACCOUNTS, Cashier, Tender
from tests.books.drawers import Drawers
from tests.books.ledger import (
    COST_OF_SALES,
    GIFT_CARDS,
    INVENTORY,
    ROUNDING,
    SALES,
    TAX,
    TIPS,
    VARIANCE,
    Body,
    Ledger,
    Place,
    Sides,
)
from tests.books.prices import Line, Prices
from tests.books.rounding import Refused
from tests.books.storekeeper import Storekeeper


@dataclass
class Document:
    """A sale, exchange, return or void; amounts in minor units."""

    id: str
    kind: str
    terminal_id: str
    day: str
    lines: list[Line]
    tenders: list[Tender]
    customer_id: str | None = None
    shift_id: str | None = None
    tip: int = 0
    rounding: int = 0
    on_account: int = 0
    status: str = "posted"
    original: "Document | None" = None
    mirrored: dict[Place, int] | None = None
    receipt_number: int = 0
    given_back: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """What returns have given back of it, by method, before coins were rounded."""

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines) + self.tip + self.rounding

    @property
    def loads(self) -> list[tuple[tuple[str, str], int]]:
        return [(("gift_card", line.card), line.net) for line in self.lines if line.card is not None]


@dataclass
class Till:
    """All tills of one organization."""

    ledger: Ledger
    prices: Prices
    store: Storekeeper
    cashier: Cashier
    drawers: Drawers
    receipts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    documents: dict[str, Document] = field(default_factory=dict)

    def sale(self, sale: Body) -> Body:
        """Post a sale; where something of it comes back, an exchange."""
        back = self._exchanged(sale)
        self.drawers.check(sale)
        forward = iter(self.prices.lines(sale))
        lines = [back[at] if "return_of" in given else next(forward) for at, given in enumerate(sale["lines"])]
        customer_id = sale.get("customer_id")
        tenders = self.cashier.read(sale["payments"], customer_id)
        tenders += self.cashier.read(sale.get("refunds", []), customer_id, -1)
        document = self._document("exchange" if back else "sale", sale, lines, tenders)
        document.tip = self.ledger.minor(sale.get("tip", "0"))
        self._settle(document)
        self._expect(sale, document.total)
        document.on_account = self.cashier.check_account(tenders, customer_id)
        self.cashier.check_purses(tenders, document.loads)
        self._check_stock(document)
        return self._post(document)

    def comes_back(self, body: Body) -> Body:
        """Post a return against a sale; without refunds the money goes back the way it came."""
        original = self._original(body["sale_id"])
        lines = [self._line_back(original, given["line_no"], given) for given in body["lines"]]
        due = -sum(line.total for line in lines)
        if "refunds" in body:
            tenders = self.cashier.read(body["refunds"], original.customer_id, -1)
        else:
            tenders = self._the_way_it_came(original, due)
        document = self._document("return", body | {"customer_id": original.customer_id}, lines, tenders)
        document.original = original
        self._settle_return(body, document)
        result = self._post(document) | {"original_sale_id": original.id}
        for tender in tenders:
            original.given_back[tender.method] -= tender.amount
        original.given_back["cash"] += document.rounding
        return result

    def comes_back_blind(self, body: Body) -> Body:
        """Post a return without a receipt: at what it is sold for and what it costs today."""
        self.drawers.check(body)
        lines = self.prices.lines(body)
        for line in lines:
            line.quantity, line.discount, line.revenue_discount = -line.quantity, -line.discount, -line.revenue_discount
            line.net, line.tax = -line.net, -line.tax
        tenders = self.cashier.read(body["refunds"], body.get("customer_id"), -1)
        document = self._document("return", body, lines, tenders)
        self._settle_return(body, document)
        return self._post(document)

    def void(self, body: Body) -> Body:
        """Post the mirror of a whole sale; what came back at another cost than it has now is written off."""
        original = self._original(body["sale_id"])
        if original.kind != "sale" or any(line.returned for line in original.lines):
            raise Refused("pos.not_voidable")
        said = {"terminal_id": original.terminal_id, "shift_id": original.shift_id} | body
        self.drawers.check(said)
        lines = [line.back(line.quantity, restock=True) for line in original.lines]
        tenders = [Tender(tender.method, -tender.kept, tender.purse) for tender in original.tenders]
        document = self._document("void", said | {"customer_id": original.customer_id}, lines, tenders)
        document.original, document.tip, document.rounding = original, -original.tip, -original.rounding
        document.on_account = sum(tender.amount for tender in tenders if tender.method == "on_account")
        self.cashier.check_purses(tenders, document.loads)
        document.mirrored = {place: -amount for place, amount in self.ledger.entered[original.id].items()}
        original.status = "voided"
        return self._post(document) | {"original_sale_id": original.id}

    def _document(self, kind: str, body: Body, lines: list[Line], tenders: list[Tender]) -> Document:
        day = self.ledger.day(body["occurred_at"])
        document = Document(body["id"], kind, body["terminal_id"], day, lines, tenders)
        document.customer_id, document.shift_id = body.get("customer_id"), body.get("shift_id")
        return document

    def _original(self, sale_id: str) -> Document:
        original = self.documents.get(sale_id)
        if original is None or original.kind == "void":
            raise Refused("pos.unknown_sale")
        if original.status == "voided":
            raise Refused("pos.sale_voided")
        return original

    def _exchanged(self, sale: Body) -> dict[int, Line]:
        """Return the lines that come back with a sale, by their place in it."""
        back, seen = {}, set()
        for at, given in enumerate(sale["lines"]):
            if "return_of" in given:
                named = given["return_of"]
                if (named["sale_id"], named["line_no"]) in seen:
                    raise Refused("pos.line_twice")
                seen.add((named["sale_id"], named["line_no"]))
                back[at] = self._line_back(self._original(named["sale_id"]), named["line_no"], given)
        return back

    def _line_back(self, original: Document, line_no: int, given: Body) -> Line:
        if line_no > len(original.lines):
            raise Refused("pos.unknown_sale")
        line = original.lines[line_no - 1]
        if line.quantity < 0 or line.card is not None:
            raise Refused("pos.not_returnable")
        quantity = Fraction(given["quantity"])
        if quantity > line.quantity - line.returned:
            raise Refused("pos.return_exceeds_sale")
        return line.back(quantity, restock=given.get("restock", True))

    def _the_way_it_came(self, original: Document, due: int) -> list[Tender]:
        """Return refunds to what paid, the last first, no more than it paid and has not got back.

        What was settled in cash is counted as it was before coins were rounded, and rounded when it is given back.
        """
        given_back = dict(original.given_back)
        paid = [(tender.method, tender.purse, tender.kept) for tender in original.tenders if tender.amount > 0]
        rounding = original.rounding
        tenders: list[Tender] = []
        for method, purse, kept in reversed(paid):
            amount = kept
            if method == "cash":
                amount, rounding = kept - rounding, 0
            had = min(given_back.get(method, 0), amount)
            given_back[method] = given_back.get(method, 0) - had
            part = min(due, amount - had)
            due -= max(part, 0)
            if method == "cash" and any(tender.method == "cash" for tender in tenders):
                next(tender for tender in tenders if tender.method == "cash").amount -= max(part, 0)
            elif part > 0:
                tenders.append(Tender(method, -part, purse))
        if due:
            raise Refused("pos.refund_differs")
        in_cash = [tender for tender in tenders if tender.method == "cash"]
        if in_cash:
            in_cash[0].amount += self.cashier.coins(sum(tender.amount for tender in in_cash))
        return tenders

    def _settle(self, document: Document) -> None:
        due = sum(line.total for line in document.lines) + document.tip
        document.rounding = self.cashier.settle(document.tenders, due)

    def _settle_return(self, body: Body, document: Document) -> None:
        self.drawers.check(body)
        self._settle(document)
        self._expect(body, -document.total)
        document.on_account = self.cashier.check_account(document.tenders, document.customer_id)
        self.cashier.check_purses(document.tenders, [])

    def _expect(self, body: Body, total: int) -> None:
        if "expected_total" in body and self.ledger.minor(body["expected_total"]) != total:
            raise Refused("pos.total_differs")

    def _check_stock(self, document: Document) -> None:
        if self.ledger.negative_stock:
            return
        location_id = self.ledger.terminals[document.terminal_id]
        wanted: dict[str, Fraction] = defaultdict(Fraction)
        for line in document.lines:
            if line.quantity < 0:
                continue
            taken = [(part.item, part.quantity) for part in line.parts]
            if line.item["stocked"]:
                taken.append((line.item, line.quantity))
            for item, quantity in taken:
                wanted[item["id"]] += quantity
                if wanted[item["id"]] > self.store.levels[location_id, item["id"]].quantity:
                    raise Refused("inventory.stock_short")

    def _post(self, document: Document) -> Body:
        """Move the goods, the money and the books."""
        location_id = self.ledger.terminals[document.terminal_id]
        moves: Sides = []
        for line in document.lines:
            moves += self._move(document, line, location_id)
        if document.mirrored is None:
            sides = self._revenue(document, location_id) + moves
        else:
            # What rounding had left over at standard cost is settled anew.
            written_off = [side for side in moves if side[0] == VARIANCE]
            sides = [
                (INVENTORY if account == VARIANCE else account, where, amount)
                for (account, where), amount in document.mirrored.items()
            ]
            sides += written_off + [(INVENTORY, where, -amount) for _, where, amount in written_off]
        self.ledger.enter(document.id, self.ledger.till_book(location_id), document.day, sides)
        if document.customer_id is not None:
            self.cashier.owed[document.customer_id] += document.on_account
        self.cashier.move_purses(document.tenders, document.loads)
        self.receipts[document.terminal_id] += 1
        document.receipt_number = self.receipts[document.terminal_id]
        self.documents[document.id] = document
        self._count(document)
        return {
            "sale_id": document.id,
            "receipt_number": document.receipt_number,
            "total": self.ledger.text(document.total),
            "tax": self.ledger.text(sum(line.tax for line in document.lines)),
            "change": self.ledger.text(sum(tender.change for tender in document.tenders)),
            "location_id": location_id,
            "business_date": document.day,
            "late": False,
        }

    def _revenue(self, document: Document, location_id: str) -> Sides:
        sides: Sides = [(ACCOUNTS[tender.method], location_id, tender.kept) for tender in document.tenders]
        for line in document.lines:
            if line.card is not None:
                sides.append((GIFT_CARDS, location_id, -line.net))
                continue
            gross = line.net
            if self.ledger.discounts_account is not None:
                sides.append((self.ledger.discounts_account, location_id, line.revenue_discount))
                gross += line.revenue_discount
            sides += [(SALES, location_id, -gross), (TAX, location_id, -line.tax)]
        return [*sides, (TIPS, location_id, -document.tip), (ROUNDING, location_id, -document.rounding)]

    def _move(self, document: Document, line: Line, location_id: str) -> Sides:
        """Move a line's goods, or its parts; say what that does to the cost of sales and to stock."""
        original = line.original
        if original is not None:
            original.returned -= line.quantity
        if line.parts:
            sides: Sides = []
            for part in line.parts:
                if line.quantity > 0:
                    sides += self._take(part.item, part.quantity, location_id)
                    part.cost = sides[-1][2]
                else:
                    part.cost, moved = self._put(part.item, part.quantity, location_id, line, part.cost)
                    sides += moved
            line.cost = sum(part.cost for part in line.parts) * (1 if line.quantity > 0 else -1)
            return sides
        if not (line.item["stocked"] if original is None else original.moved):
            line.cost = 0
            return []
        if line.quantity > 0:
            line.moved = True
            sides = self._take(line.item, line.quantity, location_id)
            line.cost = sides[-1][2]
            return sides
        known = None if original is None else -line.cost
        cost, sides = self._put(line.item, -line.quantity, location_id, line, known)
        line.cost = -cost
        return sides

    def _take(self, item: Body, quantity: Fraction, location_id: str) -> Sides:
        cost = self.store.take(location_id, item, quantity)
        left_over = self.store.spill()
        return [
            (INVENTORY, location_id, -cost - left_over),
            (VARIANCE, location_id, left_over),
            (COST_OF_SALES, location_id, cost),
        ]

    def _put(self, item: Body, quantity: Fraction, location_id: str, line: Line, cost: int | None) -> tuple[int, Sides]:
        """Put goods back at what they had cost, else at today's cost, or write them off; return their cost."""
        if cost is None or line.original is None:
            level = self.store.levels[location_id, item["id"]]
            cost = self.store.worth(quantity, self.store.last_cost(level, item))
        if not line.restock:
            return cost, [(VARIANCE, location_id, cost), (COST_OF_SALES, location_id, -cost)]
        lost = self.store.put_value(location_id, item, quantity, cost)
        return cost, [
            (INVENTORY, location_id, cost - lost),
            (VARIANCE, location_id, lost),
            (COST_OF_SALES, location_id, -cost),
        ]

    def _count(self, document: Document) -> None:
        for tender in document.tenders:
            self.drawers.took(document.shift_id, tender.method, tender.kept)
        self.drawers.document(document.shift_id, document.total)
