"""The till's rows, a file per concern."""

from domain.pos.repository.sales import SaleFilter, SaleRepository
from domain.pos.repository.setup import (
    CustomerRepository,
    PaymentMethodRepository,
    TaxRateRepository,
    TerminalRepository,
)

__all__ = [
    "CustomerRepository",
    "PaymentMethodRepository",
    "SaleFilter",
    "SaleRepository",
    "TaxRateRepository",
    "TerminalRepository",
]
