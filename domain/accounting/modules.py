"""What a period can be closed for, and which documents that holds."""

from enum import StrEnum


class Module(StrEnum):
    """A part of the books that is closed by itself; `all` is everything."""

    SALES = "sales"
    STOCK = "stock"
    ALL = "all"


TILL = frozenset({Module.SALES, Module.STOCK, Module.ALL})
"""Sales, returns, exchanges and voids: they move stock."""
MONEY = frozenset({Module.SALES, Module.ALL})
"""Shifts, the drawer, deposits and payments of customers."""
STOCK = frozenset({Module.STOCK, Module.ALL})
"""Receipts, transfers, counts and what else moves stock without a sale."""
BOOKS = frozenset({Module.ALL})
"""Journals by hand."""

HELD = {
    TILL: ("sale", "return", "exchange", "void"),
    MONEY: (
        *("shift_open", "shift_close", "shift_cash", "drawer_open"),
        *("deposit", "deposit_refund", "customer_payment", "money_void"),
    ),
    STOCK: (
        *("receipt", "adjustment", "count", "revaluation", "supplier_return", "receipt_reversal"),
        *("transfer", "transfer_receipt", "transfer_close", "transfer_return"),
    ),
}
"""The types of documents, as their journals name them; what is not here is held by `all` alone."""
