"""What shoppers do at a till: buy, exchange, bring back, with a receipt and without; and what a cashier takes back."""

from fractions import Fraction

from tests.books.chance import Chance
from tests.books.ledger import Body
from tests.books.payers import Payers
from tests.books.prices import Line
from tests.books.rounding import Refused
from tests.books.till import Document


class Shoppers:
    """Random sales and what comes back of them."""

    def __init__(self, chance: Chance, payers: Payers) -> None:
        self.chance, self.payers = chance, payers
        self.till, self.prices = chance.accountant.till, chance.accountant.prices
        self.serial = 0

    def sale(self) -> Body:
        chance = self.chance
        sale = self._sale([self._line() for _ in range(chance.one((1, 1, 2, 3, 4, 7)))])
        if chance.happens(0.06):
            card = {"item_id": chance.floor.card["id"], "quantity": "1", "gift_card": self.payers.card()}
            sale["lines"].append(card | {"unit_price": chance.amount(5000)})
        if chance.happens(0.3) and "gift_card" not in sale["lines"][-1]:
            sale["discount"] = chance.amount(900)
        return self._settled(sale)

    def exchange(self) -> Body | None:
        """Return a sale that brings something back: for more, for less, or for nothing."""
        chance = self.chance
        original = self._original()
        if original is None:
            return None
        lines = [self._line() for _ in range(chance.one((0, 1, 1, 2)))]
        lines += [
            {"return_of": {"sale_id": original.id, "line_no": given.pop("line_no")}, **given}
            for given in self._back(original)
        ]
        chance.dice.shuffle(lines)
        return self._settled(self._sale(lines))

    def comes_back(self) -> Body | None:
        chance = self.chance
        original = self._original()
        if original is None:
            return None
        body = chance.document(sale_id=original.id, lines=self._back(original), **chance.at_till())
        due = sum(-self._line_back(original, given["line_no"], given) for given in body["lines"])
        if due > 0 and chance.happens(0.5):
            body["refunds"] = self.payers.give_back(due, original.customer_id)
        return body

    def comes_back_blind(self) -> Body:
        chance = self.chance
        body = chance.document(**chance.at_till(), reason="No receipt")
        body["lines"] = [self._line() | self._handling() for _ in range(chance.one((1, 1, 2)))]
        if chance.happens(0.4):
            body["customer_id"] = chance.one(chance.floor.customers)["id"]
        refunds = self.payers.give_back(self._due(body), body.get("customer_id"))
        return body | {"refunds": refunds or [{"method": "card", "amount": chance.text(1)}]}

    def void(self) -> Body | None:
        chance = self.chance
        if not self.till.documents:
            return None
        original = chance.one(list(self.till.documents.values())[-60:])
        body = chance.document(sale_id=original.id if chance.happens(0.97) else chance.new_id(), reason="Mistaken")
        return body | (chance.shift(original.terminal_id) if chance.happens(0.3) else {})

    def _sale(self, lines: list[Body]) -> Body:
        chance = self.chance
        self.serial += 1
        sale = chance.document(terminal_seq=self.serial, lines=lines, **chance.at_till())
        if chance.happens(0.2):
            sale["tip"] = chance.amount(500)
        if chance.happens(0.35):
            sale["customer_id"] = chance.one(chance.floor.customers)["id"]
        return sale

    def _settled(self, sale: Body) -> Body:
        chance = self.chance
        due = self._due(sale)
        if due < 0:
            sale |= {"payments": [], "refunds": self.payers.give_back(-due, sale.get("customer_id"))}
        else:
            on_account = ("on_account",) if "customer_id" in sale or chance.happens(0.05) else ()
            sale["payments"] = self.payers.pay(due, ("cash", "cash", "card", *on_account))
        if chance.happens(0.1 if chance.accountant.ledger.cash_rounding <= 1 else 0.01):
            sale["expected_total"] = chance.text(due + (1 if chance.happens(0.1) else 0))
        return sale

    def _due(self, body: Body) -> int:
        """Return what a document comes to before coins are rounded; nothing where it cannot be."""
        try:
            forward = sum(line.total for line in self.prices.lines(body))
        except Refused:
            return 0
        named = [(given["return_of"], given) for given in body["lines"] if "return_of" in given]
        back = sum(self._line_back(self.till.documents[of["sale_id"]], of["line_no"], given) for of, given in named)
        return forward + back + self.chance.accountant.ledger.minor(body.get("tip", "0"))

    def _line_back(self, original: Document, line_no: int, given: Body) -> int:
        """Return what a line that comes back comes to: zero or negative."""
        if line_no > len(original.lines):
            return 0
        line = original.lines[line_no - 1]
        return 0 if line.quantity < 0 else line.back(Fraction(given["quantity"]), restock=True).total

    def _line(self) -> Body:
        chance = self.chance
        item = chance.one(chance.floor.goods)
        line: Body = {**chance.named(item), "quantity": chance.decimal(1, 60_000, 4)}
        if item["units"] and "barcode" not in line and chance.happens(0.5):
            line |= {"unit": chance.one(("case", "slice", "each")), "quantity": chance.decimal(10_000, 30_000, 4)}
        if item["kit"]:
            line["quantity"] = chance.decimal(10_000, 30_000, 4)
        if chance.happens(0.4):
            line["unit_price"] = chance.decimal(0, 50_000_000, 6)
        if chance.happens(0.25):
            line["discount"] = chance.amount(300)
        if chance.happens(0.2):
            line["tax_rate_id"] = chance.one(list(chance.floor.rates))
        return line

    def _original(self) -> Document | None:
        """Return a sale of which something can still come back, mostly a recent one; now and then any document."""
        documents = list(self.till.documents.values())[-120:]
        if documents and self.chance.happens(0.03):
            return self.chance.one(documents)
        left = [document for document in documents if document.status == "posted" and _open_lines(document)]
        return self.chance.one(left) if left else None

    def _back(self, original: Document) -> list[Body]:
        """Return some of a sale's lines as they come back; now and then more of them than were sold."""
        chance = self.chance
        lines = _open_lines(original)
        if not lines or chance.happens(0.02):
            return [{"line_no": chance.dice.randint(1, len(original.lines) + 1), "quantity": "1"}]
        kept = lines if chance.happens(0.4) else chance.dice.sample(lines, chance.dice.randint(1, len(lines)))
        back = []
        for line_no, line in kept:
            quantity = chance.part(line.quantity - line.returned)
            if chance.happens(0.02):
                quantity = str(Fraction(quantity) + line.quantity) if line.quantity.denominator == 1 else "9999"
            back.append({"line_no": line_no, "quantity": quantity.split("/")[0], **self._handling()})
        return back

    def _handling(self) -> Body:
        return {"restock": False} if self.chance.happens(0.25) else {}


def _open_lines(document: Document) -> list[tuple[int, Line]]:
    return [
        (at, line)
        for at, line in enumerate(document.lines, start=1)
        if line.quantity > line.returned and line.card is None
    ]
