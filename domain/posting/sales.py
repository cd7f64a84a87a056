"""`sale.post`, and what every document of the till shares: lines, payments, stock movements and journal."""

from typing import Any

from domain.accounting.entries import Entry
from domain.core.ids import new_id_text
from domain.core.money import PRICE_DIGITS, text_of
from domain.inventory.costing import take, unit_cost_of
from domain.pos.pricing import tax_of
from domain.posting.came_back import bring_back, settle_standard
from domain.posting.effects import Effects, Row
from domain.posting.facts import Claimed, OrgFacts, Terminal
from domain.posting.kits import KitStock
from domain.posting.priced_sale import PricedSale, SoldLine, price_sale
from domain.posting.remembered import remember
from domain.posting.returned_lines import exchanged_lines
from domain.posting.shift_totals import count_sale
from domain.posting.sold_lots import check_lots, move_lots
from domain.posting.stock_accounts import post_cost
from domain.posting.tenders import account_of, account_of_kind, on_account, want_stored
from domain.posting.wants import Wants


def want_sale(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide this sale."""
    content = operation.content
    org_id = operation.org_id
    wants.terminals.add((org_id, content["terminal_id"]))
    if "customer_id" in content:
        wants.customers.add((org_id, content["customer_id"]))
    if "shift_id" in content:
        wants.shifts.add((org_id, content["shift_id"]))
    for line in content["lines"]:
        if "return_of" in line:
            wants.originals.add((org_id, line["return_of"]["sale_id"]))
        else:
            wants.want_item(org_id, line)
        if "gift_card" in line:
            wants.stored.add((org_id, "gift_card", line["gift_card"]))


def want_sale_levels(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post this sale, as far as what it names exists."""
    content = operation.content
    terminal = org.terminals.get(content["terminal_id"])
    if terminal is None:
        return
    want_till(org, terminal, wants)
    for line in content["lines"]:
        if "return_of" in line:
            want_returned_levels(org, terminal.location_id, line["return_of"]["sale_id"], wants)
        else:
            wants.want_level(org, terminal.location_id, line)
    tenders = [*content["payments"], *content.get("refunds", ())]
    customer_id = content.get("customer_id")
    want_stored(org, tenders, customer_id, wants)
    # Most customers pay at once, and are not waited for by other tills where they buy too. What of this sale comes back
    # in the very batch may be settled otherwise.
    if customer_id is not None and (operation.id in org.awaited or on_account(org, tenders)):
        wants.want_owing(org.id, customer_id)


def want_till(org: OrgFacts, terminal: Terminal, wants: Wants) -> None:
    """Want the numbers that every document of a till draws."""
    wants.receipts.add((org.id, terminal.id))
    wants.books.add((org.id, book_of(terminal)))


def want_returned_levels(org: OrgFacts, location_id: str, sale_id: str, wants: Wants) -> None:
    """Want the levels, where the goods come back to, of all that a sale took from stock."""
    original = org.originals.get(sale_id)
    if original is None:
        return
    for line in original.lines.values():
        if line.moved:
            wants.levels.add((org.id, location_id, line.item_id))
        wants.levels.update((org.id, location_id, part.item_id) for part in line.parts)


def book_of(terminal: Terminal) -> str:
    """Return the book that a terminal's sales are posted to: that of its location."""
    return f"POS-{terminal.location_code}"


def post_sale(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post one sale over the loaded state and return its result.

    Raises: the errors of `domain.posting.errors` that its content can earn; then nothing has been changed.
    """
    returned = exchanged_lines(operation.content, org) if org.originals or org.awaited else None
    sale = price_sale(operation, org, returned)
    if org.tracked:
        check_lots(sale, org)
    return post_priced(operation, sale, org, effects)


def post_priced(operation: Claimed, sale: PricedSale, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a decided sale, return, exchange or void, and return its result."""
    terminal, kind = sale.terminal, sale.kind
    entry = _revenue(sale, org) if sale.mirror is None else sale.mirror
    source = (kind, operation.id)
    lines, cost = _move_stock(sale, org, effects, entry, source)
    numbers = org.receipts[terminal.id]
    receipt_number = numbers.next_receipt()
    numbers.grand_total += sale.total
    if sale.customer is not None and sale.on_account:
        sale.customer.receivable += sale.on_account
        sale.customer.changed = True
    for tender in sale.tenders:
        if tender.stored is not None:
            effects.store(org, tender.stored, -tender.amount, source=source, dating=sale.dating)
    for line in sale.loading:
        if line.loads is not None:
            effects.store(org, line.loads, line.net, source=source, dating=sale.dating)
    journal_id = effects.journal(
        org,
        entry,
        book=book_of(terminal),
        memo=f"{MEMOS[kind]} {terminal.code} {receipt_number}",
        source=source,
        dating=sale.dating,
    )
    if sale.shift is not None:
        count_sale(sale, org, effects)
    result = _write(operation, sale, org, effects, (receipt_number, cost, journal_id), lines)
    if operation.id in org.awaited:
        remember(operation, sale, org, entry, lines)
    return result


MEMOS = {"sale": "Sale", "exchange": "Exchange", "return": "Return", "void": "Void"}


def _revenue(sale: PricedSale, org: OrgFacts) -> Entry:
    """Return the first half of the sale's journal: tenders against revenue, tax, tips and rounding."""
    entry = Entry()
    at = sale.terminal.location_id
    for tender in sale.tenders:
        entry.debit(account_of(org, tender.method, at), at, tender.amount - tender.change)
    discounts = org.account_if_any("sales_discounts", at)
    for line in sale.lines:
        if line.loads is not None:
            entry.credit(account_of_kind(org, "gift_card", at), at, line.net)
            continue
        revenue = line.net
        if discounts is not None and (line.discount or line.original is not None):
            discount = _discount_net_of_tax(line)
            entry.debit(discounts, at, discount)
            revenue += discount
        entry.credit(line.item.sales_account_id or org.account("sales", at), at, revenue)
        if line.tax:
            entry.credit(line.rate.account_id or org.account("tax_payable", at), at, line.tax)
    if sale.tip:
        entry.credit(org.account("tips_payable", at), at, sale.tip)
    if sale.rounding:
        entry.credit(org.account("rounding", at), at, sale.rounding)
    if any(line.item.stocked or line.parts for line in sale.lines):
        # Asked for before anything is changed, so that a missing account rejects the sale whole.
        org.account("cogs", at)
        org.account("inventory")
        if sale.kind != "sale" or org.standard_cost:
            org.account("stock_variance", at)
    return entry


def _discount_net_of_tax(line: SoldLine) -> int:
    """Return the discount without the tax in it; of what comes back, its share of what was booked with the sale."""
    if not line.inclusive:
        return line.discount
    original = line.original
    if original is not None:
        booked = original.discount - tax_of(original.discount, line.percent, inclusive=True)
        return -original.share(booked, -line.quantity)
    return line.discount - tax_of(line.discount, line.percent, inclusive=True)


def _move_stock(
    sale: PricedSale, org: OrgFacts, effects: Effects, entry: Entry, source: tuple[str, str]
) -> tuple[list[Row], int]:
    """Take from stock what is sold, put back what returns; return the lines as written, and what they cost together."""
    rows: list[Row] = []
    total_cost = moved_cost = 0
    location_id, digits = sale.terminal.location_id, org.digits
    for line in sale.lines:
        item = line.item
        cost, moved, unit_cost, movement_id = 0, 0, 0, None
        if line.quantity < 0:
            cost, moved, unit_cost, movement_id = bring_back(line, sale, org, effects, entry, source)
        elif item.stocked:
            moved = cost = take(org.level(location_id, item), line.quantity, digits=digits)
            unit_cost = unit_cost_of(line.quantity, cost, digits)
            movement_id = new_id_text()
            if org.standard_cost:
                settle_standard(item, sale, org, effects, entry, source)
            if item.tracked:
                move_lots(line, movement_id, sale, org, effects, document=(source[1], len(rows) + 1))
        if line.parts is not None:
            cost = KitStock(sale, org, effects, entry, source).move(line, len(rows) + 1)
        if moved and item.own_accounts and sale.mirror is None:
            post_cost(entry, org, item, location_id, moved)
        else:
            moved_cost += moved
        total_cost += cost
        rows.append(_row(line, movement_id, cost, unit_cost))
    if moved_cost and sale.mirror is None:
        entry.debit(org.account("cogs", location_id), location_id, moved_cost)
        entry.credit(org.account("inventory"), location_id, moved_cost)
    return rows, total_cost


def _row(line: SoldLine, movement_id: str | None, cost: int, unit_cost: int) -> Row:
    """Return a line as `write.sales` takes it; what few lines have comes behind, in one object."""
    item, rate = line.item, line.rate
    row = (
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
    more: dict[str, Any] = {}
    if line.original is not None and line.original_sale is not None:
        more |= {"sale": line.original_sale.id, "line": line.original.line_no}
    if line.quantity < 0:
        more["restocked"] = line.restock
    if line.loads is not None:
        more["stored_value"] = line.loads.id
    if line.more is not None:
        more |= line.more
    return (*row, more) if more else row


def _write(  # noqa: PLR0917 - what was decided, side by side
    operation: Claimed,
    sale: PricedSale,
    org: OrgFacts,
    effects: Effects,
    drawn: tuple[int, int, str],
    lines: list[Row],
) -> dict[str, Any]:
    """Add the document with its lines and payments; return the operation's result."""
    receipt_number, cost, journal_id = drawn
    content, terminal, dating = operation.content, sale.terminal, sale.dating
    discount = net = tax = 0
    for line in sale.lines:
        discount += line.discount
        net += line.net
        tax += line.tax
    change = sum(tender.change for tender in sale.tenders)
    day = dating.business_date.isoformat()
    terminal_seq = content.get("terminal_seq")
    if terminal_seq is not None:
        org.receipts[terminal.id].seen.append(terminal_seq)
    effects.sales.append(
        (
            org.id,
            operation.id,
            terminal.location_id,
            terminal.id,
            terminal_seq,
            None if sale.customer is None else sale.customer.id,
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
            [_payment(tender) for tender in sale.tenders],
            *_more(operation, sale),
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


def _payment(tender: Any) -> Row:
    row = (tender.method.id, tender.code, tender.method.kind, tender.amount, tender.change, tender.reference)
    return row if tender.stored is None else (*row, tender.stored.id)


def _more(operation: Claimed, sale: PricedSale) -> tuple[dict[str, Any], ...]:
    """Return what few documents have, as one object; nothing for most sales."""
    content = operation.content
    more: dict[str, Any] = {}
    if sale.kind != "sale":
        more["kind"] = sale.kind
        if sale.original_sale_id is not None:
            more["original"] = sale.original_sale_id
    if sale.shift is not None:
        more |= {"shift": sale.shift.id, "supplement": not sale.shift.open}
    if "reference" in content:
        more["reference"] = content["reference"]
    note = content.get("note") or content.get("reason")
    if note is not None:
        more["note"] = note
    return (more,) if more else ()
