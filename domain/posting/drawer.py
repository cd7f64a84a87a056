"""The drawer of a shift: whose money lies in it, what must be in it, and where money goes that leaves it."""

from domain.pos.closing import Taken, drawer_method
from domain.pos.shift_errors import SameAccountError
from domain.posting.effects import Effects
from domain.posting.errors import ControlAccountError, UnknownAccountError, UnknownShiftError
from domain.posting.facts import Claimed, OrgFacts, Terminal
from domain.posting.journals import CONTROL_ROLES
from domain.posting.tills import Shift
from domain.posting.wants import Wants

# Beside what stock documents keep: what these come to is kept one by one for each card, deposit, customer and transfer.
CLOSED_TO_CASH = (
    *CONTROL_ROLES,
    *("stock_in_transit", "receivable", "gift_card", "store_credit", "customer_deposits"),
)


def want_shift(operation: Claimed, wants: Wants) -> None:
    """Want the shift that an operation is about, its terminal, and what it has taken."""
    key = (operation.org_id, operation.subject_id)
    wants.shifts.add(key)
    wants.tills_of_shifts.add(key)
    wants.taken.add(key)


def want_counterpart(operation: Claimed, code: str | None, wants: Wants) -> None:
    """Want the account that money comes from or goes to, if it is named."""
    if code is not None:
        wants.accounts.add((operation.org_id, code))


def known_shift(operation: Claimed, org: OrgFacts) -> tuple[Shift, Terminal]:
    """Return the shift that an operation is about, open or closed, and its terminal. Raises `UnknownShiftError`."""
    shift = org.shifts.get(operation.subject_id)
    if shift is None:
        raise UnknownShiftError.at("shift_id")
    return shift, org.terminals[shift.terminal_id]


def drawer_of(org: OrgFacts) -> str:
    """Return the code of the method whose money lies in the drawer. Raises `NoDrawerError`."""
    return drawer_method({code: (method.kind, method.active) for code, method in org.methods.items()})


def counterpart(org: OrgFacts, code: str | None, drawer: str, location_id: str, *, path: str) -> str:
    """Return the account on the other side: the one with this code, the location's safe where none is named.

    Raises `UnknownAccountError`, `ControlAccountError`, `SameAccountError`, `AccountRoleMissingError`.
    """
    if code is None:
        account_id = org.account("safe", location_id)
    else:
        found, active = org.accounts.get(code, (None, False))
        if found is None or not active:
            raise UnknownAccountError.at(path)
        account_id = found
    if account_id in org.controlled or account_id in org.accounts_of(CLOSED_TO_CASH):
        raise ControlAccountError.at(path)
    if account_id == drawer:
        raise SameAccountError.at(path)
    return account_id


def taken_so_far(shift: Shift, org: OrgFacts, effects: Effects) -> Taken:
    """Return what a shift has taken: what was loaded, and what this very batch has counted before."""
    taken = dict(shift.taken)
    for (org_id, shift_id, supplement, measure, code), (number, amount) in effects.shift_totals.items():
        if shift_id == shift.id and org_id == org.id and not supplement:
            before = taken.get((measure, code), (0, 0))
            taken[measure, code] = (before[0] + number, before[1] + amount)
    return taken
