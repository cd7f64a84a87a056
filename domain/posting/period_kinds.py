"""The operation kinds of periods and fiscal years, each with what it needs, what it locks, and what it does."""

from collections.abc import Callable
from typing import Any

from domain.accounting.period_payload import (
    PeriodClose,
    PeriodReopen,
    YearClose,
    YearReopen,
    canonical_period,
    canonical_year,
    subject_of_period,
    subject_of_year,
)
from domain.auth.permissions import Permission
from domain.operations.kinds import OperationKind
from domain.posting.closing import Deferral
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.periods import close_period, reopen_period, want_periods, want_periods_lock
from domain.posting.wants import Wants
from domain.posting.years import close_year, reopen_year, want_year_close, want_year_reopening

Want = Callable[[Claimed, Wants], None]
WantLocks = Callable[[Claimed, OrgFacts, Wants], None]
Post = Callable[[Claimed, OrgFacts, Effects], dict[str, Any] | Deferral]
MANAGE = Permission.ACCOUNTING_PERIODS_MANAGE

PERIOD_CLOSE = OperationKind(
    "period.close",
    MANAGE,
    "period",
    PeriodClose,
    canonical_period,
    harmless_again=True,
    subject_of=subject_of_period,
)
PERIOD_REOPEN = OperationKind(
    "period.reopen",
    MANAGE,
    "period",
    PeriodReopen,
    canonical_period,
    harmless_again=True,
    subject_of=subject_of_period,
)
YEAR_CLOSE = OperationKind(
    "year.close", MANAGE, "fiscal_year", YearClose, canonical_year, harmless_again=True, subject_of=subject_of_year
)
YEAR_REOPEN = OperationKind(
    "year.reopen", MANAGE, "fiscal_year", YearReopen, canonical_year, harmless_again=True, subject_of=subject_of_year
)

PERIOD_KINDS: tuple[tuple[OperationKind, Want, WantLocks, Post], ...] = (
    (PERIOD_CLOSE, want_periods, want_periods_lock, close_period),
    (PERIOD_REOPEN, want_periods, want_periods_lock, reopen_period),
    (YEAR_CLOSE, want_year_close, want_periods_lock, close_year),
    (YEAR_REOPEN, want_year_reopening, want_periods_lock, reopen_year),
)
