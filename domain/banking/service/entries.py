"""Keeping up with the ledger: which of its lines are on bank accounts."""

from uuid import UUID

from domain.banking.repository import BankAccountRepository, EntryRepository
from domain.core.db import UnitOfWork


def gather_entries(uow: UnitOfWork, *, org_id: UUID, whole: bool = True) -> bool:
    """Note what was posted on bank accounts since the last time; say whether more is left.

    Nothing depends on when that is done: who reads adds what is not noted yet. It only keeps that short. `whole`: go on
    until nothing is left; else one bounded step. The caller commits.
    """
    if not BankAccountRepository(uow, org_id).any():
        return False
    entries = EntryRepository(uow, org_id)
    entries.lock()
    more = entries.gather()
    while more and whole:
        more = entries.gather()
    return more
