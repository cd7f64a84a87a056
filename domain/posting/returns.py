"""`sale.return` and `sale.return_blind`: goods come back, and the money with them."""

from collections.abc import Iterable
from typing import Any

from domain.accounting.modules import TILL
from domain.core.money import QUANTITY_DIGITS, text_of
from domain.pos.pricing import cash_rounding_of
from domain.posting.dating import Dating
from domain.posting.effects import Effects
from domain.posting.errors import RefundDiffersError
from domain.posting.facts import Claimed, Customer, OrgFacts, Terminal
from domain.posting.originals import OriginalSale
from domain.posting.price_rules import take_back
from domain.posting.priced_sale import (
    PricedSale,
    SoldLine,
    check_account,
    check_stored_values,
    check_total,
    customer_of,
    price_lines_of,
    shift_of,
    terminal_of,
)
from domain.posting.returned_lines import original_of, returned_line
from domain.posting.sales import post_priced, want_returned_levels, want_till
from domain.posting.sold_lots import check_lots
from domain.posting.tenders import CASH, STORED_KINDS, Tender, read_tenders, settle, want_stored
from domain.posting.wants import Wants


def want_return(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide this return."""
    _want_till(operation, wants)
    wants.originals.add((operation.org_id, operation.subject_id))


def want_return_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post this return."""
    terminal = org.terminals.get(operation.content["terminal_id"])
    if terminal is None:
        return
    want_till(org, terminal, wants)
    want_returned_levels(org, terminal.location_id, operation.subject_id, wants)
    original = org.originals.get(operation.subject_id)
    customer_id = None if original is None else original.customer_id
    want_stored(org, operation.content.get("refunds", []), customer_id, wants)
    if original is not None:
        want_stored_of(org, original, wants)


def want_stored_of(org: OrgFacts, original: OriginalSale, wants: Wants) -> None:
    """Want the stored values that paid for a sale, which may get their money back."""
    for tender in original.tenders:
        if tender.stored_value_code is not None:
            wants.stored.add((org.id, tender.kind, tender.stored_value_code))


def return_sale(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a return against a sale, at its own prices, tax and cost.

    Raises `UnknownTerminalError`, `UnknownSaleError`, `SaleVoidedError`, `NotReturnableError`, `ReturnExceedsError`,
    `UnknownShiftError`, `ShiftElsewhereError`, `PeriodClosedError`, `RefundDiffersError`, `TotalDiffersError`, and
    those that a refund's tender can earn.
    """
    content = operation.content
    terminal = terminal_of(content, org)
    original = original_of(org, operation.subject_id, "sale_id")
    lines = [
        returned_line(org, original, line["line_no"], line, path=f"lines.{at}")
        for at, line in enumerate(content["lines"])
    ]
    customer = None if original.customer_id is None else org.customers.get(original.customer_id)
    refunds = content.get("refunds")
    if refunds is None:
        tenders = _the_way_it_came(org, original, -sum(line.net + line.tax for line in lines))
    else:
        tenders = read_tenders(refunds, org, path="refunds", customer_id=original.customer_id, sign=-1)
    sale = _priced(operation, org, terminal, lines, tenders, customer)
    sale.original_sale_id = original.id
    for tender in tenders:
        original.refunded[tender.code] = original.refunded.get(tender.code, 0) - tender.amount
    in_cash = next((tender.code for tender in tenders if tender.method.kind == CASH), None)
    if in_cash is not None:
        original.refunded[in_cash] += sale.rounding
    effects.audit(operation, after={"sale_id": original.id, "total": text_of(sale.total, org.digits)})
    return post_priced(operation, sale, org, effects) | {"original_sale_id": original.id}


def want_blind_return(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a return without a receipt."""
    _want_till(operation, wants)
    if "customer_id" in operation.content:
        wants.want_owing(operation.org_id, operation.content["customer_id"])
    for line in operation.content["lines"]:
        wants.want_item(operation.org_id, line)


def want_blind_return_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post a return without a receipt."""
    content = operation.content
    terminal = org.terminals.get(content["terminal_id"])
    if terminal is None:
        return
    want_till(org, terminal, wants)
    for line in content["lines"]:
        wants.want_level(org, terminal.location_id, line)
    want_stored(org, content["refunds"], content.get("customer_id"), wants)


def return_blind(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a return without a receipt: today's price unless another is given, today's cost.

    Raises what a sale's lines can earn, and what `return_sale` raises for terminal, shift and refunds.
    """
    content = operation.content
    terminal = terminal_of(content, org)
    customer = customer_of(content, org)
    lines = price_lines_of(operation, org)
    for line, given in zip(lines, content["lines"], strict=True):
        line.quantity, line.quantity_text = -line.quantity, text_of(-line.quantity, QUANTITY_DIGITS)
        line.discount, line.net, line.tax = -line.discount, -line.net, -line.tax
        line.restock = given.get("restock", True)
        take_back(line)
        if line.unit is not None:
            line.more = {**(line.more or {}), "unit_quantity": text_of(-line.priced_quantity, QUANTITY_DIGITS)}
    tenders = read_tenders(content["refunds"], org, path="refunds", customer_id=content.get("customer_id"), sign=-1)
    sale = _priced(operation, org, terminal, lines, tenders, customer)
    if org.tracked:
        check_lots(sale, org)
    effects.audit(operation, after={"total": text_of(sale.total, org.digits), "reason": content.get("reason")})
    return post_priced(operation, sale, org, effects)


def _want_till(operation: Claimed, wants: Wants) -> None:
    content = operation.content
    wants.terminals.add((operation.org_id, content["terminal_id"]))
    if "shift_id" in content:
        wants.shifts.add((operation.org_id, content["shift_id"]))


def _priced(  # noqa: PLR0917 - what was resolved, side by side
    operation: Claimed,
    org: OrgFacts,
    terminal: Terminal,
    lines: list[SoldLine],
    tenders: list[Tender],
    customer: Customer | None,
) -> PricedSale:
    content = operation.content
    shift = shift_of(content, org, terminal) if "shift_id" in content else None
    dating: Dating = org.dating(operation.occurred_at, TILL)
    due = sum(line.net + line.tax for line in lines)
    rounding = settle(tenders, org, due)
    on_account = sum(tender.amount for tender in tenders if tender.method.kind == "on_account")
    total = due + rounding
    sale = PricedSale("return", terminal, customer, dating, lines, tenders, 0, rounding, total, on_account, shift)
    check_total(content, org, -total)
    check_account(sale, org)
    check_stored_values(sale, org)
    return sale


def _the_way_it_came(org: OrgFacts, original: OriginalSale, due: int) -> list[Tender]:
    """Return refunds to the tenders that paid, the last first, none more than it paid and has not got back.

    What was settled in cash counts as it was before it was rounded to coins; what is given back is rounded again.
    Raises `RefundDiffersError` where they do not suffice: a tip is not given back by lines.
    """
    refunded = dict(original.refunded)
    rounding = original.rounding
    tenders: list[Tender] = []
    for paid in _paying(original):
        method, paid_amount = org.methods.get(paid.code), paid.amount
        if paid.kind == CASH:
            paid_amount, rounding = paid_amount - rounding, 0
        got_back = min(refunded.get(paid.code, 0), paid_amount)
        refunded[paid.code] = refunded.get(paid.code, 0) - got_back
        amount = min(due, paid_amount - got_back)
        if amount <= 0 or method is None:
            continue
        due -= amount
        before = next((tender for tender in tenders if tender.code == paid.code and method.kind == CASH), None)
        if before is not None:
            before.amount -= amount
            continue
        tender = Tender(method, paid.code, -amount, 0, paid.reference)
        if method.kind in STORED_KINDS and paid.stored_value_code is not None:
            tender.stored = org.stored[method.kind, paid.stored_value_code]
        tenders.append(tender)
    if due:
        message = f"{text_of(due, org.digits)} more is due back than the payments of the sale have left; say how."
        raise RefundDiffersError.at("refunds", message)
    in_cash = [tender for tender in tenders if tender.method.kind == CASH]
    if in_cash:
        in_cash[0].amount += cash_rounding_of(sum(tender.amount for tender in in_cash), org.cash_rounding)
    return tenders


def _paying(original: OriginalSale) -> Iterable[Any]:
    """Return what paid, the last first; cash too of which rounding left nothing."""
    return (tender for tender in reversed(original.tenders) if tender.amount >= (tender.kind != CASH))
