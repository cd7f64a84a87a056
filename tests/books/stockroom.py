"""Stock documents by hand: receipts, adjustments, counts, and goods on their way between two locations."""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.books.ledger import GOODS_RECEIVED, IN_TRANSIT, INVENTORY, VARIANCE, Body, Ledger, Sides
from tests.books.rounding import Refused, next_share
from tests.books.storekeeper import Storekeeper


@dataclass
class Shipped:
    """A line of a transfer: what left and what that was worth; `settled` has arrived, was lost or came back."""

    item: Body
    quantity: Fraction
    value: int
    settled: Fraction = Fraction(0)
    left: int = 0
    """What of the value is still under way."""

    def __post_init__(self) -> None:
        self.left = self.value

    @property
    def under_way(self) -> Fraction:
        return self.quantity - self.settled

    def settle(self, quantity: Fraction) -> int:
        """Note what has become of a part; return the part's share of the value."""
        value = next_share(self.value, self.settled, quantity, self.quantity)
        self.settled += quantity
        self.left -= value
        return value


@dataclass
class Transfer:
    """Goods on their way."""

    id: str
    source: str
    target: str
    lines: list[Shipped]


@dataclass
class Stockroom:
    """All stock documents of one organization."""

    ledger: Ledger
    store: Storekeeper
    transfers: dict[str, Transfer] = field(default_factory=dict)

    def receipt(self, receipt: Body) -> Body:
        sides: Sides = []
        at = receipt["location_id"]
        for line in receipt["lines"]:
            value, variance = self.store.put(
                at, self.ledger.item(line), Fraction(line["quantity"]), Fraction(line["unit_cost"])
            )
            sides += [(INVENTORY, at, value - variance), (VARIANCE, at, variance), (GOODS_RECEIVED, at, -value)]
        return self._post(receipt, at, sides)

    def adjustment(self, adjustment: Body) -> Body:
        at = adjustment["location_id"]
        self._check_enough(at, [(line, Fraction(line["quantity_delta"])) for line in adjustment["lines"]])
        sides: Sides = []
        for line in adjustment["lines"]:
            item, delta = self.ledger.item(line), Fraction(line["quantity_delta"])
            sides += self._take(at, item, -delta, VARIANCE) if delta < 0 else self._find(at, item, delta, line)
        return self._post(adjustment, at, sides)

    def count(self, count: Body) -> Body:
        """Make each level what was counted; in a full count what is not named is not there."""
        at, found, seen = count["location_id"], [], set()
        for line in count["lines"]:
            item = self.ledger.item(line)
            if item["id"] in seen:
                raise Refused("inventory.counted_twice")
            seen.add(item["id"])
            held = self.store.levels[at, item["id"]].quantity
            if "expected" in line and Fraction(line["expected"]) != held:
                raise Refused("inventory.count_expected_other")
            found.append((item, Fraction(line["counted"]), line))
        if count.get("scope") == "full":
            lying = [item_id for (where, item_id), level in self.store.levels.items() if where == at and level.quantity]
            missing = sorted(set(lying) - seen)
            found += [(self.ledger.item_by_id(item_id), Fraction(0), {}) for item_id in missing]
        sides: Sides = []
        for item, counted, line in found:
            more = counted - self.store.levels[at, item["id"]].quantity
            if more:
                sides += self._find(at, item, more, line) if more > 0 else self._take(at, item, -more, VARIANCE)
        return self._post(count, at, sides) | {"counted": len(found)}

    def transfer(self, transfer: Body) -> Body:
        source, target = transfer["from_location_id"], transfer["to_location_id"]
        self._check_enough(source, [(line, -Fraction(line["quantity"])) for line in transfer["lines"]])
        lines, sides = [], []
        for line in transfer["lines"]:
            item, quantity = self.ledger.item(line), Fraction(line["quantity"])
            sides += self._take(source, item, quantity, IN_TRANSIT)
            lines.append(Shipped(item, quantity, sides[-1][2]))
        self.transfers[transfer["id"]] = Transfer(transfer["id"], source, target, lines)
        return self._post(transfer, source, sides) | {"transfer_id": transfer["id"], "to_location_id": target}

    def arrives(self, arrival: Body) -> Body:
        """Post what arrived and what was lost; without lines, that everything arrived."""
        transfer = self._under_way(arrival)
        everything = [
            {"line_no": at + 1, "quantity": line.under_way} for at, line in enumerate(transfer.lines) if line.under_way
        ]
        given = arrival.get("lines", everything)
        left = [line.under_way for line in transfer.lines]
        for one in given:
            if one["line_no"] > len(left):
                raise Refused("inventory.unknown_line")
            left[one["line_no"] - 1] -= Fraction(one["quantity"]) + Fraction(one.get("lost", 0))
            if left[one["line_no"] - 1] < 0:
                raise Refused("inventory.arrived_exceeds_shipped")
        sides: Sides = []
        for one in given:
            line = transfer.lines[one["line_no"] - 1]
            sides += self._put_down(transfer, line, Fraction(one["quantity"]), transfer.target)
            sides += self._lose(transfer, line, Fraction(one.get("lost", 0)))
        return self._ended(arrival, transfer, transfer.target, sides)

    def gives_up(self, end: Body) -> Body:
        """Post that what is under way will not arrive."""
        transfer = self._under_way(end)
        sides: Sides = []
        for line in transfer.lines:
            sides += self._lose(transfer, line, line.under_way)
        return self._ended(end, transfer, transfer.source, sides)

    def turns_back(self, end: Body) -> Body:
        """Post that what is under way came back to where it had left."""
        transfer = self._under_way(end)
        sides: Sides = []
        for line in transfer.lines:
            sides += self._put_down(transfer, line, line.under_way, transfer.source)
        return self._ended(end, transfer, transfer.source, sides)

    def _check_enough(self, at: str, changes: list[tuple[Body, Fraction]]) -> None:
        held: dict[str, Fraction] = {}
        for line, change in changes:
            item_id = self.ledger.item(line)["id"]
            held[item_id] = held.get(item_id, self.store.levels[at, item_id].quantity) + change
            if change < 0 and held[item_id] < 0 and not self.ledger.negative_stock:
                raise Refused("inventory.stock_short")

    def _take(self, at: str, item: Body, quantity: Fraction, against: str) -> Sides:
        value = self.store.take(at, item, quantity)
        left_over = self.store.spill()
        return [(INVENTORY, at, -value - left_over), (VARIANCE, at, left_over), (against, at, value)]

    def _find(self, at: str, item: Body, quantity: Fraction, line: Body) -> Sides:
        known = self.store.last_cost(self.store.levels[at, item["id"]], item)
        value, variance = self.store.put(at, item, quantity, Fraction(line.get("unit_cost", known)))
        return [(INVENTORY, at, value - variance), (VARIANCE, at, variance - value)]

    def _under_way(self, body: Body) -> Transfer:
        transfer = self.transfers.get(body["transfer_id"])
        if transfer is None:
            raise Refused("inventory.unknown_transfer")
        if not any(line.under_way for line in transfer.lines):
            raise Refused("inventory.nothing_under_way")
        return transfer

    def _put_down(self, transfer: Transfer, line: Shipped, quantity: Fraction, at: str) -> Sides:
        if not quantity:
            return []
        value = line.settle(quantity)
        lost = self.store.put_value(at, line.item, quantity, value)
        return [(INVENTORY, at, value - lost), (VARIANCE, at, lost), (IN_TRANSIT, transfer.source, -value)]

    def _lose(self, transfer: Transfer, line: Shipped, quantity: Fraction) -> Sides:
        value = line.settle(quantity) if quantity else 0
        return [(VARIANCE, transfer.source, value), (IN_TRANSIT, transfer.source, -value)]

    def _ended(self, body: Body, transfer: Transfer, at: str, sides: Sides) -> Body:
        left = [
            {"line_no": no, "item_id": line.item["id"], "quantity": f"{float(line.under_way):.4f}"}
            for no, line in enumerate(transfer.lines, start=1)
            if line.under_way
        ]
        return self._post(body, at, sides) | {"transfer_id": transfer.id, "under_way": left}

    def _post(self, body: Body, at: str, sides: Sides) -> Body:
        day = self.ledger.day(body["occurred_at"])
        self.ledger.enter(body["id"], self.ledger.stock_book(at), day, sides)
        return {"document_id": body["id"], "location_id": at, "business_date": day, "late": False}
