"""Scheduled work as the API shows it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from domain.core.schemas import Output
from domain.jobs.definitions import JobName, RunStatus


class JobError(Output):
    """Why a run, or its last attempt, went wrong."""

    code: str
    detail: str
    errors: list[dict[str, str]]


class JobRunView(Output):
    """One run of a job."""

    slot: datetime = Field(description="When it was due, or asked for; with the job this is the run's identity.")
    status: RunStatus
    attempts: int = Field(description="Attempts that were begun since anything was achieved.")
    started_at: datetime | None
    ended_at: datetime | None
    duration_ms: int = Field(description="What its turns took together, waiting left out.")
    outcome: dict[str, Any] | None = Field(
        description="What came of it; lists in it show the first of what is counted, amounts in minor units."
    )
    error: JobError | None


class LastRun(Output):
    """A job's last run, its outcome in figures alone."""

    slot: datetime
    status: RunStatus
    started_at: datetime | None
    ended_at: datetime | None
    duration_ms: int
    outcome: dict[str, Any] | None = Field(description="The figures of the outcome; the run itself shows all of it.")
    error: JobError | None


class JobView(Output):
    """One job: what it does, when, how its last run went, and when it is due next."""

    name: JobName
    description: str
    schedule: str = Field(examples=["daily at 03:00"], description="By the organization's own clock.")
    of_installation: bool = Field(description="Whether it is the whole installation's, so that nobody can ask for it.")
    last_run: LastRun | None
    last_done_at: datetime | None = Field(description="When it last began a round; told of the sweep alone.")
    next_run: datetime | None = Field(
        description="When it is due next; null for what is done wherever something new is found by then."
    )
