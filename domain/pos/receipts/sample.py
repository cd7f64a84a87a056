"""A sale that never was, with everything on it that a receipt can show: what a new template is tried on."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from domain.pos.models import Payment, Sale, SaleLine
from domain.pos.receipts.context import Context, Names, sale_context

_ORG = UUID(int=1)
_SALE = UUID("01890000-0000-7000-8000-000000000001")
_RATE, _INCLUDED = UUID(int=2), UUID(int=3)
_CASH, _CARD, _GIFT_CARD = UUID(int=4), UUID(int=5), UUID(int=6)
_STORED = UUID(int=7)
_NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "location": ("MAIN", "Main shop"),
        "terminal": ("T1", "Till 1"),
        "cashier": "Ana",
        "customer": "Café Luna",
        "original": "T1-4710",
        "rates": {_RATE: "VAT 16 %", _INCLUDED: "City tax 2 %"},
        "methods": {_CASH: "Cash", _CARD: "Card", _GIFT_CARD: "Gift card"},
        "cards": {_STORED: ("GC-1234", 1500)},
    }
)


def samples(*, organization: str, country: str, currency: str, digits: int, time_zone: str) -> tuple[Context, ...]:
    """Return the sample sale, and further ones so that every part of a template is tried: bare, and of each kind."""
    names = Names(
        organization=organization, country=country, currency=currency, digits=digits, time_zone=time_zone, **_NAMES
    )
    bare = Names(
        organization=organization,
        country=country,
        currency=currency,
        digits=digits,
        time_zone=time_zone,
        location=("MAIN", "Main shop"),
        terminal=("T1", "Till 1"),
    )
    full = [
        _line(1, "2", 2000),
        _line(2, "1", 350, bare=True),
        _line(3, "-1", -1050),
        _line(4, "1", 900, included=True),
    ]
    plain = [_line(1, "1", 350, bare=True)]
    others = [("return", "posted"), ("exchange", "part_returned"), ("void", "posted"), ("sale", "returned")]
    return (
        sale_context(_sale("sale", "posted", full), lines=full, payments=_payments(), names=names, copy=False),
        sale_context(_sale("sale", "voided", plain, bare=True), lines=plain, payments=[], names=bare, copy=True),
        *(
            sale_context(_sale(kind, status, full), lines=full, payments=_payments(), names=names, copy=True)
            for kind, status in others
        ),
    )


def _sale(kind: str, status: str, lines: list[SaleLine], *, bare: bool = False) -> Sale:
    net, tax = sum(line.net for line in lines), sum(line.tax for line in lines)
    tip, rounding = (0, 0) if bare else (100, 2)
    return Sale(
        org_id=_ORG,
        id=_SALE,
        kind=kind,
        status=status,
        receipt_number=4711,
        occurred_at=datetime(2025, 3, 3, 15, 30, tzinfo=UTC),
        business_date=date(2025, 3, 3),
        note=None if bare else "Happy birthday!",
        reference=None if bare else "Table 7",
        discount=sum(line.discount for line in lines),
        net=net,
        tax=tax,
        tip=tip,
        rounding=rounding,
        total=net + tax + tip + rounding,
        change=0 if bare else 500,
    )


def _line(number: int, quantity: str, net: int, *, bare: bool = False, included: bool = False) -> SaleLine:
    tax = net * 16 // 100
    return SaleLine(
        org_id=_ORG,
        sale_id=_SALE,
        line_no=number,
        item_id=UUID(int=number),
        sku=f"SKU-{number}",
        name="Espresso" if bare else "Coffee beans from Chiapas, washed, 1 kg",
        quantity=Decimal(quantity),
        unit_price=Decimal("10.50"),
        discount=0 if bare else -100 if net < 0 else 100,
        net=net,
        tax=tax,
        total=net + tax,
        tax_rate_id=_INCLUDED if included else _RATE,
        tax_percent=Decimal(16),
        tax_inclusive=included,
        returned=Decimal(0 if bare else 1),
        note=None if bare else "Ground for espresso",
        unit=None if bare else "bag",
        unit_quantity=None if bare else Decimal(quantity),
        stored_value_id=None if bare else _STORED,
        explained=None
        if bare
        else [{"kind": "promotion", "code": "WEEK", "name": "Coffee week", "amount": 100, "text": "Coffee week"}],
    )


def _payments() -> list[Payment]:
    tenders = [(_CARD, "card", 1000, 0), (_GIFT_CARD, "gift_card", 500, 0), (_CASH, "cash", 2000, 500)]
    return [
        Payment(
            org_id=_ORG,
            sale_id=_SALE,
            payment_no=number,
            method_id=method_id,
            method=kind,
            kind=kind,
            amount=amount,
            change=change,
            reference="**** 1234" if kind == "card" else None,
            stored_value_id=_STORED if kind == "gift_card" else None,
        )
        for number, (method_id, kind, amount, change) in enumerate(tenders, 1)
    ]
