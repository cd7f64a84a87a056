"""Lines of accounts, by days: what a page of the general ledger reads, and what its file streams."""

# ruff: noqa: S608 - every statement is built from constants.

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.core.db import UnitOfWork
from domain.core.ids import NIL
from domain.reports.ledger.spans import Span
from domain.reports.tables import Cell
from domain.summaries.facts import DAY_TOTALS, ledger_tail

ROWS_AT_ONCE = 2_000
# Lines of some days that are found one by one in no time, and how many there are for one that is rare among them.
MANY_LINES = 100_000
RARE_BELOW = 2_000
FEW_JOURNALS = 500

Key = tuple[dt.date, str, int, int]
"""Business date, book, number and line: the order of lines, and the place of one."""

HERE = f"(%(location_id)s::uuid IS NULL OR coalesce(l.location_id, '{NIL}') = %(location_id)s)"
DAYS = f"""
WITH {ledger_tail("j.business_date BETWEEN %(first)s AND %(last)s")}
SELECT d.account_id, d.business_date, sum(d.debit)::bigint, sum(d.credit)::bigint, sum(d.lines)::bigint
FROM {DAY_TOTALS.live()} d
WHERE d.account_id = ANY (%(account_ids)s) AND d.business_date BETWEEN %(first)s AND %(last)s
    AND (%(location_id)s::uuid IS NULL OR d.location_id = %(location_id)s)
GROUP BY 1, 2 ORDER BY 1, 2
"""
TOTALS = """
SELECT coalesce(sum(d.lines), 0)::bigint,
    (SELECT coalesce(sum(b.last_number), 0)::bigint FROM acct.books b WHERE b.org_id = %(org_id)s)
FROM acct.day_totals d WHERE d.org_id = %(org_id)s AND d.business_date = ANY (%(days)s::date[])
"""
_AFTER = """(%(after_day)s::date IS NULL OR (j.business_date, j.book, j.number, l.line_no)
        > (%(after_day)s, %(after_book)s, %(after_number)s, %(after_line)s))"""
_COLUMNS = """j.business_date, j.book, j.number, l.line_no, j.id, j.source_type, j.source_id,
    j.memo, l.memo, l.location_id, l.debit, l.credit, l.account_id"""
_JOURNAL = "x.id, x.business_date, x.book, x.number, x.source_type, x.source_id, x.memo"
_LINE = "x.journal_id, x.account_id, x.line_no, x.memo, x.location_id, x.debit, x.credit"
# Journals by their date, the first so many of them, and then the lines of each by key, until the page is full. OFFSET 0
# keeps a young table's planner from reading all lines instead.
PAGE = f"""
SELECT {_COLUMNS}
FROM (
    SELECT y.* FROM unnest(%(days)s::date[]) AS d (day)
    CROSS JOIN LATERAL (
        SELECT {_JOURNAL} FROM acct.journals x WHERE x.org_id = %(org_id)s AND x.business_date = d.day OFFSET 0
    ) y
    WHERE %(after_day)s::date IS NULL
        OR (y.business_date, y.book, y.number) >= (%(after_day)s, %(after_book)s, %(after_number)s)
    ORDER BY y.business_date, y.book, y.number LIMIT %(journals)s
) j
CROSS JOIN LATERAL (
    SELECT {_LINE} FROM acct.journal_lines x
    WHERE x.org_id = %(org_id)s AND x.journal_id = j.id AND x.account_id = %(account_id)s OFFSET 0
) l
WHERE {HERE} AND {_AFTER}
ORDER BY j.business_date, j.book, j.number, l.line_no
LIMIT %(most)s
"""
# A few lines among very many of the same days: all lines are read once, which is less than as many look-ups.
RARE = f"""
SELECT {_COLUMNS}
FROM (
    SELECT {_LINE} FROM acct.journal_lines x
    WHERE x.org_id = %(org_id)s AND x.account_id = %(account_id)s AND x.business_date = ANY (%(days)s::date[]) OFFSET 0
) l
CROSS JOIN LATERAL (
    SELECT {_JOURNAL} FROM acct.journals x WHERE x.org_id = %(org_id)s AND x.id = l.journal_id OFFSET 0
) j
WHERE {HERE} AND {_AFTER}
ORDER BY j.business_date, j.book, j.number, l.line_no
LIMIT %(most)s
"""
WHOLE = f"""
SELECT j.business_date, j.book, j.number, l.line_no, j.id, j.source_type, j.source_id, j.memo, l.memo,
    coalesce((SELECT p.code FROM inv.locations p WHERE p.org_id = %(org_id)s AND p.id = l.location_id)::text, ''),
    l.debit, l.credit, l.account_id
FROM acct.journals j
JOIN acct.journal_lines l ON l.org_id = %(org_id)s AND l.journal_id = j.id
JOIN acct.chart_of_accounts a ON a.org_id = %(org_id)s AND a.id = l.account_id
WHERE j.org_id = %(org_id)s AND {{days}} AND (%(account_id)s::uuid IS NULL OR l.account_id = %(account_id)s)
    AND {HERE}
ORDER BY a.code, j.business_date, j.book, j.number, l.line_no
"""


@dataclass(frozen=True, slots=True)
class DayOf:
    """What one account took on one day, in how many lines."""

    date: dt.date
    debit: int
    credit: int
    lines: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of an account; the location is an id, or its code in a file."""

    date: dt.date
    book: str
    number: int
    line_no: int
    journal_id: UUID
    source_type: str
    source_id: UUID
    memo: str
    line_memo: str | None
    location_id: UUID | str | None
    debit: int
    credit: int
    account_id: UUID

    def cells(self) -> tuple[Cell, ...]:
        """Return the cells from the date to the credit."""
        return (
            self.date,
            self.book,
            self.number,
            self.journal_id,
            self.line_no,
            self.source_type,
            self.source_id,
            self.memo,
            self.line_memo,
            self.location_id,
            self.debit,
            self.credit,
        )


def days_of(
    uow: UnitOfWork, *, org_id: UUID, span: Span, location_id: UUID | None, account_ids: Sequence[UUID]
) -> dict[UUID, list[DayOf]]:
    """Return by account the days of a span on which it has lines, in order."""
    found: dict[UUID, list[DayOf]] = defaultdict(list)
    if not account_ids:
        return found
    given = {
        "org_id": org_id,
        "location_id": location_id,
        "account_ids": list(account_ids),
        "first": span.first,
        "last": span.last,
    }
    for account_id, *day in uow.driver.execute(DAYS, given):
        found[account_id].append(DayOf(*day))
    return found


def lines_of(
    uow: UnitOfWork,
    *,
    org_id: UUID,
    account_id: UUID,
    location_id: UUID | None,
    days: Sequence[DayOf],
    after: Key | None,
    most: int,
) -> list[LedgerRow]:
    """Return at most so many lines of one account on these days, in order, after one of them."""
    if not days:
        return []
    day, book, number, line_no = after or (None, None, None, None)
    given: dict[str, Any] = {
        "org_id": org_id,
        "account_id": account_id,
        "location_id": location_id,
        "days": [one.date for one in days],
        "after_day": day,
        "after_book": book,
        "after_number": number,
        "after_line": line_no,
        "most": most,
    }
    lines, journals = _sizes(uow, org_id=org_id, days=days)
    mine = sum(one.lines for one in days)
    if lines > MANY_LINES and lines > journals and lines > RARE_BELOW * mine:
        return _read(uow, RARE, given)
    # A journal has two lines and more, so these are twice as many as are likely to fill the page.
    likely = FEW_JOURNALS + lines * most // max(1, mine)
    found = _read(uow, PAGE, given | {"journals": likely})
    # Where the account's lines stand together at the end of the days, some were not among those.
    return found if len(found) in {most, mine} else _read(uow, PAGE, given | {"journals": None})


def _read(uow: UnitOfWork, statement: str, given: dict[str, Any]) -> list[LedgerRow]:
    return [LedgerRow(*row) for row in uow.driver.execute(statement, given)]


def _sizes(uow: UnitOfWork, *, org_id: UUID, days: Sequence[DayOf]) -> tuple[int, int]:
    """Return how many lines these days have on all accounts, and how many journals there are at all; about."""
    given = {"org_id": org_id, "days": [one.date for one in days]}
    row = uow.driver.execute(TOTALS, given).fetchone()
    assert row is not None
    return row[0], row[1]


def stream_lines(
    uow: UnitOfWork, *, org_id: UUID, span: Span, location_id: UUID | None, account_id: UUID | None
) -> Iterator[LedgerRow]:
    """Yield the lines of one account or of all, by account, date, book and number, as the server gives them."""
    given: dict[str, Any] = {
        "org_id": org_id,
        "account_id": account_id,
        "location_id": location_id,
        "first": span.first,
        "last": span.last,
        "days": [],
    }
    which = "j.business_date BETWEEN %(first)s AND %(last)s"
    if account_id is not None:
        days = days_of(uow, org_id=org_id, span=span, location_id=location_id, account_ids=[account_id])
        given["days"] = [day.date for day in days[account_id]]
        which = "j.business_date = ANY (%(days)s::date[])"
    with uow.driver.cursor(name="general_ledger") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(WHOLE.replace("{days}", which), given)
        for row in cursor:
            yield LedgerRow(*row)
