"""Where the lines of the ledger on a bank's account are.

The table of journal lines is the hottest there is and has no index by account. So the few that are on bank accounts are
noted beside it, and not by posting: they are gathered behind a mark for each book, as summaries are. Numbers of a book
have no gap and are drawn under its lock, hence "journals of this book beyond number n" says exactly what was not looked
through yet; what is read is always what is noted, and that tail, in one statement.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from domain.core.db import UnitOfWork

AT_ONCE = 100_000
"""Journals of each book that are looked through by one statement."""

_BEYOND = """
    SELECT b.code, coalesce(m.number, 0) AS after, least(b.last_number, coalesce(m.number, 0) + %(most)s) AS last,
        b.last_number
    FROM acct.books b LEFT JOIN acct.bank_marks m ON m.org_id = %(org_id)s AND m.book = b.code
    WHERE b.org_id = %(org_id)s AND b.last_number > coalesce(m.number, 0)
"""
# Each journal one look-up by number, each of its lines one by key, whatever statistics say of a young table.
_THEIR_LINES = """
    FROM ahead h
    CROSS JOIN LATERAL (
        SELECT x.id FROM acct.journals x
        WHERE x.org_id = %(org_id)s AND x.book = h.code AND x.number > h.after AND x.number <= h.last
        ORDER BY x.number OFFSET 0
    ) j
    CROSS JOIN LATERAL (
        SELECT y.journal_id, y.line_no, y.account_id, y.business_date, y.debit - y.credit AS amount
        FROM acct.journal_lines y WHERE y.org_id = %(org_id)s AND y.journal_id = j.id
        ORDER BY y.line_no OFFSET 0
    ) l
    JOIN acct.bank_accounts a ON a.org_id = %(org_id)s AND a.account_id = l.account_id
"""
GATHER = f"""
WITH ahead AS MATERIALIZED ({_BEYOND}),
moved AS (
    INSERT INTO acct.bank_marks (org_id, book, number) SELECT %(org_id)s, h.code, h.last FROM ahead h
    ON CONFLICT (org_id, book) DO UPDATE SET number = excluded.number
),
noted AS (
    INSERT INTO acct.bank_entries (org_id, bank_account_id, journal_id, line_no, business_date, amount)
    SELECT %(org_id)s, a.id, l.journal_id, l.line_no, l.business_date, l.amount {_THEIR_LINES}
)
SELECT count(*) FROM ahead h WHERE h.last < h.last_number
"""  # noqa: S608 - of constants
MARK_ALL = """
INSERT INTO acct.bank_marks (org_id, book, number)
SELECT b.org_id, b.code, b.last_number FROM acct.books b WHERE b.org_id = %(org_id)s
ON CONFLICT (org_id, book) DO UPDATE SET number = excluded.number
"""
# A walk through all lines, once in the life of a bank account: what is before the marks is there and never changes.
NOTE_ALL = """
INSERT INTO acct.bank_entries (org_id, bank_account_id, journal_id, line_no, business_date, amount)
SELECT l.org_id, %(bank_account_id)s, l.journal_id, l.line_no, l.business_date, l.debit - l.credit
FROM (
    SELECT y.* FROM acct.journal_lines y
    WHERE y.org_id = %(org_id)s AND y.account_id = %(account_id)s OFFSET 0
) l
JOIN acct.journals j ON j.org_id = %(org_id)s AND j.id = l.journal_id
JOIN acct.bank_marks m ON m.org_id = %(org_id)s AND m.book = j.book AND j.number <= m.number
"""
FORGET = "DELETE FROM acct.bank_entries WHERE org_id = %(org_id)s AND bank_account_id = %(bank_account_id)s"

LIVE = f"""
ahead AS MATERIALIZED ({_BEYOND.replace("%(most)s", str(2**62))}),
live AS (
    SELECT e.journal_id, e.line_no, e.business_date, e.amount FROM acct.bank_entries e
    WHERE e.org_id = %(org_id)s AND e.bank_account_id = %(bank_account_id)s
    UNION ALL
    SELECT l.journal_id, l.line_no, l.business_date, l.amount {_THEIR_LINES} WHERE a.id = %(bank_account_id)s
),
known AS (
    SELECT v.*, m.reconciliation_id, r.cleared_on FROM live v
    LEFT JOIN acct.bank_matches m
        ON m.org_id = %(org_id)s AND m.journal_id = v.journal_id AND m.line_no = v.line_no AND m.active
    LEFT JOIN acct.bank_reconciliations r ON r.org_id = %(org_id)s AND r.id = m.reconciliation_id
)
"""  # noqa: S608 - of constants
_DETAILS = """
    k.journal_id, k.line_no, k.business_date, k.amount, j.book, j.number, j.memo, j.source_type
FROM (SELECT * FROM known WHERE {where} ORDER BY business_date, journal_id, line_no LIMIT %(limit)s) k
JOIN acct.journals j ON j.org_id = %(org_id)s AND j.id = k.journal_id
ORDER BY k.business_date, k.journal_id, k.line_no
"""
OPEN_BETWEEN = f"""
WITH {LIVE}
SELECT {_DETAILS.format(where="reconciliation_id IS NULL AND business_date BETWEEN %(first)s AND %(last)s")}
"""
_OUTSTANDING = "business_date <= %(as_of)s AND (reconciliation_id IS NULL OR cleared_on > %(as_of)s)"
_FROM_START = f"{_OUTSTANDING} AND (reconciliation_id IS NOT NULL OR business_date >= %(starts_on)s)"
OUTSTANDING = f"""
WITH {LIVE}
SELECT {_DETAILS.format(where=_FROM_START)}
"""
SUMS = f"""
WITH {LIVE}
SELECT coalesce(sum(amount) FILTER (WHERE business_date <= %(as_of)s), 0)::bigint,
    coalesce(sum(amount) FILTER (WHERE {_FROM_START}), 0)::bigint, count(*) FILTER (WHERE {_FROM_START}),
    coalesce(sum(amount) FILTER (
        WHERE business_date <= %(as_of)s AND business_date < %(starts_on)s AND reconciliation_id IS NULL
    ), 0)::bigint
FROM known
"""  # noqa: S608 - of constants
OPEN_LINES = """
SELECT l.id, l.date, l.amount, l.text, l.counterparty, l.reference, l.reconciliation_id FROM acct.bank_lines l
LEFT JOIN acct.bank_reconciliations r ON r.org_id = %(org_id)s AND r.id = l.reconciliation_id
WHERE l.org_id = %(org_id)s AND l.bank_account_id = %(bank_account_id)s AND l.date <= %(as_of)s
    AND (l.reconciliation_id IS NULL OR r.cleared_on > %(as_of)s)
"""
LINE_SUMS = f"SELECT coalesce(sum(x.amount), 0)::bigint, count(*) FROM ({OPEN_LINES}) x"  # noqa: S608 - of constants


class LedgerEntry(NamedTuple):
    """A line of a journal on the bank's account, positive where money came in, and what its journal is."""

    journal_id: UUID
    line_no: int
    business_date: date
    amount: int
    book: str
    number: int
    memo: str
    source_type: str


class EntryRepository:
    """The ledger's side of the bank accounts of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Work inside `uow`, on the rows of `org_id` alone."""
        self.uow = uow
        self.org_id = org_id

    def lock(self) -> None:
        """Let one transaction at a time move the marks, or add an account to what is looked for."""
        self.uow.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(f"bank entries:{self.org_id}", 0)))
        )

    def gather(self, *, most: int = AT_ONCE) -> bool:
        """Look through up to `most` more journals of each book, under the lock; say whether there are more."""
        row = self.uow.driver.execute(GATHER, {"org_id": self.org_id, "most": most}).fetchone()
        return bool(row and row[0])

    def mark_all(self) -> None:
        """Take all journals as looked through: nobody has a bank account yet."""
        self.uow.driver.execute(MARK_ALL, {"org_id": self.org_id})

    def note_all(self, bank_account_id: UUID, account_id: UUID) -> None:
        """Note what the journals up to the marks have on an account, in place of what was noted before."""
        parameters = {"org_id": self.org_id, "bank_account_id": bank_account_id, "account_id": account_id}
        self.uow.driver.execute(FORGET, parameters)
        self.uow.driver.execute(NOTE_ALL, parameters)

    def forget(self, bank_account_id: UUID) -> None:
        """Drop what was noted for an account."""
        self.uow.driver.execute(FORGET, {"org_id": self.org_id, "bank_account_id": bank_account_id})

    def open_between(self, bank_account_id: UUID, first: date, last: date, *, limit: int) -> list[LedgerEntry]:
        """Return the first entries of some days that are not matched."""
        return self._entries(OPEN_BETWEEN, bank_account_id, first=first, last=last, limit=limit)

    def outstanding(self, bank_account_id: UUID, as_of: date, starts_on: date, *, limit: int) -> list[LedgerEntry]:
        """Return the first entries that no statement has told by a day."""
        return self._entries(OUTSTANDING, bank_account_id, as_of=as_of, starts_on=starts_on, limit=limit)

    def sums(self, bank_account_id: UUID, as_of: date, starts_on: date) -> tuple[int, int, int, int]:
        """Return balance, sum and number of what is outstanding, and what was brought forward, by a day."""
        row = self._ask(SUMS, bank_account_id, as_of=as_of, starts_on=starts_on).fetchone()
        return (row[0], row[1], row[2], row[3])

    def open_line_sums(self, bank_account_id: UUID, as_of: date) -> tuple[int, int]:
        """Return sum and number of the statement's lines that the ledger did not tell by a day."""
        row = self._ask(LINE_SUMS, bank_account_id, as_of=as_of).fetchone()
        return (row[0], row[1])

    def open_lines(self, bank_account_id: UUID, as_of: date, *, limit: int) -> list[Mapping[str, Any]]:
        """Return the first lines of statements that the ledger did not tell by a day."""
        names = ("id", "date", "amount", "text", "counterparty", "reference")
        rows = self._ask(
            f"{OPEN_LINES} ORDER BY l.date, l.id LIMIT %(limit)s", bank_account_id, as_of=as_of, limit=limit
        )
        return [dict(zip(names, row, strict=False)) for row in rows]

    def _entries(self, statement: str, bank_account_id: UUID, **given: Any) -> list[LedgerEntry]:
        return [LedgerEntry(*row) for row in self._ask(statement, bank_account_id, **given)]

    def _ask(self, statement: str, bank_account_id: UUID, **given: Any) -> Any:
        return self.uow.driver.execute(statement, {"org_id": self.org_id, "bank_account_id": bank_account_id, **given})
