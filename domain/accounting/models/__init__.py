"""Tables of the ledger (`acct`)."""

from domain.accounting.models.foreign import ExchangeRate, ForeignItem, ForeignLine
from domain.accounting.models.ledger import (
    Account,
    AccountRole,
    AccountRoleOverride,
    Balance,
    Book,
    Closing,
    FiscalYear,
    Journal,
    JournalLine,
    Period,
)
from domain.accounting.models.written import (
    JournalAttachment,
    JournalDraft,
    JournalTemplate,
    RecurringJournal,
    RecurringOccurrence,
)

__all__ = [
    "Account",
    "AccountRole",
    "AccountRoleOverride",
    "Balance",
    "Book",
    "Closing",
    "ExchangeRate",
    "FiscalYear",
    "ForeignItem",
    "ForeignLine",
    "Journal",
    "JournalAttachment",
    "JournalDraft",
    "JournalLine",
    "JournalTemplate",
    "Period",
    "RecurringJournal",
    "RecurringOccurrence",
]
