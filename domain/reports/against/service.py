"""The ledger's side of a report, and the journals that make it differ from the documents' side.

Journals by hand lie in books of their own, which are short. What they leave unexplained is looked for where it is: in
the months, then in the days, whose sums differ, and there among all journals. Mostly there is nothing left to find.
"""

# ruff: noqa: S608 - every statement is built from constants of this package.

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from domain.core.clock import month_after, month_of
from domain.core.db import UnitOfWork
from domain.core.money import text_of
from domain.reports.against.accounts import accounts_of
from domain.reports.against.documents import Measure
from domain.reports.against.schemas import DifferingJournal, JournalSource, LedgerTie, Why
from domain.summaries.facts import DAY_TOTALS, TAIL, ledger_tail

MAX_LISTED = 500
# Books in which tills and stock rooms write; every journal there has a document.
_OF_DOCUMENTS = "left(b.code, 4) IN ('POS-', 'STK-')"
_HERE = "(%(location_id)s::uuid IS NULL OR l.location_id = %(location_id)s::uuid)"

MONTHS = f"""
SELECT l.period AS day, sum(l.debit - l.credit)::bigint FROM acct.balances l
WHERE l.org_id = %(org_id)s AND l.account_id = ANY (%(accounts)s) AND l.period >= %(since)s AND l.period < %(until)s
    AND {_HERE}
GROUP BY 1"""
DAYS = f"""
WITH {ledger_tail("j.business_date >= %(since)s AND j.business_date < %(until)s")}
SELECT l.business_date, sum(l.debit - l.credit)::bigint FROM {DAY_TOTALS.live()} l
WHERE l.account_id = ANY (%(accounts)s) AND l.business_date >= %(since)s AND l.business_date < %(until)s AND {_HERE}
GROUP BY 1"""
DOCUMENTS = """
WITH {tail} SELECT d.business_date, sum({amount})::bigint FROM {days} d
WHERE d.business_date >= %(since)s AND d.business_date < %(until)s
    AND (%(location_id)s::uuid IS NULL OR d.location_id = %(location_id)s::uuid)
GROUP BY 1"""
_LINES = f"""
CROSS JOIN LATERAL (
    SELECT sum(l.debit - l.credit)::bigint AS moved FROM acct.journal_lines l
    WHERE l.org_id = %(org_id)s AND l.journal_id = j.id AND l.account_id = ANY (%(accounts)s) AND {_HERE}
) l"""
_JOURNAL = "j.id, j.book, j.number, j.business_date, j.memo, j.source_type, j.source_id"
BY_HAND = f"""
SELECT {_JOURNAL}, l.moved AS amount FROM acct.books b
JOIN acct.journals j ON j.org_id = %(org_id)s AND j.book = b.code
{_LINES}
WHERE b.org_id = %(org_id)s AND NOT {_OF_DOCUMENTS} AND j.business_date >= %(since)s AND j.business_date < %(until)s
    AND l.moved <> 0
ORDER BY j.business_date, j.number"""
OF_DOCUMENTS = f"""
SELECT {_JOURNAL}, coalesce(l.moved, 0) - coalesce(d.said, 0) AS amount FROM acct.journals j
JOIN acct.books b ON b.org_id = %(org_id)s AND b.code = j.book
{_LINES}
CROSS JOIN LATERAL (SELECT ({{of_document}})::bigint AS said) d
WHERE j.org_id = %(org_id)s AND j.business_date = ANY (%(days)s) AND {_OF_DOCUMENTS}
    AND coalesce(l.moved, 0) <> coalesce(d.said, 0)
ORDER BY j.business_date, j.book, j.number"""

ByDay = dict[dt.date, int]


@dataclass(frozen=True, slots=True)
class Against:
    """What is compared: a matter over some days, both ends included (`since` None: all days until then), at a place."""

    org_id: UUID
    measure: Measure
    served: str
    since: dt.date | None
    until: dt.date
    location_id: UUID | None
    digits: int


BEGINNING = dt.date(1970, 1, 1)


def against_ledger(uow: UnitOfWork, compared: Against) -> LedgerTie:
    """Return what the ledger says of a matter, and every journal that makes it differ from what documents say."""
    accounts = accounts_of(uow, org_id=compared.org_id, served=compared.served)
    side = _Sides(uow, compared, list(accounts))
    ledger, documents = side.ledger(), side.documents()
    by_hand = side.ask(BY_HAND)
    found = [(row, Why.BY_HAND) for row in by_hand]
    left = _less(_less(ledger, documents), _summed(by_hand))
    found += [(row, Why.DOCUMENT) for row in side.differing_documents(left)]
    return _tie(compared, accounts, sum(ledger.values()), sum(documents.values()), found)


class _Sides:
    """Both sides by month, whole or not, and by day where that is asked for."""

    def __init__(self, uow: UnitOfWork, compared: Against, accounts: list[UUID]) -> None:
        self.uow, self.measure = uow, compared.measure
        self.since = compared.since or BEGINNING
        self.until = compared.until + dt.timedelta(days=1)
        self.given: dict[str, Any] = {
            "org_id": compared.org_id,
            "accounts": accounts,
            "location_id": compared.location_id,
            "since": self.since,
            "until": self.until,
        }

    def ledger(self) -> ByDay:
        """Return what the accounts took by month: whole months from balances, parts of months from their days."""
        whole_since = self.since if self.since.day == 1 else month_after(self.since)
        whole_until = self.until.replace(day=1)
        if whole_since >= whole_until:
            return _by_month(self._days(self.since, self.until).items())
        found = self._asked(MONTHS, whole_since, whole_until)
        for first, until in ((self.since, whole_since), (whole_until, self.until)):
            if first < until:
                for month, amount in _by_month(self._days(first, until).items()).items():
                    found[month] = found.get(month, 0) + amount
        return found

    def documents(self) -> ByDay:
        """Return what documents say by month."""
        return _by_month(self._said(self.since, self.until).items())

    def differing_documents(self, months: ByDay) -> list[dict[str, Any]]:
        """Return the documents whose journals say something else, of the months that differ by these amounts."""
        days: list[dt.date] = []
        for month, amount in months.items():
            if not amount:
                continue
            first = max(month, self.since)
            until = min(month + dt.timedelta(days=monthrange(month.year, month.month)[1]), self.until)
            by_hand = self.ask(BY_HAND, since=first, until=until)
            left = _less(_less(self._days(first, until), self._said(first, until)), _by_day(by_hand))
            days += [day for day, difference in left.items() if difference]
        return self.ask(OF_DOCUMENTS.format(of_document=self.measure.of_document), days=days) if days else []

    def ask(self, statement: str, **given: Any) -> list[dict[str, Any]]:
        """Return rows by the names of their columns."""
        with self.uow.driver.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement, {**self.given, **given}).fetchall()

    def _days(self, since: dt.date, until: dt.date) -> ByDay:
        return self._asked(DAYS, since, until)

    def _said(self, since: dt.date, until: dt.date) -> ByDay:
        statement = DOCUMENTS.format(tail=TAIL, amount=self.measure.amount, days=self.measure.days)
        return self._asked(statement, since, until)

    def _asked(self, statement: str, since: dt.date, until: dt.date) -> ByDay:
        return dict(self.uow.driver.execute(statement, {**self.given, "since": since, "until": until}).fetchall())


def _tie(
    compared: Against, accounts: dict[UUID, str], ledger: int, documents: int, found: list[tuple[dict[str, Any], Why]]
) -> LedgerTie:
    def money(amount: int) -> str:
        return text_of(compared.measure.sign * amount, compared.digits)

    listed = found[:MAX_LISTED]
    beyond = sum(row["amount"] for row, _ in found[MAX_LISTED:])
    explained = sum(row["amount"] for row, _ in found)
    return LedgerTie(
        accounts=sorted(accounts.values()),
        ledger=money(ledger),
        documents=money(documents),
        difference=money(ledger - documents),
        journals=[
            DifferingJournal(
                journal_id=row["id"],
                book=row["book"],
                number=row["number"],
                business_date=row["business_date"],
                memo=row["memo"],
                source=JournalSource(type=row["source_type"], id=row["source_id"]),
                amount=money(row["amount"]),
                why=why,
            )
            for row, why in listed
        ],
        not_listed=money(beyond),
        unexplained=money(ledger - documents - explained),
    )


def _by_month(days: Iterable[tuple[dt.date, int]]) -> ByDay:
    months: ByDay = defaultdict(int)
    for day, amount in days:
        months[month_of(day)] += amount
    return dict(months)


def _by_day(rows: Iterable[dict[str, Any]]) -> ByDay:
    days: ByDay = defaultdict(int)
    for row in rows:
        days[row["business_date"]] += row["amount"]
    return dict(days)


def _summed(rows: Iterable[dict[str, Any]]) -> ByDay:
    return _by_month(_by_day(rows).items())


def _less(one: ByDay, other: ByDay) -> ByDay:
    return {day: one.get(day, 0) - other.get(day, 0) for day in one.keys() | other.keys()}
