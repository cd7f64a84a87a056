"""Every operation kind and its one handler."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.accounting.journal_payload import JournalPost, JournalReverse, canonical_journal, canonical_reversal
from domain.auth.permissions import Permission
from domain.inventory.stock_payload import (
    StockAdjustment,
    StockReceipt,
    canonical_adjustment,
    canonical_receipt,
)
from domain.operations.kinds import OperationKind
from domain.pos.return_payload import (
    BlindReturn,
    SaleReturn,
    SaleVoid,
    canonical_blind_return,
    canonical_return,
    canonical_void,
)
from domain.pos.sale_payload import SalePost, canonical_sale
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.journals import post_journal, reverse_journal, want_general_book, want_journal, want_reversal
from domain.posting.returns import (
    return_blind,
    return_sale,
    want_blind_return,
    want_blind_return_locks,
    want_return,
    want_return_locks,
)
from domain.posting.sales import post_sale, want_sale, want_sale_levels
from domain.posting.stock import adjust_stock, receive_stock, want_stock, want_stock_levels
from domain.posting.voids import void_sale, want_void, want_void_locks
from domain.posting.wants import Wants


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind is posted: what it needs, what it locks, what it does."""

    want: Callable[[Claimed, Wants], None]
    want_locks: Callable[[Claimed, OrgFacts, Wants], None]
    post: Callable[[Claimed, OrgFacts, Effects], dict[str, Any]]


def _location_of(content: dict[str, Any]) -> str | None:
    location_id = content["location_id"]
    return str(location_id)


SALE_POST = OperationKind("sale.post", Permission.POS_SALES_POST, "sale", SalePost, canonical_sale)
SALE_RETURN = OperationKind("sale.return", Permission.POS_SALES_RETURN, "sale", SaleReturn, canonical_return)
SALE_RETURN_BLIND = OperationKind(
    "sale.return_blind", Permission.POS_RETURNS_BLIND, "sale", BlindReturn, canonical_blind_return
)
SALE_VOID = OperationKind(
    "sale.void", Permission.POS_SALES_VOID, "sale", SaleVoid, canonical_void, follows_subject=True
)
STOCK_RECEIVE = OperationKind(
    "stock.receive", Permission.INVENTORY_STOCK_MOVE, "receipt", StockReceipt, canonical_receipt, _location_of
)
STOCK_ADJUST = OperationKind(
    "stock.adjust", Permission.INVENTORY_STOCK_MOVE, "adjustment", StockAdjustment, canonical_adjustment, _location_of
)
JOURNAL_POST = OperationKind(
    "journal.post", Permission.ACCOUNTING_JOURNALS_POST, "journal", JournalPost, canonical_journal
)
JOURNAL_REVERSE = OperationKind(
    "journal.reverse", Permission.ACCOUNTING_JOURNALS_POST, "journal", JournalReverse, canonical_reversal
)

KINDS = {
    kind.name: kind
    for kind in (
        SALE_POST,
        SALE_RETURN,
        SALE_RETURN_BLIND,
        SALE_VOID,
        STOCK_RECEIVE,
        STOCK_ADJUST,
        JOURNAL_POST,
        JOURNAL_REVERSE,
    )
}
HANDLERS = {
    SALE_POST.name: Handler(want_sale, want_sale_levels, post_sale),
    SALE_RETURN.name: Handler(want_return, want_return_locks, return_sale),
    SALE_RETURN_BLIND.name: Handler(want_blind_return, want_blind_return_locks, return_blind),
    SALE_VOID.name: Handler(want_void, want_void_locks, void_sale),
    STOCK_RECEIVE.name: Handler(want_stock, want_stock_levels, receive_stock),
    STOCK_ADJUST.name: Handler(want_stock, want_stock_levels, adjust_stock),
    JOURNAL_POST.name: Handler(want_journal, want_general_book, post_journal),
    JOURNAL_REVERSE.name: Handler(want_reversal, want_general_book, reverse_journal),
}
