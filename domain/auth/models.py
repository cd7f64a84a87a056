"""Tables of people, their memberships, sessions and keys (`core`)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, Identified, OrgScoped, Versioned
from domain.core.ids import new_id

CORE = {"schema": "core"}


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
        Index("ix_refresh_tokens_user_id", "user_id"),
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
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    address: Mapped[str | None]
    user_agent: Mapped[str | None]


class SecondFactor(Base):
    """What a person shows besides the password: codes of the time (RFC 6238); in force once confirmed.

    The secret is encrypted; `last_step` is the time step of the last code that was taken, which is not taken again.
    """

    __tablename__ = "second_factors"
    __table_args__ = CORE

    user_id: Mapped[UUID] = mapped_column(ForeignKey("core.users.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(BYTEA)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, server_default="0")
    recovery_hashes: Mapped[list[bytes]] = mapped_column(ARRAY(BYTEA))


class PasswordReset(Base):
    """A person's wish for another password: a token that is taken once."""

    __tablename__ = "password_resets"
    __table_args__ = (
        Index("uq_password_resets_token_hash", "token_hash", unique=True),
        Index("ix_password_resets_user_id", "user_id"),
        CORE,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("core.users.id"))
    token_hash: Mapped[bytes] = mapped_column(BYTEA)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CustomRole(Base, OrgScoped, Versioned):
    """A role that one organization made for itself, from permissions."""

    __tablename__ = "roles"
    __table_args__ = CORE

    org_id: Mapped[UUID] = mapped_column(ForeignKey("core.organizations.id"), primary_key=True, sort_order=-10)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))


class Invitation(Base, Identified):
    """Somebody who was asked to become a member; ended when it was accepted, revoked or replaced."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index("uq_invitations_token_hash", "org_id", "token_hash", unique=True),
        Index("uq_invitations_email", "org_id", "email", unique=True, postgresql_where=text("ended_at IS NULL")),
        CORE,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey("core.organizations.id"), primary_key=True, sort_order=-10)
    email: Mapped[str]
    role: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(BYTEA)
    actor_type: Mapped[str]
    actor_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None]


class ApiKey(Base, Identified):
    """A device's credential: the secret is kept as a hash, its prefix stays visible."""

    __tablename__ = "api_keys"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "terminal_id"], ["pos.terminals.org_id", "pos.terminals.id"]),
        Index("uq_api_keys_org_id_secret_hash", "org_id", "secret_hash", unique=True),
        CORE,
    )

    org_id: Mapped[UUID] = mapped_column(ForeignKey("core.organizations.id"), primary_key=True, sort_order=-10)
    name: Mapped[str]
    prefix: Mapped[str]
    secret_hash: Mapped[bytes] = mapped_column(BYTEA)
    role: Mapped[str]
    terminal_id: Mapped[UUID | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AccessEpoch(Base):
    """One row: raised by triggers whenever anybody's access changes, so that cached access can be trusted."""

    __tablename__ = "access_epoch"
    __table_args__ = (CheckConstraint("singleton", name="singleton"), CORE)

    singleton: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default=text("true"))
    epoch: Mapped[int] = mapped_column(BigInteger, server_default="1")
