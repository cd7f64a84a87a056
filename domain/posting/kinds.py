"""Every operation kind and its one handler."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.accounting.journal_payload import JournalPost, JournalReverse, canonical_journal, canonical_reversal
from domain.accounting.recalculation_payload import BalancesRecalculate, canonical_recalculation
from domain.auth.permissions import Permission
from domain.operations.kinds import OperationKind
from domain.pos.money_payload import (
    CustomerPayment,
    DepositPayment,
    DepositRefund,
    DepositTake,
    MoneyVoid,
    canonical_customer_payment,
    canonical_deposit,
    canonical_deposit_payment,
    canonical_deposit_refund,
    canonical_money_void,
)
from domain.pos.return_payload import (
    BlindReturn,
    SaleReturn,
    SaleVoid,
    canonical_blind_return,
    canonical_return,
    canonical_void,
)
from domain.pos.sale_payload import SalePost, canonical_sale
from domain.pos.shift_payload import (
    DrawerOpen,
    ShiftCash,
    ShiftClose,
    ShiftOpen,
    canonical_drawer_open,
    canonical_shift_cash,
    canonical_shift_close,
    canonical_shift_open,
)
from domain.posting.bank_kinds import BANK_KINDS
from domain.posting.cash import move_cash, open_drawer, want_cash, want_drawer, want_drawer_book
from domain.posting.closing import Deferral
from domain.posting.customer_payments import pay_account, want_customer_payment, want_customer_payment_locks
from domain.posting.deposits import (
    add_to_deposit,
    refund_deposit,
    take_deposit,
    want_deposit,
    want_deposit_locks,
    want_instalment,
)
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.journals import (
    post_journal,
    reverse_journal,
    want_journal,
    want_journal_locks,
    want_reversal,
    want_reversal_locks,
)
from domain.posting.money_voids import void_money, want_money_void, want_money_void_locks
from domain.posting.period_kinds import PERIOD_KINDS
from domain.posting.returns import (
    return_blind,
    return_sale,
    want_blind_return,
    want_blind_return_locks,
    want_return,
    want_return_locks,
)
from domain.posting.sales import post_sale, want_sale, want_sale_levels
from domain.posting.shifts import (
    close_shift,
    open_shift,
    want_close,
    want_close_locks,
    want_opening,
    want_opening_locks,
)
from domain.posting.stock import STOCK_KINDS
from domain.posting.voids import void_sale, want_void, want_void_locks
from domain.posting.wants import Wants


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind is posted: what it needs, what it locks, what it does."""

    want: Callable[[Claimed, Wants], None]
    want_locks: Callable[[Claimed, OrgFacts, Wants], None]
    post: Callable[[Claimed, OrgFacts, Effects], dict[str, Any] | Deferral]


def _location_of(content: dict[str, Any]) -> str | None:
    location_id = content["location_id"]
    return str(location_id)


SALE_POST = OperationKind("sale.post", Permission.POS_SALES_POST, "sale", SalePost, canonical_sale)
SALE_RETURN = OperationKind("sale.return", Permission.POS_SALES_RETURN, "sale", SaleReturn, canonical_return)
SALE_RETURN_BLIND = OperationKind(
    "sale.return_blind", Permission.POS_RETURNS_BLIND, "sale", BlindReturn, canonical_blind_return
)
SALE_VOID = OperationKind(
    "sale.void", Permission.POS_SALES_VOID, "sale", SaleVoid, canonical_void, follows_subject=True, once=True
)
DEPOSIT_TAKE = OperationKind("deposit.take", Permission.POS_DEPOSITS_TAKE, "deposit", DepositTake, canonical_deposit)
DEPOSIT_ADD = OperationKind(
    "deposit.add", Permission.POS_DEPOSITS_TAKE, "deposit", DepositPayment, canonical_deposit_payment
)
DEPOSIT_REFUND = OperationKind(
    "deposit.refund", Permission.POS_DEPOSITS_TAKE, "deposit", DepositRefund, canonical_deposit_refund
)
CUSTOMER_PAY = OperationKind(
    "customer.pay", Permission.POS_CUSTOMERS_PAY, "customer", CustomerPayment, canonical_customer_payment, _location_of
)
MONEY_VOID = OperationKind(
    "money.void", Permission.POS_SALES_VOID, "money", MoneyVoid, canonical_money_void, follows_subject=True
)
SHIFT_OPEN = OperationKind("shift.open", Permission.POS_SHIFTS_MANAGE, "shift", ShiftOpen, canonical_shift_open)
SHIFT_CASH = OperationKind(
    "shift.cash", Permission.POS_SHIFTS_MANAGE, "shift", ShiftCash, canonical_shift_cash, follows_subject=True
)
SHIFT_CLOSE = OperationKind(
    "shift.close",
    Permission.POS_SHIFTS_MANAGE,
    "shift",
    ShiftClose,
    canonical_shift_close,
    follows_subject=True,
    once=True,
)
DRAWER_OPEN = OperationKind(
    "drawer.open", Permission.POS_DRAWER_OPEN, "shift", DrawerOpen, canonical_drawer_open, follows_subject=True
)
JOURNAL_POST = OperationKind(
    "journal.post", Permission.ACCOUNTING_JOURNALS_POST, "journal", JournalPost, canonical_journal
)
JOURNAL_REVERSE = OperationKind(
    "journal.reverse", Permission.ACCOUNTING_JOURNALS_POST, "journal", JournalReverse, canonical_reversal, once=True
)
# Derives whole tables again, which takes seconds: `domain.jobs.background` carries it out.
BALANCES_RECALCULATE = OperationKind(
    "balances.recalculate",
    Permission.ACCOUNTING_JOURNALS_POST,
    "balances",
    BalancesRecalculate,
    canonical_recalculation,
    background=True,
    harmless_again=True,
    also_needs=lambda content: Permission.ACCOUNTING_BALANCES_REPAIR if content.get("repair") else None,
)

KINDS = {
    kind.name: kind
    for kind in (
        SALE_POST,
        SALE_RETURN,
        SALE_RETURN_BLIND,
        SALE_VOID,
        DEPOSIT_TAKE,
        DEPOSIT_ADD,
        DEPOSIT_REFUND,
        CUSTOMER_PAY,
        MONEY_VOID,
        SHIFT_OPEN,
        SHIFT_CASH,
        SHIFT_CLOSE,
        DRAWER_OPEN,
        *(kind for kind, *_ in STOCK_KINDS),
        JOURNAL_POST,
        JOURNAL_REVERSE,
        *(kind for kind, *_ in PERIOD_KINDS),
        *(kind for kind, *_ in BANK_KINDS),
        BALANCES_RECALCULATE,
    )
}
HANDLERS = {
    SALE_POST.name: Handler(want_sale, want_sale_levels, post_sale),
    SALE_RETURN.name: Handler(want_return, want_return_locks, return_sale),
    SALE_RETURN_BLIND.name: Handler(want_blind_return, want_blind_return_locks, return_blind),
    SALE_VOID.name: Handler(want_void, want_void_locks, void_sale),
    DEPOSIT_TAKE.name: Handler(want_deposit, want_deposit_locks, take_deposit),
    DEPOSIT_ADD.name: Handler(want_instalment, want_deposit_locks, add_to_deposit),
    DEPOSIT_REFUND.name: Handler(want_instalment, want_deposit_locks, refund_deposit),
    CUSTOMER_PAY.name: Handler(want_customer_payment, want_customer_payment_locks, pay_account),
    MONEY_VOID.name: Handler(want_money_void, want_money_void_locks, void_money),
    SHIFT_OPEN.name: Handler(want_opening, want_opening_locks, open_shift),
    SHIFT_CASH.name: Handler(want_cash, want_drawer_book, move_cash),
    SHIFT_CLOSE.name: Handler(want_close, want_close_locks, close_shift),
    DRAWER_OPEN.name: Handler(want_drawer, want_drawer_book, open_drawer),
    **{kind.name: Handler(want, want_locks, post) for kind, want, want_locks, post in STOCK_KINDS},
    **{kind.name: Handler(want, want_locks, post) for kind, want, want_locks, post in PERIOD_KINDS},
    **{kind.name: Handler(want, want_locks, post) for kind, want, want_locks, post in BANK_KINDS},
    JOURNAL_POST.name: Handler(want_journal, want_journal_locks, post_journal),
    JOURNAL_REVERSE.name: Handler(want_reversal, want_reversal_locks, reverse_journal),
}
