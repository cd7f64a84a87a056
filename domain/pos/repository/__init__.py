"""The till's rows, a file per concern."""

from domain.pos.repository.money import AccountRepository, DepositFilter, DepositRepository, StoredValueRepository
from domain.pos.repository.price_rules import PriceListRepository, PromotionRepository
from domain.pos.repository.receipts import FIRST_VERSION, ReceiptNames, ReceiptTemplateRepository
from domain.pos.repository.sales import SaleFilter, SaleRepository
from domain.pos.repository.setup import (
    CustomerRepository,
    PaymentMethodRepository,
    TaxRateRepository,
    TerminalRepository,
)
from domain.pos.repository.shifts import ShiftFilter, ShiftRepository

__all__ = [
    "FIRST_VERSION",
    "AccountRepository",
    "CustomerRepository",
    "DepositFilter",
    "DepositRepository",
    "PaymentMethodRepository",
    "PriceListRepository",
    "PromotionRepository",
    "ReceiptNames",
    "ReceiptTemplateRepository",
    "SaleFilter",
    "SaleRepository",
    "ShiftFilter",
    "ShiftRepository",
    "StoredValueRepository",
    "TaxRateRepository",
    "TerminalRepository",
]
