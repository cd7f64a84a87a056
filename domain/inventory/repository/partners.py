"""Rows of suppliers and of reasons to adjust."""

from sqlalchemy import select

from domain.core.base_repository import BaseRepository
from domain.inventory.models import Reason, StockDocument, Supplier


class SupplierRepository(BaseRepository[Supplier]):
    """The suppliers of one organization."""

    model = Supplier
    paths = {"uq_suppliers_org_id_code": "code"}  # noqa: RUF012 - read only

    def is_named(self, code: str) -> bool:
        """Say whether any stock document names the supplier."""
        statement = select(StockDocument.id).where(StockDocument.org_id == self.org_id, StockDocument.supplier == code)
        return self.session.execute(statement.limit(1)).first() is not None


class ReasonRepository(BaseRepository[Reason]):
    """The reasons of one organization."""

    model = Reason
    paths = {"uq_reasons_org_id_code": "code", "fk_reasons_org_id_account_id": "account"}  # noqa: RUF012 - read only

    def is_named(self, code: str) -> bool:
        """Say whether any stock document gives the reason."""
        statement = select(StockDocument.id).where(StockDocument.org_id == self.org_id, StockDocument.reason == code)
        return self.session.execute(statement.limit(1)).first() is not None
