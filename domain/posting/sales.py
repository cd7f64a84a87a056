"""`sale.post`: a sale becomes its lines, payments, stock movements and journal."""

from typing import Any

from domain.accounting.entries import Entry
from domain.core.ids import new_id_text
from domain.core.money import PRICE_DIGITS, text_of
from domain.inventory.costing import take, unit_cost_of
from domain.pos.pricing import tax_of
from domain.posting.effects import Effects, Row
from domain.posting.facts import Claimed, OrgFacts, Terminal
from domain.posting.priced_sale import PricedSale, SoldLine, price_sale
from domain.posting.wants import Wants

TENDER_ROLES = {
    "cash": "cash",
    "card": "card_clearing",
    "store_credit": "store_credit",
    "gift_card": "gift_card",
    "on_account": "receivable",
    "other": "other_tender",
}


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
    sale = price_sale(operation.content, org)
    entry = _revenue(sale, org)
    lines, cost = _take_stock(sale, org)
    if cost:
        entry.debit(org.account("cogs"), sale.terminal.location_id, cost)
        entry.credit(org.account("inventory"), sale.terminal.location_id, cost)
    terminal = sale.terminal
    receipt_number = org.receipts[terminal.id] = org.receipts[terminal.id] + 1
    if sale.customer is not None and sale.on_account:
        sale.customer.receivable += sale.on_account
        sale.customer.changed = True
    journal_id = effects.journal(
        org,
        entry,
        book=book_of(terminal),
        memo=f"Sale {terminal.code} {receipt_number}",
        source=("sale", operation.id),
        dating=sale.dating,
    )
    return _write(operation, sale, org, effects, (receipt_number, cost, journal_id), lines)


def _revenue(sale: PricedSale, org: OrgFacts) -> Entry:
    """Return the first half of the sale's journal: tenders against revenue, tax, tips and rounding."""
    entry = Entry()
    at = sale.terminal.location_id
    for tender in sale.tenders:
        account = tender.method.account_id or org.account(TENDER_ROLES[tender.method.kind])
        entry.debit(account, at, tender.amount - tender.change)
    discounts = org.roles.get("sales_discounts")
    for line in sale.lines:
        revenue = line.net
        if discounts is not None and line.discount:
            discount = _discount_net_of_tax(line)
            entry.debit(discounts, at, discount)
            revenue += discount
        entry.credit(line.item.sales_account_id or org.account("sales"), at, revenue)
        if line.tax:
            entry.credit(line.rate.account_id or org.account("tax_payable"), at, line.tax)
    if sale.tip:
        entry.credit(org.account("tips_payable"), at, sale.tip)
    if sale.rounding:
        entry.credit(org.account("rounding"), at, sale.rounding)
    if any(line.item.stocked for line in sale.lines):
        # Asked for before anything is changed, so that a missing account rejects the sale whole.
        org.account("cogs")
        org.account("inventory")
    return entry


def _discount_net_of_tax(line: SoldLine) -> int:
    if not line.inclusive:
        return line.discount
    return line.discount - tax_of(line.discount, line.percent, inclusive=True)


def _take_stock(sale: PricedSale, org: OrgFacts) -> tuple[list[Row], int]:
    """Take each line's goods from stock; return the lines as they are written, and what they cost together."""
    rows: list[Row] = []
    total_cost = 0
    location_id, digits = sale.terminal.location_id, org.digits
    for line in sale.lines:
        item, rate = line.item, line.rate
        cost, unit_cost, movement_id = 0, 0, None
        if item.stocked:
            cost = take(org.level(location_id, item), line.quantity, digits=digits)
            total_cost += cost
            unit_cost = unit_cost_of(line.quantity, cost, digits)
            movement_id = new_id_text()
        rows.append(
            (
                item.id,
                movement_id,
                item.sku,
                item.name,
                line.quantity_text,
                line.unit_price_text,
                line.discount,
                line.net,
                line.tax,
                cost,
                rate.id or None,
                rate.percent_text,
                rate.inclusive,
                text_of(unit_cost, PRICE_DIGITS),
            )
        )
    return rows, total_cost


def _write(  # noqa: PLR0917 - what was decided, side by side
    operation: Claimed,
    sale: PricedSale,
    org: OrgFacts,
    effects: Effects,
    drawn: tuple[int, int, str],
    lines: list[Row],
) -> dict[str, Any]:
    """Add the sale with its lines and payments; return the operation's result."""
    receipt_number, cost, journal_id = drawn
    content, terminal, dating = operation.content, sale.terminal, sale.dating
    discount = net = tax = 0
    for line in sale.lines:
        discount += line.discount
        net += line.net
        tax += line.tax
    change = sum(tender.change for tender in sale.tenders)
    day = dating.business_date.isoformat()
    effects.sales.append(
        (
            org.id,
            operation.id,
            terminal.location_id,
            terminal.id,
            content.get("terminal_seq"),
            content.get("customer_id"),
            receipt_number,
            dating.occurred_at,
            day,
            dating.original_date,
            "document" if org.tax_per_document else "line",
            discount,
            net,
            tax,
            sale.tip,
            sale.rounding,
            sale.total,
            change,
            cost,
            journal_id,
            lines,
            [
                (tender.method.id, tender.code, tender.method.kind, tender.amount, tender.change, tender.reference)
                for tender in sale.tenders
            ],
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
