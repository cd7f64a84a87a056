"""What accounts took in any spans of days, by whatever location: from balances of months and totals of days.

No line of a journal is read, so the number of sales does not matter. Whole months come from `acct.balances`, which
posting keeps; a part of a month from the totals of its days and what is not rolled up yet (`domain.summaries`), from
the side of the month with less to read. So for today nothing is read but what is dated later, and of what is not rolled
up only the lines of the days that are asked for. All of it is of one moment where the transaction is.

The journals of a year's close are left out where it is asked: they move a year's result to equity, and are none of the
result itself.
"""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from domain.core.clock import month_after, month_of
from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.ids import NIL
from domain.org.profile import profile_of
from domain.reports.ledger.spans import ONE_DAY, Span
from domain.summaries.facts import DAY_TOTALS, ledger_tail, ledger_tail_of_days

Taken = tuple[int, int]
"""Debit and credit in minor units."""
ByAccount = dict[UUID, Taken]

LOCATION = "SELECT FROM inv.locations WHERE org_id = %(org_id)s AND id = %(location_id)s"
YEAR_CLOSES = ("year_close", "year_reopen")

MONTHS = """
SELECT width_bucket(b.period, %(cuts)s::date[]), b.account_id, sum(b.debit)::bigint, sum(b.credit)::bigint
FROM acct.balances b
WHERE b.org_id = %(org_id)s AND b.period < %(until)s AND b.period >= %(since)s
    AND (%(location_id)s::uuid IS NULL OR b.location_id = %(location_id)s)
GROUP BY 1, 2
"""
DAYS = f"""
WITH {{tail}}
SELECT d.business_date, d.account_id, sum(d.debit)::bigint, sum(d.credit)::bigint
FROM {DAY_TOTALS.live()} d
WHERE ({{days}}) AND (%(location_id)s::uuid IS NULL OR d.location_id = %(location_id)s)
GROUP BY 1, 2
"""
# What is not rolled up is dated today, most of it.
NOT_ROLLED_UP = """
SELECT coalesce(sum(k.last_number - coalesce(m.number, 0)), 0)::bigint
FROM acct.books k LEFT JOIN acct.summary_marks m ON m.org_id = %(org_id)s AND m.book = k.code
WHERE k.org_id = %(org_id)s
"""
JOURNALS_LIKE_A_DAY = 200
"""So many journals that are not rolled up take about as long to read as the totals of a day."""
# The few journals that closed or reopened a year are known by their closings; each line is found by key.
CLOSES = f"""
SELECT j.business_date, l.account_id, l.debit, l.credit
FROM (SELECT c.journal_id FROM acct.closings c WHERE c.org_id = %(org_id)s AND c.journal_id IS NOT NULL OFFSET 0) c
CROSS JOIN LATERAL (
    SELECT x.id, x.business_date, x.source_type FROM acct.journals x
    WHERE x.org_id = %(org_id)s AND x.id = c.journal_id OFFSET 0
) j
CROSS JOIN LATERAL (
    SELECT x.account_id, x.location_id, x.debit, x.credit FROM acct.journal_lines x
    WHERE x.org_id = %(org_id)s AND x.journal_id = j.id OFFSET 0
) l
WHERE j.source_type = ANY (%(kinds)s)
    AND (%(location_id)s::uuid IS NULL OR coalesce(l.location_id, '{NIL}') = %(location_id)s)
"""


def taken(
    uow: UnitOfWork,
    *,
    org_id: UUID,
    location_id: UUID | None,
    spans: Sequence[Span] = (),
    results: Sequence[Span] = (),
) -> list[ByAccount]:
    """Return for each span what each account took in it, in minor units; accounts that took nothing are left out.

    `results` are spans too, and come after `spans`: in them the closes of years are left out. `location_id`: what was
    posted at one location, the nil UUID what was posted at none; None means all of it. **Raises** `NotFoundError` for
    a location that is not there: its books would be empty, and look like those of one that sold nothing.
    """
    _known(uow, org_id=org_id, location_id=location_id)
    every = [*spans, *results]
    points = {span.last for span in every} | {span.first - ONE_DAY for span in every if span.first is not None}
    upto = _upto(
        uow,
        org_id=org_id,
        points=sorted(points),
        location_id=location_id,
        # What was before the first day of all does not matter where every span begins on some day.
        from_beginning=any(span.first is None for span in every),
    )
    found = [_within(upto, span) for span in spans]
    if results:
        _leave_out(upto, _closes(uow, org_id=org_id, location_id=location_id))
    return found + [_within(upto, span) for span in results]


def _known(uow: UnitOfWork, *, org_id: UUID, location_id: UUID | None) -> None:
    if location_id in (None, NIL):
        return
    if uow.driver.execute(LOCATION, {"org_id": org_id, "location_id": location_id}).fetchone() is None:
        raise NotFoundError


def _upto(
    uow: UnitOfWork, *, org_id: UUID, points: Sequence[dt.date], location_id: UUID | None, from_beginning: bool
) -> dict[dt.date, ByAccount]:
    """Return what accounts took up to and including each of these days, the earliest first."""
    today = profile_of(uow, org_id=org_id).today()
    busy = _like_days(uow, org_id=org_id) if any(_is_before_in_month(day, today) for day in points) else 0
    reached = {day: _reach(day, today, busy) for day in points}
    cuts = sorted({cut for cut, _, _ in reached.values()})
    months = _months(uow, org_id=org_id, cuts=cuts, location_id=location_id, from_beginning=from_beginning)
    parts = [part for _, part, _ in reached.values() if part is not None]
    days = _days(uow, org_id=org_id, parts=parts, today=today, location_id=location_id)
    found: dict[dt.date, ByAccount] = {}
    for day, (cut, part, sign) in reached.items():
        sums: ByAccount = dict(months[cut])
        if part is not None:
            assert part.first is not None
            for one, accounts in days.items():
                if part.first <= one <= part.last:
                    _add(sums, accounts, sign)
        found[day] = sums
    return found


def _reach(day: dt.date, today: dt.date, busy: int) -> tuple[dt.date, Span | None, int]:
    """Return how the end of a day is reached: all months before a cut, plus or minus some days of one month.

    After `today` hardly anything is dated, so today's figures are those of the month, less next to nothing. Today
    itself counts as `busy` days more.
    """
    month, cut = month_of(day), month_after(day)
    end = cut - ONE_DAY
    if day == end:
        return cut, None, 1
    later = max(0, (min(end, today) - day).days) + (busy if _is_before_in_month(day, today) else 0)
    if later <= day.day:
        return cut, Span(day + ONE_DAY, end), -1
    return month, Span(month, day), 1


def _is_before_in_month(day: dt.date, today: dt.date) -> bool:
    return month_of(today) <= day < today


def _like_days(uow: UnitOfWork, *, org_id: UUID) -> int:
    """Return how many days' totals take as long to read as the lines that are not rolled up."""
    row = uow.driver.execute(NOT_ROLLED_UP, {"org_id": org_id}).fetchone()
    assert row is not None
    return int(row[0]) // JOURNALS_LIKE_A_DAY


def _months(
    uow: UnitOfWork, *, org_id: UUID, cuts: Sequence[dt.date], location_id: UUID | None, from_beginning: bool
) -> dict[dt.date, ByAccount]:
    """Return what accounts took in all months before each cut; every balance is read once."""
    given = {
        "org_id": org_id,
        "location_id": location_id,
        "cuts": list(cuts),
        "since": dt.date.min if from_beginning else cuts[0],
        "until": cuts[-1],
    }
    buckets: list[ByAccount] = [{} for _ in cuts]
    for at, account_id, debit, credit in uow.driver.execute(MONTHS, given):
        buckets[at][account_id] = (debit, credit)
    found: dict[dt.date, ByAccount] = {}
    sums: ByAccount = {}
    for cut, bucket in zip(cuts, buckets, strict=True):
        _add(sums, bucket, 1)
        found[cut] = dict(sums)
    return found


def _days(
    uow: UnitOfWork, *, org_id: UUID, parts: Sequence[Span], today: dt.date, location_id: UUID | None
) -> dict[dt.date, ByAccount]:
    """Return what accounts took on each day of some parts of months."""
    found: dict[dt.date, ByAccount] = defaultdict(dict)
    given = {"org_id": org_id, "location_id": location_id}
    for tail, wanted in _read_by(sorted(set(parts), key=_last), today):
        statement = DAYS.replace("{tail}", tail).replace("{days}", wanted.replace("j.", "d."))
        for day, account_id, debit, credit in uow.driver.execute(statement, given):
            found[day][account_id] = (debit, credit)
    return found


def _read_by(parts: Sequence[Span], today: dt.date) -> Iterator[tuple[str, str]]:
    """Yield the tail to read some parts of months with, and the condition on their days `j.business_date`.

    What is dated after today is found by its date: it is little, while most that is not rolled up is of today.
    """
    ahead = [part for part in parts if part.first is not None and part.first > today]
    for part in ahead:
        assert part.first is not None
        yield ledger_tail_of_days(part.first, part.last), _between(part)
    if len(ahead) < len(parts):
        wanted = " OR ".join(_between(part) for part in parts if part not in ahead)
        yield ledger_tail(wanted), wanted


def _between(part: Span) -> str:
    return f"j.business_date BETWEEN '{part.first}' AND '{part.last}'"


def _last(span: Span) -> dt.date:
    return span.last


def _closes(uow: UnitOfWork, *, org_id: UUID, location_id: UUID | None) -> list[tuple[dt.date, UUID, int, int]]:
    given = {"org_id": org_id, "location_id": location_id, "kinds": list(YEAR_CLOSES)}
    return uow.driver.execute(CLOSES, given).fetchall()


def _leave_out(upto: dict[dt.date, ByAccount], closes: Iterable[tuple[dt.date, UUID, int, int]]) -> None:
    """Take the lines of years' closes out of what was taken up to each day."""
    days = sorted(upto)
    for day, account_id, debit, credit in closes:
        for reached in days[bisect_left(days, day) :]:
            _add(upto[reached], {account_id: (debit, credit)}, -1)


def _within(upto: dict[dt.date, ByAccount], span: Span) -> ByAccount:
    sums = dict(upto[span.last])
    if span.first is not None:
        _add(sums, upto[span.first - ONE_DAY], -1)
    return {account_id: sides for account_id, sides in sums.items() if sides != (0, 0)}


def _add(sums: ByAccount, more: ByAccount, sign: int) -> None:
    for account_id, (debit, credit) in more.items():
        old = sums.get(account_id, (0, 0))
        sums[account_id] = (old[0] + sign * debit, old[1] + sign * credit)
