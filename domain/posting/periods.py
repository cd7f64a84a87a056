"""`period.close` and `period.reopen`: from when on a month takes nothing more, without a lock that a sale would meet.

A close is carried out in steps, each a transaction of its own; between them the operation stays pending.

1. It waits until everything that was accepted before it has ended, in whatever lane.
2. It marks the month. Every batch that loads from that commit on takes the month as closed.
3. It waits for the batches that loaded before: each has drawn its transaction id before it loaded, and this step
   belongs to a transaction that began after the mark was committed, so that they are all older than it is; it notes its
   own id as the barrier. Once no transaction older than the barrier is under way, nothing can come into the month any
   more, and what is in it is committed: it is closed, with the figures of that moment.

That a step began after the one before it was committed is certain, not likely: a step is written only if the operation
lies where it lay when it was claimed, and the step before has moved it. (The snapshot's xmax would not do as a barrier:
transactions beyond it may be under way already.) A worker that dies between two steps leaves a pending operation, which
the sweep brings back, and at most a mark: late documents are dated behind it. Two closes at once wait for each other in
the order in which they were accepted, as nobody waits for what was accepted later; a mark whose operation failed is
taken over. What waits longest is an operation that fails and is tried again: until it has ended, after the attempts of
the settings, the close waits. A failed one holds nothing up; if it is retried later, its document is late.
"""

from datetime import date, datetime, timedelta
from typing import Any

from domain.accounting.modules import Module
from domain.accounting.period_payload import month_named, name_of
from domain.core import clock
from domain.core.money import text_of
from domain.org.fiscal_years import fiscal_year_of, last_day_of
from domain.posting.closing import Deferral, Periods
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.journals import GENERAL_BOOK
from domain.posting.period_errors import (
    EarlierPeriodOpenError,
    LaterPeriodClosedError,
    PeriodAheadError,
    PeriodAlreadyClosedError,
    PeriodInClosedYearError,
    PeriodNotClosedError,
)
from domain.posting.wants import Wants

SHORTEST_WAIT_MS, LONGEST_WAIT_MS = 20, 1_000


def want_periods(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a close or a reopening."""
    wants.closings.add((operation.org_id, operation.id))


def want_periods_lock(_operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the row that must be locked: the general book's end, which stands for the organization's periods too."""
    wants.books.add((org.id, GENERAL_BOOK))


def close_period(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any] | Deferral:
    """Do the next step of closing a month.

    Raises `PeriodAlreadyClosedError`, `PeriodAheadError`, `EarlierPeriodOpenError`.
    """
    periods = turn(operation, org)
    if isinstance(periods, Deferral):
        return periods
    month, module = _named(operation)
    _check_close(month, module, org, periods)
    row = periods.rows.get((month, module))
    mark = (org.id, month, module, operation.id)
    if row is None or row.closing_id != operation.id:
        effects.closing.marked.append((*mark, None, False))
        return Deferral()
    barrier = row.barrier_xid or periods.xid
    if periods.oldest_xid < barrier:
        if row.barrier_xid is None:
            effects.closing.marked.append((*mark, barrier, False))
        return Deferral(pause_ms(operation))
    effects.closing.marked.append((*mark, barrier, True))
    totals = periods.totals[month]
    effects.closing.closings.append(
        (org.id, operation.id, "period_close", month, module, None, None, totals.debit, totals.credit, totals.profit)
    )
    result = {
        "period": name_of(month),
        "module": module,
        "fiscal_year": fiscal_year_of(month, start=periods.year_start),
        "debit": text_of(totals.debit, org.digits),
        "credit": text_of(totals.credit, org.digits),
        "profit": text_of(totals.profit, org.digits),
    }
    effects.audit(operation, after=result)
    return result


def reopen_period(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any] | Deferral:
    """Let a month take what a module holds again; what follows in this lane is dated into it.

    The result names the modules that still hold the month, closed by themselves before or after.

    Raises `PeriodNotClosedError`, `LaterPeriodClosedError`, `PeriodInClosedYearError`.
    """
    periods = turn(operation, org)
    if isinstance(periods, Deferral):
        return periods
    month, module = _named(operation)
    for later, of in periods.rows:
        if (later > month and of in {module, Module.ALL}) or (later == month and module != of == Module.ALL):
            raise LaterPeriodClosedError.at("period", f"{name_of(later)} is closed ({of}).")
    if (month, module) not in periods.rows:
        raise PeriodNotClosedError.at("period")
    if month <= periods.last_closed_day():
        raise PeriodInClosedYearError.at("period")
    del periods.rows[month, module]
    org.closed.clear()
    for other, of in periods.rows:
        org.close(other, of)
    effects.closing.reopened.append((org.id, month, module))
    effects.closing.closings.append(
        (org.id, operation.id, "period_reopen", month, module, None, None, None, None, None)
    )
    still_closed = sorted(of for other, of in periods.rows if other >= month)
    result = {"period": name_of(month), "module": module, "still_closed": still_closed}
    effects.audit(operation, after=result)
    return result


def turn(operation: Claimed, org: OrgFacts) -> Periods | Deferral:
    """Return what is to be decided over, or how long to wait: for what was accepted before, or for the next batch."""
    periods = org.periods
    assert periods is not None
    if operation.id in periods.waiting:
        return Deferral(pause_ms(operation))
    if periods.taken:
        return Deferral()
    periods.taken = True
    return periods


def pause_ms(operation: Claimed) -> int:
    """Return how long a close waits until it looks again: a part of what it has waited so far, within bounds."""
    waited = clock.now() - datetime.fromisoformat(operation.submitted_at)
    return min(max(waited // timedelta(milliseconds=8), SHORTEST_WAIT_MS), LONGEST_WAIT_MS)


def _named(operation: Claimed) -> tuple[date, str]:
    return month_named(operation.content["period"]), operation.content.get("module", Module.ALL.value)


def _check_close(month: date, module: str, org: OrgFacts, periods: Periods) -> None:
    through = periods.closed_through(module)
    if month <= through:
        raise PeriodAlreadyClosedError.at("period", f"Closed through {name_of(through)}.")
    today = clock.business_date(clock.now(), time_zone=org.time_zone, day_cutoff=org.day_cutoff)
    year = fiscal_year_of(today, start=periods.year_start)
    if month > last_day_of(year, start=periods.year_start):
        raise PeriodAheadError.at("period")
    for earlier in periods.posted:
        if through < earlier < month:
            raise EarlierPeriodOpenError.at("period", f"{name_of(earlier)} is open, and has balances.")
