"""Any documents in any order, by every method: quantities are those of a plain model, and everything proves right."""

from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

import pytest

from tests.domain.posting.stockroom import Stockroom
from tests.draining import drain

STEPS = 60


class Model:
    """What lies where and what is under way, as anybody would keep it on paper."""

    def __init__(self, room, items, dice):
        self.room, self.items, self.dice = room, items, dice
        self.lying = {(at, item): Decimal(0) for at in (room.here, room.there) for item in items}
        self.under_way = {}
        self.receipts = {}
        self.touched = set()

    def quantity(self, most=9):
        return Decimal(self.dice.randint(1, most * 4)) / 4

    def place(self):
        return self.dice.choice([self.room.here, self.room.there]), self.dice.choice(self.items)

    def post(self, kind, **body):
        """Post one document in the lane where it belongs, and what it hands on."""
        counter = self.room.counter
        sent = {"id": str(uuid4()), **body}
        lane = UUID(body.get("location_id") or body.get("from_location_id") or self.room.here)
        [outcome] = counter.post((kind, sent), lane=lane)
        assert outcome.status == "posted", (kind, body, outcome)
        drain(counter.shop)
        return outcome

    def receive(self):
        at, item = self.place()
        quantity, cost = self.quantity(), Decimal(self.dice.randint(0, 99_999)) / 10_000
        charges = [{"name": "Freight", "amount": "0.07"}] if self.dice.random() < 0.3 else []
        lines = [{"item_id": item, "quantity": str(quantity), "unit_cost": str(cost)}]
        outcome = self.post("stock.receive", location_id=at, lines=lines, charges=charges)
        self.lying[at, item] += quantity
        self.receipts[outcome.id] = [at, item, quantity]

    def go_back(self):
        fresh = [known for known in self.receipts.items() if known[1][2]]
        if not fresh:
            return
        receipt, (at, item, left) = self.dice.choice(fresh)
        quantity = min(left, self.quantity(3))
        lines = [{"line_no": 1, "quantity": str(quantity)}]
        self.post("stock.return_to_supplier", location_id=at, receipt_id=receipt, lines=lines)
        self.receipts[receipt][2] -= quantity
        self.touched.add(receipt)
        self.lying[at, item] -= quantity

    def reverse(self):
        whole = [known for known in self.receipts.items() if known[0] not in self.touched]
        if not whole:
            return
        receipt, (at, item, quantity) = self.dice.choice(whole)
        self.post("receipt.reverse", _about=receipt, reason="Entered twice")
        del self.receipts[receipt]
        self.lying[at, item] -= quantity

    def adjust(self):
        at, item = self.place()
        delta = self.quantity() * self.dice.choice([-1, 1])
        lines = [{"item_id": item, "quantity_delta": str(delta)}]
        self.post("stock.adjust", location_id=at, reason="Looked again", lines=lines)
        self.lying[at, item] += delta

    def count(self):
        at, item = self.place()
        counted = self.quantity() - Decimal("0.25")
        full = self.dice.random() < 0.2
        lines = [{"item_id": item, "counted": str(counted), "expected": str(self.lying[at, item])}]
        self.post("stock.count", location_id=at, scope="full" if full else "partial", lines=lines)
        if full:
            self.lying |= {key: Decimal(0) for key in self.lying if key[0] == at}
        self.lying[at, item] = counted

    def revalue(self):
        at, item = self.place()
        cost = Decimal(self.dice.randint(1, 999)) / 100
        self.post("stock.revalue", location_id=at, reason="x", lines=[{"item_id": item, "unit_cost": str(cost)}])

    def transfer(self):
        at, item = self.place()
        to = self.room.there if at == self.room.here else self.room.here
        quantity, receive = self.quantity(), self.dice.choice(["at_once", "on_arrival"])
        lines = [{"item_id": item, "quantity": str(quantity)}]
        outcome = self.post("stock.transfer", from_location_id=at, to_location_id=to, receive=receive, lines=lines)
        self.lying[at, item] -= quantity
        if receive == "at_once":
            self.lying[to, item] += quantity
        else:
            self.under_way[outcome.id] = [at, to, item, quantity]

    def arrive(self):
        if not self.under_way:
            return
        transfer, known = self.dice.choice(list(self.under_way.items()))
        at, to, item, left = known
        how = self.dice.choice(["receive", "receive", "close", "return"])
        if how == "receive":
            arrived = min(left, self.quantity(4))
            lost = min(left - arrived, Decimal("0.25"))
            line = {"line_no": 1, "quantity": str(arrived), "lost": str(lost)}
            self.post("transfer.receive", _about=transfer, lines=[line])
            self.lying[to, item] += arrived
            known[3] -= arrived + lost
        else:
            self.post(f"transfer.{how}", _about=transfer)
            if how == "return":
                self.lying[at, item] += left
            known[3] = Decimal(0)
        if not known[3]:
            del self.under_way[transfer]

    def sell(self):
        item = self.dice.choice(self.items)
        quantity = self.quantity(3)
        [outcome] = self.room.counter.post(
            self.room.counter.sale({"item_id": item, "quantity": str(quantity)}, paid="5000.00")
        )
        assert outcome.status == "posted", outcome
        self.lying[self.room.here, item] -= quantity


@pytest.mark.slow
@pytest.mark.parametrize(("method", "seed"), [("average", 1), ("fifo", 2), ("standard", 3), ("average", 4)])
def test_any_stock_documents_add_up(counter, method, seed):
    counter.set(costing_method=method)
    room, dice = Stockroom(counter), Random(seed)
    model = Model(room, [counter.item(price="10", cost="2.00", reorder_point="3") for _ in range(3)], dice)
    steps = (
        *(model.receive, model.receive, model.receive, model.go_back, model.reverse, model.adjust, model.count),
        *(model.revalue, model.transfer, model.transfer, model.arrive, model.arrive, model.sell, model.sell),
    )
    for _ in range(STEPS):
        dice.choice(steps)()
    lies = {
        (at, item): Decimal(quantity)
        for at, item, quantity in counter.query("SELECT location_id, item_id, quantity FROM inv.stock_levels")
    }
    assert {key: quantity for key, quantity in lies.items() if quantity} == {
        key: quantity for key, quantity in model.lying.items() if quantity
    }
    [[under_way]] = counter.query(
        "SELECT coalesce(sum(shipped - received - lost - returned), 0) FROM inv.transfer_lines"
    )
    assert Decimal(under_way) == sum((known[3] for known in model.under_way.values()), Decimal(0))
    counter.proven()
