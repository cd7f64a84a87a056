"""Rows of what a till needs before it can sell."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from domain.core.base_repository import BaseRepository
from domain.pos.models import (
    Customer,
    CustomerBalance,
    MoneyDocument,
    PaymentMethod,
    ReceiptSequence,
    TaxRate,
    Terminal,
)


class TerminalRepository(BaseRepository[Terminal]):
    """The tills of one organization."""

    model = Terminal
    paths = {  # noqa: RUF012 - read only
        "uq_terminals_org_id_code": "code",
        "fk_terminals_org_id_location_id": "location_id",
    }

    def has_sold(self, terminal_id: UUID) -> bool:
        """Say whether the till ever drew a receipt number, or took money without one."""
        drew = select(ReceiptSequence.terminal_id).where(
            ReceiptSequence.org_id == self.org_id, ReceiptSequence.terminal_id == terminal_id
        )
        took = select(MoneyDocument.terminal_id).where(
            MoneyDocument.org_id == self.org_id, MoneyDocument.terminal_id == terminal_id
        )
        return any(self.session.execute(asked.limit(1)).first() is not None for asked in (drew, took))


class TaxRateRepository(BaseRepository[TaxRate]):
    """The tax rates of one organization."""

    model = TaxRate
    paths = {  # noqa: RUF012 - read only
        "uq_tax_rates_org_id_code": "code",
        "fk_tax_rates_org_id_account_id": "account",
    }


class PaymentMethodRepository(BaseRepository[PaymentMethod]):
    """The payment methods of one organization."""

    model = PaymentMethod
    paths = {  # noqa: RUF012 - read only
        "uq_payment_methods_org_id_code": "code",
        "fk_payment_methods_org_id_account_id": "account",
    }


class CustomerRepository(BaseRepository[Customer]):
    """The customers of one organization."""

    model = Customer
    paths = {"uq_customers_org_id_reference": "reference"}  # noqa: RUF012 - read only

    def receivables(self, customer_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return what customers owe, minor units, by customer; who never owed anything is left out."""
        statement = select(CustomerBalance.customer_id, CustomerBalance.receivable).where(
            CustomerBalance.org_id == self.org_id, CustomerBalance.customer_id.in_(customer_ids)
        )
        return {row.customer_id: row.receivable for row in self.session.execute(statement)}
