"""What a batch needs to be decided, gathered over all its operations before anything is loaded."""

from dataclasses import dataclass, field
from typing import Any

from domain.posting.facts import OrgFacts
from domain.posting.naming import find_item

Key = tuple[str, str]


@dataclass(slots=True)
class Wants:
    """Keys by table, each with its organization."""

    org_ids: set[str] = field(default_factory=set)
    terminals: set[Key] = field(default_factory=set)
    locations: set[Key] = field(default_factory=set)
    customers: set[Key] = field(default_factory=set)
    items: set[Key] = field(default_factory=set)
    skus: set[Key] = field(default_factory=set)
    barcodes: set[Key] = field(default_factory=set)
    reasons: set[Key] = field(default_factory=set)
    accounts: set[Key] = field(default_factory=set)
    journals: set[Key] = field(default_factory=set)
    originals: set[Key] = field(default_factory=set)
    """Sales of which something comes back."""
    shifts: set[Key] = field(default_factory=set)
    stored: set[tuple[str, str, str]] = field(default_factory=set)
    """Stored values by kind and code."""
    ruled: set[str] = field(default_factory=set)
    """Organizations with price lists or promotions."""
    entries: set[Key] = field(default_factory=set)
    """Items of which the list prices are wanted."""
    levels: set[tuple[str, str, str]] = field(default_factory=set)
    receipts: set[Key] = field(default_factory=set)
    books: set[Key] = field(default_factory=set)

    def want_item(self, org_id: str, line: dict[str, Any]) -> None:
        """Want the item that a line names."""
        if "item_id" in line:
            self.items.add((org_id, line["item_id"]))
        elif "sku" in line:
            self.skus.add((org_id, line["sku"]))
        else:
            self.barcodes.add((org_id, line["barcode"]))

    def want_level(self, org: OrgFacts, location_id: str, line: dict[str, Any]) -> None:
        """Want the level of the item that a line names, if it is kept in stock."""
        item = find_item(org, line)
        if item is not None and item.stocked:
            self.levels.add((org.id, location_id, item.id))
        elif item is not None and item.kit is not None:
            self.levels.update((org.id, location_id, part_id) for part_id, _ in item.kit)
