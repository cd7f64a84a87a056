"""Random documents of a shop in the order of their posting; one seed is one history."""

from tests.books.chance import Chance
from tests.books.inbox import Wanted
from tests.books.ledger import Body
from tests.books.payers import Payers
from tests.books.shoppers import Shoppers
from tests.books.stock_clerks import StockClerks


class Days:
    """Whatever happens next."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.payers, self.clerks = Payers(chance), StockClerks(chance)
        self.shoppers = Shoppers(chance, self.payers)

    def next(self) -> Wanted:
        """Return the next document: mostly a sale; what cannot be yet (nothing to bring back) is a sale too."""
        shoppers, clerks = self.shoppers, self.clerks
        roll = self.chance.dice.random()
        for share, kind, make in (
            (0.07, "stock.receive", clerks.receipt),
            (0.03, "stock.adjust", clerks.adjustment),
            (0.02, "stock.count", clerks.count),
            (0.03, "stock.transfer", clerks.transfer),
            (0.12, "sale.return", shoppers.comes_back),
            (0.03, "sale.return_blind", shoppers.comes_back_blind),
            (0.04, "sale.void", shoppers.void),
            (0.07, "sale.post", shoppers.exchange),
            (0.02, "journal.post", self.journal),
        ):
            if roll < share:
                body = make()
                return (kind, body) if body is not None else ("sale.post", shoppers.sale())
            roll -= share
        for share, make_any in (
            (0.05, clerks.under_way),
            (0.07, self.payers.deposit),
            (0.07, self.shift),
            (0.01, self.reversal),
        ):
            if roll < share:
                return make_any() or ("sale.post", shoppers.sale())
            roll -= share
        return "sale.post", shoppers.sale()

    def journal(self) -> Body:
        chance = self.chance
        amount = chance.amount(100_000)
        one, other = chance.dice.sample(("1030", "2010", "3010", "6010", "6020", "6110"), 2)
        where = {"location_id": chance.one(chance.floor.location_ids)} if chance.happens(0.5) else {}
        body = chance.document()
        return {
            "id": body["id"],
            "date": body["occurred_at"][:10],
            "memo": chance.one(("", "Rent", "=cmd|'/c calc'!A1", 'Say "Señor"\n and go')),
            "lines": [{"account": one, "debit": amount, **where}, {"account": other, "credit": amount, **where}],
        }

    def reversal(self) -> Wanted | None:
        journals = list(self.chance.accountant.journals)
        if not journals:
            return None
        return "journal.reverse", {"id": self.chance.new_id(), "journal_id": self.chance.one(journals)}

    def shift(self) -> Wanted:
        """Return what is done with a shift: opened, cash moved, the drawer opened, closed and counted."""
        chance, drawers = self.chance, self.chance.accountant.drawers
        terminal_id = chance.one(chance.floor.terminals)["id"]
        if terminal_id not in drawers.open_at or chance.happens(0.03):
            body = chance.document(terminal_id=terminal_id, float=chance.amount(10_000))
            return "shift.open", body | ({"float_from": chance.one(("safe", "1030"))} if chance.happens(0.5) else {})
        shift_id = drawers.open_at[terminal_id].id if chance.happens(0.95) else chance.one(list(drawers.shifts))
        body = chance.document(shift_id=shift_id)
        roll = chance.dice.random()
        if roll < 0.1:
            return "drawer.open", body | {"reason": "Change"}
        if roll < 0.65:
            kind = chance.one(("paid_in", "paid_out", "drop"))
            account = {"account": "6110"} if kind != "drop" or chance.happens(0.3) else {}
            return "shift.cash", body | {"kind": kind, "amount": chance.amount(2_000), "reason": "As said", **account}
        return "shift.close", body | self._counted(shift_id)

    def _counted(self, shift_id: str) -> Body:
        chance, shift = self.chance, self.chance.accountant.drawers.shifts[shift_id]
        counted = []
        for method, amount in shift.taken.items():
            if method == "cash" or chance.happens(0.4):
                off = chance.one((0, 0, -1, 250, -37))
                counted.append({"method": method, "amount": chance.text(amount + off)})
        if chance.happens(0.05):
            counted = [one for one in counted if one["method"] != "cash"]
        manifest = {"sales": shift.documents, "total": chance.text(shift.total + (1 if chance.happens(0.2) else 0))}
        return {"counted": counted} | ({"manifest": manifest} if chance.happens(0.6) else {})
