"""Stock documents as the back office sends them, and as the inbox keeps them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.operations.payload import Canon, without_defaults

Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339 with offset", examples=["2026-11-22T10:15:00-05:00"])]
Quantity = Annotated[Decimal, Meta(description="Up to four digits after the point.", examples=["12"])]
UnitCost = Annotated[Decimal, Meta(description="Up to six digits after the point.", examples=["6.25"])]


class ReceiptLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Goods that came in, by `item_id` or `sku`."""

    item_id: UUID | None = None
    sku: str | None = None
    quantity: Quantity
    unit_cost: UnitCost


class StockReceipt(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A receipt of goods at one location."""

    id: UUID
    location_id: UUID
    occurred_at: Instant
    supplier: str | None = None
    lines: list[ReceiptLine]


class AdjustmentLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A difference found; `unit_cost` only where stock is added at a cost of its own."""

    item_id: UUID | None = None
    sku: str | None = None
    quantity_delta: Quantity
    unit_cost: UnitCost | None = None


class StockAdjustment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A correction of stock at one location, with its reason."""

    id: UUID
    location_id: UUID
    occurred_at: Instant
    reason: str
    lines: list[AdjustmentLine]


def canonical_receipt(receipt: StockReceipt, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a receipt. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(receipt.lines))
    content = {
        "id": str(receipt.id),
        "location_id": str(receipt.location_id),
        "occurred_at": canon.instant("occurred_at", receipt.occurred_at),
        "supplier": None if receipt.supplier is None else canon.text("supplier", receipt.supplier),
        "lines": [
            {
                **_item(canon, f"lines.{at}", line),
                "quantity": canon.quantity(f"lines.{at}.quantity", line.quantity),
                "unit_cost": canon.price(f"lines.{at}.unit_cost", line.unit_cost),
            }
            for at, line in enumerate(receipt.lines)
        ],
    }
    canon.finish()
    return without_defaults(content)


def canonical_adjustment(adjustment: StockAdjustment, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of an adjustment. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(adjustment.lines))
    if not adjustment.reason.strip():
        canon.fault("reason", "missing", "Say why.")
    content = {
        "id": str(adjustment.id),
        "location_id": str(adjustment.location_id),
        "occurred_at": canon.instant("occurred_at", adjustment.occurred_at),
        "reason": canon.text("reason", adjustment.reason),
        "lines": [_adjustment_line(canon, f"lines.{at}", line) for at, line in enumerate(adjustment.lines)],
    }
    canon.finish()
    return content


def _adjustment_line(canon: Canon, path: str, line: AdjustmentLine) -> dict[str, Any]:
    if line.quantity_delta.is_finite() and line.quantity_delta == 0:
        canon.fault(f"{path}.quantity_delta", "zero", "Must not be zero.")
    least = -(10**18)
    content = {
        **_item(canon, path, line),
        "quantity_delta": canon.quantity(f"{path}.quantity_delta", line.quantity_delta, least=least),
    }
    if line.unit_cost is not None:
        if line.quantity_delta.is_finite() and line.quantity_delta < 0:
            canon.fault(f"{path}.unit_cost", "not_allowed", "Stock leaves at its own cost.")
        content["unit_cost"] = canon.price(f"{path}.unit_cost", line.unit_cost)
    return content


def _item(canon: Canon, path: str, line: ReceiptLine | AdjustmentLine) -> dict[str, Any]:
    if (line.item_id is None) == (line.sku is None):
        canon.fault(path, "one_name", "Name the item by exactly one of item_id and sku.")
    if line.item_id is not None:
        return {"item_id": str(line.item_id)}
    return {"sku": canon.text(f"{path}.sku", line.sku or "")}
