"""`journal.post` and `journal.reverse`: what an accountant writes by hand, and takes back."""

from datetime import UTC, date, datetime, time
from typing import Any

from domain.accounting.entries import Entry, Key
from domain.posting.effects import Effects
from domain.posting.errors import (
    AlreadyReversedError,
    ControlAccountError,
    JournalExistsError,
    NotReversibleError,
    UnknownAccountError,
    UnknownJournalError,
    UnknownLocationError,
)
from domain.posting.facts import Claimed, OrgFacts, PostedJournal
from domain.posting.naming import number
from domain.posting.wants import Wants

GENERAL_BOOK = "GEN"
CONTROL_ROLES = ("inventory", "stock_in_transit")


def want_journal(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a manual journal."""
    wants.journals.add((operation.org_id, operation.id))
    for line in operation.content["lines"]:
        wants.accounts.add((operation.org_id, line["account"]))
        if "location_id" in line:
            wants.locations.add((operation.org_id, line["location_id"]))


def want_reversal(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a reversal."""
    wants.journals.add((operation.org_id, operation.subject_id))


def want_general_book(_operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked: the general book's end."""
    wants.books.add((org.id, GENERAL_BOOK))


def post_journal(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a manual journal to the general book.

    Raises `JournalExistsError`, `UnknownAccountError`, `ControlAccountError`, `UnknownLocationError`,
    `PeriodClosedError`.
    """
    content = operation.content
    if operation.id in org.journals:
        raise JournalExistsError.at("id")
    entry, memos = Entry(), dict[Key, str]()
    controlled = {org.roles.get(role) for role in CONTROL_ROLES} | org.controlled
    for at, line in enumerate(content["lines"]):
        account_id, active = org.accounts.get(line["account"], (None, False))
        if account_id is None or not active:
            raise UnknownAccountError.at(f"lines.{at}.account")
        if account_id in controlled:
            raise ControlAccountError.at(f"lines.{at}.account")
        location_id = line.get("location_id")
        if location_id is not None and location_id not in org.locations:
            raise UnknownLocationError.at(f"lines.{at}.location_id")
        entry.debit(account_id, location_id, number(line.get("debit", "0")) - number(line.get("credit", "0")))
        if "memo" in line:
            key = (account_id, location_id)
            memos[key] = f"{memos[key]}; {line['memo']}" if key in memos else line["memo"]
    dating = org.open_day(date.fromisoformat(content["date"]), _noon(content["date"]))
    journal_id = effects.journal(
        org,
        entry,
        book=GENERAL_BOOK,
        memo=content.get("memo", ""),
        source=("journal", operation.id),
        dating=dating,
        journal_id=operation.id,
        line_memos=memos,
    )
    # A reversal in the same batch finds what was not there when the batch was loaded.
    org.journals[operation.id] = PostedJournal(
        operation.id,
        GENERAL_BOOK,
        dating.business_date,
        content.get("memo", ""),
        "journal",
        reversed=False,
        lines=tuple(entry.lines()),
    )
    effects.audit(operation, after={"number": org.books[GENERAL_BOOK].number, "memo": content.get("memo", "")})
    return _result(org, journal_id, dating.business_date, late=dating.late)


def reverse_journal(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post the mirror of a manual journal, on its own date or a given one.

    Raises `UnknownJournalError`, `NotReversibleError`, `AlreadyReversedError`, `PeriodClosedError`.
    """
    original = org.journals.get(operation.subject_id)
    if original is None:
        raise UnknownJournalError.at("journal_id")
    if original.source_type != "journal":
        raise NotReversibleError
    if original.reversed:
        raise AlreadyReversedError
    entry = Entry()
    for account_id, location_id, debit, credit in original.lines:
        entry.debit(account_id, location_id, credit - debit)
    day = operation.content.get("date") or original.business_date.isoformat()
    dating = org.open_day(date.fromisoformat(day), _noon(day))
    journal_id = effects.journal(
        org,
        entry,
        book=GENERAL_BOOK,
        memo=operation.content.get("memo", f"Reversal of {original.memo}".strip()),
        source=("reversal", operation.id),
        dating=dating,
        journal_id=operation.id,
        reverses_id=original.id,
    )
    original.reversed = True
    effects.audit(operation, after={"number": org.books[GENERAL_BOOK].number, "reverses_id": original.id})
    return _result(org, journal_id, dating.business_date, late=dating.late) | {"reverses_id": original.id}


def _noon(day: str) -> str:
    """Return the instant that stands for a day given without a time."""
    return datetime.combine(date.fromisoformat(day), time(12), UTC).isoformat()


def _result(org: OrgFacts, journal_id: str, day: date, *, late: bool) -> dict[str, Any]:
    return {
        "journal_id": journal_id,
        "book": GENERAL_BOOK,
        "number": org.books[GENERAL_BOOK].number,
        "business_date": day.isoformat(),
        "late": late,
    }
