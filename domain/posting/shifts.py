"""`shift.open` and `shift.close`: a till's cash session, from its float to its count."""

from typing import Any

from domain.accounting.entries import Entry
from domain.accounting.modules import MONEY
from domain.core.money import text_of
from domain.pos.closing import TenderCount, arrived, count_tenders, expected_tenders
from domain.pos.shift_errors import ShiftClosedError, ShiftOpenError
from domain.pos.shift_payload import SAFE
from domain.posting.drawer import counterpart, drawer_of, known_shift, taken_so_far, want_counterpart, want_shift
from domain.posting.effects import Effects
from domain.posting.errors import UnknownPaymentMethodError
from domain.posting.facts import Claimed, OrgFacts, Terminal
from domain.posting.naming import number
from domain.posting.priced_sale import terminal_of
from domain.posting.sales import book_of, want_till
from domain.posting.tenders import account_of
from domain.posting.tills import Shift
from domain.posting.wants import Wants


def want_opening(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to open this shift."""
    key = (operation.org_id, operation.content["terminal_id"])
    wants.terminals.add(key)
    wants.opening.add(key)
    if operation.content.get("float_from") != SAFE:
        want_counterpart(operation, operation.content.get("float_from"), wants)


def want_opening_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to open this shift: the terminal's numbers, and the book."""
    terminal = org.terminals.get(operation.content["terminal_id"])
    if terminal is not None:
        # What moves or closes the shift in this very batch must know where it is before it is.
        org.tills_of_shifts[operation.id] = terminal.id
        want_till(org, terminal, wants)


def open_shift(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Open a shift; the float moves in the books only where it is said where it came from.

    Raises `UnknownTerminalError`, `ShiftOpenError`, `NoDrawerError`, `UnknownAccountError`, `ControlAccountError`,
    `SameAccountError`, `AccountRoleMissingError`, `PeriodClosedError`.
    """
    content = operation.content
    terminal = terminal_of(content, org)
    if terminal.id in org.open_shifts:
        raise ShiftOpenError.at("terminal_id", f"Its open shift is {org.open_shifts[terminal.id]}.")
    at = terminal.location_id
    drawer = account_of(org, org.methods[drawer_of(org)], at)
    opening_float = number(content["float"])
    entry = Entry()
    if "float_from" in content:
        source = None if content["float_from"] == SAFE else content["float_from"]
        entry.credit(counterpart(org, source, drawer, at, path="float_from"), at, opening_float)
        entry.debit(drawer, at, opening_float)
    dating = org.dating(operation.occurred_at, MONEY)
    numbers = org.receipts[terminal.id]
    shift = Shift(operation.id, terminal.id, terminal.location_id, numbers.next_shift(), True, opening_float)
    org.shifts[shift.id], org.open_shifts[terminal.id] = shift, shift.id
    journal_id = effects.journal(
        org,
        entry,
        book=book_of(terminal),
        memo=f"Shift {terminal.code} {shift.number} opened",
        source=("shift_open", operation.id),
        dating=dating,
    )
    day = dating.business_date.isoformat()
    place = (org.id, shift.id, terminal.id, terminal.location_id, shift.number, opening_float)
    effects.shifts_opened.append((*place, dating.occurred_at, day, journal_id, numbers.last + 1, content.get("note")))
    effects.audit(operation, after={"shift_id": shift.id, "number": shift.number, "float": content["float"]})
    return {
        "shift_id": shift.id,
        "number": shift.number,
        "terminal_id": terminal.id,
        "location_id": terminal.location_id,
        "float": content["float"],
        "journal_id": journal_id,
        "business_date": day,
    }


def want_close(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to close this shift: itself, its terminal and its totals, but none of its sales."""
    want_shift(operation, wants)


def want_close_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked to close this shift: the terminal's numbers, and the book."""
    terminal_id = org.tills_of_shifts.get(operation.subject_id)
    if terminal_id is not None:
        want_till(org, org.terminals[terminal_id], wants)


def close_shift(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Close a shift: draw its Z number, compare what was counted with what was taken, post the difference.

    A close is final. What comes for the shift afterwards is posted as its supplement.
    Raises `UnknownShiftError`, `ShiftClosedError`, `UnknownPaymentMethodError`, `CashNotCountedError`,
    `CountBelowZeroError`, `NoDrawerError`, `AccountRoleMissingError`, `PeriodClosedError`.
    """
    content = operation.content
    shift, terminal = known_shift(operation, org)
    if not shift.open:
        raise ShiftClosedError.at("shift_id")
    taken = taken_so_far(shift, org, effects)
    counted = {one["method"]: number(one["amount"]) for one in content["counted"]}
    for at, one in enumerate(content["counted"]):
        if one["method"] not in org.methods:
            raise UnknownPaymentMethodError.at(f"counted.{at}.method")
    expected = expected_tenders(taken, opening_float=shift.opening_float, drawer=drawer_of(org))
    tenders = count_tenders(expected, counted, {code: method.kind for code, method in org.methods.items()})
    entry = _variance(org, terminal, tenders)
    dating = org.dating(operation.occurred_at, MONEY)
    numbers = org.receipts[terminal.id]
    z_number = numbers.next_z()
    journal_id = effects.journal(
        org,
        entry,
        book=book_of(terminal),
        memo=f"Shift {terminal.code} {shift.number} closed, Z {z_number}",
        source=("shift_close", operation.id),
        dating=dating,
    )
    shift.open = False
    org.open_shifts.pop(terminal.id, None)
    manifest = _manifest(content.get("manifest"), arrived(taken))
    variance = sum(tender.booked for tender in tenders)
    effects.shifts_closed.append(
        (
            org.id,
            shift.id,
            operation.id,
            dating.occurred_at,
            z_number,
            [(tender.method, tender.kind, tender.expected, tender.counted) for tender in tenders],
            variance,
            manifest,
            journal_id,
            numbers.last,
            numbers.grand_total,
            content.get("note"),
        )
    )
    effects.audit(
        operation, after={"shift_id": shift.id, "z_number": z_number, "variance": text_of(variance, org.digits)}
    )
    return _result(shift, z_number, journal_id, tenders, manifest, org.digits) | {
        "business_date": dating.business_date.isoformat()
    }


def _variance(org: OrgFacts, terminal: Terminal, tenders: list[TenderCount]) -> Entry:
    """Return the journal of a close: each tender's difference against over and short."""
    entry, at = Entry(), terminal.location_id
    for tender in tenders:
        if tender.booked:
            entry.debit(account_of(org, org.methods[tender.method], at), at, tender.booked)
            entry.credit(org.account("cash_over_short", at), at, tender.booked)
    return entry


def _manifest(given: dict[str, Any] | None, here: tuple[int, int]) -> dict[str, int] | None:
    if given is None:
        return None
    return {
        "sales": given["sales"],
        "total": number(given["total"]),
        "arrived_sales": here[0],
        "arrived_total": here[1],
    }


def _result(  # noqa: PLR0917 - what was decided, side by side
    shift: Shift,
    z_number: int,
    journal_id: str,
    tenders: list[TenderCount],
    manifest: dict[str, int] | None,
    digits: int,
) -> dict[str, Any]:
    def amounts(name: str) -> list[dict[str, str]]:
        return [{"method": tender.method, "amount": text_of(getattr(tender, name), digits)} for tender in tenders]

    result: dict[str, Any] = {
        "shift_id": shift.id,
        "number": shift.number,
        "z_number": z_number,
        "expected": amounts("expected"),
        "counted": amounts("counted"),
        "variance": amounts("variance"),
        "journal_id": journal_id,
        "manifest": None,
    }
    if manifest is not None:
        result["manifest"] = {
            "sales": manifest["sales"],
            "total": text_of(manifest["total"], digits),
            "arrived_sales": manifest["arrived_sales"],
            "arrived_total": text_of(manifest["arrived_total"], digits),
            "complete": (manifest["sales"], manifest["total"])
            == (manifest["arrived_sales"], manifest["arrived_total"]),
        }
    return result
