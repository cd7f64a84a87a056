"""A sale as a till sends it, and as the inbox keeps it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Protocol
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.core.money import MAX_MINOR
from domain.operations.payload import Canon, id_text, without_defaults

ZERO = Decimal(0)
Instant = Annotated[
    datetime, Meta(tz=True, description="RFC 3339, with offset", examples=["2026-11-22T10:15:00-05:00"])
]
Amount = Annotated[Decimal, Meta(description="In the currency's digits.", examples=["10.50"])]
Quantity = Annotated[Decimal, Meta(description="Up to four digits after the point.", examples=["2"])]
UnitPrice = Annotated[Decimal, Meta(description="Up to six digits after the point.", examples=["10.50"])]


class SoldBefore(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A line of an earlier sale."""

    sale_id: UUID
    line_no: Annotated[int, Meta(ge=1, le=32_767)]


class SaleLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One line; names its item by `item_id`, `sku` or `barcode`, or the earlier line that comes back by `return_of`.

    `gift_card` is the code of the card that the line loads: its price becomes a liability, untaxed.
    """

    item_id: UUID | None = None
    sku: str | None = None
    barcode: str | None = None
    return_of: SoldBefore | None = None
    quantity: Quantity
    unit: str | None = None
    unit_price: UnitPrice | None = None
    discount: Amount = ZERO
    tax_rate_id: UUID | None = None
    restock: bool = True
    gift_card: str | None = None
    lot: str | None = None
    note: str | None = None


class SalePayment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One tender, by the code of its payment method.

    `reference` names the gift card or the deposit that pays, or what the card terminal printed.
    """

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
    payments: list[SalePayment] = []
    refunds: list[SalePayment] = []
    expected_total: Amount | None = None
    reference: str | None = None
    note: str | None = None
    approval: str | None = None


class SaleBatch(msgspec.Struct, forbid_unknown_fields=True):
    """Many sales in one request; each is judged by itself."""

    sales: list[msgspec.Raw]


def canonical_sale(sale: SalePost, *, digits: int) -> dict[str, Any]:
    """Return the canonical content of a sale. Raises `InvalidPayloadError` naming every faulty path."""
    canon = Canon(digits)
    canon.lines("lines", len(sale.lines))
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
        "payments": canonical_tenders(canon, "payments", sale.payments),
        "refunds": canonical_tenders(canon, "refunds", sale.refunds) if sale.refunds else None,
        "expected_total": None
        if sale.expected_total is None
        else canon.amount("expected_total", sale.expected_total, least=-MAX_MINOR),
        "reference": None if sale.reference is None else canon.text("reference", sale.reference),
        "note": None if sale.note is None else canon.text("note", sale.note),
        "approval": sale.approval,
    }
    canon.finish()
    return without_defaults(content)


MAX_PAYMENTS = 50


def canonical_tenders(canon: Canon, path: str, tenders: list[SalePayment]) -> list[dict[str, Any]]:
    """Return payments or refunds in canonical form."""
    if len(tenders) > MAX_PAYMENTS:
        canon.fault(path, "too_many", f"At most {MAX_PAYMENTS} {path}.")
    return [_payment(canon, f"{path}.{at}", tender) for at, tender in enumerate(tenders)]


def item_name(canon: Canon, path: str, line: "PricedGoods") -> dict[str, Any]:
    """Return how a line names its item."""
    content: dict[str, Any] = {}
    if line.item_id is not None:
        content["item_id"] = str(line.item_id)
    if line.sku is not None:
        content["sku"] = canon.text(f"{path}.sku", line.sku)
    if line.barcode is not None:
        content["barcode"] = canon.text(f"{path}.barcode", line.barcode)
    return content


class PricedGoods(Protocol):
    """What a line says of goods and their price, where nothing of an earlier sale comes back."""

    item_id: UUID | None
    sku: str | None
    barcode: str | None
    quantity: Decimal
    unit: str | None
    unit_price: Decimal | None
    discount: Decimal
    tax_rate_id: UUID | None


def priced_goods(canon: Canon, path: str, line: PricedGoods) -> dict[str, Any]:
    """Return goods and their price in canonical form."""
    content = item_name(canon, path, line)
    if len(content) != 1:
        canon.fault(path, "one_name", "Name the item by exactly one of item_id, sku and barcode.")
    content["quantity"] = canon.quantity(f"{path}.quantity", line.quantity)
    if line.unit is not None:
        content["unit"] = canon.text(f"{path}.unit", line.unit)
    if line.unit_price is not None:
        content["unit_price"] = canon.price(f"{path}.unit_price", line.unit_price)
    if line.discount:
        content["discount"] = canon.amount(f"{path}.discount", line.discount)
    if line.tax_rate_id is not None:
        content["tax_rate_id"] = str(line.tax_rate_id)
    return content


def _line(canon: Canon, path: str, line: SaleLine) -> dict[str, Any]:
    content = item_name(canon, path, line)
    if line.return_of is not None:
        content |= _return_of(canon, path, line)
    if len(content) != 1 and "return_of" not in content:
        canon.fault(path, "one_name", "Name the item by exactly one of item_id, sku, barcode and return_of.")
    content["quantity"] = canon.quantity(f"{path}.quantity", line.quantity)
    if line.unit_price is not None:
        content["unit_price"] = canon.price(f"{path}.unit_price", line.unit_price)
    if line.discount:
        content["discount"] = canon.amount(f"{path}.discount", line.discount)
    if line.tax_rate_id is not None:
        content["tax_rate_id"] = str(line.tax_rate_id)
    if line.unit is not None:
        content["unit"] = canon.text(f"{path}.unit", line.unit)
    if line.gift_card is not None:
        content["gift_card"] = canon.text(f"{path}.gift_card", line.gift_card)
    if line.lot is not None:
        content["lot"] = canon.text(f"{path}.lot", line.lot)
    if line.note is not None:
        content["note"] = canon.text(f"{path}.note", line.note)
    return content


def _return_of(canon: Canon, path: str, line: SaleLine) -> dict[str, Any]:
    """Return which line comes back; what it is and what it cost is known from there, so nothing else may be said."""
    given = (line.item_id, line.sku, line.barcode, line.unit_price, line.tax_rate_id, line.gift_card, line.unit)
    if any(value is not None for value in given) or line.discount:
        canon.fault(path, "one_name", "What comes back has the item, the price and the tax that it was sold with.")
    assert line.return_of is not None
    returned = {"sale_id": str(line.return_of.sale_id), "line_no": line.return_of.line_no}
    return {"return_of": returned} if line.restock else {"return_of": returned, "restock": False}


def _payment(canon: Canon, path: str, payment: SalePayment) -> dict[str, Any]:
    content = {
        "method": canon.text(f"{path}.method", payment.method),
        "amount": canon.amount(f"{path}.amount", payment.amount, least=1),
    }
    if payment.reference is not None:
        content["reference"] = canon.text(f"{path}.reference", payment.reference)
    return content
