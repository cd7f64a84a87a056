"""Tables of what a till needs before it can sell."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Identified, Minor, OrgScoped, Versioned

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
    """Who buys, where that is known. `credit_limit` in minor units; none means without limit.

    `price_group` is a code that price lists and promotions can be for; `reference` is what another system calls them.
    """

    __tablename__ = "customers"
    __table_args__ = (
        UniqueConstraint("org_id", "reference"),
        Index("ix_customers_created_at", "org_id", "created_at", "id"),
        POS,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    tax_id: Mapped[str | None]
    credit_limit: Mapped[int | None] = mapped_column(BigInteger)
    price_group: Mapped[str | None]
    reference: Mapped[str | None]
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
    """The last numbers of a terminal, drawn in the posting transaction, so there are no gaps.

    `grand_total` is what all its documents since the first came to, minor units.

    `seen` holds every `terminal_seq` that arrived, as ranges: what lies between them never came.
    """

    __tablename__ = "receipt_sequences"
    __table_args__ = {"schema": "pos", "postgresql_with": {"fillfactor": "50"}}  # noqa: RUF012 - read by SQLAlchemy

    terminal_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger)
    last_shift: Mapped[int] = mapped_column(BigInteger, server_default="0")
    last_z: Mapped[int] = mapped_column(BigInteger, server_default="0")
    grand_total: Mapped[int] = mapped_column(BigInteger, server_default="0")
    seen: Mapped[Any] = mapped_column(INT8MULTIRANGE, server_default=text("'{}'::int8multirange"))
