"""Transfers between locations as the back office sends them, and as the inbox keeps them."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.inventory.stock_payload import Instant, Lot, Quantity, Unit, happened, named_item, said
from domain.operations.payload import Canon, without_defaults

LineNo = Annotated[int, Meta(ge=1, le=32_767, description="The line of the document that this is about.")]


class TransferredLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Goods that leave, by `item_id` or `sku`."""

    item_id: UUID | None = None
    sku: str | None = None
    quantity: Quantity
    unit: Unit | None = None
    lot: Lot | None = None


class StockTransfer(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Goods from one location to another.

    `receive`: `at_once` lets them arrive by themselves, `on_arrival` when somebody says what came.
    """

    id: UUID
    from_location_id: UUID
    to_location_id: UUID
    occurred_at: Instant | None = None
    lines: list[TransferredLine]
    receive: Literal["at_once", "on_arrival"] = "at_once"
    note: str | None = None


class ArrivedLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What of one line arrived, and what of it was lost on the way; in the item's own unit."""

    line_no: LineNo
    quantity: Quantity
    lost: Quantity | None = None


class TransferReceive(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The arrival of goods; without lines, of everything that is under way."""

    id: UUID
    occurred_at: Instant | None = None
    lines: list[ArrivedLine] | None = None
    note: str | None = None


class TransferEnd(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The end of a transfer: what is under way is written off, or came back."""

    id: UUID
    occurred_at: Instant | None = None
    note: str | None = None


def canonical_transfer(transfer: StockTransfer, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a transfer. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(transfer.lines))
    if transfer.from_location_id == transfer.to_location_id:
        canon.fault("to_location_id", "same_location", "Goods move from one location to another.")
    content = {
        "id": str(transfer.id),
        "from_location_id": str(transfer.from_location_id),
        "to_location_id": str(transfer.to_location_id),
        "occurred_at": happened(canon, transfer.occurred_at),
        "lines": [
            {
                **named_item(canon, f"lines.{at}", line),
                **({} if line.lot is None else {"lot": canon.text(f"lines.{at}.lot", line.lot)}),
                "quantity": canon.quantity(f"lines.{at}.quantity", line.quantity),
            }
            for at, line in enumerate(transfer.lines)
        ],
        "receive": None if transfer.receive == "at_once" else transfer.receive,
        "note": said(canon, "note", transfer.note),
    }
    canon.finish()
    return without_defaults(content)


def canonical_arrival(arrival: TransferReceive, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of an arrival. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    lines = None
    if arrival.lines is not None:
        canon.lines("lines", len(arrival.lines))
        lines = [_arrived(canon, f"lines.{at}", line) for at, line in enumerate(arrival.lines)]
    content = {
        "id": str(arrival.id),
        "occurred_at": happened(canon, arrival.occurred_at),
        "lines": lines,
        "note": said(canon, "note", arrival.note),
    }
    canon.finish()
    return without_defaults(content)


def canonical_end(end: TransferEnd, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a transfer's end. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    content = {
        "id": str(end.id),
        "occurred_at": happened(canon, end.occurred_at),
        "note": said(canon, "note", end.note),
    }
    canon.finish()
    return without_defaults(content)


def _arrived(canon: Canon, path: str, line: ArrivedLine) -> dict[str, Any]:
    content: dict[str, Any] = {
        "line_no": line.line_no,
        "quantity": canon.quantity(f"{path}.quantity", line.quantity, least=0),
    }
    if line.lost is not None and line.lost != 0:
        content["lost"] = canon.quantity(f"{path}.lost", line.lost)
    elif line.quantity.is_finite() and line.quantity == 0:
        canon.fault(f"{path}.quantity", "too_small", "Say what arrived, or what was lost.")
    return content
