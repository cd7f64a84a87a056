"""`stock.count`: what was counted is what there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.accounting.modules import STOCK
from domain.core.money import MAX_MINOR, QUANTITY_DIGITS, plain, text_of
from domain.inventory.costing import value_at
from domain.inventory.lots import lot_id_of
from domain.posting.effects import Effects
from domain.posting.errors import AmountTooLargeError
from domain.posting.facts import Claimed, Item, Location, OrgFacts
from domain.posting.lots import LotCheck
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
    """One item as it was found; `unit_cost` where what is more is worth something of its own.

    With `lot` that lot of it, with `of_none` what of it is of no lot.
    """

    item: Item
    quantity: int
    unit_cost: int | None = None
    unit: str | None = None
    lot: str | None = None
    expires_on: str | None = None
    of_none: bool = False


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
    dating = org.dating(operation.occurred_at, STOCK)
    found = _counted(org, content, location)
    document = StockDocument(operation, org, effects, location, dating, "count")
    against = variance_of(org, content, location.id)
    differences = [difference for one in found if (difference := _settle(document, one, against=against)) is not None]
    result = document.finish(details={"scope": content.get("scope", "partial")})
    return result | {"counted": len(found), "differences": differences}


def _counted(org: OrgFacts, content: dict[str, Any], location: Location) -> list[Counted]:
    found: dict[tuple[str, str | None], Counted] = {}
    seen: set[str] = set()
    lots = LotCheck(org, location.id)
    for at, (item, line) in enumerate(zip(items_of(org, content), content["lines"], strict=True)):
        path, lot = f"lines.{at}", line.get("lot")
        # An item is counted as a whole or lot by lot, and each of them once.
        if (item.id, lot) in found or (item.id, None) in found or (lot is None and item.id in seen):
            raise CountedTwiceError.at(path)
        seen.add(item.id)
        level = _level_of(org, location, item, lot)
        if "expected" in line and _quantity(item, line, "expected", path) != level:
            raise CountExpectationError.at(f"{path}.expected", f"The level is {plain(level, QUANTITY_DIGITS)}.")
        quantity = _quantity(item, line, "counted", path)
        cost = moved_unit_cost(item, line, path) if "unit_cost" in line else None
        if cost is not None and value_at(quantity, cost, org.digits) > MAX_MINOR:
            raise AmountTooLargeError.at(path)
        if quantity > level or lot is not None:
            lots.arrives(item, max(0, quantity - level), line, path=path)
        found[item.id, lot] = Counted(item, quantity, cost, line.get("unit"), lot, line.get("expires_on"))
    counted = list(found.values())
    if content.get("scope") == "full":
        # What is of no lot comes first: a lot that came in would cover what is short of none.
        rest = sorted(_not_listed(org, location, found, seen), key=lambda one: not one.of_none)
        unassigned = sum(one.of_none for one in rest)
        counted = [*rest[:unassigned], *counted, *rest[unassigned:]]
    if len(counted) > MAX_LINES:
        raise CountTooLargeError.at("lines")
    return counted


def _not_listed(
    org: OrgFacts, location: Location, found: dict[tuple[str, str | None], Counted], seen: set[str]
) -> Iterator[Counted]:
    """Yield what is not there because a full count does not list it: items, and lots of items counted lot by lot."""
    for (where, item_id), stock in sorted(org.levels.items(), key=lambda entry: entry[0]):
        if where != location.id or (item_id, None) in found:
            continue
        if item_id not in seen:
            if stock.quantity:
                yield Counted(org.item(item_id), 0)
            continue
        item, lots = org.item(item_id), org.lots[where, item_id]
        for lot in sorted(lots.of.values(), key=lambda lot: lot.code):
            if lot.quantity and (item_id, lot.code) not in found:
                yield Counted(item, 0, lot=lot.code)
        if lots.unassigned(stock.quantity):
            yield Counted(item, 0, of_none=True)


def _level_of(org: OrgFacts, location: Location, item: Item, lot: str | None, *, of_none: bool = False) -> int:
    """Return how much there should be of an item, of one of its lots, or of what is of none."""
    if of_none:
        return org.lots[location.id, item.id].unassigned(org.levels[location.id, item.id].quantity)
    if lot is None:
        return org.levels[location.id, item.id].quantity
    lots = org.lots.get((location.id, item.id))
    there = None if lots is None else lots.of.get(lot_id_of(item.id, lot))
    return 0 if there is None else there.quantity


def _quantity(item: Item, line: dict[str, Any], field: str, path: str) -> int:
    """Return a counted quantity in the item's own unit; nothing is nothing in any unit."""
    return moved_quantity(item, line, path, field=field) if number(line[field]) else 0


def _settle(document: StockDocument, one: Counted, *, against: str) -> dict[str, Any] | None:
    """Make the level what was counted; return the difference, None where there is none."""
    org, item = document.org, one.item
    before = _level_of(org, document.location, item, one.lot, of_none=one.of_none)
    said: dict[str, Any] = {
        "counted": text_of(one.quantity, QUANTITY_DIGITS),
        "level": text_of(before, QUANTITY_DIGITS),
        "unit": one.unit,
        "lot": one.lot,
        "expires_on": one.expires_on,
    }
    difference = one.quantity - before
    if not difference:
        document.note(item.id, **said)
        return None
    if difference < 0:
        value = -document.take(item, -difference, against=against, of_none=one.of_none, **said)
    else:
        level = org.level(document.location.id, item)
        cost = level.unit_cost if one.unit_cost is None else one.unit_cost
        value = document.put(item, difference, cost, against=against, of_none=one.of_none, **said)
    return {
        "item_id": item.id,
        "sku": item.sku,
        "level": plain(before, QUANTITY_DIGITS),
        "counted": plain(one.quantity, QUANTITY_DIGITS),
        "difference": plain(difference, QUANTITY_DIGITS),
        "value": text_of(value, org.digits),
    }
