"""Tables of stock (`inv`)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import QUANTITY, UNIT_PRICE, Base, Identified, Minor, OrgScoped, Versioned

INV = {"schema": "inv"}
ORG = "core.organizations.id"


class Location(Base, Identified, Versioned):
    """A shop, store room or van: where stock lies and sales happen."""

    __tablename__ = "locations"
    __table_args__ = (UniqueConstraint("org_id", "code"), INV)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class Item(Base, Identified, Versioned):
    """What is sold: goods with stock, or a service without."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("org_id", "sku"),
        ForeignKeyConstraint(["org_id", "tax_rate_id"], ["pos.tax_rates.org_id", "pos.tax_rates.id"]),
        ForeignKeyConstraint(
            ["org_id", "sales_account_id"], ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]
        ),
        Index("ix_items_created_at", "org_id", "created_at", "id"),
        INV,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    sku: Mapped[str]
    name: Mapped[str]
    category: Mapped[str | None]
    unit: Mapped[str] = mapped_column(server_default="each")
    price: Mapped[Decimal] = mapped_column(UNIT_PRICE)
    cost: Mapped[Decimal | None] = mapped_column(UNIT_PRICE)
    tax_rate_id: Mapped[UUID | None]
    sales_account_id: Mapped[UUID | None]
    stocked: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)
    reorder_point: Mapped[Decimal | None] = mapped_column(QUANTITY)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class ItemBarcode(Base, OrgScoped):
    """A barcode names exactly one item of the organization."""

    __tablename__ = "item_barcodes"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "item_id"], ["inv.items.org_id", "inv.items.id"], ondelete="CASCADE"),
        Index("ix_item_barcodes_item_id", "org_id", "item_id"),
        INV,
    )

    barcode: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[UUID]


class StockLevel(Base, OrgScoped):
    """What lies at a location: quantity, its value, and the last known cost of one."""

    __tablename__ = "stock_levels"
    __table_args__ = {"schema": "inv", "postgresql_with": {"fillfactor": "50"}}  # noqa: RUF012 - read by SQLAlchemy

    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    value: Mapped[Minor]
    unit_cost: Mapped[Decimal | None] = mapped_column(UNIT_PRICE)


class StockMovement(Base, Identified):
    """One change of one level; immutable. A level is the sum of its movements."""

    __tablename__ = "stock_movements"
    __table_args__ = (Index("ix_stock_movements_item_id", "org_id", "item_id", "location_id", "id"), INV)

    location_id: Mapped[UUID]
    item_id: Mapped[UUID]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    value: Mapped[Minor]
    unit_cost: Mapped[Decimal] = mapped_column(UNIT_PRICE)
    kind: Mapped[str]
    source_type: Mapped[str]
    source_id: Mapped[UUID]
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class StockDocument(Base, Identified):
    """A receipt, adjustment, transfer or count; immutable."""

    __tablename__ = "stock_documents"
    __table_args__ = INV

    kind: Mapped[str]
    location_id: Mapped[UUID]
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    supplier: Mapped[str | None]
    reason: Mapped[str | None]
    journal_id: Mapped[UUID | None]


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
