"""Tables of organizations, their members and their keys (`core`)."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
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
    day_cutoff: Mapped[time] = mapped_column(server_default="00:00")
    price_check: Mapped[str] = mapped_column(server_default="trust_client")
    version: Mapped[int] = mapped_column(BigInteger, server_default="1", default=1)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class User(Base):
    """A person; may belong to many organizations."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email", func.lower(text("email")), unique=True), CORE)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"), default=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UserOrgRole(Base, OrgScoped):
    """A membership: what one person is in one organization."""

    __tablename__ = "user_org_roles"
    __table_args__ = (Index("ix_user_org_roles_user_id", "user_id"), CORE)

    org_id: Mapped[UUID] = mapped_column(ForeignKey("core.organizations.id"), primary_key=True, sort_order=-10)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("core.users.id"), primary_key=True, sort_order=-9)
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RefreshToken(Base):
    """One refresh token; those that follow from one login are a family."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        Index("uq_refresh_tokens_token_hash", "token_hash", unique=True),
        Index("ix_refresh_tokens_family_id", "family_id"),
        CORE,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    family_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("core.users.id"))
    token_hash: Mapped[bytes] = mapped_column(BYTEA)
    issued_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiKey(Base, Identified):
    """A device's credential: the secret is kept as a hash, its prefix stays visible."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("uq_api_keys_org_id_secret_hash", "org_id", "secret_hash", unique=True), CORE)

    org_id: Mapped[UUID] = mapped_column(ForeignKey("core.organizations.id"), primary_key=True, sort_order=-10)
    name: Mapped[str]
    prefix: Mapped[str]
    secret_hash: Mapped[bytes] = mapped_column(BYTEA)
    role: Mapped[str]
    terminal_id: Mapped[UUID | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditEntry(Base, Identified):
    """Who changed what, when; never changed itself."""

    __tablename__ = "audit_log"
    __table_args__ = CORE

    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_type: Mapped[str]
    actor_id: Mapped[UUID]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class AccessEpoch(Base):
    """One row: raised by triggers whenever a membership, key or user changes, so that cached access can be trusted."""

    __tablename__ = "access_epoch"
    __table_args__ = (CheckConstraint("singleton", name="singleton"), CORE)

    singleton: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default=text("true"))
    epoch: Mapped[int] = mapped_column(BigInteger, server_default="1")
