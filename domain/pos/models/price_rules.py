"""Tables of price lists and promotions: what is read whenever a sale leaves a price out."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import QUANTITY, UNIT_PRICE, Base, Identified, OrgScoped, Versioned

POS = {"schema": "pos"}
ORG = "core.organizations.id"
PRICE_LIST = ["pos.price_lists.org_id", "pos.price_lists.id"]
PROMOTION = ["pos.promotions.org_id", "pos.promotions.id"]
ITEM = ["inv.items.org_id", "inv.items.id"]
CATEGORY = ["inv.categories.org_id", "inv.categories.code"]
LOCATION = ["inv.locations.org_id", "inv.locations.id"]
CUSTOMER = ["pos.customers.org_id", "pos.customers.id"]


class Timed:
    """Holds from a day to a day, both included, on some weekdays (1 is Monday), at some hours: local time.

    `hours` is a list of `{"starts": "17:00", "ends": "19:00"}`; nothing said means always.
    """

    priority: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default="{}", default=list)
    hours: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]", default=list)


class PriceList(Base, Identified, Timed, Versioned):
    """Prices of items for some customers, places and times; of several lists the highest `priority` counts."""

    __tablename__ = "price_lists"
    __table_args__ = (UniqueConstraint("org_id", "code"), POS)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class PriceListScope(Base, Identified):
    """One place, customer or group of customers that a price list is for; a list without any is for all."""

    __tablename__ = "price_list_scopes"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "price_list_id"], PRICE_LIST, ondelete="CASCADE"),
        ForeignKeyConstraint(["org_id", "location_id"], LOCATION),
        ForeignKeyConstraint(["org_id", "customer_id"], CUSTOMER),
        CheckConstraint("num_nonnulls(location_id, customer_id, customer_group) = 1", name="one"),
        Index("ix_price_list_scopes_price_list_id", "org_id", "price_list_id"),
        POS,
    )

    price_list_id: Mapped[UUID]
    location_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    customer_group: Mapped[str | None]


class PriceListEntry(Base, OrgScoped):
    """The price of an item in a list from a quantity on. Keyed by item first: posting looks up all of an item's."""

    __tablename__ = "price_list_entries"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "item_id"], ITEM),
        ForeignKeyConstraint(["org_id", "price_list_id"], PRICE_LIST, ondelete="CASCADE"),
        Index("ix_price_list_entries_price_list_id", "org_id", "price_list_id", "item_id"),
        POS,
    )

    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    price_list_id: Mapped[UUID] = mapped_column(primary_key=True)
    min_quantity: Mapped[Decimal] = mapped_column(QUANTITY, primary_key=True)
    price: Mapped[Decimal] = mapped_column(UNIT_PRICE)


class Promotion(Base, Identified, Timed, Versioned):
    """What is taken off a basket, by its kind; amounts in minor units.

    `percent` belongs to `percentage` and `buy_get`, `amount` to `amount` (off each unit where `per_unit`) and to
    `fixed_price`, whose `buy` units it is the price of; `get` of `buy_get` are the units that become cheaper.
    """

    __tablename__ = "promotions"
    __table_args__ = (UniqueConstraint("org_id", "code"), POS)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    exclusive: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    percent: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    per_unit: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    buy: Mapped[int | None] = mapped_column(Integer)
    get: Mapped[int | None] = mapped_column(Integer)
    min_amount: Mapped[int | None] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class PromotionScope(Base, Identified):
    """One item, category, place, customer or group of customers that a promotion is for; without any it is for all."""

    __tablename__ = "promotion_scopes"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "promotion_id"], PROMOTION, ondelete="CASCADE"),
        ForeignKeyConstraint(["org_id", "item_id"], ITEM),
        ForeignKeyConstraint(["org_id", "category"], CATEGORY, onupdate="CASCADE"),
        ForeignKeyConstraint(["org_id", "location_id"], LOCATION),
        ForeignKeyConstraint(["org_id", "customer_id"], CUSTOMER),
        CheckConstraint("num_nonnulls(item_id, category, location_id, customer_id, customer_group) = 1", name="one"),
        Index("ix_promotion_scopes_promotion_id", "org_id", "promotion_id"),
        POS,
    )

    promotion_id: Mapped[UUID]
    item_id: Mapped[UUID | None]
    category: Mapped[str | None]
    location_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    customer_group: Mapped[str | None]
