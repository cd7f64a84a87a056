"""Tables of shifts, and of money that moves without a sale."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Identified, Minor, OrgScoped

POS = {"schema": "pos"}
ORG = "core.organizations.id"
ACCOUNT = ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]


class MoneyDocument(Base, Identified):
    """Money that moves without a sale; immutable. `amount` is positive, its kind says which way.

    Kinds: `deposit`, `deposit_refund`, `customer_payment`, `money_void`, `paid_in`, `paid_out`, `drop`, `drawer_open`.
    Of what its tenders come to, less change, `rounding` is what cash rounding added. `original_id` is the document that
    a `money_void` undoes; its index lets no second one be written.
    """

    __tablename__ = "money_documents"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "location_id"], ["inv.locations.org_id", "inv.locations.id"]),
        ForeignKeyConstraint(["org_id", "terminal_id"], ["pos.terminals.org_id", "pos.terminals.id"]),
        ForeignKeyConstraint(["org_id", "customer_id"], ["pos.customers.org_id", "pos.customers.id"]),
        ForeignKeyConstraint(["org_id", "account_id"], ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]),
        Index(
            "ix_money_documents_customer_id", "org_id", "customer_id", postgresql_where=text("customer_id IS NOT NULL")
        ),
        Index(
            "ix_money_documents_original_id",
            "org_id",
            "original_id",
            unique=True,
            postgresql_where=text("original_id IS NOT NULL"),
        ),
        Index(
            "ix_money_documents_stored_value_id",
            "org_id",
            "stored_value_id",
            postgresql_where=text("stored_value_id IS NOT NULL"),
        ),
        POS,
    )

    kind: Mapped[str]
    location_id: Mapped[UUID]
    terminal_id: Mapped[UUID | None]
    shift_id: Mapped[UUID | None]
    supplement: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    customer_id: Mapped[UUID | None]
    stored_value_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    amount: Mapped[Minor]
    rounding: Mapped[Minor] = mapped_column(server_default="0")
    original_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    reference: Mapped[str | None]
    note: Mapped[str | None]
    occurred_at: Mapped[datetime]
    business_date: Mapped[date]
    original_date: Mapped[date | None]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    journal_id: Mapped[UUID]


class MoneyTender(Base, OrgScoped):
    """How the money of a document was given; immutable. `change` is what was given back of it.

    What is given out has a negative amount. `stored_value_id` is the card or credit it was taken from or given to.
    """

    __tablename__ = "money_tenders"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "method_id"], ["pos.payment_methods.org_id", "pos.payment_methods.id"]),
        POS,
    )

    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    tender_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    method_id: Mapped[UUID]
    method: Mapped[str]
    kind: Mapped[str]
    amount: Mapped[Minor]
    change: Mapped[Minor] = mapped_column(server_default="0")
    reference: Mapped[str | None]
    stored_value_id: Mapped[UUID | None]


class Shift(Base, Identified):
    """A cash session of one terminal, from its float to its count. Amounts in minor units.

    `first_receipt` is the number that the terminal would draw next when it opened, `last_receipt` the last that it had
    drawn when it closed. `counted` keeps, per tender: method, kind, expected, counted.
    """

    __tablename__ = "shifts"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "terminal_id"], ["pos.terminals.org_id", "pos.terminals.id"]),
        ForeignKeyConstraint(["org_id", "location_id"], ["inv.locations.org_id", "inv.locations.id"]),
        UniqueConstraint("org_id", "terminal_id", "number"),
        Index("uq_shifts_open", "org_id", "terminal_id", unique=True, postgresql_where=text("status = 'open'")),
        Index("ix_shifts_opened_at", "org_id", "opened_at", "id"),
        POS,
    )

    terminal_id: Mapped[UUID]
    location_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(server_default="open")
    opening_float: Mapped[Minor]
    opened_at: Mapped[datetime]
    business_date: Mapped[date]
    opening_journal_id: Mapped[UUID]
    first_receipt: Mapped[int] = mapped_column(BigInteger)
    close_id: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    z_number: Mapped[int | None] = mapped_column(BigInteger)
    counted: Mapped[list[list[Any]] | None] = mapped_column(JSONB)
    variance: Mapped[int | None] = mapped_column(BigInteger)
    last_receipt: Mapped[int | None] = mapped_column(BigInteger)
    grand_total: Mapped[int | None] = mapped_column(BigInteger)
    manifest: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    note: Mapped[str | None]
    closing_note: Mapped[str | None]
    closing_journal_id: Mapped[UUID | None]


class ShiftTotal(Base, OrgScoped):
    """What a shift has taken so far, by measure; kept with each batch, so that closing counts nothing.

    `supplement`: what arrived after its close. Measures: `sale`, `return`, `exchange`, `void` (number and total);
    `tender.<kind>` (code: the method; amount less change), `tax` (code: the rate), `net`, `discount`, `tip`,
    `rounding`, `cash_in`, `cash_out`, `drop`, `drawer_open`, `deposit`, `deposit_refund`, `customer_payment`.
    """

    __tablename__ = "shift_totals"
    __table_args__ = {"schema": "pos", "postgresql_with": {"fillfactor": "50"}}  # noqa: RUF012 - read by SQLAlchemy

    shift_id: Mapped[UUID] = mapped_column(primary_key=True)
    supplement: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[Minor]
