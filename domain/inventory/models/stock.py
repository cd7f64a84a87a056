"""What lies where, and how it came to be (`inv`)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import QUANTITY, UNIT_PRICE, Base, Identified, Minor, OrgScoped

INV = {"schema": "inv"}
ITEM = ["inv.items.org_id", "inv.items.id"]


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


class CostLayer(Base, OrgScoped):
    """What is left of one receipt, under first-in-first-out: the level is the sum of its open layers.

    `seq` is the order of arrival. `open` is what an index may say without being written at every sale.
    """

    __tablename__ = "cost_layers"
    __table_args__ = (
        CheckConstraint("quantity >= 0 AND value >= 0 AND open = (quantity > 0)", name="remains"),
        Index("ix_cost_layers_open", "org_id", "location_id", "item_id", "seq", postgresql_where=text("open")),
        {"schema": "inv", "postgresql_with": {"fillfactor": "50"}},
    )

    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    value: Mapped[Minor]
    unit_cost: Mapped[Decimal] = mapped_column(UNIT_PRICE)
    open: Mapped[bool] = mapped_column(Boolean)
    movement_id: Mapped[UUID | None]
    lot_id: Mapped[UUID | None]


class Lot(Base, Identified):
    """Goods of one item that were made or delivered together, and until when they may be sold."""

    __tablename__ = "lots"
    __table_args__ = (
        UniqueConstraint("org_id", "item_id", "code"),
        ForeignKeyConstraint(["org_id", "item_id"], ITEM),
        Index("ix_lots_expires_on", "org_id", "expires_on", "id", postgresql_where=text("expires_on IS NOT NULL")),
        INV,
    )

    item_id: Mapped[UUID]
    code: Mapped[str]
    expires_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LotLevel(Base, OrgScoped):
    """How much of a level is of one lot; what is of none is the rest of the level."""

    __tablename__ = "lot_levels"
    __table_args__ = {"schema": "inv", "postgresql_with": {"fillfactor": "50"}}  # noqa: RUF012 - read by SQLAlchemy

    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)


class LotMovement(Base, OrgScoped):
    """How much of a stock movement was of one lot; immutable. A lot's level is the sum of these."""

    __tablename__ = "lot_movements"
    __table_args__ = (Index("ix_lot_movements_lot_id", "org_id", "lot_id", "location_id"), INV)

    movement_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[UUID]
    item_id: Mapped[UUID]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
