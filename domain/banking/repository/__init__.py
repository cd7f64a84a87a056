"""The rows of bank accounts, a file per noun."""

from domain.banking.repository.accounts import BankAccountRepository, RuleRepository
from domain.banking.repository.entries import EntryRepository, LedgerEntry
from domain.banking.repository.statements import LineRepository, StatementRepository

__all__ = [
    "BankAccountRepository",
    "EntryRepository",
    "LedgerEntry",
    "LineRepository",
    "RuleRepository",
    "StatementRepository",
]
