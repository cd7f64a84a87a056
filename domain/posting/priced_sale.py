"""A sale decided: everything it names resolved, everything priced and paid, nothing changed yet."""

from dataclasses import dataclass
from typing import Any

from domain.core.money import MAX_MINOR, text_of
from domain.pos.pricing import LinePrice, cash_rounding_of, price_lines
from domain.posting.errors import (
    AmountTooLargeError,
    CreditLimitError,
    CustomerMissingError,
    DiscountTooLargeError,
    OverpaidError,
    PaymentShortError,
    PriceDiffersError,
    StockShortError,
    TotalDiffersError,
    UnknownCustomerError,
    UnknownPaymentMethodError,
    UnknownShiftError,
    UnknownTaxRateError,
    UnknownTerminalError,
)
from domain.posting.facts import Customer, Dating, Item, Method, OrgFacts, TaxRate, Terminal
from domain.posting.naming import number, sold_item

UNTAXED = TaxRate(id="", percent=0, percent_text="0", inclusive=False, account_id=None)


@dataclass(slots=True, kw_only=True)
class SoldLine(LinePrice):
    """A line with the item and the tax it names, and its decimals as they are stored."""

    item: Item
    rate: TaxRate
    quantity_text: str
    unit_price_text: str


@dataclass(slots=True)
class Tender:
    """One payment, and what of it was given back as change; minor units."""

    method: Method
    code: str
    amount: int
    change: int
    reference: str | None


@dataclass(slots=True)
class PricedSale:
    """A sale before it changes anything; amounts in minor units."""

    terminal: Terminal
    customer: Customer | None
    dating: Dating
    lines: list[SoldLine]
    tenders: list[Tender]
    tip: int
    rounding: int
    total: int
    on_account: int


def price_sale(content: dict[str, Any], org: OrgFacts) -> PricedSale:
    """Resolve, price and settle a sale. Raises every error of `domain.posting.errors` that a sale can earn."""
    terminal = org.terminals.get(content["terminal_id"])
    if terminal is None or not terminal.active:
        raise UnknownTerminalError.at("terminal_id")
    if "shift_id" in content:
        raise UnknownShiftError.at("shift_id")
    customer = _customer(content, org)
    dating = org.dating(content["occurred_at"])
    lines = [_line(org, line, at) for at, line in enumerate(content["lines"])]
    excessive = price_lines(
        lines,
        digits=org.digits,
        document_discount=number(content["discount"]) if "discount" in content else 0,
        per_document=org.tax_per_document,
    )
    if excessive is not None:
        raise DiscountTooLargeError.at(excessive)
    tip = number(content["tip"]) if "tip" in content else 0
    due = tip
    for line in lines:
        due += line.net + line.tax
    if due > MAX_MINOR:
        raise AmountTooLargeError.at("lines")
    tenders, rounding = _settle(content["payments"], org, due)
    on_account = sum(tender.amount for tender in tenders if tender.method.kind == "on_account")
    sale = PricedSale(terminal, customer, dating, lines, tenders, tip, rounding, due + rounding, on_account)
    _check_total(content, org, sale)
    if not org.negative_stock:
        _check_stock(sale, org)
    return sale


def _customer(content: dict[str, Any], org: OrgFacts) -> Customer | None:
    if "customer_id" not in content:
        return None
    customer = org.customers.get(content["customer_id"])
    if customer is None or not customer.active:
        raise UnknownCustomerError.at("customer_id")
    return customer


def _line(org: OrgFacts, line: dict[str, Any], at: int) -> SoldLine:
    item = sold_item(org, line, at)
    rate_id = line.get("tax_rate_id") or item.tax_rate_id
    rate = UNTAXED if rate_id is None else org.tax_rates.get(rate_id)
    if rate is None:
        raise UnknownTaxRateError.at(f"lines.{at}.tax_rate_id")
    unit_price = line.get("unit_price", item.price)
    if org.price_check and unit_price != item.price:
        raise PriceDiffersError.at(f"lines.{at}.unit_price")
    return SoldLine(
        quantity=number(line["quantity"]),
        unit_price=number(unit_price),
        discount=number(line["discount"]) if "discount" in line else 0,
        percent=rate.percent,
        inclusive=rate.inclusive,
        tax_group=rate.id,
        item=item,
        rate=rate,
        quantity_text=line["quantity"],
        unit_price_text=unit_price,
    )


def _settle(payments: list[dict[str, Any]], org: OrgFacts, due: int) -> tuple[list[Tender], int]:
    """Return the tenders, change taken off the cash ones, and what cash rounding adds to the total."""
    tenders, cash, paid = [], [], 0
    for at, payment in enumerate(payments):
        code = payment["method"]
        method = org.methods.get(code)
        if method is None:
            raise UnknownPaymentMethodError.at(f"payments.{at}.method")
        tender = Tender(method, code, number(payment["amount"]), 0, payment.get("reference"))
        paid += tender.amount
        tenders.append(tender)
        if method.kind == "cash":
            cash.append(tender)
    rounding = 0
    if cash and org.cash_rounding > 1:
        in_cash = due - (paid - sum(tender.amount for tender in cash))
        rounding = cash_rounding_of(in_cash, org.cash_rounding) if in_cash > 0 else 0
    excess = paid - due - rounding
    if excess < 0:
        raise PaymentShortError.at("payments", f"{text_of(-excess, org.digits)} is missing.")
    for tender in reversed(cash):
        tender.change = min(excess, tender.amount)
        excess -= tender.change
    if excess:
        raise OverpaidError.at("payments", f"{text_of(excess, org.digits)} more than the total, and not in cash.")
    return tenders, rounding


def _check_total(content: dict[str, Any], org: OrgFacts, sale: PricedSale) -> None:
    expected = content.get("expected_total")
    if expected is not None and number(expected) != sale.total:
        message = f"The sale comes to {text_of(sale.total, org.digits)}, not {expected}."
        raise TotalDiffersError.at("expected_total", message)
    if not sale.on_account:
        return
    if sale.customer is None:
        raise CustomerMissingError.at("customer_id")
    limit = sale.customer.credit_limit
    if limit is not None and sale.customer.receivable + sale.on_account > limit:
        raise CreditLimitError.at("payments")


def _check_stock(sale: PricedSale, org: OrgFacts) -> None:
    wanted: dict[str, int] = {}
    for at, line in enumerate(sale.lines):
        item_id = line.item.id
        if line.item.stocked:
            wanted[item_id] = wanted.get(item_id, 0) + line.quantity
            if wanted[item_id] > org.levels[sale.terminal.location_id, item_id].quantity:
                raise StockShortError.at(f"lines.{at}.quantity")
