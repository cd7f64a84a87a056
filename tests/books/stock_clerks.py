"""What clerks do in a stock room: receive, adjust, count, and send goods to the other location."""

from decimal import Decimal
from fractions import Fraction

from tests.books.chance import Chance
from tests.books.inbox import Wanted
from tests.books.ledger import Body


class StockClerks:
    """Random stock documents."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance

    def receipt(self) -> Body:
        chance = self.chance
        return self._document(
            supplier=chance.one((None, "Mill & Sons")),
            lines=[
                {
                    **chance.named(chance.one(chance.floor.stocked), barcode=False),
                    "quantity": chance.decimal(1, 900_000, 4),
                    "unit_cost": chance.decimal(0, 40_000_000, 6),
                }
                for _ in range(chance.dice.randint(1, 6))
            ],
        )

    def adjustment(self) -> Body:
        chance = self.chance
        lines = []
        for _ in range(chance.dice.randint(1, 4)):
            sign = chance.one(("", "-"))
            line = {
                **chance.named(chance.one(chance.floor.stocked), barcode=False),
                "quantity_delta": sign + chance.decimal(1, 50_000, 4),
            }
            lines.append(line if sign else line | self._worth())
        return self._document(reason="Found otherwise", lines=lines)

    def count(self) -> Body:
        """Return a count: some right, some not, some of items that are named twice or expected otherwise."""
        chance = self.chance
        body = self._document(lines=[])
        if chance.happens(0.1):
            body["scope"] = "full"
        items = chance.dice.sample(chance.floor.stocked, chance.dice.randint(1, 4))
        for item in [*items, *(items[:1] if chance.happens(0.03) else ())]:
            held = chance.accountant.store.levels[body["location_id"], item["id"]].quantity
            counted = chance.decimal(0, 90_000, 4) if held < 0 or chance.happens(0.7) else _text(held)
            line = {**chance.named(item, barcode=False), "counted": counted} | self._worth()
            if chance.happens(0.3):
                line["expected"] = _text(held + (1 if chance.happens(0.1) else 0))
            body["lines"].append(line)
        return body

    def transfer(self) -> Body:
        chance = self.chance
        source, target = chance.dice.sample(chance.floor.location_ids, 2)
        items = [chance.one(chance.floor.stocked) for _ in range(chance.dice.randint(1, 3))]
        lines = [{**chance.named(item, barcode=False), "quantity": chance.decimal(1, 60_000, 4)} for item in items]
        receive = "at_once" if chance.happens(0.2) else "on_arrival"
        return chance.document(from_location_id=source, to_location_id=target, lines=lines, receive=receive)

    def under_way(self) -> Wanted | None:
        """Return what becomes of goods under way; now and then of some that are not."""
        chance = self.chance
        transfers = list(chance.accountant.stockroom.transfers.values())
        waiting = [transfer for transfer in transfers if any(line.under_way for line in transfer.lines)]
        if not transfers or not (waiting or chance.happens(0.05)):
            return None
        transfer = chance.one(waiting if waiting and chance.happens(0.95) else transfers)
        body = chance.document(transfer_id=transfer.id)
        roll = chance.dice.random()
        if roll < 0.2:
            return "transfer.close", body
        if roll < 0.4:
            return "transfer.return", body
        if roll < 0.85:
            body["lines"] = []
            for line_no, line in enumerate(transfer.lines, start=1):
                if not line.under_way:
                    continue
                arrived = chance.part(line.under_way)
                rest = line.under_way - Fraction(arrived)
                given = {"line_no": line_no, "quantity": arrived}
                if rest and chance.happens(0.3):
                    given["lost"] = chance.part(rest)
                if chance.happens(0.02):
                    given["quantity"] = "7777"
                body["lines"].append(given)
            if not body["lines"]:
                body["lines"].append({"line_no": len(transfer.lines) + 1, "quantity": "1"})
        return "transfer.receive", body

    def _document(self, **given: object) -> Body:
        return self.chance.document(location_id=self.chance.one(self.chance.floor.location_ids), **given)

    def _worth(self) -> Body:
        return {"unit_cost": self.chance.decimal(0, 40_000_000, 6)} if self.chance.happens(0.5) else {}


def _text(quantity: Fraction) -> str:
    return str(Decimal(int(quantity * 10**4)) / 10**4)
