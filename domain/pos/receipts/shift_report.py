"""An X or Z report on paper: what its template sees, and the receipt that it makes."""

from functools import cache
from pathlib import Path
from typing import Any

from domain.core.clock import zone
from domain.pos.receipts.characters import quoted
from domain.pos.receipts.context import Names, symbol_of
from domain.pos.receipts.rendering import Receipt
from domain.pos.shift_schemas import ShiftReport, ShiftTotals


def shift_receipt(report: ShiftReport, names: Names) -> Receipt:
    """Return a shift's report as paper shows it; what is zero and would only be noise is left out."""
    location_code, location = names.location
    terminal_code, terminal = names.terminal
    number = report.number if report.z_number is None else report.z_number
    context = {
        "organization": {"name": quoted(names.organization), "country": names.country},
        "location": {"code": quoted(location_code), "name": quoted(location)},
        "terminal": {"code": quoted(terminal_code), "name": quoted(terminal)},
        "currency": {"code": names.currency, "symbol": symbol_of(names.currency, names.country)},
        "shift": _shift(report, names),
        "sums": _sums(report),
        "supplement": None if report.supplement is None else _sums(report.supplement),
        "counts": [
            {"name": quoted(one.name), "expected": one.expected, "counted": one.counted, "variance": one.variance}
            for one in report.counts
        ],
        "manifest": None if report.manifest is None else report.manifest.model_dump(),
    }
    return Receipt(context, _template(), title=f"{quoted(terminal_code)}-{report.report}{number}")


@cache
def _template() -> str:
    return Path(__file__).with_name("shift_report.liquid").read_text(encoding="utf-8")


def _shift(report: ShiftReport, names: Names) -> dict[str, Any]:
    def local(instant: Any) -> str | None:
        return None if instant is None else f"{instant.astimezone(zone(names.time_zone)):%Y-%m-%d %H:%M}"

    return {
        "id": str(report.id),
        "report": report.report,
        "number": str(report.number),
        "z_number": None if report.z_number is None else str(report.z_number),
        "opened": local(report.opened_at),
        "closed": local(report.closed_at),
        "business_date": report.business_date.isoformat(),
        "opening_float": report.opening_float,
        "in_drawer": report.in_drawer,
        "variance": report.variance,
        "first_receipt": _number(report.first_receipt),
        "last_receipt": _number(report.last_receipt),
        "grand_total": report.grand_total,
        "supplements": str(report.supplements),
        "note": quoted(report.note) if report.note else None,
        "closing_note": quoted(report.closing_note) if report.closing_note else None,
    }


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)


def _sums(sums: ShiftTotals) -> dict[str, Any]:
    rows = {
        "Sales": sums.sales,
        "Returns": sums.returns,
        "Exchanges": sums.exchanges,
        "Voids": sums.voids,
    }
    cash = {
        "Paid in": sums.cash.paid_in,
        "Paid out": sums.cash.paid_out,
        "Drops": sums.cash.drops,
        "Deposits": sums.deposits,
        "Deposits given back": sums.deposit_refunds,
        "Customers' payments": sums.customer_payments,
        "Of these undone": sums.money_voids,
    }
    return {
        "documents": [_row(name, one) for name, one in rows.items() if one.number or name == "Sales"],
        "gross": sums.gross,
        "discounts": sums.discounts.amount if sums.discounts.number else None,
        "net": sums.net,
        "taxes": [{"name": quoted(tax.name), "percent": tax.percent, "amount": tax.amount} for tax in sums.taxes],
        "tips": sums.tips.amount if sums.tips.number else None,
        "rounding": sums.rounding.amount if sums.rounding.number else None,
        "total": sums.total,
        "tenders": [
            {"name": quoted(one.name), "number": str(one.number), "amount": one.amount} for one in sums.tenders
        ],
        "movements": [_row(name, one) for name, one in cash.items() if one.number],
        "drawer_openings": str(sums.cash.drawer_openings) if sums.cash.drawer_openings else None,
    }


def _row(name: str, counter: Any) -> dict[str, str]:
    return {"name": name, "number": str(counter.number), "amount": counter.amount}
