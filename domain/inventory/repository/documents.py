"""Rows of stock documents, transfers and low stock, read only: posting writes them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select

from domain.core.db import UnitOfWork
from domain.core.errors import NotFoundError
from domain.core.keyset import KeyOrder, Slice
from domain.core.paging import PageRequest
from domain.inventory.models import (
    Item,
    LowStockEvent,
    StockDocument,
    StockDocumentLine,
    StockLevel,
    Transfer,
    TransferLine,
)

Named = Row[Any, str, str]
"""A line with the SKU and name of its item."""
EventRow = Row[Any, Any, Any, Any, Any, Any, str]
"""id, item_id, location_id, quantity, reorder_point, noted_at, sku."""
SheetRow = Row[UUID, str, str, str | None, str, Decimal]
"""item_id, sku, name, category, unit, quantity."""


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Which documents: all that is given must hold; days are business dates, both included."""

    from_date: date | None = None
    to_date: date | None = None
    location_id: UUID | None = None
    supplier_id: UUID | None = None
    about_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TransferFilter:
    """Which transfers: all that is given must hold."""

    from_location_id: UUID | None = None
    to_location_id: UUID | None = None
    status: str | None = None


class DocumentRepository:
    """The stock documents of one organization."""

    def __init__(self, uow: UnitOfWork, org_id: UUID) -> None:
        """Read inside `uow`, the rows of `org_id` alone."""
        self.session = uow.session
        self.org_id = org_id

    def get(self, document_id: UUID, *, kind: str) -> StockDocument:
        """Return one document of a kind. **Raises** `NotFoundError`."""
        statement = select(StockDocument).where(
            StockDocument.org_id == self.org_id, StockDocument.id == document_id, StockDocument.kind == kind
        )
        found = self.session.scalars(statement).one_or_none()
        if found is None:
            raise NotFoundError
        return found

    def page(self, request: PageRequest, wanted: DocumentFilter, *, kind: str) -> Slice[StockDocument]:
        """Return one page of documents of a kind, newest first: by when they were posted."""
        columns = StockDocument.__table__.c
        order = KeyOrder((columns.posted_at, columns.id))
        statement = select(StockDocument).where(StockDocument.org_id == self.org_id, StockDocument.kind == kind)
        for name in ("location_id", "supplier_id", "about_id"):
            value = getattr(wanted, name)
            if value is not None:
                statement = statement.where(columns[name] == value)
        if wanted.from_date is not None:
            statement = statement.where(StockDocument.business_date >= wanted.from_date)
        if wanted.to_date is not None:
            statement = statement.where(StockDocument.business_date <= wanted.to_date)
        return order.cut(self.session.scalars(order.page_of(statement, request)).all(), request)

    def about(self, document_id: UUID) -> list[StockDocument]:
        """Return the documents that are about a receipt or transfer, oldest first."""
        statement = select(StockDocument).where(
            StockDocument.org_id == self.org_id, StockDocument.about_id == document_id
        )
        return list(self.session.scalars(statement.order_by(StockDocument.posted_at, StockDocument.id)))

    def lines(self, document_id: UUID) -> list[Named]:
        """Return the lines of a document in their order, with their items' names."""
        statement = self._named(StockDocumentLine).where(StockDocumentLine.document_id == document_id)
        return list(self.session.execute(statement.order_by(StockDocumentLine.line_no)).all())

    def transfer(self, transfer_id: UUID) -> Transfer:
        """Return one transfer. **Raises** `NotFoundError`."""
        statement = select(Transfer).where(Transfer.org_id == self.org_id, Transfer.id == transfer_id)
        found = self.session.scalars(statement).one_or_none()
        if found is None:
            raise NotFoundError
        return found

    def transfers(self, request: PageRequest, wanted: TransferFilter) -> Slice[Transfer]:
        """Return one page of transfers, newest first."""
        columns = Transfer.__table__.c
        order = KeyOrder((columns.posted_at, columns.id))
        statement = select(Transfer).where(Transfer.org_id == self.org_id)
        for name in ("from_location_id", "to_location_id", "status"):
            value = getattr(wanted, name)
            if value is not None:
                statement = statement.where(columns[name] == value)
        return order.cut(self.session.scalars(order.page_of(statement, request)).all(), request)

    def transfer_lines(self, transfer_id: UUID) -> list[Named]:
        """Return the lines of a transfer in their order, with their items' names."""
        statement = self._named(TransferLine).where(TransferLine.transfer_id == transfer_id)
        return list(self.session.execute(statement.order_by(TransferLine.line_no)).all())

    def count_sheet(self, request: PageRequest, *, location_id: UUID, category: str | None) -> Slice[SheetRow]:
        """Return one page of what is to be counted at a location, by SKU: what is sold, and what lies there."""
        lying = (StockLevel.org_id == self.org_id) & (StockLevel.item_id == Item.id)
        statement = (
            select(
                Item.id.label("item_id"),
                Item.sku,
                Item.name,
                Item.category,
                Item.unit,
                func.coalesce(StockLevel.quantity, 0).label("quantity"),
            )
            .outerjoin(StockLevel, lying & (StockLevel.location_id == location_id))
            .where(Item.org_id == self.org_id, Item.stocked, or_(Item.active, StockLevel.quantity != 0))
        )
        if category is not None:
            statement = statement.where(Item.category == category)
        order = KeyOrder((Item.__table__.c.sku,), descending=False)
        return order.cut(self.session.execute(order.page_of(statement, request)).all(), request)

    def low_stock_events(self, request: PageRequest, *, location_id: UUID | None) -> Slice[EventRow]:
        """Return one page of levels that fell to their reorder point, newest first, with the SKU."""
        columns = LowStockEvent.__table__.c
        order = KeyOrder((columns.id,))
        statement = (
            select(
                columns.id,
                columns.item_id,
                columns.location_id,
                columns.quantity,
                columns.reorder_point,
                columns.noted_at,
                Item.sku,
            )
            .join(Item, (Item.org_id == self.org_id) & (Item.id == LowStockEvent.item_id))
            .where(LowStockEvent.org_id == self.org_id)
        )
        if location_id is not None:
            statement = statement.where(LowStockEvent.location_id == location_id)
        return order.cut(self.session.execute(order.page_of(statement, request)).all(), request)

    def _named(self, model: Any) -> Select[Any]:
        return (
            select(model, Item.sku, Item.name)
            .join(Item, (Item.org_id == self.org_id) & (Item.id == model.item_id))
            .where(model.org_id == self.org_id)
        )
