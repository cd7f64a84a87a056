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
    owing: set[Key] = field(default_factory=set)
    """Those of them of whom what they owe may change: nobody else's balance is locked."""
    items: set[Key] = field(default_factory=set)
    skus: set[Key] = field(default_factory=set)
    barcodes: set[Key] = field(default_factory=set)
    reasons: set[Key] = field(default_factory=set)
    suppliers: set[Key] = field(default_factory=set)
    transfers: set[Key] = field(default_factory=set)
    """Transfers of which something arrives, is lost or comes back."""
    goods_received: set[Key] = field(default_factory=set)
    """Receipts of goods of which something goes back."""
    full_counts: set[Key] = field(default_factory=set)
    """Locations of which everything that lies there is counted."""
    accounts: set[Key] = field(default_factory=set)
    journals: set[Key] = field(default_factory=set)
    rates: set[tuple[str, str, str]] = field(default_factory=set)
    """Exchange rates by currency and day."""
    foreign_journals: set[Key] = field(default_factory=set)
    """Journals of which the lines in another currency are wanted, and what of them is open."""
    foreign_items: set[tuple[str, str, str]] = field(default_factory=set)
    """Open items, by journal and line."""
    closings: set[Key] = field(default_factory=set)
    """Operations that close or reopen periods or years."""
    results: set[str] = field(default_factory=set)
    """Organizations of which it is wanted what revenue and expense accounts took."""
    closing_journals: set[tuple[str, int]] = field(default_factory=set)
    """Fiscal years of which the journal that closed them is wanted."""
    bank_lines: set[Key] = field(default_factory=set)
    """Lines of bank statements that are to be reconciled, or were."""
    bank_journals: set[Key] = field(default_factory=set)
    """Journals of which it must be known what is matched with the bank's lines."""
    originals: set[Key] = field(default_factory=set)
    """Sales of which something comes back."""
    shifts: set[Key] = field(default_factory=set)
    tills_of_shifts: set[Key] = field(default_factory=set)
    """Shifts of which the terminal is wanted before they are locked."""
    taken: set[Key] = field(default_factory=set)
    """Shifts of which the totals are wanted."""
    opening: set[Key] = field(default_factory=set)
    """Terminals at which a shift is to be opened."""
    deposits: set[Key] = field(default_factory=set)
    money: set[Key] = field(default_factory=set)
    """Money documents that are to be undone."""
    stored: set[tuple[str, str, str]] = field(default_factory=set)
    """Stored values by kind and code."""
    ruled: set[str] = field(default_factory=set)
    """Organizations with price lists or promotions."""
    entries: set[Key] = field(default_factory=set)
    """Items of which the list prices are wanted."""
    levels: set[tuple[str, str, str]] = field(default_factory=set)
    lots: set[tuple[str, str, str, str]] = field(default_factory=set)
    """Lots that lines name, by location, item and code."""
    receipts: set[Key] = field(default_factory=set)
    books: set[Key] = field(default_factory=set)

    def want_owing(self, org_id: str, customer_id: str) -> None:
        """Want a customer, and what they owe."""
        self.customers.add((org_id, customer_id))
        self.owing.add((org_id, customer_id))

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
            if item.tracked and "lot" in line:
                self.lots.add((org.id, location_id, item.id, line["lot"]))
        elif item is not None and item.kit is not None:
            self.levels.update((org.id, location_id, part_id) for part_id, _ in item.kit)
