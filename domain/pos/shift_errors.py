"""Why what is done with a shift is rejected when it is posted."""

from domain.core.errors import DomainError


class ShiftOpenError(DomainError):
    """The terminal has an open shift; it is closed before the next one is opened."""

    code = "pos.shift_open"


class ShiftClosedError(DomainError):
    """The shift has been closed, and a close is final; what comes later is its supplement."""

    code = "pos.shift_closed"


class DrawerShortError(DomainError):
    """The drawer holds less than is to be taken out of it."""

    code = "pos.drawer_short"


class NoDrawerError(DomainError):
    """There is no payment method of the kind cash, so there is no drawer."""

    code = "pos.no_drawer"


class SameAccountError(DomainError):
    """The account is the drawer's own; name where the money came from or went to."""

    code = "pos.same_account"


class CashNotCountedError(DomainError):
    """Cash is expected in the drawer, and was not counted."""

    code = "pos.cash_not_counted"


class CountBelowZeroError(DomainError):
    """Nobody counts less than nothing in a drawer."""

    code = "pos.count_below_zero"
