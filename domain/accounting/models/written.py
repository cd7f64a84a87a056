"""Tables of journals that are not posted yet, and of the papers behind those that are (`acct`)."""

import datetime as dt
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.accounting.models.foreign import RATE
from domain.core.base import Base, Identified, OrgScoped, Versioned

ACCT = {"schema": "acct"}
ORG = "core.organizations.id"


class Written:
    """What a journal that is not posted yet says; `lines` as they are sent, amounts as decimal strings."""

    memo: Mapped[str] = mapped_column(server_default="", default="")
    currency: Mapped[str | None]
    rate: Mapped[Decimal | None] = mapped_column(RATE)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class JournalDraft(Base, Identified, Written, Versioned):
    """A journal that somebody is still writing; posted, it is the operation and the journal of the same id."""

    __tablename__ = "journal_drafts"
    __table_args__ = ACCT

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    date: Mapped[dt.date | None]
    reverse_on: Mapped[dt.date | None]


class JournalTemplate(Base, Identified, Written, Versioned):
    """The lines of a journal that is written again and again, with or without their amounts."""

    __tablename__ = "journal_templates"
    __table_args__ = (UniqueConstraint("org_id", "name"), ACCT)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)


class RecurringJournal(Base, Identified, Written, Versioned):
    """A journal that is posted every so often by itself; `due_from` is the first day not yet looked at."""

    __tablename__ = "recurring_journals"
    __table_args__ = (UniqueConstraint("org_id", "name"), ACCT)

    org_id: Mapped[UUID] = mapped_column(ForeignKey(ORG), primary_key=True, sort_order=-10)
    name: Mapped[str]
    every: Mapped[int] = mapped_column(SmallInteger)
    unit: Mapped[str]
    first_date: Mapped[dt.date]
    until: Mapped[dt.date | None]
    times: Mapped[int | None] = mapped_column(SmallInteger)
    reverse_after: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)
    due_from: Mapped[dt.date]


class RecurringOccurrence(Base, OrgScoped):
    """One day on which a recurring journal was handed in, and the operation that posts it."""

    __tablename__ = "recurring_occurrences"
    __table_args__ = (
        ForeignKeyConstraint(
            ["org_id", "recurring_id"], ["acct.recurring_journals.org_id", "acct.recurring_journals.id"]
        ),
        ACCT,
    )

    recurring_id: Mapped[UUID] = mapped_column(primary_key=True)
    date: Mapped[dt.date] = mapped_column(primary_key=True)
    operation_id: Mapped[UUID]


class JournalAttachment(Base, Identified):
    """Where the paper behind a journal is found: never the file itself. Withdrawn, it stays with a note of it."""

    __tablename__ = "journal_attachments"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "journal_id"], ["acct.journals.org_id", "acct.journals.id"]),
        Index("ix_journal_attachments_journal_id", "org_id", "journal_id"),
        ACCT,
    )

    journal_id: Mapped[UUID]
    name: Mapped[str]
    reference: Mapped[str]
    sha256: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]
