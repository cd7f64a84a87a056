"""Reading the ledger for export: the chart of accounts at once, the journals one after another."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from domain.core.db import UnitOfWork
from domain.reports.ledger.figures import YEAR_CLOSES

PAGE = 1000
YEAR_CLOSE_TAG = "year-close"

ORGANIZATION = "SELECT name, currency, minor_digits FROM core.organizations WHERE id = %(org_id)s"
ACCOUNTS = "SELECT id::text, code, name, type FROM acct.chart_of_accounts WHERE org_id = %(org_id)s ORDER BY code"
LOCATIONS = "SELECT id::text, code FROM inv.locations WHERE org_id = %(org_id)s"
FIRST_DAY = "SELECT min(business_date) FROM acct.journals WHERE org_id = %(org_id)s"
JOURNALS = """
SELECT j.id::text, j.book, j.number, j.business_date, j.original_date, j.posted_at, j.memo, j.source_type,
    j.source_id::text, j.hash,
    (SELECT json_agg(json_build_array(l.account_id, l.location_id, l.debit, l.credit, l.memo) ORDER BY l.line_no)::text
     FROM acct.journal_lines l WHERE l.org_id = %(org_id)s AND l.journal_id = j.id)
FROM acct.journals j
WHERE j.org_id = %(org_id)s
    AND j.business_date BETWEEN coalesce(%(first)s::date, '-infinity') AND coalesce(%(last)s::date, 'infinity')
ORDER BY j.business_date, j.book, j.number
"""

_decode = msgspec.json.Decoder(list[tuple[str, str | None, int, int, str | None]]).decode


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the chart."""

    id: str
    code: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a journal; amounts in minor units, the location by its code."""

    account: Account
    location: str | None
    debit: int
    credit: int
    memo: str | None


@dataclass(frozen=True, slots=True)
class Journal:
    """One journal with its lines in their order."""

    id: str
    book: str
    number: int
    business_date: dt.date
    original_date: dt.date | None
    posted_at: dt.datetime
    memo: str
    source_type: str
    source_id: str
    hash: str
    lines: tuple[Line, ...]

    @property
    def closes_year(self) -> bool:
        """Return whether it moves a fiscal year's result to equity, or back: other programs leave it out of results."""
        return self.source_type in YEAR_CLOSES


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is said once, before the journals. `first_day` is that of the oldest journal."""

    name: str
    currency: str
    digits: int
    first_day: dt.date | None
    accounts: dict[str, Account]
    locations: dict[str, str]


def read_ledger(uow: UnitOfWork, *, org_id: UUID) -> Ledger:
    """Return an organization's name, currency, chart of accounts and locations."""
    given = {"org_id": org_id}
    organization = uow.driver.execute(ORGANIZATION, given).fetchone()
    first = uow.driver.execute(FIRST_DAY, given).fetchone()
    assert organization is not None
    name, currency, digits = organization
    return Ledger(
        name,
        currency,
        digits,
        first_day=first[0] if first else None,
        accounts={row[0]: Account(*row) for row in uow.driver.execute(ACCOUNTS, given)},
        locations=dict(uow.driver.execute(LOCATIONS, given).fetchall()),
    )


def read_journals(
    uow: UnitOfWork, *, org_id: UUID, ledger: Ledger, first: dt.date | None, last: dt.date | None
) -> Iterator[Journal]:
    """Yield the journals of the business dates from `first` to `last`, both included, by date, book and number.

    They are fetched page by page, so that memory stays flat however many there are.
    """
    with uow.driver.cursor(name="journals") as cursor:
        cursor.itersize = PAGE
        cursor.execute(JOURNALS, {"org_id": org_id, "first": first, "last": last})
        for row in cursor:
            *head, stored_hash, lines = row
            yield _journal(ledger, head, stored_hash, lines)


def _journal(ledger: Ledger, head: list[Any], stored_hash: bytes, lines: str | None) -> Journal:
    journal_id, book, number, day, original_date, posted_at, memo, source_type, source_id = head
    return Journal(
        id=journal_id,
        book=book,
        number=number,
        business_date=day,
        original_date=original_date,
        posted_at=posted_at,
        memo=memo,
        source_type=source_type,
        source_id=source_id,
        hash=stored_hash.hex(),
        lines=tuple(_lines(ledger, lines)),
    )


def _lines(ledger: Ledger, lines: str | None) -> Iterator[Line]:
    for account_id, location_id, debit, credit, memo in _decode(lines or "[]"):
        location = None if location_id is None else ledger.locations.get(location_id, location_id)
        yield Line(ledger.accounts[account_id], location, debit, credit, memo)
