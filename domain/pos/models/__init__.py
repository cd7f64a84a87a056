"""Tables of the till (`pos`)."""

from domain.pos.models.sales import Payment, Sale, SaleLine, SaleLinePart
from domain.pos.models.setup import Customer, CustomerBalance, PaymentMethod, ReceiptSequence, TaxRate, Terminal
from domain.pos.models.stored_value import StoredValue, StoredValueMovement
from domain.pos.models.tills import MoneyDocument, MoneyTender, Shift, ShiftTotal

__all__ = [
    "Customer",
    "CustomerBalance",
    "MoneyDocument",
    "MoneyTender",
    "Payment",
    "PaymentMethod",
    "ReceiptSequence",
    "Sale",
    "SaleLine",
    "SaleLinePart",
    "Shift",
    "ShiftTotal",
    "StoredValue",
    "StoredValueMovement",
    "TaxRate",
    "Terminal",
]
