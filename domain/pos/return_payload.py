"""Returns and voids as a till sends them, and as the inbox keeps them."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.core.money import MAX_MINOR
from domain.operations.payload import Canon, id_text, without_defaults
from domain.pos.sale_payload import (
    ZERO,
    Amount,
    Instant,
    Quantity,
    SalePayment,
    UnitPrice,
    canonical_tenders,
    priced_goods,
)


class ReturnedLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How much of a line of the sale comes back, and whether it goes back on the shelf or is written off."""

    line_no: Annotated[int, Meta(ge=1, le=32_767)]
    quantity: Quantity
    restock: bool = True
    note: str | None = None


class _Return(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What every return says."""

    id: UUID
    terminal_id: UUID
    terminal_seq: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    shift_id: UUID | None = None
    occurred_at: Instant | None = None
    refunds: list[SalePayment] = []
    expected_total: Amount | None = None
    reason: str | None = None
    note: str | None = None
    approval: str | None = None


class SaleReturn(_Return, kw_only=True):
    """A return against a sale. Without `refunds` the money goes back the way it came.

    `expected_total` is what is given back, as a positive amount.
    """

    lines: list[ReturnedLine]


class BlindLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Goods that come back without their receipt; by today's price unless another is given."""

    item_id: UUID | None = None
    sku: str | None = None
    barcode: str | None = None
    quantity: Quantity
    unit: str | None = None
    unit_price: UnitPrice | None = None
    discount: Amount = ZERO
    tax_rate_id: UUID | None = None
    restock: bool = True
    lot: str | None = None
    note: str | None = None


class BlindReturn(_Return, kw_only=True):
    """A return without a receipt: nothing proves that it was sold here, so it needs a permission of its own."""

    customer_id: UUID | None = None
    lines: list[BlindLine]


class SaleVoid(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The undoing of a whole sale, as if it had not been.

    Its identity is `id`, else the Idempotency-Key, else the sale itself: it is undone once.
    """

    id: UUID | None = None
    shift_id: UUID | None = None
    occurred_at: Instant | None = None
    reason: str | None = None
    approval: str | None = None


def canonical_return(given: SaleReturn, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a return. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(given.lines))
    seen: set[int] = set()
    lines = []
    for at, line in enumerate(given.lines):
        if line.line_no in seen:
            canon.fault(f"lines.{at}.line_no", "twice", "Name each line once.")
        seen.add(line.line_no)
        content: dict[str, Any] = {
            "line_no": line.line_no,
            "quantity": canon.quantity(f"lines.{at}.quantity", line.quantity),
        }
        lines.append(content | _handling(canon, f"lines.{at}", restock=line.restock, note=line.note))
    return _finished(canon, given, lines)


def canonical_blind_return(given: BlindReturn, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a return without a receipt. Raises `InvalidPayloadError`."""
    canon = Canon(digits)
    canon.lines("lines", len(given.lines))
    if not given.refunds:
        canon.fault("refunds", "missing", "Say how the money is given back.")
    lines = [_blind_line(canon, f"lines.{at}", line) for at, line in enumerate(given.lines)]
    content = _finished(canon, given, lines)
    return content if given.customer_id is None else content | {"customer_id": str(given.customer_id)}


def canonical_void(given: SaleVoid, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a void. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    content = {
        "id": id_text(given.id),
        "shift_id": id_text(given.shift_id),
        "occurred_at": None if given.occurred_at is None else canon.instant("occurred_at", given.occurred_at),
        "reason": None if given.reason is None else canon.text("reason", given.reason),
        "approval": given.approval,
    }
    canon.finish()
    return without_defaults(content)


def _blind_line(canon: Canon, path: str, line: BlindLine) -> dict[str, Any]:
    content = priced_goods(canon, path, line)
    if line.lot is not None:
        content["lot"] = canon.text(f"{path}.lot", line.lot)
    return content | _handling(canon, path, restock=line.restock, note=line.note)


def _handling(canon: Canon, path: str, *, restock: bool, note: str | None) -> dict[str, Any]:
    content: dict[str, Any] = {} if restock else {"restock": False}
    if note is not None:
        content["note"] = canon.text(f"{path}.note", note)
    return content


def _finished(canon: Canon, given: _Return, lines: list[dict[str, Any]]) -> dict[str, Any]:
    content = {
        "id": str(given.id),
        "terminal_id": str(given.terminal_id),
        "terminal_seq": given.terminal_seq,
        "shift_id": id_text(given.shift_id),
        "occurred_at": None if given.occurred_at is None else canon.instant("occurred_at", given.occurred_at),
        "lines": lines,
        "refunds": canonical_tenders(canon, "refunds", given.refunds) if given.refunds else None,
        "expected_total": None
        if given.expected_total is None
        else canon.amount("expected_total", given.expected_total, least=-MAX_MINOR),
        "reason": None if given.reason is None else canon.text("reason", given.reason),
        "note": None if given.note is None else canon.text("note", given.note),
        "approval": given.approval,
    }
    canon.finish()
    return without_defaults(content)
