"""A beancount file: accounts opened, one transaction per journal, everything else as metadata.

The journals that close and reopen fiscal years have a tag, so that whoever computes a result can leave them out.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from domain.core.money import text_of
from domain.reports.export.account_names import account_names
from domain.reports.export.ledger import YEAR_CLOSE_TAG, Journal, Ledger

BEFORE_EVERYTHING = dt.date(1970, 1, 1)


def beancount_file(ledger: Ledger, journals: Iterable[Journal]) -> Iterator[str]:
    """Yield the file piece by piece."""
    names = account_names(ledger.accounts.values())
    yield f'option "title" {_quoted(ledger.name)}\noption "operating_currency" {_quoted(ledger.currency)}\n\n'
    for account in ledger.accounts.values():
        opened = ledger.first_day or BEFORE_EVERYTHING
        yield (
            f"{opened} open {names[account.id]} {ledger.currency}\n"
            f"  code: {_quoted(account.code)}\n  name: {_quoted(account.name)}\n"
        )
    for journal in journals:
        yield _transaction(ledger, names, journal)


def _transaction(ledger: Ledger, names: dict[str, str], journal: Journal) -> str:
    tag = f" #{YEAR_CLOSE_TAG}" if journal.closes_year else ""
    parts = [
        f"\n{journal.business_date} * {_quoted(journal.memo)}{tag}\n",
        f"  book: {_quoted(journal.book)}\n  number: {journal.number}\n",
        f"  journal: {_quoted(journal.id)}\n  source: {_quoted(f'{journal.source_type} {journal.source_id}')}\n",
        f"  hash: {_quoted(journal.hash)}\n",
    ]
    if journal.original_date is not None:
        parts.append(f"  late: {journal.original_date}\n")
    for line in journal.lines:
        amount = text_of(line.debit - line.credit, ledger.digits)
        parts.append(f"  {names[line.account.id]}  {amount} {ledger.currency}\n")
        if line.location is not None:
            parts.append(f"    location: {_quoted(line.location)}\n")
        if line.memo is not None:
            parts.append(f"    memo: {_quoted(line.memo)}\n")
    return "".join(parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
