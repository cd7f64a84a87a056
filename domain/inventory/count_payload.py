"""Counts and revaluations as the back office sends them, and as the inbox keeps them."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.inventory.stock_payload import (
    ExpiresOn,
    Instant,
    Lot,
    Quantity,
    Unit,
    UnitCost,
    happened,
    named_item,
    named_lot,
    said,
    why,
)
from domain.operations.payload import Canon, without_defaults

MAX_COUNTED = 10_000
Reason = Annotated[str, Meta(description="A reason's code, or any words.", examples=["shrinkage"])]


class CountedLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What was counted of one item, by `item_id` or `sku`.

    `expected`: what the level must be for the count to hold, else it is rejected. `unit_cost`: what is found beyond
    the level is worth so much. `lot`: only that lot was counted.
    """

    item_id: UUID | None = None
    sku: str | None = None
    counted: Quantity
    expected: Quantity | None = None
    unit: Unit | None = None
    unit_cost: UnitCost | None = None
    lot: Lot | None = None
    expires_on: ExpiresOn | None = None


class StockCount(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What was counted at one location; in a `full` count what is not listed is not there."""

    id: UUID
    location_id: UUID
    occurred_at: Instant | None = None
    scope: Literal["partial", "full"] = "partial"
    reason: Reason | None = None
    note: str | None = None
    lines: list[CountedLine]


class RevaluedLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What one of an item is worth from now on, by `item_id` or `sku`."""

    item_id: UUID | None = None
    sku: str | None = None
    unit: Unit | None = None
    unit_cost: UnitCost


class StockRevaluation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What lies at one location is worth something else; under standard cost that is the item's new standard."""

    id: UUID
    location_id: UUID
    occurred_at: Instant | None = None
    reason: Reason
    note: str | None = None
    lines: list[RevaluedLine]


def canonical_count(count: StockCount, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a count. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    if not count.lines and count.scope == "partial":
        canon.fault("lines", "missing", "At least one line.")
    elif len(count.lines) > MAX_COUNTED:
        canon.fault("lines", "too_many", f"At most {MAX_COUNTED} lines.")
    content = {
        "id": str(count.id),
        "location_id": str(count.location_id),
        "occurred_at": happened(canon, count.occurred_at),
        "scope": None if count.scope == "partial" else count.scope,
        "reason": None if count.reason is None else why(canon, count.reason),
        "note": said(canon, "note", count.note),
        "lines": [_counted(canon, f"lines.{at}", line) for at, line in enumerate(count.lines)],
    }
    canon.finish()
    return without_defaults(content)


def canonical_revaluation(revaluation: StockRevaluation, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a revaluation. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(revaluation.lines))
    content = {
        "id": str(revaluation.id),
        "location_id": str(revaluation.location_id),
        "occurred_at": happened(canon, revaluation.occurred_at),
        "reason": why(canon, revaluation.reason),
        "note": said(canon, "note", revaluation.note),
        "lines": [
            {
                **named_item(canon, f"lines.{at}", line),
                "unit_cost": canon.price(f"lines.{at}.unit_cost", line.unit_cost),
            }
            for at, line in enumerate(revaluation.lines)
        ],
    }
    canon.finish()
    return without_defaults(content)


def _counted(canon: Canon, path: str, line: CountedLine) -> dict[str, Any]:
    content = {
        **named_item(canon, path, line),
        **named_lot(canon, path, line),
        "counted": canon.quantity(f"{path}.counted", line.counted, least=0),
    }
    if line.expected is not None:
        content["expected"] = canon.quantity(f"{path}.expected", line.expected, least=-(10**18))
    if line.unit_cost is not None:
        content["unit_cost"] = canon.price(f"{path}.unit_cost", line.unit_cost)
    return content
