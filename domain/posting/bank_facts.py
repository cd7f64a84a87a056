"""What posting must know of bank statements: lines, how they are reconciled, and what of the ledger is matched."""

from dataclasses import dataclass, field
from datetime import date

Side = tuple[str, str | None, int, int]
"""Account, location or None, debit, credit of a journal's line."""

LedgerLine = tuple[str, int]
"""A journal and the number of its line."""


@dataclass(slots=True, frozen=True)
class Match:
    """A line of a journal on the bank's account, and what it moved there, minor units."""

    journal_id: str
    line_no: int
    amount: int

    @property
    def key(self) -> LedgerLine:
        """Return which line it is."""
        return self.journal_id, self.line_no


@dataclass(slots=True, frozen=True)
class Reconciliation:
    """How a line was reconciled; `posted` and `posted_on` are of the journal that it made, if it made one."""

    id: str
    matches: tuple[Match, ...]
    journal_id: str | None = None
    posted: tuple[Side, ...] = ()
    posted_on: date | None = None
    stored: bool = True
    """Whether it has rows already, or is made by this batch."""


@dataclass(slots=True)
class BankLine:
    """One line of a statement; `account_id` is that of the ledger which its bank account stands on."""

    id: str
    bank_account_id: str
    account_id: str
    date: date
    amount: int
    text: str
    reconciliation: Reconciliation | None = None
    changed: bool = False


@dataclass(slots=True)
class Bank:
    """Of one organization the lines that a batch names, and which lines of the journals that it names are matched."""

    lines: dict[str, BankLine] = field(default_factory=dict)
    matched: set[LedgerLine] = field(default_factory=set)
