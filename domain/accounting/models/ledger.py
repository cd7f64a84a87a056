"""Tables of the ledger (`acct`)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Identified, Minor, OrgScoped, Versioned
from domain.core.ids import NIL

ACCT = {"schema": "acct"}
ORG = "core.organizations.id"


class Account(Base, Identified, Versioned):
    """One account of the chart. `controlled`: it stands for stock of a category, and stock alone posts to it."""

    __tablename__ = "chart_of_accounts"
    __table_args__ = (
        UniqueConstraint("org_id", "code"),
        ForeignKeyConstraint(["org_id", "parent_id"], ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]),
        ACCT,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    code: Mapped[str]
    name: Mapped[str]
    type: Mapped[str]
    parent_id: Mapped[UUID | None]
    cash_flow: Mapped[str | None]
    controlled: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class AccountRole(Base, OrgScoped):
    """Which account serves a role that the posting rules name, such as `cash` or `cogs`."""

    __tablename__ = "account_roles"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "account_id"], ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]),
        ACCT,
    )

    role: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]


class AccountRoleOverride(Base, OrgScoped):
    """Which account serves a role at one location, in place of the organization's."""

    __tablename__ = "account_role_overrides"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "account_id"], ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]),
        ForeignKeyConstraint(["org_id", "location_id"], ["inv.locations.org_id", "inv.locations.id"]),
        ACCT,
    )

    role: Mapped[str] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]


class Book(Base, OrgScoped):
    """A sequence of journals with gap-free numbers; each journal's hash covers its predecessor's."""

    __tablename__ = "books"
    __table_args__ = {"schema": "acct", "postgresql_with": {"fillfactor": "50"}}  # noqa: RUF012 - read by SQLAlchemy

    code: Mapped[str] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger, server_default="0")
    last_hash: Mapped[bytes] = mapped_column(BYTEA, server_default=text("'\\x'::bytea"))


class Journal(Base, Identified):
    """One balanced entry; immutable."""

    __tablename__ = "journals"
    __table_args__ = (
        UniqueConstraint("org_id", "book", "number"),
        Index("ix_journals_business_date", "org_id", "business_date"),
        Index(
            "uq_journals_reverses_id",
            "org_id",
            "reverses_id",
            unique=True,
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        ACCT,
    )

    book: Mapped[str]
    number: Mapped[int] = mapped_column(BigInteger)
    business_date: Mapped[date]
    original_date: Mapped[date | None]
    occurred_at: Mapped[datetime]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    memo: Mapped[str]
    source_type: Mapped[str]
    source_id: Mapped[UUID]
    reverses_id: Mapped[UUID | None]
    previous_hash: Mapped[bytes] = mapped_column(BYTEA)
    hash: Mapped[bytes] = mapped_column(BYTEA)


class JournalLine(Base, OrgScoped):
    """One side of a journal on one account; immutable. Exactly one of debit and credit is positive."""

    __tablename__ = "journal_lines"
    __table_args__ = (
        CheckConstraint("debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)", name="one_side"),
        ACCT,
    )

    journal_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    account_id: Mapped[UUID]
    location_id: Mapped[UUID | None]
    business_date: Mapped[date]
    debit: Mapped[Minor]
    credit: Mapped[Minor]
    memo: Mapped[str | None]


class Balance(Base, OrgScoped):
    """What an account took at a location in a month; `location_id` is the nil UUID where a line names none.

    Its foreign key keeps an account that was posted to from vanishing: lines have none, since posting would pay for it
    with every line, and here it is checked once for an account, a location and a month.
    """

    __tablename__ = "balances"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "account_id"], ["acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id"]),
        {"schema": "acct", "postgresql_with": {"fillfactor": "50"}},
    )

    period: Mapped[date] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True, default=NIL)
    debit: Mapped[Minor]
    credit: Mapped[Minor]


class Period(Base, OrgScoped):
    """A month that is closed for a module, or being closed: from `marked_at` on nothing is posted into it any more.

    It, and every month before it: months are closed in order, and reopened from the last one backwards. A month is
    named by its first day; `barrier_xid` is that of `domain.posting.periods`.
    """

    __tablename__ = "periods"
    __table_args__ = ACCT

    period: Mapped[date] = mapped_column(primary_key=True)
    module: Mapped[str] = mapped_column(primary_key=True)
    closing_id: Mapped[UUID]
    marked_at: Mapped[datetime]
    barrier_xid: Mapped[int | None] = mapped_column(BigInteger)
    closed_at: Mapped[datetime | None]


class FiscalYear(Base, OrgScoped):
    """A fiscal year that is closed; a year without a row is open."""

    __tablename__ = "fiscal_years"
    __table_args__ = ACCT

    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    first_day: Mapped[date]
    last_day: Mapped[date]
    closing_id: Mapped[UUID]
    journal_id: Mapped[UUID]
    closed_at: Mapped[datetime]


class Closing(Base, Identified):
    """One close or reopening of a period or a year, by the id of its operation; immutable.

    `debit`, `credit` and `profit` are those of the month at its close, of all accounts and modules. What was posted by
    transactions from `barrier_xid` on has seen the period as closed; `xid` is the transaction of this row.
    """

    __tablename__ = "closings"
    __table_args__ = ACCT

    kind: Mapped[str]
    period: Mapped[date | None]
    module: Mapped[str | None]
    fiscal_year: Mapped[int | None] = mapped_column(SmallInteger)
    journal_id: Mapped[UUID | None]
    marked_at: Mapped[datetime | None]
    barrier_xid: Mapped[int | None] = mapped_column(BigInteger)
    debit: Mapped[int | None] = mapped_column(BigInteger)
    credit: Mapped[int | None] = mapped_column(BigInteger)
    profit: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
    xid: Mapped[int] = mapped_column(BigInteger)
