"""Tables of the inbox (`core`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from domain.core.base import Base, Identified

CORE = {"schema": "core"}
PENDING = text("status = 'pending'")


class Operation(Base, Identified):
    """One accepted wish and what became of it; its id is the client's UUID."""

    __tablename__ = "operations"
    __table_args__ = (
        CheckConstraint("(status = 'pending') = (ended_at IS NULL)", name="ended"),
        Index("ix_operations_pending", "shard", "org_id", "lane", "position", postgresql_where=PENDING),
        Index("ix_operations_submitted_at", "org_id", "submitted_at", "position"),
        Index("ix_operations_ended", "org_id", "ended_xid", "position", postgresql_where=text("ended_xid IS NOT NULL")),
        Index(
            "ix_operations_set_aside",
            "org_id",
            "position",
            postgresql_where=text("status IN ('rejected', 'failed')"),
        ),
        {"schema": "core"},
    )

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    shard: Mapped[int] = mapped_column(SmallInteger)
    lane: Mapped[UUID]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    actor_type: Mapped[str]
    actor_id: Mapped[UUID]
    grants: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    submitted_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    not_before: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_xid: Mapped[int | None] = mapped_column(BigInteger)
    dismissed_at: Mapped[datetime | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    mended: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class Shard(Base):
    """One unit of work: whether somebody is on the way to it, and what a worker has in hand."""

    __tablename__ = "shards"
    __table_args__ = CORE

    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    rung_at: Mapped[datetime | None]
    sweeps: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    cursor_org_id: Mapped[UUID | None]
    cursor_lane: Mapped[UUID | None]
    in_hand_org_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    in_hand_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))


class Heartbeat(Base):
    """When a part of the installation last did its round."""

    __tablename__ = "heartbeats"
    __table_args__ = CORE

    name: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]
