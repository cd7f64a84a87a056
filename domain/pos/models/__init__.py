"""Tables of the till (`pos`)."""

from domain.pos.models.price_rules import PriceList, PriceListEntry, PriceListScope, Promotion, PromotionScope
from domain.pos.models.receipt_templates import ReceiptTemplate
from domain.pos.models.sales import Payment, Sale, SaleLine, SaleLinePart
from domain.pos.models.setup import Customer, CustomerBalance, PaymentMethod, ReceiptSequence, TaxRate, Terminal
from domain.pos.models.stored_value import Deposit, LayawayLine, StoredValue, StoredValueMovement
from domain.pos.models.tills import MoneyDocument, MoneyTender, Shift, ShiftTotal

__all__ = [
    "Customer",
    "CustomerBalance",
    "Deposit",
    "LayawayLine",
    "MoneyDocument",
    "MoneyTender",
    "Payment",
    "PaymentMethod",
    "PriceList",
    "PriceListEntry",
    "PriceListScope",
    "Promotion",
    "PromotionScope",
    "ReceiptSequence",
    "ReceiptTemplate",
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
