"""An hledger journal: accounts and commodity declared, one transaction per journal, everything else as tags.

The journals that close and reopen fiscal years have a tag of their own: `hledger incomestatement not:tag:year-close`.
"""

import re
from collections.abc import Iterable, Iterator

from domain.core.money import text_of
from domain.reports.export.account_names import account_names
from domain.reports.export.ledger import YEAR_CLOSE_TAG, Journal, Ledger

TYPES = {"asset": "A", "liability": "L", "equity": "E", "revenue": "R", "expense": "X"}
_ENDS_A_TAG = re.compile(r"[,;\s]+")
_ENDS_A_DESCRIPTION = re.compile(r"[;|\s]+")
_ENDS_A_CODE = re.compile(r"[()\s]+")


def hledger_file(ledger: Ledger, journals: Iterable[Journal]) -> Iterator[str]:
    """Yield the file piece by piece."""
    names = account_names(ledger.accounts.values())
    sample = text_of(1000 * 10**ledger.digits, ledger.digits)
    sample = sample if "." in sample else f"{sample}."
    yield f"; {_tag(ledger.name)}\ndecimal-mark .\ncommodity {sample} {ledger.currency}\n\n"
    for account in ledger.accounts.values():
        yield f"account {names[account.id]}  ; type:{TYPES[account.type]}, code:{_tag(account.code)}\n"
    for journal in journals:
        yield _transaction(ledger, names, journal)


def _transaction(ledger: Ledger, names: dict[str, str], journal: Journal) -> str:
    code = _ENDS_A_CODE.sub(" ", f"{journal.book}/{journal.number}")
    memo = _ENDS_A_DESCRIPTION.sub(" ", journal.memo).strip()
    parts = [
        f"\n{journal.business_date} * ({code}) {memo}".rstrip() + "\n",
        f"    ; journal:{journal.id}, source:{_tag(journal.source_type)} {journal.source_id}\n",
        f"    ; hash:{journal.hash}\n",
    ]
    if journal.closes_year:
        parts.append(f"    ; {YEAR_CLOSE_TAG}:\n")
    if journal.original_date is not None:
        parts.append(f"    ; late:{journal.original_date}\n")
    for line in journal.lines:
        tags = [f"location:{_tag(line.location)}"] if line.location is not None else []
        if line.memo is not None:
            tags.append(f"memo:{_tag(line.memo)}")
        amount = text_of(line.debit - line.credit, ledger.digits)
        comment = f"  ; {', '.join(tags)}" if tags else ""
        parts.append(f"    {names[line.account.id]}  {amount} {ledger.currency}{comment}\n")
    return "".join(parts)


def _tag(text: str) -> str:
    return _ENDS_A_TAG.sub(" ", text).strip()
