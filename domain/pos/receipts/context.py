"""What a template can show of a sale: plain text and numbers, and nothing that leads anywhere else.

Amounts are decimal strings in the currency's digits; what is zero and would only be noise (a discount, tip, rounding,
change) is none. Every text of somebody's is quoted, so that it stays text.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.core.clock import zone
from domain.core.fields import plain_decimal
from domain.core.money import text_of
from domain.pos.models import Payment, Sale, SaleLine
from domain.pos.price_rules.explanation import shown
from domain.pos.receipts.characters import quoted

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids of a sale are called; `digits` are the currency's, `cards` and `balances` by stored value."""

    organization: str
    country: str
    currency: str
    digits: int
    time_zone: str
    location: tuple[str, str]
    terminal: tuple[str, str]
    cashier: str | None = None
    customer: str | None = None
    original: str | None = None
    rates: Mapping[UUID, str] = field(default_factory=dict)
    methods: Mapping[UUID, str] = field(default_factory=dict)
    cards: Mapping[UUID, tuple[str, int]] = field(default_factory=dict)
    """A stored value's code and, minor units, its balance after the sale."""


def sale_context(
    sale: Sale, *, lines: Sequence[SaleLine], payments: Sequence[Payment], names: Names, copy: bool
) -> Context:
    """Return what a template can show of a sale, return, exchange or void."""
    location_code, location = names.location
    terminal_code, terminal = names.terminal
    return {
        "organization": {"name": quoted(names.organization), "country": names.country},
        "location": {"code": quoted(location_code), "name": quoted(location)},
        "terminal": {"code": quoted(terminal_code), "name": quoted(terminal)},
        "currency": {"code": names.currency, "symbol": symbol_of(names.currency, names.country)},
        "sale": _sale(sale, lines, names) | {"copy": copy},
        "lines": [_line(line, names) for line in lines],
        "taxes": _taxes(lines, names),
        "tenders": [_tender(payment, names) for payment in payments],
    }


def _sale(sale: Sale, lines: Sequence[SaleLine], names: Names) -> dict[str, Any]:
    local = sale.occurred_at.astimezone(zone(names.time_zone))
    digits = names.digits
    return {
        "id": str(sale.id),
        "kind": sale.kind,
        "status": sale.status,
        "number": str(sale.receipt_number),
        "date": local.date().isoformat(),
        "time": f"{local:%H:%M}",
        "business_date": sale.business_date.isoformat(),
        "cashier": _text(names.cashier),
        "customer": _text(names.customer),
        "original": _text(names.original),
        "note": _text(sale.note),
        "reference": _text(sale.reference),
        "subtotal": text_of(sum(map(_amount, lines)), digits),
        "discount": _unless_zero(sale.discount, digits),
        "net": text_of(sale.net, digits),
        "tax": text_of(sale.tax, digits),
        "tip": _unless_zero(sale.tip, digits),
        "rounding": _unless_zero(sale.rounding, digits),
        "total": text_of(sale.total, digits),
        "change": _unless_zero(sale.change, digits),
    }


def _line(line: SaleLine, names: Names) -> dict[str, Any]:
    digits = names.digits
    card, balance = _card(line.stored_value_id, names)
    return {
        "number": line.line_no,
        "sku": quoted(line.sku),
        "name": quoted(line.name),
        "quantity": plain_decimal(line.quantity),
        "unit": _text(line.unit),
        "unit_quantity": None if line.unit_quantity is None else plain_decimal(line.unit_quantity),
        "unit_price": plain_decimal(line.unit_price, least=digits),
        "discount": _unless_zero(-line.discount, digits),
        "amount": text_of(_amount(line), digits),
        "net": text_of(line.net, digits),
        "tax": text_of(line.tax, digits),
        "total": text_of(line.total, digits),
        "is_return": line.quantity < 0,
        "returned": plain_decimal(line.returned) if line.returned else None,
        "note": _text(line.note),
        "promotions": [{"text": quoted(str(one["text"])), "amount": one["amount"]} for one in _explained(line, digits)],
        "card": card,
        "card_balance": balance,
    }


def _explained(line: SaleLine, digits: int) -> list[dict[str, Any]]:
    return [one for one in shown(line.explained, digits=digits) if one.get("text")]


def _taxes(lines: Sequence[SaleLine], names: Names) -> list[dict[str, Any]]:
    """Return the taxes by rate, in the order of the lines; lines without a rate and without tax have none."""
    sums: dict[tuple[UUID | None, Decimal, bool], tuple[int, int]] = {}
    for line in lines:
        if line.tax_rate_id is None and not line.tax:
            continue
        key = (line.tax_rate_id, line.tax_percent, line.tax_inclusive)
        net, tax = sums.get(key, (0, 0))
        sums[key] = (net + line.net, tax + line.tax)
    return [
        {
            "name": _text(names.rates.get(rate_id) if rate_id else None),
            "percent": plain_decimal(percent),
            "inclusive": inclusive,
            "net": text_of(net, names.digits),
            "amount": text_of(tax, names.digits),
        }
        for (rate_id, percent, inclusive), (net, tax) in sums.items()
    ]


def _tender(payment: Payment, names: Names) -> dict[str, Any]:
    card, balance = _card(payment.stored_value_id, names)
    return {
        "method": quoted(payment.method),
        "name": quoted(names.methods.get(payment.method_id, payment.method)),
        "kind": payment.kind,
        "amount": text_of(payment.amount, names.digits),
        "change": _unless_zero(payment.change, names.digits),
        "reference": _text(payment.reference),
        "card": card,
        "card_balance": balance,
    }


def _card(stored_value_id: UUID | None, names: Names) -> tuple[str | None, str | None]:
    if stored_value_id is None or stored_value_id not in names.cards:
        return None, None
    code, balance = names.cards[stored_value_id]
    return quoted(code), text_of(balance, names.digits)


def _amount(line: SaleLine) -> int:
    """Return what stands at the line's end: with the tax where the price contains it, so that the column adds up."""
    return line.total if line.tax_inclusive else line.net


def _text(text: str | None) -> str | None:
    return quoted(text) or None if text else None


def _unless_zero(amount: int, digits: int) -> str | None:
    return text_of(amount, digits) if amount else None


def symbol_of(currency: str, country: str) -> str:
    """Return the currency's symbol as it is written in the country, its code where that is another script's."""
    # Babel comes with the template engine, and like it is only loaded to print.
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415
    from babel.numbers import get_currency_symbol  # noqa: PLC0415

    try:
        locale = Locale.parse(f"und_{country}", resolve_likely_subtags=True)
    except (UnknownLocaleError, ValueError):
        return currency
    symbol = quoted(unicodedata.normalize("NFKC", get_currency_symbol(currency, locale)))
    plain = all(one.isascii() or unicodedata.category(one) == "Sc" for one in symbol)
    return symbol if symbol and plain else currency
