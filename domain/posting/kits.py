"""Kits: sold as one, taken from stock as parts, each part with its own movement and its own cost."""

from dataclasses import dataclass

from domain.accounting.entries import Entry
from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, text_of
from domain.inventory.costing import put_value, take, unit_cost_of, value_at
from domain.posting.came_back import settle_standard, write_off
from domain.posting.effects import Effects
from domain.posting.facts import Item, OrgFacts
from domain.posting.originals import OriginalPart
from domain.posting.priced_sale import PricedSale, SoldLine
from domain.posting.sold_lots import move_part_lots
from domain.posting.stock_accounts import post_cost, stock_accounts


@dataclass(slots=True)
class KitStock:
    """Where the parts of a document's kits are taken from, or put back to, and what is written of it."""

    sale: PricedSale
    org: OrgFacts
    effects: Effects
    entry: Entry
    source: tuple[str, str]

    def move(self, line: SoldLine, line_no: int) -> int:
        """Take the parts of one line from stock, or bring them back; return their cost, negative if they come back.

        They come back at what they had cost; without a receipt, at today's cost of today's parts.
        """
        total = 0
        for part_no, part in enumerate(line.parts or (), start=1):
            if line.quantity < 0:
                self._bring_back(line, line_no, part_no, part)
                total -= part.cost
            else:
                self._take(line, line_no, part_no, part)
                total += part.cost
        return total

    def _take(self, line: SoldLine, line_no: int, part_no: int, part: OriginalPart) -> None:
        item, at = self.org.items[part.item_id], self.sale.terminal.location_id
        part.cost = take(self.org.level(at, item), part.quantity, digits=self.org.digits)
        post_cost(self.entry, self.org, item, at, part.cost)
        if self.org.standard_cost:
            settle_standard(item, self.sale, self.org, self.effects, self.entry, self.source)
        movement_id = self._write(line_no, part_no, item, part.quantity, part.cost, moved=True)
        if item.tracked and movement_id is not None:
            self._move_lots(line, line_no, part, item, movement_id)

    def _bring_back(self, line: SoldLine, line_no: int, part_no: int, part: OriginalPart) -> None:
        org, sale, item = self.org, self.sale, self.org.items[part.item_id]
        at = sale.terminal.location_id
        level = org.level(at, item)
        if line.original is None:
            part.cost = value_at(part.quantity, level.unit_cost, org.digits)
        if not line.restock:
            self.entry.debit(org.account("stock_variance", at), at, part.cost)
            self.entry.credit(stock_accounts(org, item, at)[1], at, part.cost)
        else:
            written_off = put_value(level, part.quantity, part.cost, digits=org.digits)
            if written_off:
                write_off(item, written_off, sale, org, self.effects, self.entry, self.source)
            if sale.mirror is None:
                post_cost(self.entry, org, item, at, -part.cost)
        movement_id = self._write(line_no, part_no, item, -part.quantity, -part.cost, moved=line.restock)
        if org.fifo and movement_id is not None:
            org.name_layer(at, item, movement_id)
        if item.tracked and movement_id is not None:
            self._move_lots(line, line_no, part, item, movement_id)

    def _move_lots(self, line: SoldLine, line_no: int, part: OriginalPart, item: Item, movement_id: str) -> None:
        document = self.source[1], line_no
        move_part_lots(line, part, item, movement_id, self.sale, self.org, self.effects, document=document)

    def _write(self, line_no: int, part_no: int, item: Item, quantity: int, cost: int, *, moved: bool) -> str | None:
        """Add the part of the line, and its movement, whose id is returned; both are negative where it comes back."""
        movement_id = None
        if moved:
            kind = "sale" if quantity > 0 else "void" if self.sale.kind == "void" else "return"
            movement_id = self.effects.movement(
                self.org,
                location_id=self.sale.terminal.location_id,
                item_id=item.id,
                quantity_text=text_of(-quantity, QUANTITY_DIGITS),
                value=-cost,
                unit_cost_text=text_of(unit_cost_of(abs(quantity), abs(cost), self.org.digits), PRICE_DIGITS),
                kind=kind,
                source=self.source,
                dating=self.sale.dating,
            )
        what = (item.id, movement_id, text_of(quantity, QUANTITY_DIGITS), cost)
        self.effects.sale_parts.append((self.org.id, self.source[1], line_no, part_no, *what))
        return movement_id
