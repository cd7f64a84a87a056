"""`sale.void`: a whole sale undone, the mirror of its journal and movements."""

from typing import Any

from domain.accounting.entries import Entry
from domain.accounting.modules import TILL
from domain.core.money import text_of
from domain.posting.effects import Effects
from domain.posting.errors import NotVoidableError, UnknownShiftError
from domain.posting.facts import Claimed, Method, OrgFacts
from domain.posting.originals import OriginalSale
from domain.posting.priced_sale import PricedSale, check_stored_values, shift_of
from domain.posting.returned_lines import mirrored, original_of
from domain.posting.returns import want_stored_of
from domain.posting.sales import post_priced, want_returned_levels, want_till
from domain.posting.stock_accounts import stock_accounts
from domain.posting.tenders import Tender
from domain.posting.wants import Wants


def want_void(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide this void."""
    wants.originals.add((operation.org_id, operation.subject_id))
    if "shift_id" in operation.content:
        wants.shifts.add((operation.org_id, operation.content["shift_id"]))


def want_void_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to post this void."""
    original = org.originals.get(operation.subject_id)
    if original is None:
        return
    want_till(org, org.terminals[original.terminal_id], wants)
    want_returned_levels(org, original.location_id, original.id, wants)
    want_stored_of(org, original, wants)
    for line in original.lines.values():
        if line.stored_value_code is not None:
            wants.stored.add((org.id, "gift_card", line.stored_value_code))
    if original.shift_id is not None and "shift_id" not in operation.content:
        wants.shifts.add((org.id, original.shift_id))


def void_sale(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post the mirror of a sale: lines, payments, stock and journal, on the day of the void.

    It counts to the shift that it names, else to the sale's own.
    Raises `UnknownSaleError`, `SaleVoidedError`, `NotVoidableError`, `UnknownShiftError`, `ShiftElsewhereError`,
    `PeriodClosedError`, `StoredValueShortError` where a card that the sale loaded has been used.
    """
    original = original_of(org, operation.subject_id, "sale_id")
    if original.kind != "sale" or any(line.returned for line in original.lines.values()):
        raise NotVoidableError.at("sale_id")
    sale = _mirror(operation, org, original)
    check_stored_values(sale, org)
    _match_stock(sale, org, original)
    original.status, original.changed = "voided", True
    reason = operation.content.get("reason")
    effects.audit(operation, after={"sale_id": original.id, "total": text_of(sale.total, org.digits), "reason": reason})
    result = post_priced(operation, sale, org, effects)
    return result | {"original_sale_id": original.id}


def _match_stock(sale: PricedSale, org: OrgFacts, original: OriginalSale) -> None:
    """Check that the stock still stands on the accounts that the sale's journal took it from; leave it at its cost.

    A category without stock may have been given another account since. The mirror would put the value on the old one,
    and the goods stand on the new one: such a sale comes back by a return. Under standard cost a stock account also
    bore what rounding left over; that is taken out of the mirror, for what comes back is rounded again.
    Raises `NotVoidableError`.
    """
    stock: dict[str, int] = {}
    for line in sale.lines:
        moved = [(line.item, line.cost)] if line.original is not None and line.original.moved else []
        for item, cost in moved + [(org.items[part.item_id], part.cost) for part in line.parts or ()]:
            account = stock_accounts(org, item, original.location_id)[0]
            stock[account] = stock.get(account, 0) + cost
    assert sale.mirror is not None
    at, sides = original.location_id, sale.mirror.sides
    variance = org.account("stock_variance", at)
    differing = {account: found for account, cost in stock.items() if (found := sides.get((account, at), 0) - cost)}
    left_over = -sides.get((variance, at), 0) if org.standard_cost else 0
    if differing and list(differing.values()) != [left_over]:
        raise NotVoidableError.at("sale_id", "Its stock stands on another account now; take it back by a return.")
    for account in differing:
        sale.mirror.credit(account, at, left_over)
        sale.mirror.debit(variance, at, left_over)


def _mirror(operation: Claimed, org: OrgFacts, original: OriginalSale) -> PricedSale:
    terminal = org.terminals[original.terminal_id]
    content = operation.content
    shift = None
    if "shift_id" in content:
        shift = shift_of(content, org, terminal)
    elif original.shift_id is not None:
        shift = org.shifts.get(original.shift_id)
        if shift is None:
            raise UnknownShiftError.at("shift_id")
    lines = []
    for line in original.lines.values():
        back = mirrored(org, original, line, line.quantity)
        if line.stored_value_code is not None:
            back.loads = org.stored["gift_card", line.stored_value_code]
        lines.append(back)
    tenders = [_given_back(org, paid) for paid in original.tenders]
    sale = PricedSale(
        kind="void",
        terminal=terminal,
        customer=None if original.customer_id is None else org.customers.get(original.customer_id),
        dating=org.dating(operation.occurred_at, TILL),
        lines=lines,
        tenders=tenders,
        tip=-original.tip,
        rounding=-original.rounding,
        total=-original.total,
        on_account=sum(tender.amount for tender in tenders if tender.method.kind == "on_account"),
        shift=shift,
        original_sale_id=original.id,
    )
    sale.mirror = Entry()
    for account_id, location_id, debit, credit in original.journal:
        sale.mirror.debit(account_id, location_id, credit - debit)
    sale.loading = [line for line in lines if line.loads is not None]
    return sale


def _given_back(org: OrgFacts, paid: Any) -> Tender:
    known = org.methods.get(paid.code)
    account_id = None if known is None else known.account_id
    method = Method(paid.method_id, paid.kind, account_id, active=True)
    tender = Tender(method, paid.code, -paid.amount, 0, paid.reference)
    if paid.stored_value_code is not None:
        tender.stored = org.stored[paid.kind, paid.stored_value_code]
    return tender
