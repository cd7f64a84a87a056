"""The ledger's rows, a file per noun."""

from domain.accounting.repository.accounts import AccountRepository, RoleRepository
from domain.accounting.repository.attachments import AttachmentRepository
from domain.accounting.repository.balances import AccountTotals, BalanceRepository
from domain.accounting.repository.foreign import ForeignRepository
from domain.accounting.repository.journals import JournalFilter, JournalRepository, JournalSide
from domain.accounting.repository.overrides import OverrideRepository
from domain.accounting.repository.periods import PeriodRepository
from domain.accounting.repository.written import (
    DraftRepository,
    ExchangeRateRepository,
    RecurringRepository,
    TemplateRepository,
)

__all__ = [
    "AccountRepository",
    "AccountTotals",
    "AttachmentRepository",
    "BalanceRepository",
    "DraftRepository",
    "ExchangeRateRepository",
    "ForeignRepository",
    "JournalFilter",
    "JournalRepository",
    "JournalSide",
    "OverrideRepository",
    "PeriodRepository",
    "RecurringRepository",
    "RoleRepository",
    "TemplateRepository",
]
