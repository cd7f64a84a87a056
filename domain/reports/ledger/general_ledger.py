"""The general ledger: each account with what it came from, every line on it, and what it came to.

Lines of an account are found without an index on lines, which every sale would have to write: the totals of days
(`domain.summaries`) tell on which days the account has any, and the journals of those days are found by their date. A
page reads the days that it needs and no other.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from uuid import UUID

from domain.accounting.errors import UnknownAccount
from domain.accounting.schemas import AccountType, Source
from domain.core.context import OrgContext
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.core.paging import CursorInvalid, PageRequest, cursor_of
from domain.org.profile import profile_of
from domain.reports.ledger.accounts import Account, read_chart
from domain.reports.ledger.figures import Taken, taken
from domain.reports.ledger.lines import DayOf, Key, LedgerRow, days_of, lines_of, stream_lines
from domain.reports.ledger.schemas import GeneralLedger, GeneralLedgerOfAccount, LedgerAccount, LedgerLine
from domain.reports.ledger.spans import ONE_DAY, Span, asked_span
from domain.reports.tables import Column, Kind, Row, Table, heading_of

TITLE = "General ledger"
# Accounts with lines on one page: each may read another day.
MAX_ACCOUNTS = 10
# An account with lines on every day fills a page within these.
FIRST_DAYS = dt.timedelta(days=30)
KEY_PARTS = 6
COLUMNS = (
    Column("account", "Account"),
    Column("name", "Name"),
    Column("date", "Date", Kind.DATE),
    Column("book", "Book"),
    Column("number", "Number", Kind.INTEGER),
    Column("journal_id", "Journal"),
    Column("line_no", "Line", Kind.INTEGER),
    Column("source_type", "Source"),
    Column("source_id", "Document"),
    Column("memo", "Memo"),
    Column("line_memo", "Line memo"),
    Column("location", "Location"),
    Column("debit", "Debit", Kind.MONEY),
    Column("credit", "Credit", Kind.MONEY),
    Column("balance", "Balance", Kind.MONEY),
)


@dataclass(frozen=True, slots=True)
class Place:
    """After which line a page begins, and the account's balance there; `line` is None at its beginning."""

    account: str
    line: Key | None = None
    balance: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """One account in the days asked for: its balance before them, and what it took in them, in minor units."""

    account: Account
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        """Return the balance after them."""
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class LedgerOf:
    """What is asked for: which days, where, and the accounts that have a balance or lines there, by code."""

    span: Span
    location_id: UUID | None
    digits: int
    one: bool
    movements: tuple[Movement, ...]


def general_ledger(
    uow: UnitOfWork,
    ctx: OrgContext,
    *,
    account: str | None,
    since: dt.date | None,
    until: dt.date | None,
    location_id: UUID | None,
) -> LedgerOf:
    """Return the accounts of the general ledger of the days asked for, the month to date by default, without lines.

    **Raises** `UnknownAccount`, `InvalidError` for days that no journal can bear, or a span that ends before it begins.
    """
    span = asked_span(uow, org_id=ctx.org_id, since=since, until=until)
    assert span.first is not None
    chart = read_chart(uow, org_id=ctx.org_id)
    wanted = [one for one in chart.accounts.values() if account is None or one.code == account]
    if not wanted:
        raise UnknownAccount.at("account")
    eve = Span(None, span.first - ONE_DAY)
    before, within = taken(uow, org_id=ctx.org_id, spans=[eve, span], location_id=location_id)
    return LedgerOf(
        span=span,
        location_id=location_id,
        digits=profile_of(uow, org_id=ctx.org_id).digits,
        one=account is not None,
        movements=tuple(
            _movement(one, before.get(one.id), within.get(one.id))
            for one in wanted
            if account is not None or one.id in before or one.id in within
        ),
    )


def general_ledger_view(
    uow: UnitOfWork, ctx: OrgContext, ledger: LedgerOf, *, paging: PageRequest
) -> GeneralLedger | GeneralLedgerOfAccount:
    """Return one page of lines, by account, date, book and number; of one account in a form of its own.

    **Raises** `CursorInvalid`.
    """
    accounts, following = _page(uow, ctx.org_id, ledger, paging)
    asked = {"since": ledger.span.first, "until": ledger.span.last, "location_id": ledger.location_id}
    if ledger.one:
        shown = {name: getattr(accounts[0], name) for name in LedgerAccount.model_fields}
        return GeneralLedgerOfAccount.model_validate(asked | shown | {"next_cursor": following})
    return GeneralLedger.model_validate(asked | {"accounts": accounts, "next_cursor": following})


def general_ledger_table(uow: UnitOfWork, ctx: OrgContext, ledger: LedgerOf) -> Table:
    """Return all of it as a table: each account's opening, lines and closing."""
    span = ledger.span
    which = f"-{_plain(ledger.movements[0].account.code)}" if ledger.one else ""
    return Table(
        name=f"general-ledger{which}-{span.first}-{span.last}",
        heading=heading_of(uow, org_id=ctx.org_id, title=TITLE, period=f"{span.first} – {span.last}"),
        columns=COLUMNS,
        rows=_rows(uow, ctx.org_id, ledger),
    )


def _plain(code: str) -> str:
    """Return a code as it may stand in the name of a file."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-_") else "_" for sign in code)


def _movement(account: Account, before: Taken | None, within: Taken | None) -> Movement:
    old_debit, old_credit = before or (0, 0)
    debit, credit = within or (0, 0)
    return Movement(account, old_debit - old_credit, debit, credit)


def _page(
    uow: UnitOfWork, org_id: UUID, ledger: LedgerOf, paging: PageRequest
) -> tuple[list[LedgerAccount], str | None]:
    """Return the accounts of one page with their lines, and the cursor of the next one."""
    place = _place(paging)
    codes = [movement.account.code for movement in ledger.movements]
    if place is not None and place.account not in codes:
        raise CursorInvalid.at("cursor")
    first = codes.index(place.account) if place else 0
    following: list[Movement] = []
    with_lines = 0
    for movement in ledger.movements[first:]:
        with_lines += bool(movement.debit or movement.credit)
        if with_lines > MAX_ACCOUNTS:
            break
        following.append(movement)
    room = paging.limit
    days = _days(uow, org_id, ledger, following, place=place, room=room)
    accounts: list[LedgerAccount] = []
    for at, movement in enumerate(following):
        on = place if place and place.line and place.account == movement.account.code else None
        found = _lines(uow, org_id, ledger, movement, days.get(movement.account.id, []), after=on, room=room)
        balances = _running(on.balance if on else movement.opening, found[:room])
        accounts.append(_account(movement, list(zip(found[:room], balances, strict=True)), ledger.digits))
        if len(found) > room:
            return accounts, _cursor(movement.account.code, found[room - 1], balances[-1])
        room -= len(found)
        rest = ledger.movements[first + at + 1 :]
        if rest and (room == 0 or at + 1 == len(following)):
            return accounts, cursor_of(rest[0].account.code, *[""] * (KEY_PARTS - 1))
    return accounts, None


def _days(
    uow: UnitOfWork,
    org_id: UUID,
    ledger: LedgerOf,
    following: Sequence[Movement],
    *,
    place: Place | None,
    room: int,
) -> dict[UUID, list[DayOf]]:
    """Return by account the days that a page reads: the next ones of the first account if they fill it, else all."""

    def read(accounts: Sequence[Account], first: dt.date | None, last: dt.date) -> dict[UUID, list[DayOf]]:
        span, account_ids = Span(first, min(last, ledger.span.last)), [one.id for one in accounts]
        return days_of(uow, org_id=org_id, span=span, location_id=ledger.location_id, account_ids=account_ids)

    moved = [one.account for one in following if one.debit or one.credit]
    line = place.line if place and moved and place.account == moved[0].code else None
    first = line[0] if line else ledger.span.first
    assert first is not None
    found = read(moved[:1], first, first + FIRST_DAYS)
    lines = sum(day.lines for days in found.values() for day in days if line is None or day.date > line[0])
    return found if lines > room else read(moved, ledger.span.first, ledger.span.last)


def _lines(
    uow: UnitOfWork,
    org_id: UUID,
    ledger: LedgerOf,
    movement: Movement,
    days: Sequence[DayOf],
    *,
    after: Place | None,
    room: int,
) -> list[LedgerRow]:
    """Return the next lines of one account: one more than there is room for, if there is one.

    Of the day of the cursor nobody knows how many lines are left, so enough are looked for after it.
    """
    line = after.line if after else None
    wanted: list[DayOf] = []
    known = 0
    for day in days:
        if line is not None and day.date < line[0]:
            continue
        wanted.append(day)
        known += 0 if line is not None and day.date == line[0] else day.lines
        if known > room:
            break
    return lines_of(
        uow,
        org_id=org_id,
        account_id=movement.account.id,
        location_id=ledger.location_id,
        days=wanted,
        after=line,
        most=room + 1,
    )


def _running(opening: int, lines: Sequence[LedgerRow]) -> list[int]:
    """Return the account's balance with each line."""
    return list(accumulate((line.debit - line.credit for line in lines), initial=opening))[1:]


def _account(movement: Movement, lines: Sequence[tuple[LedgerRow, int]], digits: int) -> LedgerAccount:
    return LedgerAccount(
        account=movement.account.code,
        name=movement.account.name,
        type=AccountType(movement.account.type),
        opening=text_of(movement.opening, digits),
        debit=text_of(movement.debit, digits),
        credit=text_of(movement.credit, digits),
        closing=text_of(movement.closing, digits),
        lines=[
            LedgerLine(
                date=line.date,
                journal_id=line.journal_id,
                line_no=line.line_no,
                book=line.book,
                number=line.number,
                source=Source(type=line.source_type, id=line.source_id),
                memo=line.memo,
                line_memo=line.line_memo,
                location_id=line.location_id,
                debit=text_of(line.debit, digits),
                credit=text_of(line.credit, digits),
                balance=text_of(balance, digits),
            )
            for line, balance in lines
        ],
    )


def _place(paging: PageRequest) -> Place | None:
    """Return where a page begins. **Raises** `CursorInvalid`."""
    key = paging.key(parts=KEY_PARTS)
    if key is None:
        return None
    code, day, book, number, line_no, balance = key
    if not day:
        return Place(code)
    try:
        line = (dt.date.fromisoformat(day), book, int(number[:19]), int(line_no[:5]))
        return Place(code, line, int(balance[:19]))
    except ValueError as error:
        raise CursorInvalid.at("cursor") from error


def _cursor(code: str, line: LedgerRow, balance: int) -> str:
    """Return the cursor after a line; it says the balance too, so that what was before is not read again."""
    return cursor_of(code, line.date, line.book, line.number, line.line_no, balance)


def _rows(uow: UnitOfWork, org_id: UUID, ledger: LedgerOf) -> Iterator[Row]:
    """Yield every account with its lines, which come in the order of accounts."""
    moved = [one for one in ledger.movements if one.debit or one.credit]
    lines = stream_lines(
        uow,
        org_id=org_id,
        span=ledger.span,
        location_id=ledger.location_id,
        account_id=moved[0].account.id if ledger.one and moved else None,
    )
    groups = groupby(lines, key=lambda line: line.account_id)
    account_id, found = next(groups, (None, iter(())))
    for movement in ledger.movements:
        code, name = movement.account.code, movement.account.name
        balance = movement.opening
        yield (code, name, ledger.span.first, *_blank("Opening balance", balance))
        if account_id == movement.account.id:
            for line in found:
                balance += line.debit - line.credit
                yield (code, name, *line.cells(), balance)
            account_id, found = next(groups, (None, iter(())))
        yield (code, name, ledger.span.last, *_blank("Closing balance", balance))


def _blank(memo: str, balance: int) -> tuple[str | int | None, ...]:
    return (None, None, None, None, None, None, memo, *[None] * 4, balance)
