"""Tables of gift cards, store credit and deposits: what we owe to whoever holds them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
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


class StoredValue(Base, Identified, Versioned):
    """What we owe to whoever holds it: a gift card, store credit, a deposit. Never below zero.

    A blocked one neither pays nor is loaded. `version` counts how often it was set up anew, not its movements.
    """

    __tablename__ = "stored_values"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "customer_id"], ["pos.customers.org_id", "pos.customers.id"]),
        UniqueConstraint("org_id", "kind", "code"),
        Index(
            "ix_stored_values_customer_id", "org_id", "customer_id", postgresql_where=text("customer_id IS NOT NULL")
        ),
        CheckConstraint("balance >= 0", name="not_overdrawn"),
        {"schema": "pos", "postgresql_with": {"fillfactor": "70"}},
    )

    kind: Mapped[str]
    code: Mapped[str]
    customer_id: Mapped[UUID | None]
    balance: Mapped[Minor]
    expires_on: Mapped[date | None]
    blocked: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)


class StoredValueMovement(Base, Identified):
    """One change of one stored value; immutable. The balance is their sum."""

    __tablename__ = "stored_value_movements"
    __table_args__ = (Index("ix_stored_value_movements_stored_value_id", "org_id", "stored_value_id", "id"), POS)

    stored_value_id: Mapped[UUID]
    amount: Mapped[Minor]
    source_type: Mapped[str]
    source_id: Mapped[UUID]
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Deposit(Base, Identified):
    """What was agreed when the first money of a deposit came; immutable.

    Its id is the first document's, and the code of its stored value. `total` is what all that is put aside comes to;
    none where nothing is: then nobody says how much is still to come.
    """

    __tablename__ = "deposits"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "customer_id"], ["pos.customers.org_id", "pos.customers.id"]),
        Index("ix_deposits_taken_at", "org_id", "taken_at", "id"),
        POS,
    )

    stored_value_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    total: Mapped[int | None] = mapped_column(BigInteger)
    due_on: Mapped[date | None]
    reference: Mapped[str | None]
    note: Mapped[str | None]
    taken_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LayawayLine(Base, OrgScoped):
    """One line of what is put aside, at the price that was agreed; immutable. It stays in stock until it is sold."""

    __tablename__ = "layaway_lines"
    __table_args__ = (ForeignKeyConstraint(["org_id", "item_id"], ["inv.items.org_id", "inv.items.id"]), POS)

    deposit_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    item_id: Mapped[UUID]
    sku: Mapped[str]
    name: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    unit_price: Mapped[Decimal] = mapped_column(UNIT_PRICE)
    discount: Mapped[Minor]
    net: Mapped[Minor]
    tax: Mapped[Minor]
    total: Mapped[Minor]
    note: Mapped[str | None]
