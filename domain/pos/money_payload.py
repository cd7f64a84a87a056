"""Deposits, what customers pay on their account, and the undoing of either, as a till sends them."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

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


class LayawayLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Goods that are put aside, by `item_id`, `sku` or `barcode`, at the price that is agreed or the item's."""

    item_id: UUID | None = None
    sku: str | None = None
    barcode: str | None = None
    quantity: Quantity
    unit: str | None = None
    unit_price: UnitPrice | None = None
    discount: Amount = ZERO
    tax_rate_id: UUID | None = None
    note: str | None = None


class _Money(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What every such document says.

    `amount` is what the tenders are for: of cash above it change is given, and cash is rounded as on sales. Without it
    the amount is what the tenders come to.
    """

    id: UUID
    shift_id: UUID | None = None
    occurred_at: Instant | None = None
    amount: Amount | None = None
    note: str | None = None
    reference: str | None = None
    approval: str | None = None


class DepositTake(_Money, kw_only=True):
    """Money taken for a sale that is still to come; its `id` is the deposit's, by which the sale pays with it.

    `lines` are what is put aside (layaway): their prices are agreed now, and more than they come to is not taken.
    """

    terminal_id: UUID
    customer_id: UUID | None = None
    payments: list[SalePayment]
    due_on: date | None = None
    lines: list[LayawayLine] = []


class DepositPayment(_Money, kw_only=True):
    """A further instalment of a deposit."""

    terminal_id: UUID
    payments: list[SalePayment]


class DepositRefund(_Money, kw_only=True):
    """Money of a deposit given back."""

    terminal_id: UUID
    refunds: list[SalePayment]
    reason: str


class CustomerPayment(_Money, kw_only=True):
    """What a customer pays of what is owed: at a till, or at a location where no till is part of it."""

    terminal_id: UUID | None = None
    location_id: UUID | None = None
    payments: list[SalePayment]


class MoneyVoid(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The undoing of a deposit, a refund of one, or a customer's payment. Its identity is `id`, else the key."""

    id: UUID | None = None
    shift_id: UUID | None = None
    occurred_at: Instant | None = None
    reason: str
    approval: str | None = None


def canonical_deposit(given: DepositTake, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a deposit. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    if given.lines:
        canon.lines("lines", len(given.lines))
    content = _content(canon, given, "payments", given.payments) | {
        "customer_id": id_text(given.customer_id),
        "due_on": None if given.due_on is None else given.due_on.isoformat(),
        "lines": [_line(canon, f"lines.{at}", line) for at, line in enumerate(given.lines)] or None,
    }
    return _finished(canon, content)


def canonical_deposit_payment(given: DepositPayment, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of an instalment. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    return _finished(canon, _content(canon, given, "payments", given.payments))


def canonical_deposit_refund(given: DepositRefund, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a deposit's refund. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    content = _content(canon, given, "refunds", given.refunds) | {"reason": _reason(canon, given.reason)}
    return _finished(canon, content)


def canonical_customer_payment(given: CustomerPayment, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a customer's payment. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    if (given.terminal_id is None) == (given.location_id is None):
        canon.fault("terminal_id", "one_name", "Name either the till or the location.")
    if given.shift_id is not None and given.terminal_id is None:
        canon.fault("shift_id", "one_name", "A shift belongs to a till.")
    content = _content(canon, given, "payments", given.payments) | {"location_id": id_text(given.location_id)}
    return _finished(canon, content)


def canonical_money_void(given: MoneyVoid, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of an undoing. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    content = {
        "id": id_text(given.id),
        "shift_id": id_text(given.shift_id),
        "occurred_at": None if given.occurred_at is None else canon.instant("occurred_at", given.occurred_at),
        "reason": _reason(canon, given.reason),
        "approval": given.approval,
    }
    return _finished(canon, content)


def _content(
    canon: Canon,
    given: DepositTake | DepositPayment | DepositRefund | CustomerPayment,
    path: str,
    tenders: list[SalePayment],
) -> dict[str, Any]:
    if not tenders:
        canon.fault(path, "missing", "Say how the money is given.")
    return {
        "id": str(given.id),
        "terminal_id": id_text(given.terminal_id),
        "shift_id": id_text(given.shift_id),
        "occurred_at": None if given.occurred_at is None else canon.instant("occurred_at", given.occurred_at),
        path: canonical_tenders(canon, path, tenders),
        "amount": None if given.amount is None else canon.amount("amount", given.amount, least=1),
        "note": None if given.note is None else canon.text("note", given.note),
        "reference": None if given.reference is None else canon.text("reference", given.reference),
        "approval": given.approval,
    }


def _line(canon: Canon, path: str, line: LayawayLine) -> dict[str, Any]:
    content = priced_goods(canon, path, line)
    if line.note is not None:
        content["note"] = canon.text(f"{path}.note", line.note)
    return content


def _reason(canon: Canon, reason: str) -> str:
    if not reason.strip():
        canon.fault("reason", "missing", "Say why.")
    return canon.text("reason", reason)


def _finished(canon: Canon, content: dict[str, Any]) -> dict[str, Any]:
    canon.finish()
    return without_defaults(content)
