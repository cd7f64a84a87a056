"""`money.void`: a deposit, a refund of one or a customer's payment undone, the mirror of what it did."""

from typing import Any

from domain.accounting.entries import Entry
from domain.accounting.modules import MONEY
from domain.core.money import text_of
from domain.posting.effects import Effects
from domain.posting.errors import (
    AlreadyUndoneError,
    NotUndoableError,
    ShiftElsewhereError,
    UnknownMoneyError,
    UnknownShiftError,
)
from domain.posting.facts import Claimed, Method, OrgFacts
from domain.posting.money_documents import Money, book_at, check_money, post_money
from domain.posting.tenders import Tender
from domain.posting.tills import PaidTender, PostedMoney, Shift
from domain.posting.wants import Wants

SIGNS = {"deposit": 1, "deposit_refund": -1, "customer_payment": 1}
"""What can be undone, and whether money came in (1) or went out (-1) by it."""


def want_money_void(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide an undoing."""
    wants.money.add((operation.org_id, operation.subject_id))
    if "shift_id" in operation.content:
        wants.shifts.add((operation.org_id, operation.content["shift_id"]))


def want_money_void_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to mirror a document; one of this batch has named its own."""
    original = org.money.get(operation.subject_id)
    if original is None:
        return
    wants.books.add((org.id, book_at(original.location_code)))
    values = (original.stored, *(tender.stored for tender in original.tenders))
    if original.customer_id is not None:
        wants.want_owing(org.id, original.customer_id)
    wants.stored.update((org.id, *value) for value in values if value is not None)
    if original.shift_id is not None and "shift_id" not in operation.content:
        wants.shifts.add((org.id, original.shift_id))


def void_money(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post the mirror of a money document, on the day of the undoing.

    It counts to the shift that it names, else to the document's own.
    Raises `UnknownMoneyError`, `NotUndoableError`, `AlreadyUndoneError`, `UnknownShiftError`, `ShiftElsewhereError`,
    `StoredValueShortError` where a deposit has been used since, `PeriodClosedError`.
    """
    original = org.money.get(operation.subject_id)
    if original is None:
        raise UnknownMoneyError.at("document_id")
    if original.kind not in SIGNS:
        raise NotUndoableError.at("document_id")
    if original.undone:
        raise AlreadyUndoneError.at("document_id")
    money = _mirror(operation, org, original)
    check_money(money, org)
    result = post_money(operation, money, org, effects, memo=f"Void of {original.kind.replace('_', ' ')}")
    original.undone = True
    result["original_id"] = original.id
    if original.kind == "customer_payment" and original.customer_id is not None:
        customer = org.customers[original.customer_id]
        customer.receivable += original.amount
        customer.changed = True
        result["receivable"] = text_of(customer.receivable, org.digits)
    if money.loaded is not None:
        result["balance"] = text_of(money.loaded.balance, org.digits)
    reason = operation.content["reason"]
    effects.audit(operation, after={"document_id": original.id, "amount": result["amount"], "reason": reason})
    return result


def _mirror(operation: Claimed, org: OrgFacts, original: PostedMoney) -> Money:
    entry = Entry()
    for account_id, location_id, debit, credit in original.journal:
        entry.debit(account_id, location_id, credit - debit)
    return Money(
        kind="money_void",
        location_id=original.location_id,
        location_code=original.location_code,
        terminal_id=original.terminal_id,
        shift=_shift(operation, org, original),
        dating=org.dating(operation.occurred_at, MONEY),
        tenders=[_given_back(org, paid) for paid in original.tenders],
        amount=original.amount,
        rounding=-original.rounding,
        sign=-SIGNS[original.kind],
        customer_id=original.customer_id,
        loaded=None if original.stored is None else org.stored[original.stored],
        original_id=original.id,
        mirrored=entry,
    )


def _shift(operation: Claimed, org: OrgFacts, original: PostedMoney) -> Shift | None:
    shift_id = operation.content.get("shift_id", original.shift_id)
    if shift_id is None:
        return None
    shift = org.shifts.get(shift_id)
    if shift is None:
        raise UnknownShiftError.at("shift_id")
    if shift.terminal_id != original.terminal_id:
        raise ShiftElsewhereError.at("shift_id")
    return shift


def _given_back(org: OrgFacts, paid: PaidTender) -> Tender:
    method = Method(paid.method_id, paid.kind, None, active=True)
    stored = None if paid.stored is None else org.stored[paid.stored]
    return Tender(method, paid.code, -paid.amount, 0, paid.reference, stored)
