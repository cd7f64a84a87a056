"""`shift.cash` and `drawer.open`: what happens at the drawer without a sale."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from domain.accounting.entries import Entry
from domain.accounting.modules import MONEY
from domain.core.money import text_of
from domain.pos.closing import in_drawer
from domain.pos.shift_errors import DrawerShortError
from domain.posting.drawer import counterpart, drawer_of, known_shift, taken_so_far, want_counterpart, want_shift
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts, Terminal
from domain.posting.naming import number
from domain.posting.sales import book_of
from domain.posting.tenders import account_of
from domain.posting.tills import Shift
from domain.posting.wants import Wants

MEASURES = MappingProxyType({"paid_in": "cash_in", "paid_out": "cash_out", "drop": "drop"})
MEMOS = MappingProxyType({"paid_in": "Paid in", "paid_out": "Paid out", "drop": "Drop", "drawer_open": "Drawer opened"})


def want_cash(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to move this cash."""
    want_shift(operation, wants)
    want_counterpart(operation, operation.content.get("account"), wants)


def want_drawer(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to note that the drawer was opened."""
    key = (operation.org_id, operation.subject_id)
    wants.shifts.add(key)
    wants.tills_of_shifts.add(key)


def want_drawer_book(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked: the end of the location's book."""
    terminal_id = org.tills_of_shifts.get(operation.subject_id)
    if terminal_id is not None:
        wants.books.add((org.id, book_of(org.terminals[terminal_id])))


def move_cash(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Put cash into the drawer or take it out, against the named account or the safe.

    Never more is taken out of an open shift's drawer than must be in it. After the close it is a supplement: what was
    in the drawer was counted then.
    Raises `UnknownShiftError`, `NoDrawerError`, `UnknownAccountError`, `ControlAccountError`, `SameAccountError`,
    `AccountRoleMissingError`, `DrawerShortError`, `PeriodClosedError`.
    """
    content = operation.content
    shift, terminal = known_shift(operation, org)
    code = drawer_of(org)
    drawer = account_of(org, org.methods[code], terminal.location_id)
    account_id = counterpart(org, content.get("account"), drawer, terminal.location_id, path="account")
    kind, amount = content["kind"], number(content["amount"])
    into = amount if kind == "paid_in" else -amount
    held = in_drawer(taken_so_far(shift, org, effects), opening_float=shift.opening_float, drawer=code)
    if shift.open and into < 0 and held + into < 0:
        raise DrawerShortError.at("amount", f"It holds {text_of(held, org.digits)}.")
    entry = Entry()
    entry.debit(drawer, terminal.location_id, into)
    entry.credit(account_id, terminal.location_id, into)
    result = _post(operation, (shift, terminal), _Moved(kind, MEASURES[kind], amount, account_id, entry), org, effects)
    if shift.open:
        result["in_drawer"] = text_of(held + into, org.digits)
    return result


def open_drawer(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Note that the drawer was opened without a sale. Raises `UnknownShiftError`, `PeriodClosedError`."""
    shift, terminal = known_shift(operation, org)
    return _post(operation, (shift, terminal), _Moved("drawer_open", "drawer_open", 0, None, Entry()), org, effects)


@dataclass(frozen=True, slots=True)
class _Moved:
    """What happened at a drawer; amount in minor units."""

    kind: str
    measure: str
    amount: int
    account_id: str | None
    entry: Entry


def _post(
    operation: Claimed, place: tuple[Shift, Terminal], moved: _Moved, org: OrgFacts, effects: Effects
) -> dict[str, Any]:
    """Write the document with its journal, and count it."""
    shift, terminal = place
    dating = org.dating(operation.occurred_at, MONEY)
    journal_id = effects.journal(
        org,
        moved.entry,
        book=book_of(terminal),
        memo=f"{MEMOS[moved.kind]} {terminal.code}: {operation.content['reason']}",
        source=(operation.kind.replace(".", "_"), operation.id),
        dating=dating,
    )
    day, supplement = dating.business_date.isoformat(), not shift.open
    named = (None, None, moved.account_id, moved.amount, operation.content["reason"], None)
    dated: tuple[Any, ...] = (dating.occurred_at, day, dating.original_date, journal_id, [])
    effects.money_documents.append(
        (org.id, operation.id, moved.kind, terminal.location_id, terminal.id, shift.id, supplement, *named, *dated)
    )
    effects.count(org, shift, moved.measure, "", 1, moved.amount)
    amount = text_of(moved.amount, org.digits)
    effects.audit(
        operation,
        after={"shift_id": shift.id, "kind": moved.kind, "amount": amount, "reason": operation.content["reason"]},
    )
    return {
        "document_id": operation.id,
        "shift_id": shift.id,
        "kind": moved.kind,
        "amount": amount,
        "journal_id": journal_id,
        "business_date": day,
        "supplement": supplement,
    }
