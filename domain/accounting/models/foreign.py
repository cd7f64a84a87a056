"""Tables of other currencies (`acct`): rates, the lines of journals, and what is open of them."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Identified, Minor, OrgScoped, Versioned

ACCT = {"schema": "acct"}
ORG = "core.organizations.id"
RATE = Numeric(20, 10)
"""Major units of the organization's currency for one of another."""


class ExchangeRate(Base, Identified, Versioned):
    """What one unit of a currency is worth in the organization's own, from a day until the next one that is given."""

    __tablename__ = "exchange_rates"
    __table_args__ = (UniqueConstraint("org_id", "currency", "date"), ACCT)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    currency: Mapped[str]
    date: Mapped[dt.date]
    rate: Mapped[Decimal] = mapped_column(RATE)
    source: Mapped[str | None]


class ForeignLine(Base, OrgScoped):
    """One line of a journal in another currency, as it was sent, or a difference that it brought; immutable.

    `amount` is in minor units of `currency`, `base` in those of the organization's; debits are positive.
    """

    __tablename__ = "foreign_lines"
    __table_args__ = (
        Index(
            "ix_foreign_lines_settles",
            "org_id",
            "settles_journal_id",
            "settles_line_no",
            postgresql_where=text("settles_journal_id IS NOT NULL"),
        ),
        ACCT,
    )

    journal_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[str]
    account_id: Mapped[UUID]
    location_id: Mapped[UUID | None]
    currency: Mapped[str]
    amount: Mapped[Minor]
    base: Mapped[Minor]
    rate: Mapped[Decimal] = mapped_column(RATE)
    settles_journal_id: Mapped[UUID | None]
    settles_line_no: Mapped[int | None] = mapped_column(SmallInteger)


class ForeignItem(Base, OrgScoped):
    """What is still to be paid or received in another currency, and how much of it has been; signed as its line is."""

    __tablename__ = "foreign_items"
    __table_args__ = (
        CheckConstraint(
            "abs(settled) <= abs(amount) AND abs(settled_base) <= abs(base) AND sign(settled) IN (0, sign(amount))",
            name="settled",
        ),
        Index(
            "ix_foreign_items_open", "org_id", "business_date", "journal_id", postgresql_where=text("settled <> amount")
        ),
        ACCT,
    )

    journal_id: Mapped[UUID] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    account_id: Mapped[UUID]
    location_id: Mapped[UUID | None]
    currency: Mapped[str]
    business_date: Mapped[dt.date]
    amount: Mapped[Minor]
    base: Mapped[Minor]
    settled: Mapped[Minor]
    settled_base: Mapped[Minor]
