"""Documents that move stock, and what they lead to (`inv`)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import QUANTITY, UNIT_PRICE, Base, Identified, Minor, OrgScoped

INV = {"schema": "inv"}


class StockDocument(Base, Identified):
    """A receipt, adjustment, count, one half of a transfer, or what takes such a document back; immutable.

    `about_id` is the receipt or transfer that another document is about.
    """

    __tablename__ = "stock_documents"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "supplier_id"], ["inv.suppliers.org_id", "inv.suppliers.id"]),
        Index(
            "ix_stock_documents_supplier_id", "org_id", "supplier_id", postgresql_where=text("supplier_id IS NOT NULL")
        ),
        Index("ix_stock_documents_about_id", "org_id", "about_id", postgresql_where=text("about_id IS NOT NULL")),
        Index("ix_stock_documents_kind", "org_id", "kind", "posted_at", "id"),
        INV,
    )

    kind: Mapped[str]
    location_id: Mapped[UUID]
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    supplier: Mapped[str | None]
    reason: Mapped[str | None]
    journal_id: Mapped[UUID | None]
    supplier_id: Mapped[UUID | None]
    about_id: Mapped[UUID | None]
    note: Mapped[str | None]
    details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class StockDocumentLine(Base, OrgScoped):
    """One line of a stock document. `value` is what it changed the stock's value by, in minor units."""

    __tablename__ = "stock_document_lines"
    __table_args__ = INV

    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    item_id: Mapped[UUID]
    movement_id: Mapped[UUID | None]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    unit_cost: Mapped[Decimal | None] = mapped_column(UNIT_PRICE)
    value: Mapped[int] = mapped_column(BigInteger)
    revaluation_id: Mapped[UUID | None]
    about_line_no: Mapped[int | None] = mapped_column(SmallInteger)
    details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class Transfer(Base, Identified):
    """Goods from one location to another, and what has become of them; its document has the same id."""

    __tablename__ = "transfers"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "from_location_id"], ["inv.locations.org_id", "inv.locations.id"]),
        ForeignKeyConstraint(["org_id", "to_location_id"], ["inv.locations.org_id", "inv.locations.id"]),
        Index("ix_transfers_posted_at", "org_id", "posted_at", "id"),
        INV,
    )

    from_location_id: Mapped[UUID]
    to_location_id: Mapped[UUID]
    receive: Mapped[str]
    status: Mapped[str]
    note: Mapped[str | None]
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TransferLine(Base, OrgScoped):
    """What of one item left, and what of it has arrived, been lost or come back; the rest is under way."""

    __tablename__ = "transfer_lines"
    __table_args__ = (
        CheckConstraint(
            "shipped > 0 AND received >= 0 AND lost >= 0 AND returned >= 0 AND received + lost + returned <= shipped",
            name="accounted_for",
        ),
        INV,
    )

    transfer_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    item_id: Mapped[UUID]
    shipped: Mapped[Decimal] = mapped_column(QUANTITY)
    value: Mapped[Minor]
    received: Mapped[Decimal] = mapped_column(QUANTITY)
    received_value: Mapped[Minor]
    lost: Mapped[Decimal] = mapped_column(QUANTITY)
    lost_value: Mapped[Minor]
    returned: Mapped[Decimal] = mapped_column(QUANTITY)
    returned_value: Mapped[Minor]


class LowStockEvent(Base, Identified):
    """A level that fell from above its reorder point to it or below; immutable.

    `xid` is the transaction that took it there, so that the stream of operations finds it.
    """

    __tablename__ = "low_stock_events"
    __table_args__ = (Index("ix_low_stock_events_xid", "org_id", "xid"), INV)

    location_id: Mapped[UUID]
    item_id: Mapped[UUID]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    reorder_point: Mapped[Decimal] = mapped_column(QUANTITY)
    noted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    xid: Mapped[int] = mapped_column(BigInteger)
