"""Tables of the till (`pos`)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import QUANTITY, UNIT_PRICE, Base, Identified, Minor, OrgScoped, Versioned

POS = {"schema": "pos"}
ORG = "core.organizations.id"
ACCOUNT = ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]


class TaxRate(Base, Identified, Versioned):
    """A tax by percent. `inclusive` says whether prices contain it; none means the organization's setting."""

    __tablename__ = "tax_rates"
    __table_args__ = (UniqueConstraint("org_id", "code"), ForeignKeyConstraint(["org_id", "account_id"], ACCOUNT), POS)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    percent: Mapped[Decimal] = mapped_column(Numeric(9, 6))
    inclusive: Mapped[bool | None] = mapped_column(Boolean)
    account_id: Mapped[UUID | None]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class PaymentMethod(Base, Identified, Versioned):
    """How a sale can be paid: a tender, its kind and its account."""

    __tablename__ = "payment_methods"
    __table_args__ = (UniqueConstraint("org_id", "code"), ForeignKeyConstraint(["org_id", "account_id"], ACCOUNT), POS)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    account_id: Mapped[UUID | None]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class Customer(Base, Identified, Versioned):
    """Who buys, where that is known. `credit_limit` in minor units; none means without limit."""

    __tablename__ = "customers"
    __table_args__ = (Index("ix_customers_created_at", "org_id", "created_at", "id"), POS)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    tax_id: Mapped[str | None]
    credit_limit: Mapped[int | None] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class CustomerBalance(Base, OrgScoped):
    """What a customer owes, minor units."""

    __tablename__ = "customer_balances"
    __table_args__ = {"schema": "pos", "postgresql_with": {"fillfactor": "50"}}  # noqa: RUF012 - read by SQLAlchemy

    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    receivable: Mapped[Minor]


class Terminal(Base, Identified, Versioned):
    """A till; stands at one location."""

    __tablename__ = "terminals"
    __table_args__ = (
        UniqueConstraint("org_id", "code"),
        ForeignKeyConstraint(["org_id", "location_id"], ["inv.locations.org_id", "inv.locations.id"]),
        POS,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    location_id: Mapped[UUID]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class ReceiptSequence(Base, OrgScoped):
    """The last receipt number of a terminal; drawn in the posting transaction, so there are no gaps."""

    __tablename__ = "receipt_sequences"
    __table_args__ = {"schema": "pos", "postgresql_with": {"fillfactor": "50"}}  # noqa: RUF012 - read by SQLAlchemy

    terminal_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger)


class Sale(Base, Identified):
    """A posted sale. Amounts in minor units; `total` = net + tax + tip + rounding of its lines."""

    __tablename__ = "sales"
    __table_args__ = (
        UniqueConstraint("org_id", "terminal_id", "receipt_number"),
        Index("ix_sales_posted_at", "org_id", "posted_at", "id"),
        POS,
    )

    location_id: Mapped[UUID]
    terminal_id: Mapped[UUID]
    terminal_seq: Mapped[int | None] = mapped_column(BigInteger)
    shift_id: Mapped[UUID | None]
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
    journal_id: Mapped[UUID | None]


class SaleLine(Base, OrgScoped):
    """One line of a sale as it was posted, with the names and rates of that moment."""

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


class Payment(Base, OrgScoped):
    """One tender of a sale; immutable. `amount` is what was tendered, `change` what was given back of it."""

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
