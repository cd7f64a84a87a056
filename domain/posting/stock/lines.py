"""What the lines of a stock document want, and what their quantities come to in the item's own unit."""

from typing import Any

from domain.posting.facts import Claimed, OrgFacts
from domain.posting.stock.document import book_of
from domain.posting.wants import Wants


def want_items(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a document over items at a location."""
    content = operation.content
    wants.locations.add((operation.org_id, content["location_id"]))
    if "reason" in content:
        wants.reasons.add((operation.org_id, content["reason"]))
    if "supplier_id" in content:
        wants.suppliers.add((operation.org_id, content["supplier_id"]))
    want_lines(operation, wants)


def want_lines(operation: Claimed, wants: Wants) -> None:
    """Name the items of a document's lines."""
    for line in operation.content["lines"]:
        wants.want_item(operation.org_id, line)


def want_levels(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post a document over items at a location."""
    want_levels_at(org, operation.content["location_id"], operation.content["lines"], wants)


def want_levels_at(org: OrgFacts, location_id: str, lines: list[dict[str, Any]], wants: Wants) -> None:
    """Want the book of a location, and the levels there of the items that lines name."""
    location = org.locations.get(location_id)
    if location is None:
        return
    wants.books.add((org.id, book_of(location)))
    for line in lines:
        wants.want_level(org, location.id, line)
