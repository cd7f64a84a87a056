"""One stock document while its lines are posted: its lines, its movements, and the sides of its journal."""

from collections.abc import Iterable
from typing import Any

from domain.accounting.entries import Entry
from domain.core.ids import new_id_text
from domain.core.money import PRICE_DIGITS, QUANTITY_DIGITS, text_of
from domain.inventory.costing import put, put_value, revalue, settle, take, unit_cost_of
from domain.inventory.lots import Parts
from domain.posting.dating import Dating
from domain.posting.effects import Effects, Row
from domain.posting.errors import StockShortError, UnknownLocationError
from domain.posting.facts import Claimed, Item, Location, OrgFacts
from domain.posting.lots import LotMover
from domain.posting.naming import stocked_item
from domain.posting.stock_accounts import stock_accounts

NOTHING = text_of(0, QUANTITY_DIGITS)


def book_of(location: Location) -> str:
    """Return the book that a location's stock documents are posted to."""
    return f"STK-{location.code}"


def location_of(org: OrgFacts, content: dict[str, Any], field: str = "location_id") -> Location:
    """Return the active location that a document names. Raises `UnknownLocationError`."""
    location = org.locations.get(content[field])
    if location is None or not location.active:
        raise UnknownLocationError.at(field)
    return location


def items_of(org: OrgFacts, content: dict[str, Any]) -> list[Item]:
    """Return the items of a document's lines. Raises `UnknownItemError`, `NotStockedError`."""
    return [stocked_item(org, line, f"lines.{at}") for at, line in enumerate(content["lines"])]


def variance_of(org: OrgFacts, content: dict[str, Any], location_id: str) -> str:
    """Return the account of a document's differences: that of its reason, if the reason has one of its own."""
    return org.reasons.get(content.get("reason", "")) or org.account("stock_variance", location_id)


def check_enough(org: OrgFacts, location: Location, changes: Iterable[tuple[Item, int, str]]) -> None:
    """Check that nothing falls below zero where that is refused; `changes`: item, by how much, and its path.

    Raises `StockShortError`.
    """
    if org.negative_stock:
        return
    left: dict[str, int] = {}
    for item, change, path in changes:
        left[item.id] = left.get(item.id, org.levels[location.id, item.id].quantity) + change
        if change < 0 and left[item.id] < 0:
            raise StockShortError.of(left[item.id] - change, path)


class StockDocument:
    """A document that moves stock at one location."""

    def __init__(  # noqa: PLR0917 - what all lines of a document share
        self, operation: Claimed, org: OrgFacts, effects: Effects, location: Location, dating: Dating, kind: str
    ) -> None:
        self.operation, self.org, self.effects = operation, org, effects
        self.location, self.dating, self.kind = location, dating, kind
        self.variance = org.account("stock_variance", location.id)
        # What is missing is told before anything has changed.
        org.account("inventory")
        self.entry = Entry()
        self.lines: list[Row] = []

    def inventory(self, item: Item) -> str:
        """Return the account that the value of an item stands on."""
        return stock_accounts(self.org, item, self.location.id)[0]

    def put(self, item: Item, quantity: int, unit_cost: int, *, against: str, **said: Any) -> int:
        """Post a line that adds stock at a unit cost; return its value."""
        level = self.org.level(self.location.id, item)
        value, written_off = put(level, quantity, unit_cost, digits=self.org.digits)
        self._line(item, quantity, value, unit_cost, written_off=written_off, **said)
        self._came_in(item, value, written_off)
        self.entry.credit(against, self.location.id, value)
        return value

    def put_value(self, item: Item, quantity: int, value: int, **said: Any) -> None:
        """Post a line that adds stock at exactly this value; what stands against it is left to the caller."""
        level = self.org.level(self.location.id, item)
        written_off = put_value(level, quantity, value, digits=self.org.digits)
        unit_cost = unit_cost_of(quantity, value, self.org.digits)
        self._line(item, quantity, value, unit_cost, written_off=written_off, **said)
        self._came_in(item, value, written_off)

    def take(self, item: Item, quantity: int, *, against: str, **said: Any) -> int:
        """Post a line that removes stock at what it is worth; return its value."""
        level = self.org.level(self.location.id, item)
        value = take(level, quantity, digits=self.org.digits)
        written_off = settle(level, digits=self.org.digits)
        self._line(
            item, -quantity, -value, unit_cost_of(quantity, value, self.org.digits), written_off=written_off, **said
        )
        self.entry.debit(against, self.location.id, value)
        self._came_in(item, -value, written_off)
        return value

    def revalue(self, item: Item, unit_cost: int, *, against: str, **said: Any) -> int:
        """Post a line that says what one is worth from now on; return by how much the value changed."""
        change = revalue(self.org.level(self.location.id, item), unit_cost, digits=self.org.digits)
        self._line(item, 0, change, unit_cost, **said)
        self.entry.debit(self.inventory(item), self.location.id, change)
        self.entry.credit(against, self.location.id, change)
        return change

    def note(self, item_id: str, *, about_line_no: int | None = None, **said: Any) -> None:
        """Add a line that moves nothing: what was found as it should be, or lost on its way."""
        details = said or None
        self.lines.append((item_id, None, NOTHING, None, 0, None, 0, about_line_no, details))

    def _came_in(self, item: Item, value: int, written_off: int) -> None:
        inventory, at = self.inventory(item), self.location.id
        self.entry.debit(inventory, at, value)
        if written_off:
            self.entry.debit(self.variance, at, written_off)
            self.entry.credit(inventory, at, written_off)

    def _line(
        self,
        item: Item,
        quantity: int,
        value: int,
        unit_cost: int,
        *,
        written_off: int = 0,
        about_line_no: int | None = None,
        lots: Parts | None = None,
        of_none: bool = False,
        **said: Any,
    ) -> None:
        """Add a line; `of_none`: what moves is of no lot."""
        movement_id = new_id_text()
        if item.tracked and quantity and not of_none:
            self._move_lots(item, quantity, movement_id, lots, said)
        if self.org.fifo and quantity > 0:
            self.org.name_layer(self.location.id, item, movement_id, lot=said.get("lot"))
        self.lines.append(
            (
                item.id,
                movement_id,
                text_of(quantity, QUANTITY_DIGITS),
                text_of(unit_cost, PRICE_DIGITS),
                value,
                new_id_text() if written_off else None,
                -written_off,
                about_line_no,
                {name: value for name, value in said.items() if value is not None} or None,
            )
        )

    def _move_lots(self, item: Item, quantity: int, movement_id: str, lots: Parts | None, said: dict[str, Any]) -> None:
        """Move `lots` with a line, or the lot that it names, or what expires first."""
        mover = LotMover(self.org, self.effects, self.location.id, (self.operation.id, len(self.lines) + 1))
        if quantity < 0:
            mover.leave(item, -quantity, movement_id, lot=said.get("lot"), first=lots)
        elif lots is not None:
            mover.arrive(item, quantity, movement_id, lots)
        else:
            mover.receive(item, quantity, movement_id, said)

    def finish(
        self, *, about_id: str | None = None, details: dict[str, Any] | None = None, supplier: str | None = None
    ) -> dict[str, Any]:
        """Add the journal, the document and the note in the audit log; return the operation's result."""
        content, dating = self.operation.content, self.dating
        memo = content.get("reason") or supplier or content.get("supplier") or content.get("note")
        journal_id = self.effects.journal(
            self.org,
            self.entry,
            book=book_of(self.location),
            memo=memo or f"Stock {self.kind.replace('_', ' ')}",
            source=(self.kind, self.operation.id),
            dating=dating,
        )
        self.effects.stock_documents.append(
            (
                self.org.id,
                self.operation.id,
                self.kind,
                self.location.id,
                dating.occurred_at,
                dating.business_date.isoformat(),
                supplier or content.get("supplier"),
                content.get("reason"),
                journal_id,
                content.get("supplier_id"),
                about_id,
                content.get("note"),
                details,
                self.lines,
            )
        )
        self._note_who(about_id)
        return {
            "document_id": self.operation.id,
            "journal_id": journal_id,
            "location_id": self.location.id,
            "business_date": dating.business_date.isoformat(),
            "late": dating.late,
        }

    def _note_who(self, about_id: str | None) -> None:
        changed = sum(line[4] + line[6] for line in self.lines)
        after: dict[str, Any] = {
            "document": self.kind,
            "location_id": self.location.id,
            "lines": len(self.lines),
            "value": text_of(changed, self.org.digits),
        }
        if about_id is not None:
            after["about_id"] = about_id
        if "reason" in self.operation.content:
            after["reason"] = self.operation.content["reason"]
        self.effects.audit(self.operation, after=after)
