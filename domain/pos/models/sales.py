"""Tables of sales, returns, exchanges and voids."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import QUANTITY, UNIT_PRICE, Base, Identified, Minor, OrgScoped

POS = {"schema": "pos"}
ORG = "core.organizations.id"
ACCOUNT = ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]


class Sale(Base, Identified):
    """A posted sale, return, exchange or void. Amounts in minor units; `total` = net + tax + tip + rounding.

    What comes back has negative quantities and amounts, on its lines, in its payments and in its sums.
    """

    __tablename__ = "sales"
    __table_args__ = (
        UniqueConstraint("org_id", "terminal_id", "receipt_number"),
        Index("ix_sales_posted_at", "org_id", "posted_at", "id"),
        Index("ix_sales_customer_id", "org_id", "customer_id", postgresql_where=text("customer_id IS NOT NULL")),
        Index(
            "ix_sales_original_sale_id",
            "org_id",
            "original_sale_id",
            postgresql_where=text("original_sale_id IS NOT NULL"),
        ),
        POS,
    )

    kind: Mapped[str] = mapped_column(server_default="sale")
    original_sale_id: Mapped[UUID | None]
    location_id: Mapped[UUID]
    terminal_id: Mapped[UUID]
    terminal_seq: Mapped[int | None] = mapped_column(BigInteger)
    shift_id: Mapped[UUID | None]
    supplement: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    customer_id: Mapped[UUID | None]
    receipt_number: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(server_default="posted")
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]
    original_date: Mapped[date | None]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    tax_rounding: Mapped[str]
    discount: Mapped[Minor]
    net: Mapped[Minor]
    tax: Mapped[Minor]
    tip: Mapped[Minor]
    rounding: Mapped[Minor]
    total: Mapped[Minor]
    change: Mapped[Minor]
    cost: Mapped[Minor]
    reference: Mapped[str | None]
    note: Mapped[str | None]
    journal_id: Mapped[UUID | None]


class SaleLine(Base, OrgScoped):
    """One line of a sale as it was posted, with the names and rates of that moment.

    `return_of_*` names the line that came back; `restocked` says whether it went back on the shelf. `unit` and
    `unit_quantity` are what was sold where that is not the item's own unit. `stored_value_id` is the card it loaded.
    """

    __tablename__ = "sale_lines"
    __table_args__ = POS

    sale_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    item_id: Mapped[UUID]
    movement_id: Mapped[UUID | None]
    sku: Mapped[str]
    name: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    unit_price: Mapped[Decimal] = mapped_column(UNIT_PRICE)
    discount: Mapped[Minor]
    net: Mapped[Minor]
    tax: Mapped[Minor]
    total: Mapped[Minor]
    cost: Mapped[Minor]
    tax_rate_id: Mapped[UUID | None]
    tax_percent: Mapped[Decimal] = mapped_column(Numeric(9, 6))
    tax_inclusive: Mapped[bool] = mapped_column(Boolean)
    returned: Mapped[Decimal] = mapped_column(QUANTITY, server_default="0")
    return_of_sale_id: Mapped[UUID | None]
    return_of_line_no: Mapped[int | None] = mapped_column(SmallInteger)
    restocked: Mapped[bool | None] = mapped_column(Boolean)
    stored_value_id: Mapped[UUID | None]
    unit: Mapped[str | None]
    unit_quantity: Mapped[Decimal | None] = mapped_column(QUANTITY)
    note: Mapped[str | None]
    explained: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)


class SaleLinePart(Base, OrgScoped):
    """One part of a kit that a line took from stock, or brought back."""

    __tablename__ = "sale_line_parts"
    __table_args__ = POS

    sale_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    part_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    item_id: Mapped[UUID]
    movement_id: Mapped[UUID | None]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    cost: Mapped[Minor]


class Payment(Base, OrgScoped):
    """One tender of a sale; immutable. `amount` is what was tendered, `change` what was given back of it.

    A refund is a negative amount. `stored_value_id` is the card or credit it was taken from or given to.
    """

    __tablename__ = "payments"
    __table_args__ = POS

    sale_id: Mapped[UUID] = mapped_column(primary_key=True)
    payment_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    method_id: Mapped[UUID]
    method: Mapped[str]
    kind: Mapped[str]
    amount: Mapped[Minor]
    change: Mapped[Minor]
    reference: Mapped[str | None]
    stored_value_id: Mapped[UUID | None]
