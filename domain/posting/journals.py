"""`journal.post` and `journal.reverse`: what an accountant writes by hand, and takes back."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from domain.accounting.entries import Entry, Key
from domain.core import clock
from domain.operations.wishes import shard_of
from domain.org.fiscal_years import fiscal_year_of, last_day_of
from domain.posting.effects import Effects
from domain.posting.errors import (
    AlreadyReversedError,
    ControlAccountError,
    DateAheadError,
    JournalExistsError,
    NotReversibleError,
    UnknownAccountError,
    UnknownJournalError,
    UnknownLocationError,
)
from domain.posting.facts import Claimed, OrgFacts, PostedJournal
from domain.posting.foreign import ForeignLine
from domain.posting.foreign_journals import (
    Places,
    Settlements,
    foreign_lines,
    keep_foreign,
    memo_of,
    reversed_lines,
    want_foreign,
    want_items,
    want_items_of,
)
from domain.posting.naming import number
from domain.posting.wants import Wants

GENERAL_BOOK = "GEN"
CONTROL_ROLES = ("inventory", "stock_in_transit")
JOURNAL_REVERSE = "journal.reverse"


def want_journal(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a manual journal."""
    wants.journals.add((operation.org_id, operation.id))
    for line in operation.content["lines"]:
        wants.accounts.add((operation.org_id, line["account"]))
        if "location_id" in line:
            wants.locations.add((operation.org_id, line["location_id"]))
    want_foreign(operation, wants)


def want_reversal(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a reversal."""
    wants.journals.add((operation.org_id, operation.subject_id))
    wants.foreign_journals.add((operation.org_id, operation.subject_id))


def want_journal_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked: the general book's end, and the open items that the journal settles."""
    wants.books.add((org.id, GENERAL_BOOK))
    want_items(operation, org, wants)


def want_reversal_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked: the general book's end, and the open items of the journal to be reversed."""
    wants.books.add((org.id, GENERAL_BOOK))
    want_items_of(operation.subject_id, org, wants)


def reversal_id(journal_id: str) -> str:
    """Return the identity of the operation that reverses a journal by itself: handed on twice, it is one."""
    return str(uuid5(UUID(journal_id), JOURNAL_REVERSE))


def post_journal(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a manual journal to the general book; with `reverse_on`, its reversal is accepted by this transaction.

    Raises `JournalExistsError`, `DateAheadError`, `UnknownAccountError`, `ControlAccountError`,
    `UnknownLocationError`, `PeriodClosedError`, and where it names a currency what `foreign_lines` raises.
    """
    content = operation.content
    if operation.id in org.journals:
        raise JournalExistsError.at("id")
    for path in ("date", "reverse_on"):
        if path in content:
            _check_ahead(content[path], org, path)
    places = _places(content, org)
    settlements = Settlements(org)
    foreign = foreign_lines(content, places, org, settlements) if "currency" in content else []
    entry, memos = _entry(content, places, foreign)
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
    if foreign:
        settlements.keep()
        still_open = {at for at, line in enumerate(content["lines"], start=1) if line.get("open")}
        keep_foreign(journal_id, foreign, org, effects, still_open=still_open, day=dating.business_date)
    effects.audit(operation, after={"number": org.books[GENERAL_BOOK].number, "memo": content.get("memo", "")})
    result = _result(org, journal_id, dating.business_date, late=dating.late)
    if "reverse_on" in content:
        result["reversal_operation_id"] = _hand_on_reversal(operation, org, effects)
    return result


def _hand_on_reversal(operation: Claimed, org: OrgFacts, effects: Effects) -> str:
    """Let the organization's own lane reverse the journal; return the identity of that operation."""
    follow_up_id = reversal_id(operation.id)
    effects.hand_on(
        operation,
        follow_up_id=follow_up_id,
        shard=shard_of(UUID(org.id), UUID(org.id)),
        lane=org.id,
        kind=JOURNAL_REVERSE,
        subject=("journal", operation.id),
        content={"id": follow_up_id, "date": operation.content["reverse_on"]},
    )
    return follow_up_id


def _places(content: dict[str, Any], org: OrgFacts) -> Places:
    """Return account and location of each line. Raises what is wrong with them."""
    controlled = {org.roles.get(role) for role in CONTROL_ROLES} | org.controlled
    places: Places = []
    for at, line in enumerate(content["lines"]):
        account_id, active = org.accounts.get(line["account"], (None, False))
        if account_id is None or not active:
            raise UnknownAccountError.at(f"lines.{at}.account")
        if account_id in controlled:
            raise ControlAccountError.at(f"lines.{at}.account")
        location_id = line.get("location_id")
        if location_id is not None and location_id not in org.locations:
            raise UnknownLocationError.at(f"lines.{at}.location_id")
        places.append((account_id, location_id))
    return places


def _entry(content: dict[str, Any], places: Places, foreign: list[ForeignLine]) -> tuple[Entry, dict[Key, str]]:
    """Return what is posted in the organization's own currency, and what its lines say."""
    entry, memos = Entry(), dict[Key, str]()

    def note(key: Key, memo: str) -> None:
        memos[key] = f"{memos[key]}; {memo}" if key in memos else memo

    for one in foreign:
        entry.debit(one.account_id, one.location_id, one.base)
        note((one.account_id, one.location_id), memo_of(one))
    for at, (line, key) in enumerate(zip(content["lines"], places, strict=True)):
        if not foreign:
            entry.debit(*key, number(line.get("debit", "0")) - number(line.get("credit", "0")))
        if "memo" in line:
            note((foreign[at].account_id, foreign[at].location_id) if foreign else key, line["memo"])
    return entry, memos


def reverse_journal(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post the mirror of a manual journal, on its own date or a given one.

    Raises `UnknownJournalError`, `NotReversibleError`, `AlreadyReversedError`, `ItemSettledError`,
    `DateAheadError`, `PeriodClosedError`. One that stands on a day which is too far ahead is reversed there.
    """
    original = org.journals.get(operation.subject_id)
    if original is None:
        raise UnknownJournalError.at("journal_id")
    if original.source_type != "journal":
        raise NotReversibleError
    if original.reversed:
        raise AlreadyReversedError
    settlements = Settlements(org)
    foreign = reversed_lines(original.id, org, settlements)
    entry = Entry()
    for account_id, location_id, debit, credit in original.lines:
        entry.debit(account_id, location_id, credit - debit)
    day = operation.content.get("date") or original.business_date.isoformat()
    if day != original.business_date.isoformat():
        _check_ahead(day, org, "date")
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
        line_memos=_mirrored_memos(foreign),
    )
    original.reversed = True
    if foreign:
        settlements.keep()
        keep_foreign(journal_id, foreign, org, effects, still_open=frozenset(), day=dating.business_date)
    effects.audit(operation, after={"number": org.books[GENERAL_BOOK].number, "reverses_id": original.id})
    return _result(org, journal_id, dating.business_date, late=dating.late) | {"reverses_id": original.id}


def _mirrored_memos(foreign: list[ForeignLine]) -> dict[Key, str]:
    """Return what the lines of a reversal say: amount, currency and rate, as the lines that they mirror."""
    memos = dict[Key, str]()
    for line in foreign:
        key = (line.account_id, line.location_id)
        memos[key] = f"{memos[key]}; {memo_of(line)}" if key in memos else memo_of(line)
    return memos


def _check_ahead(day: str, org: OrgFacts, path: str) -> None:
    """Check that a day is not beyond the next fiscal year: such a one is a typing error. Raises `DateAheadError`."""
    today = clock.business_date(clock.now(), time_zone=org.time_zone, day_cutoff=org.day_cutoff)
    start = org.fiscal_year_start
    last = last_day_of(fiscal_year_of(today, start=start) + 1, start=start)
    if date.fromisoformat(day) > last:
        raise DateAheadError.at(path, f"On {last.isoformat()} at the latest: then the next fiscal year ends.")


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
