"""A CSV table, a row per line of a journal; nothing in it runs as a formula."""

from collections.abc import Iterable, Iterator

from domain.core.money import text_of
from domain.reports.export.ledger import Journal, Ledger
from domain.reports.tables import csv_of

COLUMNS = (
    "book",
    "number",
    "business_date",
    "original_date",
    "posted_at",
    "journal_id",
    "source_type",
    "source_id",
    "memo",
    "line_no",
    "account",
    "account_name",
    "account_type",
    "location",
    "debit",
    "credit",
    "currency",
    "line_memo",
    "hash",
)


def csv_file(ledger: Ledger, journals: Iterable[Journal]) -> Iterator[str]:
    """Yield the table piece by piece."""
    yield csv_of([COLUMNS])
    for journal in journals:
        yield csv_of(_rows(ledger, journal))


def _rows(ledger: Ledger, journal: Journal) -> Iterator[tuple[str, ...]]:
    head = (
        journal.book,
        str(journal.number),
        journal.business_date.isoformat(),
        journal.original_date.isoformat() if journal.original_date else "",
        journal.posted_at.isoformat(),
        journal.id,
        journal.source_type,
        journal.source_id,
        journal.memo,
    )
    for at, line in enumerate(journal.lines):
        account = line.account
        yield (
            *head,
            str(at + 1),
            account.code,
            account.name,
            account.type,
            line.location or "",
            text_of(line.debit, ledger.digits),
            text_of(line.credit, ledger.digits),
            ledger.currency,
            line.memo or "",
            journal.hash,
        )
