"""Tables of organizations, their policies and their audit log (`core`)."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, Numeric, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Identified, OrgScoped
from domain.core.ids import new_id

CORE = {"schema": "core"}


class Organization(Base):
    """A tenant: one shop or chain with its own books. `id` is what every other table calls `org_id`."""

    __tablename__ = "organizations"
    __table_args__ = CORE

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    currency: Mapped[str]
    minor_digits: Mapped[int] = mapped_column(SmallInteger)
    country: Mapped[str]
    time_zone: Mapped[str]
    chart_template: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]


class OrgSettings(Base, OrgScoped):
    """The policies of one organization."""

    __tablename__ = "settings"
    __table_args__ = CORE

    org_id: Mapped[UUID] = mapped_column(ForeignKey("core.organizations.id"), primary_key=True, sort_order=-10)
    default_location_id: Mapped[UUID]
    negative_stock: Mapped[str] = mapped_column(server_default="allow")
    late_sale: Mapped[str] = mapped_column(server_default="post_to_open")
    tax_rounding: Mapped[str] = mapped_column(server_default="line")
    prices_include_tax: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    cash_rounding: Mapped[int] = mapped_column(Integer, server_default="0")
    costing_method: Mapped[str] = mapped_column(server_default="average")
    expired_stock: Mapped[str] = mapped_column(server_default="allow")
    day_cutoff: Mapped[time] = mapped_column(server_default="00:00")
    price_check: Mapped[str] = mapped_column(server_default="trust_client")
    discount_limit: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    fiscal_year_start: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    version: Mapped[int] = mapped_column(BigInteger, server_default="1", default=1)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AuditEntry(Base, Identified):
    """Who changed what, when, from where; never changed itself."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_actor_id", "org_id", "actor_id", "id"),
        Index("ix_audit_log_subject_id", "org_id", "subject_id", "id"),
        Index("ix_audit_log_at", "org_id", "at"),
        CORE,
    )

    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_type: Mapped[str]
    actor_id: Mapped[UUID]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    address: Mapped[str | None]
    user_agent: Mapped[str | None]
