"""The operation kinds of bank statements, each with what it needs, what it locks, and what it does."""

from collections.abc import Callable
from typing import Any

from domain.accounting.bank_payload import BankReconcile, BankUndo, canonical_reconciliation, canonical_undo
from domain.auth.permissions import Permission
from domain.operations.kinds import OperationKind
from domain.posting.bank import reconcile, undo, want_bank_book, want_reconciliation, want_undoing
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.wants import Wants

Want = Callable[[Claimed, Wants], None]
WantLocks = Callable[[Claimed, OrgFacts, Wants], None]
Post = Callable[[Claimed, OrgFacts, Effects], dict[str, Any]]

BANK_RECONCILE = OperationKind(
    "bank.reconcile",
    Permission.ACCOUNTING_BANK_RECONCILE,
    "bank_account",
    BankReconcile,
    canonical_reconciliation,
)
BANK_UNDO = OperationKind("bank.undo", Permission.ACCOUNTING_BANK_RECONCILE, "bank_line", BankUndo, canonical_undo)

BANK_KINDS: tuple[tuple[OperationKind, Want, WantLocks, Post], ...] = (
    (BANK_RECONCILE, want_reconciliation, want_bank_book, reconcile),
    (BANK_UNDO, want_undoing, want_bank_book, undo),
)
