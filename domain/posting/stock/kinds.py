"""The operation kinds of stock documents, each with what it needs, what it locks, and what it does."""

from collections.abc import Callable
from typing import Any

from domain.auth.permissions import Permission
from domain.inventory.count_payload import StockCount, StockRevaluation, canonical_count, canonical_revaluation
from domain.inventory.stock_payload import StockAdjustment, StockReceipt, canonical_adjustment, canonical_receipt
from domain.inventory.supplier_payload import (
    ReceiptReverse,
    SupplierReturn,
    canonical_receipt_reversal,
    canonical_supplier_return,
)
from domain.inventory.transfer_payload import (
    StockTransfer,
    TransferEnd,
    TransferReceive,
    canonical_arrival,
    canonical_end,
    canonical_transfer,
)
from domain.operations.kinds import OperationKind
from domain.posting.effects import Effects
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.stock.adjustments import adjust_stock
from domain.posting.stock.arrivals import (
    close_transfer,
    receive_transfer,
    return_transfer,
    want_arrival_locks,
    want_source_locks,
    want_under_way,
)
from domain.posting.stock.counts import count_stock, want_count, want_count_locks
from domain.posting.stock.lines import want_items, want_levels
from domain.posting.stock.receipts import (
    receive_stock,
    reverse_receipt,
    want_receipt,
    want_receipt_reversal,
    want_receipt_reversal_locks,
)
from domain.posting.stock.revaluations import revalue_stock
from domain.posting.stock.supplier_returns import (
    return_to_supplier,
    want_supplier_return,
    want_supplier_return_locks,
)
from domain.posting.stock.transfers import TRANSFER_RECEIVE as RECEIVE
from domain.posting.stock.transfers import transfer_stock, want_transfer, want_transfer_locks
from domain.posting.wants import Wants

Want = Callable[[Claimed, Wants], None]
WantLocks = Callable[[Claimed, OrgFacts, Wants], None]
Post = Callable[[Claimed, OrgFacts, Effects], dict[str, Any]]


def _at_location(content: dict[str, Any]) -> str | None:
    return str(content["location_id"])


def _at_source(content: dict[str, Any]) -> str | None:
    return str(content["from_location_id"])


MOVE, TRANSFER = Permission.INVENTORY_STOCK_MOVE, Permission.INVENTORY_TRANSFER
STOCK_RECEIVE = OperationKind("stock.receive", MOVE, "receipt", StockReceipt, canonical_receipt, _at_location)
STOCK_ADJUST = OperationKind("stock.adjust", MOVE, "adjustment", StockAdjustment, canonical_adjustment, _at_location)
STOCK_COUNT = OperationKind(
    "stock.count", Permission.INVENTORY_COUNT, "count", StockCount, canonical_count, _at_location
)
STOCK_REVALUE = OperationKind(
    "stock.revalue",
    Permission.INVENTORY_REVALUE,
    "revaluation",
    StockRevaluation,
    canonical_revaluation,
    _at_location,
)
STOCK_RETURN_TO_SUPPLIER = OperationKind(
    "stock.return_to_supplier", MOVE, "supplier_return", SupplierReturn, canonical_supplier_return, _at_location
)
RECEIPT_REVERSE = OperationKind(
    "receipt.reverse", MOVE, "receipt", ReceiptReverse, canonical_receipt_reversal, follows_subject=True
)
STOCK_TRANSFER = OperationKind("stock.transfer", TRANSFER, "transfer", StockTransfer, canonical_transfer, _at_source)
TRANSFER_RECEIVE = OperationKind(
    RECEIVE, TRANSFER, "transfer", TransferReceive, canonical_arrival, follows_subject=True
)
TRANSFER_CLOSE = OperationKind("transfer.close", TRANSFER, "transfer", TransferEnd, canonical_end, follows_subject=True)
TRANSFER_RETURN = OperationKind(
    "transfer.return", TRANSFER, "transfer", TransferEnd, canonical_end, follows_subject=True
)

STOCK_KINDS: tuple[tuple[OperationKind, Want, WantLocks, Post], ...] = (
    (STOCK_RECEIVE, want_receipt, want_levels, receive_stock),
    (STOCK_ADJUST, want_items, want_levels, adjust_stock),
    (STOCK_COUNT, want_count, want_count_locks, count_stock),
    (STOCK_REVALUE, want_items, want_levels, revalue_stock),
    (STOCK_RETURN_TO_SUPPLIER, want_supplier_return, want_supplier_return_locks, return_to_supplier),
    (RECEIPT_REVERSE, want_receipt_reversal, want_receipt_reversal_locks, reverse_receipt),
    (STOCK_TRANSFER, want_transfer, want_transfer_locks, transfer_stock),
    (TRANSFER_RECEIVE, want_under_way, want_arrival_locks, receive_transfer),
    (TRANSFER_CLOSE, want_under_way, want_source_locks, close_transfer),
    (TRANSFER_RETURN, want_under_way, want_source_locks, return_transfer),
)
