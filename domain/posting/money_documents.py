"""Money that moves without a sale: what deposits, what customers pay and their undoing have in common."""

from dataclasses import dataclass
from typing import Any

from domain.accounting.entries import Entry
from domain.core.money import MAX_MINOR, text_of
from domain.posting.dating import Dating
from domain.posting.effects import Effects, Row
from domain.posting.errors import AmountTooLargeError, TenderNotAllowedError
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.naming import number
from domain.posting.tenders import Tender, account_of, check_stored, read_tenders, settle
from domain.posting.tills import PaidTender, PostedMoney, Shift, StoredValue
from domain.posting.wants import Wants


@dataclass(slots=True)
class Money:
    """A document before it changes anything; amounts in minor units.

    `amount` is positive; `sign` is 1 where the money comes in, -1 where it goes out. `loaded` is the stored value that
    the document itself is about, by `sign * amount`. `mirrored` is the journal of an undoing: the original's, sides
    exchanged; every other one moves `account_id` against the tenders.
    """

    kind: str
    location_id: str
    location_code: str
    terminal_id: str | None
    shift: Shift | None
    dating: Dating
    tenders: list[Tender]
    amount: int
    rounding: int
    sign: int = 1
    account_id: str | None = None
    customer_id: str | None = None
    loaded: StoredValue | None = None
    original_id: str | None = None
    mirrored: Entry | None = None


def want_money(operation: Claimed, wants: Wants) -> None:
    """Want the till or location and the shift that such a document names."""
    content = operation.content
    if "terminal_id" in content:
        wants.terminals.add((operation.org_id, content["terminal_id"]))
    if "location_id" in content:
        wants.locations.add((operation.org_id, content["location_id"]))
    if "shift_id" in content:
        wants.shifts.add((operation.org_id, content["shift_id"]))


def book_at(location_code: str) -> str:
    """Return the book that a location's documents are posted to."""
    return f"POS-{location_code}"


def tendered(
    content: dict[str, Any], org: OrgFacts, *, path: str, customer_id: str | None, refused: frozenset[str]
) -> tuple[list[Tender], int, int]:
    """Return the tenders of a document, the amount they are for (positive), and what cash rounding adds.

    Raises `TenderNotAllowedError` for a kind in `refused`, `UnknownPaymentMethodError`, `ReferenceMissingError`,
    `AmountTooLargeError`, and where an amount is given what `settle` raises.
    """
    sign = -1 if path == "refunds" else 1
    tenders = read_tenders(content[path], org, path=path, customer_id=customer_id, sign=sign)
    for at, tender in enumerate(tenders):
        if tender.method.kind in refused:
            raise TenderNotAllowedError.at(f"{path}.{at}.method")
    if "amount" in content:
        amount = number(content["amount"])
        return tenders, amount, settle(tenders, org, sign * amount)
    amount = sum(sign * tender.amount for tender in tenders)
    if amount > MAX_MINOR:
        raise AmountTooLargeError.at(path)
    return tenders, amount, 0


def check_money(money: Money, org: OrgFacts) -> None:
    """Check what stored values give, over tenders and the document's own. Raises the errors of `check_stored`."""
    loads = [] if money.loaded is None else [(money.loaded, money.sign * money.amount)]
    if loads or any(tender.stored is not None for tender in money.tenders):
        undone = "refunds" if money.mirrored is None else "document_id"
        day = money.dating.business_date.isoformat()
        check_stored(money.tenders, loads, day, digits=org.digits, undone=undone)


def post_money(operation: Claimed, money: Money, org: OrgFacts, effects: Effects, *, memo: str) -> dict[str, Any]:
    """Post a decided document: journal, stored values, shift; return its result."""
    entry = _entry(money, org) if money.mirrored is None else money.mirrored
    source = (money.kind, operation.id)
    for tender in money.tenders:
        if tender.stored is not None:
            effects.store(org, tender.stored, -tender.amount, source=source, dating=money.dating)
    if money.loaded is not None:
        effects.store(org, money.loaded, money.sign * money.amount, source=source, dating=money.dating)
    book = book_at(money.location_code)
    journal_id = effects.journal(org, entry, book=book, memo=memo, source=source, dating=money.dating)
    if money.shift is not None:
        _count(money, money.shift, org, effects)
    effects.money_documents.append(_row(operation, money, org, journal_id))
    org.money[operation.id] = _as_posted(operation, money, entry)
    change = sum(tender.change for tender in money.tenders)
    return {
        "document_id": operation.id,
        "amount": text_of(money.amount, org.digits),
        "rounding": text_of(money.rounding, org.digits),
        "change": text_of(change, org.digits),
        "journal_id": journal_id,
        "location_id": money.location_id,
        "business_date": money.dating.business_date.isoformat(),
        "late": money.dating.late,
    }


def _entry(money: Money, org: OrgFacts) -> Entry:
    entry = Entry()
    at = money.location_id
    assert money.account_id is not None
    for tender in money.tenders:
        entry.debit(account_of(org, tender.method, at), at, tender.amount - tender.change)
    entry.credit(money.account_id, at, money.sign * money.amount)
    if money.rounding:
        entry.credit(org.account("rounding", at), at, money.rounding)
    return entry


def _count(money: Money, shift: Shift, org: OrgFacts, effects: Effects) -> None:
    """Add to the shift: the document under its own kind, its tenders as those of sales."""
    effects.count(org, shift, money.kind, "", 1, money.sign * money.amount)
    for tender in money.tenders:
        effects.count(org, shift, f"tender.{tender.method.kind}", tender.code, 1, tender.amount - tender.change)
    if money.rounding:
        effects.count(org, shift, "rounding", "", 1, money.rounding)


def _row(operation: Claimed, money: Money, org: OrgFacts, journal_id: str) -> Row:
    content, dating = operation.content, money.dating
    more = {"rounding": money.rounding, "original": money.original_id, "note": content.get("note")}
    return (
        org.id,
        operation.id,
        money.kind,
        money.location_id,
        money.terminal_id,
        None if money.shift is None else money.shift.id,
        money.shift is not None and not money.shift.open,
        money.customer_id,
        None if money.loaded is None else money.loaded.id,
        None,
        money.amount,
        content.get("reason"),
        content.get("reference"),
        dating.occurred_at,
        dating.business_date,
        dating.original_date,
        journal_id,
        [_tender(tender) for tender in money.tenders],
        more,
    )


def _tender(tender: Tender) -> Row:
    stored_id = None if tender.stored is None else tender.stored.id
    what = (tender.method.id, tender.code, tender.method.kind, tender.amount, tender.reference)
    return (*what, tender.change, stored_id)


def _as_posted(operation: Claimed, money: Money, entry: Entry) -> PostedMoney:
    """Return the document as a later operation of the same batch finds it."""
    return PostedMoney(
        operation.id,
        money.kind,
        money.location_id,
        money.location_code,
        money.terminal_id,
        None if money.shift is None else money.shift.id,
        money.customer_id,
        stored=_name(money.loaded),
        amount=money.amount,
        rounding=money.rounding,
        undone=False,
        tenders=tuple(
            PaidTender(
                tender.method.id,
                tender.code,
                tender.method.kind,
                tender.amount - tender.change,
                tender.reference,
                _name(tender.stored),
            )
            for tender in money.tenders
        ),
        journal=tuple(entry.lines()),
    )


def _name(value: StoredValue | None) -> tuple[str, str] | None:
    return None if value is None else (value.kind, value.code)
