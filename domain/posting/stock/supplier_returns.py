"""`stock.return_to_supplier`: goods go back to whom they came from."""

from typing import Any

from domain.accounting.modules import STOCK
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, Item, Location, OrgFacts
from domain.posting.goods import ReceivedLine
from domain.posting.naming import number
from domain.posting.stock.document import StockDocument, check_enough, items_of, location_of
from domain.posting.stock.lines import want_items, want_levels, want_levels_at
from domain.posting.stock.receipts import give_back, receipt_of, supplier_name
from domain.posting.stock_errors import GoneBackExceedsError, ReceiptElsewhereError, UnknownLineError
from domain.posting.units import moved_quantity
from domain.posting.wants import Wants

Leaving = tuple[Item, int, ReceivedLine | None]
"""An item, how much of it goes back, and the line of the receipt that it came with."""


def want_supplier_return(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a return to a supplier."""
    content = operation.content
    if "receipt_id" in content:
        wants.locations.add((operation.org_id, content["location_id"]))
        wants.goods_received.add((operation.org_id, content["receipt_id"]))
        if "supplier_id" in content:
            wants.suppliers.add((operation.org_id, content["supplier_id"]))
    else:
        want_items(operation, wants)


def want_supplier_return_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to return goods to a supplier."""
    content = operation.content
    if "receipt_id" not in content:
        want_levels(operation, org, wants)
        return
    receipt = org.goods_received.get(content["receipt_id"])
    if receipt is None:
        return
    named = [{"item_id": line.item_id} for line in receipt.lines.values()]
    want_levels_at(org, receipt.location_id, named, wants)


def return_to_supplier(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a return to a supplier: goods received at what the named receipt said, else at what they are worth.

    The supplier owes what the goods had cost, without charges; what they are worth more or less is a variance.
    Raises `UnknownLocationError`, `UnknownItemError`, `NotStockedError`, `UnknownSupplierError`, `UnknownReceiptError`,
    `ReceiptReversedError`, `ReceiptElsewhereError`, `UnknownLineError`, `GoneBackExceedsError`, `UnknownUnitError`,
    `StockShortError`, `PeriodClosedError`.
    """
    content = operation.content
    location = location_of(org, content)
    dating = org.dating(operation.occurred_at, STOCK)
    supplier = supplier_name(org, content)
    receipt_id = content.get("receipt_id")
    leaving = _loose(org, content) if receipt_id is None else _of_receipt(org, content, location)
    check_enough(org, location, [(item, -taken, f"lines.{at}") for at, (item, taken, _) in enumerate(leaving)])
    document = StockDocument(operation, org, effects, location, dating, "supplier_return")
    owed = org.account("goods_received", location.id)
    for item, quantity, line in leaving:
        if line is None:
            document.take(item, quantity, against=owed)
            continue
        claimed = line.goods_value(quantity)
        give_back(document, item, quantity, claimed=claimed, line=line, receipt_id=str(receipt_id))
        line.returned += quantity
        document.entry.debit(owed, location.id, claimed)
    if supplier is None and receipt_id is not None:
        supplier = org.goods_received[receipt_id].supplier
    result = document.finish(about_id=receipt_id, supplier=supplier)
    return result if receipt_id is None else result | {"receipt_id": receipt_id}


def _loose(org: OrgFacts, content: dict[str, Any]) -> list[Leaving]:
    leaving: list[Leaving] = []
    for at, (item, line) in enumerate(zip(items_of(org, content), content["lines"], strict=True)):
        leaving.append((item, moved_quantity(item, line, f"lines.{at}"), None))
    return leaving


def _of_receipt(org: OrgFacts, content: dict[str, Any], location: Location) -> list[Leaving]:
    receipt = receipt_of(org, content["receipt_id"], "receipt_id")
    if receipt.location_id != location.id:
        raise ReceiptElsewhereError.at("location_id")
    leaving: list[Leaving] = []
    left = {line.line_no: line.quantity - line.returned for line in receipt.lines.values()}
    for at, given in enumerate(content["lines"]):
        line = receipt.lines.get(given["line_no"])
        if line is None:
            raise UnknownLineError.at(f"lines.{at}.line_no")
        quantity = number(given["quantity"])
        left[line.line_no] -= quantity
        if left[line.line_no] < 0:
            raise GoneBackExceedsError.at(f"lines.{at}.quantity")
        leaving.append((org.item(line.item_id), quantity, line))
    return leaving
