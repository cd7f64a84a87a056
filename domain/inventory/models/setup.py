"""What is set up by hand: locations, suppliers, reasons, items and what belongs to them (`inv`)."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import QUANTITY, UNIT_PRICE, Base, Identified, OrgScoped, Versioned

INV = {"schema": "inv"}
ORG = "core.organizations.id"
ACCOUNT = ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]
ITEM = ["inv.items.org_id", "inv.items.id"]


class Location(Base, Identified, Versioned):
    """A shop, store room or van: where stock lies and sales happen."""

    __tablename__ = "locations"
    __table_args__ = (UniqueConstraint("org_id", "code"), INV)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class Category(Base, Identified, Versioned):
    """A kind of item, with accounts of its own where they differ from those of the roles."""

    __tablename__ = "categories"
    __table_args__ = (
        UniqueConstraint("org_id", "code"),
        ForeignKeyConstraint(["org_id", "parent_id"], ["inv.categories.org_id", "inv.categories.id"]),
        ForeignKeyConstraint(["org_id", "sales_account_id"], ACCOUNT),
        ForeignKeyConstraint(["org_id", "cogs_account_id"], ACCOUNT),
        ForeignKeyConstraint(["org_id", "inventory_account_id"], ACCOUNT),
        ForeignKeyConstraint(["org_id", "tax_rate_id"], ["pos.tax_rates.org_id", "pos.tax_rates.id"]),
        INV,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[UUID | None]
    sales_account_id: Mapped[UUID | None]
    cogs_account_id: Mapped[UUID | None]
    inventory_account_id: Mapped[UUID | None]
    tax_rate_id: Mapped[UUID | None]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class Supplier(Base, Identified, Versioned):
    """Where goods come from."""

    __tablename__ = "suppliers"
    __table_args__ = (UniqueConstraint("org_id", "code"), INV)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    tax_id: Mapped[str | None]
    payment_terms: Mapped[str | None]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class Reason(Base, Identified, Versioned):
    """Why stock is adjusted, with the account that such a difference is posted to; none: that of the role."""

    __tablename__ = "reasons"
    __table_args__ = (UniqueConstraint("org_id", "code"), ForeignKeyConstraint(["org_id", "account_id"], ACCOUNT), INV)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    account_id: Mapped[UUID | None]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class Item(Base, Identified, Versioned):
    """What is sold: goods with stock, a service without, or a kit that is taken from stock as its parts.

    `category` is a category's code and follows it when it is renamed. `has_units` and `is_kit` say whether there are
    rows of `item_units` and `kit_parts`, so that posting looks for them only where there are any. Category and tax rate
    are held by triggers, once for a statement, as foreign keys would hold them.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("org_id", "sku"),
        ForeignKeyConstraint(["org_id", "sales_account_id"], ACCOUNT),
        CheckConstraint("NOT (stocked AND (is_kit OR gift_card))", name="never_stocked"),
        Index("ix_items_category", "org_id", "category", postgresql_where=text("category IS NOT NULL")),
        Index("ix_items_created_at", "org_id", "created_at", "id"),
        INV,
    )

    sku: Mapped[str]
    name: Mapped[str]
    category: Mapped[str | None]
    unit: Mapped[str] = mapped_column(server_default="each")
    price: Mapped[Decimal] = mapped_column(UNIT_PRICE)
    cost: Mapped[Decimal | None] = mapped_column(UNIT_PRICE)
    tax_rate_id: Mapped[UUID | None]
    sales_account_id: Mapped[UUID | None]
    stocked: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)
    tracking: Mapped[str] = mapped_column(server_default="none")
    gift_card: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    has_units: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    is_kit: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    reorder_point: Mapped[Decimal | None] = mapped_column(QUANTITY)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class ItemUnit(Base, OrgScoped):
    """A unit that an item is also bought or sold in: so many of its own unit, at a price of its own or that many."""

    __tablename__ = "item_units"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "item_id"], ITEM, ondelete="CASCADE"),
        CheckConstraint("factor > 0", name="positive"),
        INV,
    )

    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    factor: Mapped[Decimal] = mapped_column(QUANTITY)
    price: Mapped[Decimal | None] = mapped_column(UNIT_PRICE)


class ItemBarcode(Base, OrgScoped):
    """A barcode names exactly one item of the organization, and one of its units if `unit` is given."""

    __tablename__ = "item_barcodes"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "item_id"], ITEM, ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["org_id", "item_id", "unit"],
            ["inv.item_units.org_id", "inv.item_units.item_id", "inv.item_units.code"],
            ondelete="CASCADE",
        ),
        Index("ix_item_barcodes_item_id", "org_id", "item_id"),
        INV,
    )

    barcode: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[UUID]
    unit: Mapped[str | None]


class KitPart(Base, OrgScoped):
    """What one kit takes from stock of one item, in that item's own unit."""

    __tablename__ = "kit_parts"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "kit_id"], ITEM, ondelete="CASCADE"),
        ForeignKeyConstraint(["org_id", "item_id"], ITEM),
        UniqueConstraint("org_id", "kit_id", "item_id"),
        Index("ix_kit_parts_item_id", "org_id", "item_id"),
        CheckConstraint("quantity > 0", name="positive"),
        INV,
    )

    kit_id: Mapped[UUID] = mapped_column(primary_key=True)
    part_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    item_id: Mapped[UUID]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)


class ReorderPoint(Base, OrgScoped):
    """At what quantity an item is to be ordered for one location, where that differs from the item's own point."""

    __tablename__ = "reorder_points"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "item_id"], ITEM, ondelete="CASCADE"),
        ForeignKeyConstraint(["org_id", "location_id"], ["inv.locations.org_id", "inv.locations.id"]),
        INV,
    )

    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
