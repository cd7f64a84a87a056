"""`bank.reconcile` and `bank.undo`: a line of a statement is what the ledger says, or is made so; and taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from domain.accounting.entries import Entry, Key
from domain.core.money import text_of
from domain.posting.bank_errors import (
    AlreadyMatchedError,
    AlreadyReconciledError,
    BankSumDiffersError,
    NothingPostedError,
    NotOnBankAccountError,
    NotReconciledError,
    PostedToBankError,
    UnknownBankLineError,
)
from domain.posting.bank_facts import BankLine, Match, Reconciliation
from domain.posting.dating import Dating
from domain.posting.effects import Effects
from domain.posting.errors import ControlAccountError, UnknownAccountError, UnknownJournalError, UnknownLocationError
from domain.posting.facts import Claimed, OrgFacts, PostedJournal
from domain.posting.journals import CONTROL_ROLES, GENERAL_BOOK
from domain.posting.naming import number
from domain.posting.wants import Wants

POSTED, UNDONE = "bank_line", "bank_undo"


def want_reconciliation(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a reconciliation."""
    content = operation.content
    wants.bank_lines.add((operation.org_id, content["line_id"]))
    for journal in content.get("journals", ()):
        wants.journals.add((operation.org_id, journal["journal_id"]))
        wants.bank_journals.add((operation.org_id, journal["journal_id"]))
    for part in content.get("post", ()):
        wants.accounts.add((operation.org_id, part["account"]))
        if "location_id" in part:
            wants.locations.add((operation.org_id, part["location_id"]))


def want_undoing(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide an undoing."""
    wants.bank_lines.add((operation.org_id, operation.subject_id))


def want_bank_book(_operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked beside the bank account: the general book's end."""
    wants.books.add((org.id, GENERAL_BOOK))


def reconcile(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Reconcile a line: what is in the ledger is matched with it, what is not is posted, together its amount.

    The journal, if there is one, is dated as the line; late, if that day's period is closed.
    Raises `UnknownBankLineError`, `AlreadyReconciledError`, `UnknownJournalError`, `NotOnBankAccountError`,
    `AlreadyMatchedError`, `UnknownAccountError`, `ControlAccountError`, `PostedToBankError`, `UnknownLocationError`,
    `NothingPostedError`, `BankSumDiffersError`, `PeriodClosedError`.
    """
    content = operation.content
    line = org.bank.lines.get(content["line_id"])
    if line is None or line.bank_account_id != operation.subject_id:
        raise UnknownBankLineError.at("line_id")
    if line.reconciliation is not None:
        raise AlreadyReconciledError.at("line_id")
    matches, last_day = _matches(content, org, line)
    parts = content.get("post", [])
    entry, memos = _entry(parts, org, line)
    posted = sum(number(part["amount"]) for part in parts)
    if parts and not posted:
        raise NothingPostedError.at("post")
    found = posted + sum(match.amount for match in matches)
    if found != line.amount:
        told, comes_to = (text_of(amount, org.digits) for amount in (line.amount, found))
        raise BankSumDiffersError(f"The line is {told}; what is matched and posted makes {comes_to}.")
    made = Reconciliation(operation.id, tuple(matches), stored=False)
    if parts:
        made, dating = _post(operation, org, effects, line, made, entry, memos)
        last_day = max(last_day, dating.business_date)
    line.reconciliation, line.changed = made, True
    org.bank.matched.update(match.key for match in made.matches)
    _write(operation, org, effects, line, made.matches, kind="reconcile", journal_id=made.journal_id, day=last_day)
    return _result(org, line, made)


def undo(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Take the reconciliation of a line back: what it matched is open again, what it posted is mirrored.

    The journal and its mirror cancel each other on the bank's account, where neither will ever be on a statement: they
    are matched with each other. Raises `UnknownBankLineError`, `NotReconciledError`, `PeriodClosedError`.
    """
    line = org.bank.lines.get(operation.subject_id)
    if line is None:
        raise UnknownBankLineError.at("line_id")
    undone = line.reconciliation
    if undone is None:
        raise NotReconciledError.at("line_id")
    cancelled: tuple[Match, ...] = ()
    journal_id, day = None, line.date
    if undone.journal_id is not None:
        cancelled, journal_id, day = _mirror(operation, org, effects, line, undone)
    line.reconciliation, line.changed = None, True
    org.bank.matched.difference_update(match.key for match in undone.matches)
    org.bank.matched.update(match.key for match in cancelled)
    effects.release_matches(org, undone.id, stored=undone.stored)
    _write(operation, org, effects, line, cancelled, kind="undo", journal_id=journal_id, day=day, undoes_id=undone.id)
    return {
        "reconciliation_id": operation.id,
        "undone_id": undone.id,
        "line_id": line.id,
        "bank_account_id": line.bank_account_id,
        "journal_id": journal_id,
    }


def _matches(content: dict[str, Any], org: OrgFacts, line: BankLine) -> tuple[list[Match], date]:
    """Return the lines of journals that are matched, and the last day of them and of the bank's line."""
    matches: list[Match] = []
    last_day = line.date
    for at, wanted in enumerate(content.get("journals", ())):
        journal = org.journals.get(wanted["journal_id"])
        if journal is None:
            raise UnknownJournalError.at(f"journals.{at}.journal_id")
        found = _on_account(journal, line.account_id, wanted.get("line_no"))
        if not found:
            raise NotOnBankAccountError.at(f"journals.{at}")
        if any(match.key in org.bank.matched or match in matches for match in found):
            raise AlreadyMatchedError.at(f"journals.{at}")
        matches.extend(found)
        last_day = max(last_day, journal.business_date)
    return matches, last_day


def _on_account(journal: PostedJournal, account_id: str, line_no: int | None) -> list[Match]:
    """Return the lines of a journal on an account, or the one of that number; lines are numbered from 1."""
    return [
        Match(journal.id, at, debit - credit)
        for at, (account, _, debit, credit) in enumerate(journal.lines, start=1)
        if account == account_id and line_no in {None, at}
    ]


def _entry(parts: list[dict[str, Any]], org: OrgFacts, line: BankLine) -> tuple[Entry, dict[Key, str]]:
    """Return what is posted: the bank's account against the named ones, and the memos of these."""
    entry, memos = Entry(), dict[Key, str]()
    controlled = {org.roles.get(role) for role in CONTROL_ROLES} | org.controlled
    for at, part in enumerate(parts):
        account_id, active = org.accounts.get(part["account"], (None, False))
        if account_id is None or not active:
            raise UnknownAccountError.at(f"post.{at}.account")
        if account_id in controlled:
            raise ControlAccountError.at(f"post.{at}.account")
        if account_id == line.account_id:
            raise PostedToBankError.at(f"post.{at}.account")
        location_id = part.get("location_id")
        if location_id is not None and location_id not in org.locations:
            raise UnknownLocationError.at(f"post.{at}.location_id")
        amount = number(part["amount"])
        entry.debit(line.account_id, None, amount)
        entry.credit(account_id, location_id, amount)
        if "memo" in part:
            key = (account_id, location_id)
            memos[key] = f"{memos[key]}; {part['memo']}" if key in memos else part["memo"]
    return entry, memos


def _post(  # noqa: PLR0917 - what one reconciliation is made of
    operation: Claimed,
    org: OrgFacts,
    effects: Effects,
    line: BankLine,
    made: Reconciliation,
    entry: Entry,
    memos: dict[Key, str],
) -> tuple[Reconciliation, Dating]:
    dating = org.open_day(line.date, _noon(line.date), path="line_id")
    source = (POSTED, operation.id)
    journal_id = effects.journal(
        org, entry, book=GENERAL_BOOK, memo=line.text, source=source, dating=dating, line_memos=memos
    )
    sides = tuple(entry.lines())
    own = Match(journal_id, _place(sides, line.account_id), entry.sides[line.account_id, None])
    made = replace(
        made, matches=(*made.matches, own), journal_id=journal_id, posted=sides, posted_on=dating.business_date
    )
    return made, dating


def _mirror(
    operation: Claimed, org: OrgFacts, effects: Effects, line: BankLine, undone: Reconciliation
) -> tuple[tuple[Match, ...], str, date]:
    """Post the mirror of what a reconciliation posted; return the two that cancel each other, and from when."""
    assert undone.journal_id is not None
    assert undone.posted_on is not None
    entry = Entry()
    for account_id, location_id, debit, credit in undone.posted:
        entry.debit(account_id, location_id, credit - debit)
    dating = org.open_day(undone.posted_on, _noon(undone.posted_on), path="line_id")
    memo = operation.content.get("memo") or f"Undone: {line.text}".strip(": ")
    journal_id = effects.journal(
        org,
        entry,
        book=GENERAL_BOOK,
        memo=memo,
        source=(UNDONE, operation.id),
        dating=dating,
        reverses_id=undone.journal_id,
    )
    [own] = [match for match in undone.matches if match.journal_id == undone.journal_id]
    mirrored = Match(journal_id, _place(tuple(entry.lines()), line.account_id), -own.amount)
    return (own, mirrored), journal_id, max(undone.posted_on, dating.business_date)


def _place(sides: tuple[Any, ...], account_id: str) -> int:
    """Return the number of the bank's line in a journal of ours, where there is one."""
    return next(at for at, side in enumerate(sides, start=1) if side[0] == account_id)


def _write(
    operation: Claimed,
    org: OrgFacts,
    effects: Effects,
    line: BankLine,
    matches: tuple[Match, ...],
    *,
    kind: str,
    journal_id: str | None,
    day: date,
    undoes_id: str | None = None,
) -> None:
    effects.bank_reconciliations.append(
        (
            org.id,
            operation.id,
            kind,
            line.bank_account_id,
            line.id,
            undoes_id,
            journal_id,
            line.amount,
            day.isoformat(),
        )
    )
    effects.bank_matches[org.id, operation.id] = [
        [org.id, operation.id, match.journal_id, match.line_no, line.bank_account_id, match.amount, True]
        for match in matches
    ]
    after = {"line_id": line.id, "amount": text_of(line.amount, org.digits), "journal_id": journal_id}
    effects.audit(operation, after={name: value for name, value in after.items() if value is not None})


def _result(org: OrgFacts, line: BankLine, made: Reconciliation) -> dict[str, Any]:
    return {
        "reconciliation_id": made.id,
        "line_id": line.id,
        "bank_account_id": line.bank_account_id,
        "amount": text_of(line.amount, org.digits),
        "matched": len(made.matches),
        "journal_id": made.journal_id,
        "business_date": None if made.posted_on is None else made.posted_on.isoformat(),
        "late": made.posted_on is not None and made.posted_on != line.date,
    }


def _noon(day: date) -> str:
    """Return the instant that stands for a day given without a time."""
    return datetime.combine(day, time(12), UTC).isoformat()
