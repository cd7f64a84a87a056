"""The ledger's rows, a file per noun."""

from domain.accounting.repository.accounts import AccountRepository, RoleRepository
from domain.accounting.repository.balances import AccountTotals, BalanceRepository
from domain.accounting.repository.journals import JournalFilter, JournalRepository, JournalSide

__all__ = [
    "AccountRepository",
    "AccountTotals",
    "BalanceRepository",
    "JournalFilter",
    "JournalRepository",
    "JournalSide",
    "RoleRepository",
]
