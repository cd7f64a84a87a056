"""`stock.receive` and `stock.adjust`: goods come in, differences are put right."""

from typing import Any

from domain.accounting.entries import Entry
from domain.core.ids import new_id_text
from domain.core.money import MAX_MINOR, PRICE_DIGITS, QUANTITY_DIGITS, text_of
from domain.inventory.costing import put, take, unit_cost_of, value_at
from domain.posting.effects import Effects, Row
from domain.posting.errors import AmountTooLargeError, StockShortError, UnknownLocationError
from domain.posting.facts import Claimed, Dating, Item, Location, OrgFacts
from domain.posting.naming import number, stocked_item
from domain.posting.stock_accounts import stock_accounts
from domain.posting.wants import Wants


def want_stock(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide this document."""
    wants.locations.add((operation.org_id, operation.content["location_id"]))
    if "reason" in operation.content:
        wants.reasons.add((operation.org_id, operation.content["reason"]))
    for line in operation.content["lines"]:
        wants.want_item(operation.org_id, line)


def want_stock_levels(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post this document."""
    location = org.locations.get(operation.content["location_id"])
    if location is None:
        return
    wants.books.add((org.id, book_of(location)))
    for line in operation.content["lines"]:
        wants.want_level(org, location.id, line)


def book_of(location: Location) -> str:
    """Return the book that a location's stock documents are posted to."""
    return f"STK-{location.code}"


def receive_stock(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a receipt of goods: inventory against goods received, what a negative level owed to `stock_variance`.

    Raises `UnknownLocationError`, `UnknownItemError`, `NotStockedError`, `PeriodClosedError`.
    """
    location, items, dating = _resolve(operation, org)
    org.account("inventory")
    document = _Document(operation, org, effects, location, dating, "receipt")
    received = org.account("goods_received")
    for at, line in enumerate(operation.content["lines"]):
        if value_at(number(line["quantity"]), number(line["unit_cost"]), org.digits) > MAX_MINOR:
            raise AmountTooLargeError.at(f"lines.{at}")
    for at, line in enumerate(operation.content["lines"]):
        document.put(items[at], number(line["quantity"]), number(line["unit_cost"]), against=received)
    return document.finish()


def adjust_stock(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post an adjustment: what is added or missing, against `stock_variance`.

    Raises `UnknownLocationError`, `UnknownItemError`, `NotStockedError`, `StockShortError`, `PeriodClosedError`.
    """
    location, items, dating = _resolve(operation, org)
    _check_adjustment(operation, org, location, items)
    document = _Document(operation, org, effects, location, dating, "adjustment")
    org.account("inventory")
    variance = org.reasons.get(operation.content["reason"]) or org.account("stock_variance")
    for at, line in enumerate(operation.content["lines"]):
        delta = number(line["quantity_delta"])
        if delta < 0:
            document.take(items[at], -delta, against=variance)
        else:
            given = line.get("unit_cost")
            cost = org.level(location.id, items[at]).unit_cost if given is None else number(given)
            document.put(items[at], delta, cost, against=variance)
    return document.finish()


def _resolve(operation: Claimed, org: OrgFacts) -> tuple[Location, list[Item], Dating]:
    content = operation.content
    location = org.locations.get(content["location_id"])
    if location is None or not location.active:
        raise UnknownLocationError.at("location_id")
    items = [stocked_item(org, line, f"lines.{at}") for at, line in enumerate(content["lines"])]
    return location, items, org.dating(content["occurred_at"])


def _check_adjustment(operation: Claimed, org: OrgFacts, location: Location, items: list[Item]) -> None:
    if org.negative_stock:
        return
    left: dict[str, int] = {}
    for at, line in enumerate(operation.content["lines"]):
        item_id = items[at].id
        held = left.get(item_id, org.levels[location.id, item_id].quantity)
        left[item_id] = held + number(line["quantity_delta"])
        if left[item_id] < 0 and number(line["quantity_delta"]) < 0:
            raise StockShortError.at(f"lines.{at}.quantity_delta")


class _Document:
    """One stock document while its lines are posted: its lines and the sides of its journal."""

    def __init__(  # noqa: PLR0917 - what all lines of a document share
        self, operation: Claimed, org: OrgFacts, effects: Effects, location: Location, dating: Dating, kind: str
    ) -> None:
        self.operation, self.org, self.effects = operation, org, effects
        self.location, self.dating, self.kind = location, dating, kind
        self.variance = org.account("stock_variance")
        self.entry = Entry()
        self.lines: list[Row] = []

    def put(self, item: Item, quantity: int, unit_cost: int, *, against: str) -> None:
        """Post a line that adds stock."""
        level = self.org.level(self.location.id, item)
        value, written_off = put(level, quantity, unit_cost, digits=self.org.digits)
        self._line(item, quantity, value, unit_cost, written_off)
        inventory, _ = stock_accounts(self.org, item)
        self.entry.debit(inventory, self.location.id, value)
        self.entry.credit(against, self.location.id, value)
        if written_off:
            self.entry.debit(self.variance, self.location.id, written_off)
            self.entry.credit(inventory, self.location.id, written_off)

    def take(self, item: Item, quantity: int, *, against: str) -> None:
        """Post a line that removes stock."""
        value = take(self.org.level(self.location.id, item), quantity, digits=self.org.digits)
        self._line(item, -quantity, -value, unit_cost_of(quantity, value, self.org.digits))
        self.entry.debit(against, self.location.id, value)
        self.entry.credit(stock_accounts(self.org, item)[0], self.location.id, value)

    def _line(self, item: Item, quantity: int, value: int, unit_cost: int, written_off: int = 0) -> None:
        self.lines.append(
            (
                item.id,
                new_id_text(),
                text_of(quantity, QUANTITY_DIGITS),
                text_of(unit_cost, PRICE_DIGITS),
                value,
                new_id_text() if written_off else None,
                -written_off,
            )
        )

    def finish(self) -> dict[str, Any]:
        """Add the journal and the document; return the operation's result."""
        content, dating = self.operation.content, self.dating
        journal_id = self.effects.journal(
            self.org,
            self.entry,
            book=book_of(self.location),
            memo=content.get("reason") or content.get("supplier") or f"Stock {self.kind}",
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
                content.get("supplier"),
                content.get("reason"),
                journal_id,
                self.lines,
            )
        )
        return {
            "document_id": self.operation.id,
            "journal_id": journal_id,
            "location_id": self.location.id,
            "business_date": dating.business_date.isoformat(),
            "late": dating.late,
        }
