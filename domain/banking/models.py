"""Tables of bank accounts, statements, rules and reconciliations (`acct`)."""

import datetime as dt
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Identified, Minor, OrgScoped, Versioned

ACCT = {"schema": "acct"}
ORG = "core.organizations.id"
TO_ACCOUNT = ("acct.chart_of_accounts.org_id", "acct.chart_of_accounts.id")
TO_BANK_ACCOUNT = ("acct.bank_accounts.org_id", "acct.bank_accounts.id")


class BankAccount(Base, Identified, Versioned):
    """An account of the ledger of which a bank keeps the other side."""

    __tablename__ = "bank_accounts"
    __table_args__ = (
        UniqueConstraint("org_id", "account_id"),
        ForeignKeyConstraint(["org_id", "account_id"], TO_ACCOUNT),
        ACCT,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    name: Mapped[str]
    account_id: Mapped[UUID]
    currency: Mapped[str]
    iban: Mapped[str | None]
    number: Mapped[str | None]
    starts_on: Mapped[date | None]
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class BankStatement(Base, Identified):
    """One file as it was read; `moved` is the sum of its lines, those that were told before included."""

    __tablename__ = "bank_statements"
    __table_args__ = (
        UniqueConstraint("org_id", "bank_account_id", "content_hash"),
        ForeignKeyConstraint(["org_id", "bank_account_id"], TO_BANK_ACCOUNT),
        ACCT,
    )

    bank_account_id: Mapped[UUID]
    content_hash: Mapped[bytes] = mapped_column(BYTEA)
    format: Mapped[str]
    file_name: Mapped[str | None]
    reference: Mapped[str | None]
    first_date: Mapped[date | None]
    last_date: Mapped[date | None]
    opening: Mapped[int | None] = mapped_column(BigInteger)
    closing: Mapped[int | None] = mapped_column(BigInteger)
    lines: Mapped[int] = mapped_column(Integer)
    recognised: Mapped[int] = mapped_column(Integer)
    moved: Mapped[Minor]
    imported_at: Mapped[datetime] = mapped_column(server_default=func.now())


class BankLine(Base, Identified):
    """One line of a statement, the first that told it; money that came in is positive.

    `fingerprint` is what the line is recognised by when another statement tells it again. `reconciliation_id` is that
    of the reconciliation that stands; null while the line is open.
    """

    __tablename__ = "bank_lines"
    __table_args__ = (
        UniqueConstraint("org_id", "bank_account_id", "fingerprint"),
        ForeignKeyConstraint(["org_id", "bank_account_id"], TO_BANK_ACCOUNT),
        ForeignKeyConstraint(["org_id", "statement_id"], ["acct.bank_statements.org_id", "acct.bank_statements.id"]),
        Index("ix_bank_lines_date", "org_id", "bank_account_id", "date", "id"),
        Index(
            "ix_bank_lines_open",
            "org_id",
            "bank_account_id",
            "date",
            "id",
            postgresql_where=text("reconciliation_id IS NULL"),
        ),
        Index("ix_bank_lines_statement_id", "org_id", "statement_id", "line_no"),
        ACCT,
    )

    bank_account_id: Mapped[UUID]
    statement_id: Mapped[UUID]
    line_no: Mapped[int] = mapped_column(Integer)
    date: Mapped[dt.date]
    value_date: Mapped[dt.date | None]
    amount: Mapped[Minor]
    text: Mapped[str]
    counterparty: Mapped[str | None]
    reference: Mapped[str | None]
    bank_id: Mapped[str | None]
    fingerprint: Mapped[str]
    reconciliation_id: Mapped[UUID | None]


class BankRule(Base, Identified, Versioned):
    """What lines are posted against, by what they say; the first that fits, by position, decides."""

    __tablename__ = "bank_rules"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "account_id"], TO_ACCOUNT),
        ForeignKeyConstraint(["org_id", "bank_account_id"], TO_BANK_ACCOUNT),
        ForeignKeyConstraint(["org_id", "location_id"], ["inv.locations.org_id", "inv.locations.id"]),
        ACCT,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    name: Mapped[str]
    position: Mapped[int] = mapped_column(Integer)
    bank_account_id: Mapped[UUID | None]
    contains: Mapped[str | None]
    pattern: Mapped[str | None]
    direction: Mapped[str | None]
    min_amount: Mapped[int | None] = mapped_column(BigInteger)
    max_amount: Mapped[int | None] = mapped_column(BigInteger)
    account_id: Mapped[UUID]
    location_id: Mapped[UUID | None]
    memo: Mapped[str | None]
    automatic: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class BankReconciliation(Base, Identified):
    """One reconciliation of a line, or the undoing of one, by the id of its operation; immutable.

    `amount` is the line's. `cleared_on` is the last day of all that it brings together: from then on neither the bank's
    side nor the ledger's is outstanding.
    """

    __tablename__ = "bank_reconciliations"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "line_id"], ["acct.bank_lines.org_id", "acct.bank_lines.id"]),
        Index("ix_bank_reconciliations_line_id", "org_id", "line_id"),
        Index(
            "uq_bank_reconciliations_undoes_id",
            "org_id",
            "undoes_id",
            unique=True,
            postgresql_where=text("undoes_id IS NOT NULL"),
        ),
        ACCT,
    )

    kind: Mapped[str]
    bank_account_id: Mapped[UUID]
    line_id: Mapped[UUID]
    undoes_id: Mapped[UUID | None]
    journal_id: Mapped[UUID | None]
    amount: Mapped[Minor]
    cleared_on: Mapped[date]
    posted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class BankMatch(Base, OrgScoped):
    """A line of a journal on the bank's account, as a reconciliation has it.

    Those of a reconciliation that was undone are kept, and no longer `active`: what is active is matched once.
    """

    __tablename__ = "bank_matches"
    __table_args__ = (
        Index(
            "uq_bank_matches_active",
            "org_id",
            "journal_id",
            "line_no",
            unique=True,
            postgresql_where=text("active"),
        ),
        ACCT,
    )

    reconciliation_id: Mapped[UUID] = mapped_column(primary_key=True)
    journal_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    bank_account_id: Mapped[UUID]
    amount: Mapped[Minor]
    active: Mapped[bool]


class BankEntry(Base, OrgScoped):
    """Where the lines of journals on a bank's account are; gathered behind the marks, never by posting."""

    __tablename__ = "bank_entries"
    __table_args__ = (
        Index("ix_bank_entries_business_date", "org_id", "bank_account_id", "business_date"),
        ACCT,
    )

    bank_account_id: Mapped[UUID] = mapped_column(primary_key=True)
    journal_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    business_date: Mapped[date]
    amount: Mapped[Minor]


class BankMark(Base, OrgScoped):
    """Up to which number the journals of a book were looked through for lines on bank accounts."""

    __tablename__ = "bank_marks"
    __table_args__ = ACCT

    book: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
