"""How a document's line names an item, and how canonical decimals become numbers."""

from functools import lru_cache
from typing import Any

from domain.posting.errors import InactiveItemError, NotStockedError, UnknownItemError
from domain.posting.facts import Item, OrgFacts


@lru_cache(maxsize=65_536)
def number(text: str) -> int:
    """Return a canonical decimal as its scaled integer: the digits without the point."""
    return int(text.replace(".", ""))


def find_item(org: OrgFacts, line: dict[str, Any]) -> Item | None:
    """Return the item that a line names by `item_id`, `sku` or `barcode`, if it is loaded."""
    if "item_id" in line:
        return org.items.get(line["item_id"])
    if "sku" in line:
        return org.items_by_sku.get(line["sku"])
    return org.items_by_barcode.get(line["barcode"])


def sold_item(org: OrgFacts, line: dict[str, Any], at: int) -> Item:
    """Return the item that line `at` sells. Raises `UnknownItemError`, `InactiveItemError`."""
    item = find_item(org, line)
    if item is None:
        named = next(name for name in ("item_id", "sku", "barcode") if name in line)
        raise UnknownItemError.at(f"lines.{at}.{named}")
    if not item.active:
        raise InactiveItemError.at(f"lines.{at}")
    return item


def stocked_item(org: OrgFacts, line: dict[str, Any], path: str) -> Item:
    """Return the item a stock document moves, active or not. Raises `UnknownItemError`, `NotStockedError`."""
    item = find_item(org, line)
    if item is None:
        raise UnknownItemError.at(f"{path}.{'item_id' if 'item_id' in line else 'sku'}")
    if not item.stocked:
        raise NotStockedError.at(path)
    return item
