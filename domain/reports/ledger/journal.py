"""The journal: every journal with its lines, in the order of business dates, books and numbers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import msgspec

from domain.accounting.schemas import Source
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.core.paging import CursorInvalid, PageRequest, cursor_of
from domain.org.profile import profile_of
from domain.reports.ledger.schemas import JournalEntry, JournalEntryLine, JournalReport
from domain.reports.ledger.spans import Span, asked_span
from domain.reports.tables import Column, Kind, Row, Table, heading_of

TITLE = "Journal"
ROWS_AT_ONCE = 1_000
EMPTY = "[]"
KEY_PARTS = 3
COLUMNS = (
    Column("date", "Date", Kind.DATE),
    Column("book", "Book"),
    Column("number", "Number", Kind.INTEGER),
    Column("journal_id", "Journal"),
    Column("meant_for", "Meant for", Kind.DATE),
    Column("source_type", "Source"),
    Column("source_id", "Document"),
    Column("memo", "Memo"),
    Column("line_no", "Line", Kind.INTEGER),
    Column("account", "Account"),
    Column("name", "Name"),
    Column("location", "Location"),
    Column("debit", "Debit", Kind.MONEY),
    Column("credit", "Credit", Kind.MONEY),
    Column("line_memo", "Line memo"),
)

# By date from the index, then by book and number within a day; lines by key for the journals of the page alone.
JOURNALS = """
SELECT j.business_date, j.book, j.number, j.id, j.original_date, j.source_type, j.source_id, j.memo, j.reverses_id,
    (SELECT json_agg(json_build_array(
        l.line_no, a.code, a.name, l.location_id,
        (SELECT p.code FROM inv.locations p WHERE p.org_id = %(org_id)s AND p.id = l.location_id),
        l.debit, l.credit, l.memo
    ) ORDER BY l.line_no)::text
    FROM acct.journal_lines l
    JOIN acct.chart_of_accounts a ON a.org_id = %(org_id)s AND a.id = l.account_id
    WHERE l.org_id = %(org_id)s AND l.journal_id = j.id)
FROM (
    SELECT * FROM acct.journals x
    WHERE x.org_id = %(org_id)s AND x.business_date BETWEEN %(first)s AND %(last)s
        AND (%(book)s::text IS NULL OR x.book = %(book)s)
        AND (%(after_book)s::text IS NULL
            OR (x.business_date, x.book, x.number) > (%(first)s, %(after_book)s, %(after_number)s))
    ORDER BY x.business_date, x.book, x.number
    LIMIT %(most)s
) j
ORDER BY j.business_date, j.book, j.number
"""

_decode = msgspec.json.Decoder(list[tuple[int, str, str, UUID | None, str | None, int, int, str | None]]).decode


@dataclass(frozen=True, slots=True)
class JournalSpan:
    """What is asked for."""

    span: Span
    book: str | None
    digits: int


def journal_span(
    uow: UnitOfWork, ctx: OrgContext, *, since: dt.date | None, until: dt.date | None, book: str | None
) -> JournalSpan:
    """Return what is asked for: the month to date by default, of all books.

    **Raises** `InvalidError` for days that no journal can bear, or a span that ends before it begins.
    """
    span = asked_span(uow, org_id=ctx.org_id, since=since, until=until)
    return JournalSpan(span, book, profile_of(uow, org_id=ctx.org_id).digits)


def journal_view(uow: UnitOfWork, ctx: OrgContext, asked: JournalSpan, *, paging: PageRequest) -> JournalReport:
    """Return one page of journals with their lines. **Raises** `CursorInvalid`."""
    given = _given(ctx.org_id, asked, most=paging.limit + 1) | _after(paging)
    rows = uow.driver.execute(JOURNALS, given).fetchall()
    shown, last = rows[: paging.limit], rows[paging.limit - 1 : paging.limit]
    return JournalReport(
        since=asked.span.first,
        until=asked.span.last,
        book=asked.book,
        journals=[_entry(row, asked.digits) for row in shown],
        next_cursor=cursor_of(*last[0][:KEY_PARTS]) if len(rows) > paging.limit else None,
    )


def journal_table(uow: UnitOfWork, ctx: OrgContext, asked: JournalSpan) -> Table:
    """Return all of it as a table, a row per line."""
    span = asked.span
    of_book = f" – {asked.book}" if asked.book else ""
    return Table(
        name=f"journal-{span.first}-{span.last}",
        heading=heading_of(uow, org_id=ctx.org_id, title=TITLE, period=f"{span.first} – {span.last}{of_book}"),
        columns=COLUMNS,
        rows=_rows(uow, ctx.org_id, asked),
    )


def _given(org_id: UUID, asked: JournalSpan, *, most: int | None) -> dict[str, object]:
    return {
        "org_id": org_id,
        "first": asked.span.first,
        "last": asked.span.last,
        "book": asked.book,
        "after_book": None,
        "after_number": None,
        "most": most,
    }


def _after(paging: PageRequest) -> dict[str, object]:
    """Return what a cursor adds to the question. **Raises** `CursorInvalid`."""
    key = paging.key(parts=KEY_PARTS)
    if key is None:
        return {}
    try:
        return {"first": dt.date.fromisoformat(key[0]), "after_book": key[1], "after_number": int(key[2][:20])}
    except ValueError as error:
        raise CursorInvalid.at("cursor") from error


def _rows(uow: UnitOfWork, org_id: UUID, asked: JournalSpan) -> Iterator[Row]:
    with uow.driver.cursor(name="journal") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(JOURNALS, _given(org_id, asked, most=None))
        for day, book, number, journal_id, original, source_type, source_id, memo, _, lines in cursor:
            head = (day, book, number, journal_id, original or day, source_type, source_id, memo)
            for line_no, account, name, _, location, debit, credit, line_memo in _decode(lines or EMPTY):
                yield (*head, line_no, account, name, location, debit, credit, line_memo)
            if lines is None:
                # A sale of nothing has its number all the same: no number is missing.
                yield (*head, *(None,) * (len(COLUMNS) - len(head)))


def _entry(row: tuple[object, ...], digits: int) -> JournalEntry:
    day, book, number, journal_id, original, source_type, source_id, memo, reverses_id, lines = row
    return JournalEntry.model_validate(
        {
            "id": journal_id,
            "book": book,
            "number": number,
            "date": original or day,
            "business_date": day,
            "memo": memo,
            "source": Source.model_validate({"type": source_type, "id": source_id}),
            "reverses_id": reverses_id,
            "lines": [
                JournalEntryLine(
                    line_no=line_no,
                    account=account,
                    name=name,
                    debit=text_of(debit, digits),
                    credit=text_of(credit, digits),
                    location_id=location_id,
                    memo=line_memo,
                )
                for line_no, account, name, location_id, _, debit, credit, line_memo in _decode(str(lines or EMPTY))
            ],
        }
    )
