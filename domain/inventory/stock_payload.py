"""Stock documents as the back office sends them, and as the inbox keeps them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.operations.payload import Canon, id_text, without_defaults

MAX_CHARGES = 50
Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339 with offset", examples=["2026-11-22T10:15:00-05:00"])]
Quantity = Annotated[Decimal, Meta(description="Up to four digits after the point.", examples=["12"])]
UnitCost = Annotated[Decimal, Meta(description="Up to six digits after the point.", examples=["6.25"])]
Unit = Annotated[str, Meta(description="One of the item's units; its own unless given.", examples=["case"])]

Lot = Annotated[str, Meta(description="The lot's code, of an item whose lots are told apart.", examples=["B-0042"])]
ExpiresOn = Annotated[date, Meta(description="The lot's last good day.", examples=["2027-03-31"])]


class ReceiptLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Goods that came in, by `item_id` or `sku`."""

    item_id: UUID | None = None
    sku: str | None = None
    quantity: Quantity
    unit: Unit | None = None
    unit_cost: UnitCost
    lot: Lot | None = None
    expires_on: ExpiresOn | None = None


class Charge(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What it cost to get the goods here (freight, duty); it is part of what they cost.

    `account`: where it is owed or has been paid from, `goods_received` unless given. `spread` over the lines by their
    value, by their quantity, or in equal parts.
    """

    name: str
    amount: Decimal
    account: str | None = None
    spread: Literal["value", "quantity", "line"] = "value"


class StockReceipt(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A receipt of goods at one location."""

    id: UUID
    location_id: UUID
    occurred_at: Instant | None = None
    supplier: str | None = None
    supplier_id: UUID | None = None
    note: str | None = None
    lines: list[ReceiptLine]
    charges: list[Charge] = []


class AdjustmentLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A difference found; `unit_cost` only where stock is added at a cost of its own."""

    item_id: UUID | None = None
    sku: str | None = None
    quantity_delta: Quantity
    unit: Unit | None = None
    unit_cost: UnitCost | None = None
    lot: Lot | None = None
    expires_on: ExpiresOn | None = None


class StockAdjustment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A correction of stock at one location, with its reason: a reason's code, or any words."""

    id: UUID
    location_id: UUID
    occurred_at: Instant | None = None
    reason: str
    note: str | None = None
    lines: list[AdjustmentLine]


def canonical_receipt(receipt: StockReceipt, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a receipt. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(receipt.lines))
    content = {
        "id": str(receipt.id),
        "location_id": str(receipt.location_id),
        "occurred_at": happened(canon, receipt.occurred_at),
        "supplier": said(canon, "supplier", receipt.supplier),
        "supplier_id": id_text(receipt.supplier_id),
        "note": said(canon, "note", receipt.note),
        "lines": [
            {
                **named_item(canon, f"lines.{at}", line),
                **named_lot(canon, f"lines.{at}", line),
                "quantity": canon.quantity(f"lines.{at}.quantity", line.quantity),
                "unit_cost": canon.price(f"lines.{at}.unit_cost", line.unit_cost),
            }
            for at, line in enumerate(receipt.lines)
        ],
        "charges": [_charge(canon, f"charges.{at}", charge) for at, charge in enumerate(receipt.charges)] or None,
    }
    if len(receipt.charges) > MAX_CHARGES:
        canon.fault("charges", "too_many", f"At most {MAX_CHARGES} charges.")
    canon.finish()
    return without_defaults(content)


def canonical_adjustment(adjustment: StockAdjustment, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of an adjustment. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(adjustment.lines))
    content = {
        "id": str(adjustment.id),
        "location_id": str(adjustment.location_id),
        "occurred_at": happened(canon, adjustment.occurred_at),
        "reason": why(canon, adjustment.reason),
        "note": said(canon, "note", adjustment.note),
        "lines": [_adjustment_line(canon, f"lines.{at}", line) for at, line in enumerate(adjustment.lines)],
    }
    canon.finish()
    return without_defaults(content)


def _charge(canon: Canon, path: str, charge: Charge) -> dict[str, Any]:
    content = {
        "name": canon.text(f"{path}.name", charge.name),
        "amount": canon.amount(f"{path}.amount", charge.amount, least=1),
        "account": None if charge.account is None else canon.text(f"{path}.account", charge.account),
        "spread": None if charge.spread == "value" else charge.spread,
    }
    return without_defaults(content)


def happened(canon: Canon, occurred_at: datetime | None) -> str | None:
    """Return when a document happened, None where it does not say: then when it was accepted."""
    return None if occurred_at is None else canon.instant("occurred_at", occurred_at)


def said(canon: Canon, path: str, text: str | None) -> str | None:
    """Return an optional text."""
    return None if text is None else canon.text(path, text)


def why(canon: Canon, reason: str) -> str:
    """Return a reason that must be given."""
    if not reason.strip():
        canon.fault("reason", "missing", "Say why.")
    return canon.text("reason", reason)


def _adjustment_line(canon: Canon, path: str, line: AdjustmentLine) -> dict[str, Any]:
    if line.quantity_delta.is_finite() and line.quantity_delta == 0:
        canon.fault(f"{path}.quantity_delta", "zero", "Must not be zero.")
    least = -(10**18)
    content = {
        **named_item(canon, path, line),
        **named_lot(canon, path, line),
        "quantity_delta": canon.quantity(f"{path}.quantity_delta", line.quantity_delta, least=least),
    }
    if line.unit_cost is not None:
        if line.quantity_delta.is_finite() and line.quantity_delta < 0:
            canon.fault(f"{path}.unit_cost", "not_allowed", "Stock leaves at its own cost.")
        content["unit_cost"] = canon.price(f"{path}.unit_cost", line.unit_cost)
    return content


class NamesItem(Protocol):
    """A line that names an item, and perhaps a unit of it."""

    item_id: UUID | None
    sku: str | None
    unit: str | None


def named_item(canon: Canon, path: str, line: NamesItem) -> dict[str, Any]:
    """Return what a line says of its item and unit; it names the item in exactly one way."""
    unit = {} if line.unit is None else {"unit": canon.text(f"{path}.unit", line.unit)}
    if (line.item_id is None) == (line.sku is None):
        canon.fault(path, "one_name", "Name the item by exactly one of item_id and sku.")
    if line.item_id is not None:
        return {"item_id": str(line.item_id), **unit}
    return {"sku": canon.text(f"{path}.sku", line.sku or ""), **unit}


class NamesLot(Protocol):
    """A line that names a lot, and until when it is good where it is new."""

    lot: str | None
    expires_on: date | None


def named_lot(canon: Canon, path: str, line: NamesLot) -> dict[str, Any]:
    """Return what a line says of the lot that its goods are of."""
    if line.lot is None:
        if line.expires_on is not None:
            canon.fault(f"{path}.lot", "missing", "Say which lot expires on that day.")
        return {}
    if not line.lot.strip():
        canon.fault(f"{path}.lot", "missing", "A lot has a name.")
    expires_on = {} if line.expires_on is None else {"expires_on": line.expires_on.isoformat()}
    return {"lot": canon.text(f"{path}.lot", line.lot), **expires_on}
