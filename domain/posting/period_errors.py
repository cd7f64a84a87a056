"""Why a close or a reopening of a period or a fiscal year is rejected."""

from domain.core.errors import DomainError


class PeriodAlreadyClosedError(DomainError):
    """The period is closed already, by itself or with a later one."""

    code = "accounting.period_already_closed"


class PeriodNotClosedError(DomainError):
    """The period is not closed for this module."""

    code = "accounting.period_not_closed"


class EarlierPeriodOpenError(DomainError):
    """Periods are closed in order, and an earlier one with balances is still open."""

    code = "accounting.earlier_period_open"


class LaterPeriodClosedError(DomainError):
    """Periods are reopened from the last one backwards, and a close that holds more or later stands."""

    code = "accounting.later_period_closed"


class PeriodAheadError(DomainError):
    """The period begins after the end of the current fiscal year."""

    code = "accounting.period_ahead"


class PeriodInClosedYearError(DomainError):
    """The period lies in a closed fiscal year; reopen that first."""

    code = "accounting.period_in_closed_year"


class YearAlreadyClosedError(DomainError):
    """The fiscal year is closed already, by itself or with a later one."""

    code = "accounting.year_already_closed"


class YearNotClosedError(DomainError):
    """The fiscal year is not closed."""

    code = "accounting.year_not_closed"


class PeriodsOpenError(DomainError):
    """A month of the fiscal year is still open; all of them are closed first, each as a whole."""

    code = "accounting.periods_open"


class EarlierYearOpenError(DomainError):
    """Fiscal years are closed in order, and an earlier one with balances is still open."""

    code = "accounting.earlier_year_open"


class LaterYearClosedError(DomainError):
    """Fiscal years are reopened from the last one backwards."""

    code = "accounting.later_year_closed"
