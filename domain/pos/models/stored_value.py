"""Tables of gift cards, store credit and deposits: what we owe to whoever holds them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Identified, Minor

POS = {"schema": "pos"}
ORG = "core.organizations.id"
ACCOUNT = ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]


class StoredValue(Base, Identified):
    """What we owe to whoever holds it: a gift card, store credit, a deposit. Never below zero."""

    __tablename__ = "stored_values"
    __table_args__ = (
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
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


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
