"""`stock.receive` and `receipt.reverse`: goods come in, with what it cost to get them here; a receipt is taken back."""

from typing import Any

from domain.accounting.modules import STOCK
from domain.core.money import MAX_MINOR
from domain.inventory.costing import value_at
from domain.inventory.lots import part_of
from domain.pos.pricing import spread
from domain.posting.effects import Effects
from domain.posting.errors import AmountTooLargeError, ControlAccountError, UnknownAccountError
from domain.posting.facts import Claimed, Item, OrgFacts
from domain.posting.goods import Receipt, ReceivedLine
from domain.posting.journals import CONTROL_ROLES
from domain.posting.lots import LotCheck
from domain.posting.naming import number
from domain.posting.stock.document import StockDocument, book_of, check_enough, items_of, location_of
from domain.posting.stock.lines import want_items
from domain.posting.stock_errors import (
    ReceiptNotReversibleError,
    ReceiptReversedError,
    UnknownReceiptError,
    UnknownSupplierError,
)
from domain.posting.units import moved_quantity
from domain.posting.wants import Wants

Charge = tuple[str, int]
"""An account and an amount in minor units."""


def want_receipt(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a receipt."""
    want_items(operation, wants)
    for charge in operation.content.get("charges", ()):
        if "account" in charge:
            wants.accounts.add((operation.org_id, charge["account"]))


def receive_stock(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a receipt of goods: inventory against goods received, what a negative level owed to `stock_variance`.

    Charges are spread over the lines by largest remainder and are part of what the goods cost.
    Raises `UnknownLocationError`, `UnknownItemError`, `NotStockedError`, `UnknownSupplierError`, `UnknownUnitError`,
    `UnitQuantityError`, `UnknownAccountError`, `ControlAccountError`, `AmountTooLargeError`, `PeriodClosedError`.
    """
    content = operation.content
    location, items = location_of(org, content), items_of(org, content)
    dating = org.dating(operation.occurred_at, STOCK)
    supplier = supplier_name(org, content)
    quantities = [
        moved_quantity(item, line, f"lines.{at}")
        for at, (item, line) in enumerate(zip(items, content["lines"], strict=True))
    ]
    worths = [_worth(org, line, f"lines.{at}") for at, line in enumerate(content["lines"])]
    charges, shares = _charges(org, content, location.id, quantities, worths)
    lots = LotCheck(org, location.id)
    for at, line in enumerate(content["lines"]):
        lots.arrives(items[at], quantities[at], line, path=f"lines.{at}")
    document = StockDocument(operation, org, effects, location, dating, "receipt")
    receipt = Receipt(operation.id, location.id, content.get("supplier_id"), supplier, reversed=False, lines={})
    received = org.account("goods_received", location.id)
    for at, line in enumerate(content["lines"]):
        lot = {"lot": line.get("lot"), "expires_on": line.get("expires_on")}
        said = {"unit": line.get("unit"), "charges": shares[at] or None, **lot}
        if shares[at] or "unit" in line:
            document.put_value(items[at], quantities[at], worths[at] + shares[at], **said)
            document.entry.credit(received, location.id, worths[at])
        else:
            document.put(items[at], quantities[at], number(line["unit_cost"]), against=received, **lot)
        receipt.lines[at + 1] = ReceivedLine(at + 1, items[at].id, quantities[at], worths[at] + shares[at], shares[at])
    for account, amount in charges:
        document.entry.credit(account, location.id, amount)
    receipt.charges = charges
    if operation.id in org.awaited:
        org.goods_received[operation.id] = receipt
    details = {"charges": [[*charge] for charge in charges], "given": content["charges"]} if charges else None
    return document.finish(details=details, supplier=supplier)


def _worth(org: OrgFacts, line: dict[str, Any], path: str) -> int:
    value = value_at(number(line["quantity"]), number(line["unit_cost"]), org.digits)
    if value > MAX_MINOR:
        raise AmountTooLargeError.at(path)
    return value


def supplier_name(org: OrgFacts, content: dict[str, Any]) -> str | None:
    """Return what a document calls its supplier. Raises `UnknownSupplierError`."""
    if "supplier_id" not in content:
        return content.get("supplier")
    name = org.suppliers.get(content["supplier_id"])
    if name is None:
        raise UnknownSupplierError.at("supplier_id")
    return content.get("supplier") or name


def _charges(
    org: OrgFacts, content: dict[str, Any], location_id: str, quantities: list[int], worths: list[int]
) -> tuple[list[Charge], list[int]]:
    """Return the charges with their accounts, and what of them each line bears."""
    charges, shares = [], [0] * len(quantities)
    controlled = {org.roles.get(role) for role in CONTROL_ROLES} | org.controlled
    for at, charge in enumerate(content.get("charges", ())):
        amount = number(charge["amount"])
        if "account" in charge:
            account, active = org.accounts.get(charge["account"], (None, False))
            if account is None or not active:
                raise UnknownAccountError.at(f"charges.{at}.account")
            if account in controlled:
                raise ControlAccountError.at(f"charges.{at}.account")
        else:
            account = org.account("goods_received", location_id)
        charges.append((account, amount))
        weights = {"value": worths, "quantity": quantities}.get(charge.get("spread", "value"), [1] * len(quantities))
        if not any(weights):
            weights = quantities
        shares = [share + part for share, part in zip(shares, spread(amount, weights), strict=True)]
    for at, (value, share) in enumerate(zip(worths, shares, strict=True)):
        if value + share > MAX_MINOR:
            raise AmountTooLargeError.at(f"lines.{at}")
    return charges, shares


def want_receipt_reversal(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to take a receipt back."""
    wants.goods_received.add((operation.org_id, operation.subject_id))


def want_receipt_reversal_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to take a receipt back; one of this very batch has named them itself."""
    receipt = org.goods_received.get(operation.subject_id)
    if receipt is None:
        return
    wants.books.add((org.id, book_of(org.locations[receipt.location_id])))
    for line in receipt.lines.values():
        wants.levels.add((org.id, receipt.location_id, line.item_id))


def reverse_receipt(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post the undoing of a receipt: the goods leave at what they are worth now, the difference is a variance.

    Raises `UnknownReceiptError`, `ReceiptReversedError`, `ReceiptNotReversibleError`, `StockShortError`,
    `PeriodClosedError`.
    """
    receipt = receipt_of(org, operation.subject_id, "receipt_id")
    if any(line.returned for line in receipt.lines.values()):
        raise ReceiptNotReversibleError.at("receipt_id")
    location = org.locations[receipt.location_id]
    dating = org.dating(operation.occurred_at, STOCK)
    items = {line.line_no: org.item(line.item_id) for line in receipt.lines.values()}
    check_enough(
        org, location, [(items[line.line_no], -line.quantity, "receipt_id") for line in receipt.lines.values()]
    )
    document = StockDocument(operation, org, effects, location, dating, "receipt_reversal")
    for line in receipt.lines.values():
        item = items[line.line_no]
        give_back(document, item, line.quantity, claimed=line.value, line=line, receipt_id=receipt.id)
        line.returned = line.quantity
    charged = sum(amount for _, amount in receipt.charges)
    total = sum(line.value for line in receipt.lines.values())
    document.entry.debit(org.account("goods_received", location.id), location.id, total - charged)
    for account, amount in receipt.charges:
        document.entry.debit(account, location.id, amount)
    receipt.reversed = True
    result = document.finish(about_id=receipt.id, supplier=receipt.supplier)
    return result | {"receipt_id": receipt.id}


def receipt_of(org: OrgFacts, receipt_id: str, path: str) -> Receipt:
    """Return a receipt that still stands. Raises `UnknownReceiptError`, `ReceiptReversedError`."""
    receipt = org.goods_received.get(receipt_id)
    if receipt is None:
        raise UnknownReceiptError.at(path)
    if receipt.reversed:
        raise ReceiptReversedError.at(path)
    return receipt


def give_back(
    document: StockDocument, item: Item, quantity: int, *, claimed: int, line: ReceivedLine, receipt_id: str
) -> None:
    """Take goods out for which `claimed` is claimed back; what they are worth more or less is a variance.

    They are of the lots that they came in as, as far as these are still there. The caller debits what is claimed, and
    notes afterwards that they have gone back.
    """
    line_no = line.line_no
    lots = part_of(document.org.lots_moved.get((receipt_id, line_no, item.id), []), line.returned, quantity)
    document.take(item, quantity, against=document.variance, about_line_no=line_no, lots=lots)
    document.entry.credit(document.variance, document.location.id, claimed)
