"""How people pay and are paid back, and the money that they leave or bring without buying."""

from tests.books.cashier import STORED, Purse
from tests.books.chance import Chance
from tests.books.inbox import Wanted
from tests.books.ledger import Body


class Payers:
    """Random tenders, deposits and payments."""

    def __init__(self, chance: Chance) -> None:
        self.chance, self.cashier = chance, chance.accountant.cashier

    def pay(self, due: int, methods: tuple[str, ...]) -> list[Body]:
        """Return payments of what is due (minor units): cash pays the rest, rounded up to a coin, and often more.

        Now and then a minor unit is missing, or a card pays too much, or is asked for more than is on it.
        """
        chance, dice = self.chance, self.chance.dice
        tenders = self._from_purses(due) if due > 0 and chance.happens(0.2) else []
        due -= sum(amount for _, amount, _ in tenders)
        used = [chance.one(methods) for _ in range(chance.one((1, 1, 2, 3)))]
        amounts = [0 if method == "cash" else dice.randint(0, max(due, 0)) // len(used) for method in used]
        if "cash" in used:
            step = max(chance.accountant.ledger.cash_rounding, 1)
            rest = due - sum(amounts)
            amounts[used.index("cash")] += -(-rest // step) * step + chance.one((0, 0, 37, 500))
        else:
            amounts[-1] += due - sum(amounts)
        if chance.happens(0.03):
            amounts[dice.randrange(len(amounts))] += chance.one((-1, 1))
        tenders += [(method, amount, None) for method, amount in zip(used, amounts, strict=True)]
        return [self._tender(method, amount, code) for method, amount, code in tenders if amount > 0]

    def _from_purses(self, due: int) -> list[tuple[str, int, str | None]]:
        purses = [purse for purse, balance in self.cashier.purses.items() if balance > 0]
        if not purses or self.chance.happens(0.03):
            return [("gift_card", 1, f"NONE{self.chance.dice.randint(0, 99)}")]
        kind, code = self.chance.one(purses)
        most = min(due, self.cashier.purses[kind, code])
        if self.chance.happens(0.05):
            most = due
        return [(kind, self.chance.dice.randint(1, most), code)]

    def _tender(self, method: str, amount: int, code: str | None = None) -> Body:
        tender = {"method": method, "amount": self.chance.text(amount)}
        return tender if code is None else tender | {"reference": code}

    def give_back(self, due: int, customer_id: str | None) -> list[Body]:
        """Return refunds of what is due back (minor units), by one tender or two; now and then a unit too much."""
        chance = self.chance
        tenders = []
        if due > 1 and chance.happens(0.3):
            first = chance.dice.randint(1, due - 1)
            tenders.append(self._refund(first, customer_id))
            due -= first
        rounded = due + self.cashier.coins(due)
        if chance.happens(0.4) and rounded > 0 and not tenders:
            tenders.append(self._tender("cash", rounded))
        elif due > 0:
            tenders.append(self._refund(due + (1 if chance.happens(0.02) else 0), customer_id))
        return tenders

    def _refund(self, amount: int, customer_id: str | None) -> Body:
        method = self.chance.one(("card", "store_credit", "gift_card", "on_account"))
        if method == "on_account" and customer_id is None and self.chance.happens(0.8):
            method = "card"
        if method == "gift_card":
            return self._tender(method, amount, self.card())
        if method == "store_credit" and (customer_id is None or self.chance.happens(0.3)):
            return self._tender(method, amount, f"SC{self.chance.dice.randint(0, 30)}")
        return self._tender(method, amount)

    def card(self) -> str:
        return f"GC{self.chance.dice.randint(0, 40)}"

    # Money without a sale

    def deposit(self) -> Wanted:
        """Return a deposit, a further payment of one, a refund of one, or a customer's payment, or their undoing."""
        chance, credit = self.chance, self.chance.accountant.credit
        roll = chance.dice.random()
        if roll < 0.15 and credit.posted:
            original = chance.one(list(credit.posted.values()))
            body = chance.document(document_id=original.id, reason="Mistaken")
            if original.terminal_id is not None and chance.happens(0.3):
                body |= chance.shift(original.terminal_id)
            return "money.void", body
        if roll < 0.4:
            return "customer.pay", self._payment()
        if roll < 0.7 and credit.deposits:
            return self._more_or_less()
        return "deposit.take", self._new()

    def _payment(self) -> Body:
        chance = self.chance
        customer_id = chance.one(chance.floor.customers)["id"]
        owed = self.cashier.owed[customer_id]
        amount = chance.dice.randint(1, max(owed, 1) + (1 if chance.happens(0.1) else 0))
        body = chance.document(customer_id=customer_id) | self._for(amount)
        if chance.happens(0.3):
            return body | {"location_id": chance.one(chance.floor.location_ids)}
        return body | chance.at_till()

    def _for(self, amount: int) -> Body:
        """Return payments of an amount, which is said where change or coins are to be reckoned."""
        payments = self.pay(amount, ("cash", "card", "card"))
        if self.chance.happens(0.6):
            return {"payments": payments, "amount": self.chance.text(amount)}
        return {"payments": payments or [self._tender("cash", amount)]}

    def _new(self) -> Body:
        chance = self.chance
        body = chance.document(**chance.at_till())
        if chance.happens(0.6):
            body["customer_id"] = chance.one(chance.floor.customers)["id"]
        most = 20 * 10**chance.floor.digits
        if chance.happens(0.4):
            items = [chance.one(chance.floor.goods) for _ in range(2)]
            body["lines"] = [{**chance.named(item), "quantity": chance.decimal(10_000, 60_000, 4)} for item in items]
            most = sum(line.total for line in chance.accountant.prices.lines(body)) + 1
        return body | self._for(chance.dice.randint(1, most))

    def _more_or_less(self) -> Wanted:
        chance = self.chance
        deposit_id = chance.one(list(chance.accountant.credit.deposits))
        body = chance.document(deposit_id=deposit_id if chance.happens(0.97) else chance.new_id(), **chance.at_till())
        held = self.cashier.purses[self.purse(deposit_id)]
        if chance.happens(0.5) or held <= 0:
            return "deposit.add", body | self._for(chance.dice.randint(1, 500))
        amount = chance.dice.randint(1, held + (1 if chance.happens(0.1) else 0))
        refunds = self.give_back(amount, chance.accountant.credit.deposits[deposit_id].customer_id)
        body |= {"refunds": refunds or [self._tender("card", amount)], "reason": "Changed their mind"}
        return "deposit.refund", body | ({"amount": chance.text(amount)} if chance.happens(0.6) else {})

    @staticmethod
    def purse(deposit_id: str) -> Purse:
        return STORED[2], deposit_id
