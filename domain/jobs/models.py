"""Tables of scheduled work (`core`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.core.base import Base, OrgScoped

CORE = {"schema": "core"}


class JobRun(Base, OrgScoped):
    """One run of one job; its key makes any number of beats harmless. `org_id` nil: the installation's own.

    `slot` is when it was due, or when somebody asked for it. `duration_ms` is what its turns took together, waiting
    left out. `attempts` counts the turns that were begun since anything was achieved.
    """

    __tablename__ = "job_runs"
    __table_args__ = (
        Index("ix_job_runs_open", "not_before", postgresql_where=text("status IN ('waiting', 'running')")),
        CORE,
    )

    job: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[datetime] = mapped_column(primary_key=True)
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    not_before: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    duration_ms: Mapped[int] = mapped_column(BigInteger, server_default="0")
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class JobFigures(Base):
    """What the runs of one job come to over all organizations: for gauges, so that no scrape walks through runs."""

    __tablename__ = "job_figures"
    __table_args__ = CORE

    job: Mapped[str] = mapped_column(primary_key=True)
    done: Mapped[int] = mapped_column(BigInteger, server_default="0")
    failed: Mapped[int] = mapped_column(BigInteger, server_default="0")
    last_done_at: Mapped[datetime | None]
    last_duration_ms: Mapped[int] = mapped_column(BigInteger, server_default="0")
