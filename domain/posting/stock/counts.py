"""`stock.count`: what was counted is what there is."""

from dataclasses import dataclass
from typing import Any

from domain.core.money import MAX_MINOR, QUANTITY_DIGITS, plain, text_of
from domain.inventory.costing import value_at
from domain.posting.effects import Effects
from domain.posting.errors import AmountTooLargeError
from domain.posting.facts import Claimed, Item, Location, OrgFacts
from domain.posting.naming import number
from domain.posting.stock.document import StockDocument, book_of, items_of, location_of, variance_of
from domain.posting.stock.lines import want_items, want_levels
from domain.posting.stock_errors import CountedTwiceError, CountExpectationError, CountTooLargeError
from domain.posting.units import moved_quantity, moved_unit_cost
from domain.posting.wants import Wants

MAX_LINES = 30_000
"""Lines of one count, those that a full count adds included; their numbers are small integers."""


@dataclass(slots=True)
class Counted:
    """One item as it was found; `unit_cost` where what is more is worth something of its own."""

    item: Item
    quantity: int
    unit_cost: int | None = None
    unit: str | None = None


def want_count(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a count; a full one is over everything that lies there."""
    want_items(operation, wants)
    if operation.content.get("scope") == "full":
        wants.full_counts.add((operation.org_id, operation.content["location_id"]))


def want_count_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post a count."""
    want_levels(operation, org, wants)
    location = org.locations.get(operation.content["location_id"])
    if location is not None and operation.content.get("scope") == "full":
        wants.books.add((org.id, book_of(location)))
        wants.levels.update((org.id, location.id, item_id) for item_id in org.lying.get(location.id, ()))


def count_stock(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a count: each level becomes what was counted, the difference is a variance; the result names differences.

    Raises `UnknownLocationError`, `UnknownItemError`, `NotStockedError`, `UnknownUnitError`, `CountedTwiceError`,
    `CountExpectationError`, `CountTooLargeError`, `AmountTooLargeError`, `PeriodClosedError`.
    """
    content = operation.content
    location = location_of(org, content)
    dating = org.dating(operation.occurred_at)
    found = _counted(org, content, location)
    document = StockDocument(operation, org, effects, location, dating, "count")
    against = variance_of(org, content)
    differences = [difference for one in found if (difference := _settle(document, one, against=against)) is not None]
    result = document.finish(details={"scope": content.get("scope", "partial")})
    return result | {"counted": len(found), "differences": differences}


def _counted(org: OrgFacts, content: dict[str, Any], location: Location) -> list[Counted]:
    found: dict[str, Counted] = {}
    for at, (item, line) in enumerate(zip(items_of(org, content), content["lines"], strict=True)):
        if item.id in found:
            raise CountedTwiceError.at(f"lines.{at}")
        path = f"lines.{at}"
        level = org.levels[location.id, item.id]
        if "expected" in line and _quantity(item, line, "expected", path) != level.quantity:
            raise CountExpectationError.at(
                f"{path}.expected", f"The level is {plain(level.quantity, QUANTITY_DIGITS)}."
            )
        quantity = _quantity(item, line, "counted", path)
        cost = moved_unit_cost(item, line, path) if "unit_cost" in line else None
        if cost is not None and value_at(quantity, cost, org.digits) > MAX_MINOR:
            raise AmountTooLargeError.at(path)
        found[item.id] = Counted(item, quantity, cost, line.get("unit"))
    if content.get("scope") == "full":
        for (where, item_id), level in sorted(org.levels.items()):
            if where == location.id and level.quantity and item_id not in found:
                found[item_id] = Counted(org.item(item_id), 0)
    if len(found) > MAX_LINES:
        raise CountTooLargeError.at("lines")
    return list(found.values())


def _quantity(item: Item, line: dict[str, Any], field: str, path: str) -> int:
    """Return a counted quantity in the item's own unit; nothing is nothing in any unit."""
    return moved_quantity(item, line, path, field=field) if number(line[field]) else 0


def _settle(document: StockDocument, one: Counted, *, against: str) -> dict[str, Any] | None:
    """Make the level what was counted; return the difference, None where there is none."""
    org, item = document.org, one.item
    before = org.levels[document.location.id, item.id].quantity
    said: dict[str, Any] = {
        "counted": text_of(one.quantity, QUANTITY_DIGITS),
        "level": text_of(before, QUANTITY_DIGITS),
        "unit": one.unit,
    }
    difference = one.quantity - before
    if not difference:
        document.note(item.id, **said)
        return None
    if difference < 0:
        value = -document.take(item, -difference, against=against, **said)
    else:
        level = org.level(document.location.id, item)
        cost = level.unit_cost if one.unit_cost is None else one.unit_cost
        value = document.put(item, difference, cost, against=against, **said)
    return {
        "item_id": item.id,
        "sku": item.sku,
        "level": plain(before, QUANTITY_DIGITS),
        "counted": plain(one.quantity, QUANTITY_DIGITS),
        "difference": plain(difference, QUANTITY_DIGITS),
        "value": text_of(value, org.digits),
    }
