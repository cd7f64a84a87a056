"""`sale.post`: a sale becomes its lines, payments, stock movements and journal."""

from dataclasses import dataclass
from typing import Any

from domain.accounting.entries import Entry
from domain.core.money import text_of
from domain.inventory.costing import take, unit_cost_of
from domain.pos.pricing import LinePrice, cash_rounding_of, price_lines, tax_of
from domain.posting.effects import Effects
from domain.posting.errors import (
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
from domain.posting.facts import Claimed, Customer, Dating, Item, Method, OrgFacts, TaxRate, Terminal
from domain.posting.naming import number, sold_item
from domain.posting.wants import Wants

UNTAXED = TaxRate(id="", percent=0, percent_text="0", inclusive=False, account_id=None)
TENDER_ROLES = {
    "cash": "cash",
    "card": "card_clearing",
    "store_credit": "store_credit",
    "gift_card": "gift_card",
    "on_account": "receivable",
    "other": "other_tender",
}


@dataclass(slots=True)
class Tender:
    """One payment, and what of it was given back as change."""

    method: Method
    code: str
    amount: int
    change: int
    reference: str | None


@dataclass(slots=True)
class PricedSale:
    """A sale decided, before anything has been changed."""

    terminal: Terminal
    customer: Customer | None
    dating: Dating
    items: list[Item]
    rates: list[TaxRate]
    unit_prices: list[str]
    lines: list[LinePrice]
    tenders: list[Tender]
    tip: int
    rounding: int
    total: int

    @property
    def on_account(self) -> int:
        """What the customer will owe, minor units."""
        return sum(tender.amount for tender in self.tenders if tender.method.kind == "on_account")


def want_sale(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide this sale."""
    content = operation.content
    wants.terminals.add((operation.org_id, content["terminal_id"]))
    if "customer_id" in content:
        wants.customers.add((operation.org_id, content["customer_id"]))
    for line in content["lines"]:
        wants.want_item(operation.org_id, line)


def want_sale_levels(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post this sale, as far as what it names exists."""
    terminal = org.terminals.get(operation.content["terminal_id"])
    if terminal is None:
        return
    wants.receipts.add((org.id, terminal.id))
    wants.books.add((org.id, book_of(terminal)))
    for line in operation.content["lines"]:
        wants.want_level(org, terminal.location_id, line)


def book_of(terminal: Terminal) -> str:
    """Return the book that a terminal's sales are posted to: that of its location."""
    return f"POS-{terminal.location_code}"


def post_sale(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post one sale over the loaded state and return its result.

    Raises: the errors of `domain.posting.errors` that its content can earn; then nothing has been changed.
    """
    sale = _price(operation.content, org)
    _check_stock(sale, org)
    source = ("sale", operation.id)
    costs, movement_ids = _take_stock(sale, org, effects, source)
    terminal = sale.terminal
    receipt_number = org.receipts[terminal.id] = org.receipts[terminal.id] + 1
    if sale.customer is not None and sale.on_account:
        sale.customer.receivable += sale.on_account
        sale.customer.changed = True
    journal_id = effects.journal(
        org,
        _entry(sale, org, sum(costs)),
        book=book_of(terminal),
        memo=f"Sale {terminal.code} {receipt_number}",
        source=source,
        dating=sale.dating,
    )
    _write_lines(operation, sale, org, effects, costs, movement_ids)
    return _write_sale(operation, sale, org, effects, receipt_number, sum(costs), journal_id)


def _price(content: dict[str, Any], org: OrgFacts) -> PricedSale:
    """Resolve and price everything; change nothing."""
    terminal = org.terminals.get(content["terminal_id"])
    if terminal is None or not terminal.active:
        raise UnknownTerminalError.at("terminal_id")
    if "shift_id" in content:
        raise UnknownShiftError.at("shift_id")
    customer = _customer(content, org)
    dating = org.dating(content["occurred_at"])
    items, rates, unit_prices, lines = [], [], [], []
    for at, line in enumerate(content["lines"]):
        item = sold_item(org, line, f"lines.{at}")
        rate = _rate(org, line, item, at)
        unit_price = line.get("unit_price", item.price)
        if org.price_check and unit_price != item.price:
            raise PriceDiffersError.at(f"lines.{at}.unit_price")
        items.append(item)
        rates.append(rate)
        unit_prices.append(unit_price)
        lines.append(
            LinePrice(
                quantity=number(line["quantity"]),
                unit_price=number(unit_price),
                discount=number(line.get("discount", "0")),
                percent=rate.percent,
                inclusive=rate.inclusive,
                tax_group=rate.id,
            )
        )
    excessive = price_lines(
        lines,
        digits=org.digits,
        document_discount=number(content.get("discount", "0")),
        per_document=org.tax_per_document,
    )
    if excessive is not None:
        raise DiscountTooLargeError.at(f"lines.{excessive}.discount")
    tip = number(content.get("tip", "0"))
    due = tip + sum(line.net + line.tax for line in lines)
    tenders, rounding = _settle(content["payments"], org, due)
    sale = PricedSale(
        terminal, customer, dating, items, rates, unit_prices, lines, tenders, tip, rounding, due + rounding
    )
    _check_total(content, org, sale)
    return sale


def _customer(content: dict[str, Any], org: OrgFacts) -> Customer | None:
    if "customer_id" not in content:
        return None
    customer = org.customers.get(content["customer_id"])
    if customer is None or not customer.active:
        raise UnknownCustomerError.at("customer_id")
    return customer


def _rate(org: OrgFacts, line: dict[str, Any], item: Item, at: int) -> TaxRate:
    named = line.get("tax_rate_id")
    rate_id = named or item.tax_rate_id
    if rate_id is None:
        return UNTAXED
    rate = org.tax_rates.get(rate_id)
    if rate is None:
        raise UnknownTaxRateError.at(f"lines.{at}.tax_rate_id")
    return rate


def _settle(payments: list[dict[str, Any]], org: OrgFacts, due: int) -> tuple[list[Tender], int]:
    """Return the tenders, change taken off the cash ones, and what cash rounding adds to the total."""
    tenders = []
    for at, payment in enumerate(payments):
        method = org.methods.get(payment["method"])
        if method is None:
            raise UnknownPaymentMethodError.at(f"payments.{at}.method")
        tenders.append(Tender(method, payment["method"], number(payment["amount"]), 0, payment.get("reference")))
    cash = [tender for tender in tenders if tender.method.kind == "cash"]
    paid = sum(tender.amount for tender in tenders)
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
    if org.negative_stock:
        return
    wanted: dict[str, int] = {}
    for at, (item, line) in enumerate(zip(sale.items, sale.lines, strict=True)):
        if item.stocked:
            wanted[item.id] = wanted.get(item.id, 0) + line.quantity
            if wanted[item.id] > org.levels[sale.terminal.location_id, item.id].quantity:
                raise StockShortError.at(f"lines.{at}.quantity")


def _take_stock(
    sale: PricedSale, org: OrgFacts, effects: Effects, source: tuple[str, str]
) -> tuple[list[int], list[str | None]]:
    """Take each line's goods from stock; return the lines' costs and movements."""
    costs: list[int] = []
    movement_ids: list[str | None] = []
    location_id = sale.terminal.location_id
    for item, line in zip(sale.items, sale.lines, strict=True):
        if not item.stocked:
            costs.append(0)
            movement_ids.append(None)
            continue
        cost = take(org.level(location_id, item), line.quantity, digits=org.digits)
        costs.append(cost)
        movement_ids.append(
            effects.move(
                org,
                item,
                location_id,
                quantity=-line.quantity,
                value=-cost,
                unit_cost=unit_cost_of(line.quantity, cost, org.digits),
                kind="sale",
                source=source,
                dating=sale.dating,
            )
        )
    return costs, movement_ids


def _entry(sale: PricedSale, org: OrgFacts, cost: int) -> Entry:
    """Return the sale's journal: tenders against revenue, tax, tips and rounding; cost against inventory."""
    entry = Entry()
    at = sale.terminal.location_id
    for tender in sale.tenders:
        account = tender.method.account_id or org.account(TENDER_ROLES[tender.method.kind])
        entry.debit(account, at, tender.amount - tender.change)
    discounts = org.roles.get("sales_discounts")
    for item, rate, line in zip(sale.items, sale.rates, sale.lines, strict=True):
        revenue = line.net
        if discounts is not None and line.discount:
            discount = line.discount
            if line.inclusive:
                discount -= tax_of(discount, line.percent, inclusive=True)
            entry.debit(discounts, at, discount)
            revenue += discount
        entry.credit(item.sales_account_id or org.account("sales"), at, revenue)
        if line.tax:
            entry.credit(rate.account_id or org.account("tax_payable"), at, line.tax)
    if sale.tip:
        entry.credit(org.account("tips_payable"), at, sale.tip)
    if sale.rounding:
        entry.credit(org.account("rounding"), at, sale.rounding)
    if cost:
        entry.debit(org.account("cogs"), at, cost)
        entry.credit(org.account("inventory"), at, cost)
    return entry


def _write_lines(  # noqa: PLR0917 - what was decided of the lines, side by side
    operation: Claimed,
    sale: PricedSale,
    org: OrgFacts,
    effects: Effects,
    costs: list[int],
    movement_ids: list[str | None],
) -> None:
    for at, line in enumerate(sale.lines):
        item, rate = sale.items[at], sale.rates[at]
        effects.sale_lines.append(
            (
                org.id,
                operation.id,
                at + 1,
                item.id,
                movement_ids[at],
                item.sku,
                item.name,
                operation.content["lines"][at]["quantity"],
                sale.unit_prices[at],
                line.discount,
                line.net,
                line.tax,
                line.net + line.tax,
                costs[at],
                rate.id or None,
                rate.percent_text,
                rate.inclusive,
            )
        )
    for at, tender in enumerate(sale.tenders):
        effects.payments.append(
            (
                org.id,
                operation.id,
                at + 1,
                tender.method.id,
                tender.code,
                tender.method.kind,
                tender.amount,
                tender.change,
                tender.reference,
            )
        )


def _write_sale(  # noqa: PLR0917 - what was decided of the sale, side by side
    operation: Claimed,
    sale: PricedSale,
    org: OrgFacts,
    effects: Effects,
    receipt_number: int,
    cost: int,
    journal_id: str,
) -> dict[str, Any]:
    content, terminal, dating = operation.content, sale.terminal, sale.dating
    tax = sum(line.tax for line in sale.lines)
    change = sum(tender.change for tender in sale.tenders)
    day = dating.business_date.isoformat()
    effects.sales.append(
        (
            org.id,
            operation.id,
            terminal.location_id,
            terminal.id,
            content.get("terminal_seq"),
            None,
            content.get("customer_id"),
            receipt_number,
            dating.occurred_at,
            day,
            dating.original_date,
            "document" if org.tax_per_document else "line",
            sum(line.discount for line in sale.lines),
            sum(line.net for line in sale.lines),
            tax,
            sale.tip,
            sale.rounding,
            sale.total,
            change,
            cost,
            journal_id,
        )
    )
    return {
        "sale_id": operation.id,
        "receipt_number": receipt_number,
        "total": text_of(sale.total, org.digits),
        "tax": text_of(tax, org.digits),
        "change": text_of(change, org.digits),
        "journal_id": journal_id,
        "location_id": terminal.location_id,
        "business_date": day,
        "late": dating.late,
    }
