"""Goods that go back to suppliers, and receipts taken back, as the back office sends them."""

from typing import Any
from uuid import UUID

import msgspec

from domain.inventory.stock_payload import Instant, Quantity, Unit, happened, named_item, said, why
from domain.inventory.transfer_payload import LineNo
from domain.operations.payload import Canon, id_text, without_defaults


class SupplierReturnLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What goes back: a line of the receipt by `line_no` where one is named, else an item by `item_id` or `sku`."""

    line_no: LineNo | None = None
    item_id: UUID | None = None
    sku: str | None = None
    quantity: Quantity
    unit: Unit | None = None


class SupplierReturn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Goods that go back to their supplier: at what `receipt_id` says they had cost, else at what they are worth."""

    id: UUID
    location_id: UUID
    occurred_at: Instant | None = None
    supplier_id: UUID | None = None
    receipt_id: UUID | None = None
    reason: str | None = None
    note: str | None = None
    lines: list[SupplierReturnLine]


class ReceiptReverse(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A receipt that is taken back as a whole, and why."""

    id: UUID
    occurred_at: Instant | None = None
    reason: str


def canonical_supplier_return(given: SupplierReturn, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a return. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(given.lines))
    of_receipt = given.receipt_id is not None
    content = {
        "id": str(given.id),
        "location_id": str(given.location_id),
        "occurred_at": happened(canon, given.occurred_at),
        "supplier_id": id_text(given.supplier_id),
        "receipt_id": id_text(given.receipt_id),
        "reason": None if given.reason is None else why(canon, given.reason),
        "note": said(canon, "note", given.note),
        "lines": [
            {
                **(_of_receipt if of_receipt else _loose)(canon, f"lines.{at}", line),
                "quantity": canon.quantity(f"lines.{at}.quantity", line.quantity),
            }
            for at, line in enumerate(given.lines)
        ],
    }
    canon.finish()
    return without_defaults(content)


def canonical_receipt_reversal(given: ReceiptReverse, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a reversal. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    content = {
        "id": str(given.id),
        "occurred_at": happened(canon, given.occurred_at),
        "reason": why(canon, given.reason),
    }
    canon.finish()
    return without_defaults(content)


def _of_receipt(canon: Canon, path: str, line: SupplierReturnLine) -> dict[str, Any]:
    if line.line_no is None or line.item_id is not None or line.sku is not None or line.unit is not None:
        canon.fault(path, "one_name", "Name a line of the receipt by line_no, in the item's own unit.")
    return {"line_no": line.line_no}


def _loose(canon: Canon, path: str, line: SupplierReturnLine) -> dict[str, Any]:
    if line.line_no is not None:
        canon.fault(f"{path}.line_no", "not_allowed", "There are lines only of a receipt that is named.")
        return {}
    return named_item(canon, path, line)
