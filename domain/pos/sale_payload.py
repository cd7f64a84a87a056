"""A sale as a till sends it, and as the inbox keeps it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.operations.payload import Canon, id_text, without_defaults

ZERO = Decimal(0)
Instant = Annotated[
    datetime, Meta(tz=True, description="RFC 3339, with offset", examples=["2026-11-22T10:15:00-05:00"])
]
Amount = Annotated[Decimal, Meta(description="In the currency's digits.", examples=["10.50"])]
Quantity = Annotated[Decimal, Meta(description="Up to four digits after the point.", examples=["2"])]
UnitPrice = Annotated[Decimal, Meta(description="Up to six digits after the point.", examples=["10.50"])]


class SaleLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One line; names its item by `item_id`, `sku` or `barcode`."""

    item_id: UUID | None = None
    sku: str | None = None
    barcode: str | None = None
    quantity: Quantity
    unit_price: UnitPrice | None = None
    discount: Amount = ZERO
    tax_rate_id: UUID | None = None


class SalePayment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One tender, by the code of its payment method."""

    method: str
    amount: Amount
    reference: str | None = None


class SalePost(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A sale. Its `id` is the client's UUID and stays its identity for ever."""

    id: UUID
    terminal_id: UUID
    terminal_seq: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    shift_id: UUID | None = None
    customer_id: UUID | None = None
    occurred_at: Instant
    lines: list[SaleLine]
    discount: Amount = ZERO
    tip: Amount = ZERO
    payments: list[SalePayment]
    expected_total: Amount | None = None


class SaleBatch(msgspec.Struct, forbid_unknown_fields=True):
    """Many sales in one request; each is judged by itself."""

    sales: list[msgspec.Raw]


def canonical_sale(sale: SalePost, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a sale. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(sale.lines))
    if len(sale.payments) > MAX_PAYMENTS:
        canon.fault("payments", "too_many", f"At most {MAX_PAYMENTS} payments.")
    content = {
        "id": str(sale.id),
        "terminal_id": str(sale.terminal_id),
        "terminal_seq": sale.terminal_seq,
        "shift_id": id_text(sale.shift_id),
        "customer_id": id_text(sale.customer_id),
        "occurred_at": canon.instant("occurred_at", sale.occurred_at),
        "lines": [_line(canon, f"lines.{at}", line) for at, line in enumerate(sale.lines)],
        "discount": canon.amount("discount", sale.discount) if sale.discount else None,
        "tip": canon.amount("tip", sale.tip) if sale.tip else None,
        "payments": [_payment(canon, f"payments.{at}", payment) for at, payment in enumerate(sale.payments)],
        "expected_total": None if sale.expected_total is None else canon.amount("expected_total", sale.expected_total),
    }
    canon.finish()
    return without_defaults(content)


MAX_PAYMENTS = 50


def _line(canon: Canon, path: str, line: SaleLine) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if line.item_id is not None:
        content["item_id"] = str(line.item_id)
    if line.sku is not None:
        content["sku"] = canon.text(f"{path}.sku", line.sku)
    if line.barcode is not None:
        content["barcode"] = canon.text(f"{path}.barcode", line.barcode)
    if len(content) != 1:
        canon.fault(path, "one_name", "Name the item by exactly one of item_id, sku and barcode.")
    content["quantity"] = canon.quantity(f"{path}.quantity", line.quantity)
    if line.unit_price is not None:
        content["unit_price"] = canon.price(f"{path}.unit_price", line.unit_price)
    if line.discount:
        content["discount"] = canon.amount(f"{path}.discount", line.discount)
    if line.tax_rate_id is not None:
        content["tax_rate_id"] = str(line.tax_rate_id)
    return content


def _payment(canon: Canon, path: str, payment: SalePayment) -> dict[str, Any]:
    content = {
        "method": canon.text(f"{path}.method", payment.method),
        "amount": canon.amount(f"{path}.amount", payment.amount, least=1),
    }
    if payment.reference is not None:
        content["reference"] = canon.text(f"{path}.reference", payment.reference)
    return content
